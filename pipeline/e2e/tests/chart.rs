//! Charts as a person uses them: pointing with a pointer and with keys, bringing lines forward, sharing that.

mod support;

use anyhow::{Result, ensure};
use support::{
    browser::{Browser, View},
    children::{serve_site, start_driver},
};

const WIDE: View = View { name: "wide", width: 1200, scheme: "light" };

/// Evaluates to the note of the first chart; empty while it is hidden.
const TOLD: &str =
    "(() => { const it = document.querySelector('.told'); return it.hidden ? '' : it.textContent; })()";

/// Points at mark `index` of the shown drawing of the first chart, `beside` units beside and below it.
fn point(index: usize, beside: f64) -> String {
    format!(
        "(() => {{
            const drawing = [...document.querySelectorAll('figure.chart .drawing')].find((it) => it.getClientRects().length > 0);
            drawing.scrollIntoView({{ block: 'center' }});
            const places = [...drawing.querySelectorAll('.hit')].flatMap((it) => {{
                const steps = it.dataset.at.match(/-?[\\d.]+/g).map(Number);
                let at = [0, 0];
                return Array.from({{ length: steps.length / 2 }}, (_, index) => (at = [at[0] + steps[2 * index], at[1] + steps[2 * index + 1]]));
            }});
            const [x, y] = places[{index}];
            const at = new DOMPoint(x + {beside}, y + {beside}).matrixTransform(drawing.getScreenCTM());
            drawing.dispatchEvent(new PointerEvent('pointermove', {{ clientX: at.x, clientY: at.y, bubbles: true }}));
        }})()"
    )
}

#[tokio::test]
async fn a_mark_shows_the_numbers_of_its_row() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    // Of a ranking, a history of one, a scaling, distributions: a mark stands for its whole row.
    for (page, index) in [
        ("index.html", 2),
        ("runtimes/rust-al2023/index.html", 7),
        ("compare/rust-al2023-vs-go-al2023/index.html", 1),
        ("measured/index.html", 3),
        ("local-aws/index.html", 2),
    ] {
        browser.visit(&format!("{}{page}", site.url)).await?;
        browser.evaluate(&point(index, 2.0)).await?;
        let told = browser.evaluate(TOLD).await?;
        let told = told.as_str().unwrap_or_default();
        let row = format!("document.querySelector('figure.chart table').tBodies[0].rows[{index}]");
        let name = browser.evaluate(&format!("{row}.cells[0].textContent.trim()")).await?;
        ensure!(told.starts_with(name.as_str().unwrap_or("?")), "{page}: {told:?} is not of {name}");
        let values = browser
            .evaluate(&format!(
                "[...{row}.cells].slice(1).map((it) => it.textContent.trim()).filter(Boolean).map((it) => !/^[\\d,]*\\.\\d+$/.test(it) ? it :
                    Number(it.replace(',', '')).toLocaleString('en', {{ minimumSignificantDigits: 3, maximumSignificantDigits: 3 }}))"
            ))
            .await?;
        let values = values.as_array().cloned().unwrap_or_default();
        ensure!(!values.is_empty(), "{page}: the row has no numbers");
        for value in values {
            ensure!(told.contains(value.as_str().unwrap_or("?")), "{page}: {told:?} lacks {value}");
        }
        browser.evaluate(&point(index, 4000.0)).await?;
        ensure!(browser.evaluate(TOLD).await? == "", "{page}: far from every mark nothing is told");
        let complaints = browser.complaints().await?;
        ensure!(complaints.is_empty(), "{complaints:#?}");
    }
    browser.close().await
}

#[tokio::test]
async fn a_finger_sees_the_chart_and_its_numbers() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(View { name: "phone", width: 360, scheme: "light" }).await?;
    for (page, index) in
        [("index.html", 2), ("history/go/index.html", 5), ("compare/rust-al2023-vs-go-al2023/index.html", 1)]
    {
        browser.visit(&format!("{}{page}", site.url)).await?;
        let touch = point(index, 0.0)
            .replace("bubbles: true", "bubbles: true, pointerType: 'touch'")
            .replace("block: 'center'", "block: 'center', behavior: 'instant'");
        browser.evaluate(&touch).await?;
        let found = browser
            .evaluate(
                "(() => {
                    const note = document.querySelector('.told.docked').getBoundingClientRect();
                    const drawing = [...document.querySelectorAll('figure.chart .drawing')].find((it) => it.getClientRects().length > 0);
                    const ring = drawing.querySelector('.pointed').getBoundingClientRect();
                    return [note.top >= ring.bottom || note.bottom <= ring.top, note.top >= 0 && note.bottom <= innerHeight];
                })()",
            )
            .await?;
        ensure!(found[0] == true && found[1] == true, "{page}: {found}");
        let told = browser.evaluate(TOLD).await?;
        let told = told.as_str().unwrap_or_default();
        let is_long =
            |word: &str| word.contains('.') && word.chars().filter(char::is_ascii_digit).count() > 5;
        ensure!(!told.is_empty() && !told.split_whitespace().any(is_long), "{page}: {told}");
    }
    browser.close().await
}

#[tokio::test]
async fn arrow_keys_follow_a_line() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    browser.visit(&format!("{}history/java/index.html", site.url)).await?;
    // The drawing comes after the skip link, the header and the crumb; focus gets there by Tab alone.
    for _ in 0..40 {
        browser.press("\u{e004}").await?;
        if browser.evaluate("document.activeElement.matches('svg.drawing')").await? == true {
            break;
        }
    }
    let mut told = Vec::new();
    // Right twice, End, Up, Enter, Escape.
    for key in ["\u{e014}", "\u{e014}", "\u{e010}", "\u{e013}", "\u{e007}", "\u{e00c}"] {
        browser.press(key).await?;
        told.push(browser.evaluate(TOLD).await?.as_str().unwrap_or_default().to_owned());
    }
    ensure!(told[0] != told[1] && told[1] != told[2] && told[2] != told[3], "{told:#?}");
    ensure!(told[0].contains("Java") && told[3].contains("Java") && told[5].is_empty(), "{told:#?}");
    let lines = browser.evaluate("new URLSearchParams(location.search).get('lines')").await?;
    ensure!(lines.as_str().is_some_and(|it| it.starts_with("java") || it.contains("quarkus")), "{lines}");
    browser.close().await
}

#[tokio::test]
async fn chosen_lines_stay_in_the_address() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    browser.visit(&format!("{}history/go/index.html", site.url)).await?;
    let press = |line: &str| format!("document.querySelector('button[data-line=\"{line}\"]').click()");
    browser.evaluate(&press("go-al2")).await?;
    browser.evaluate(&press("go1x")).await?;
    let search = browser.evaluate("location.search").await?;
    ensure!(search == "?lines=go-al2,go1x" || search == "?lines=go1x,go-al2", "{search}");
    let shown =
        "[...document.querySelectorAll('.wide .name text.chosen')].map((it) => it.textContent).sort().join()";
    let before = browser.evaluate(shown).await?;
    ensure!(before == "Go 1.x,Go on AL2", "{before}");
    let url = browser.evaluate("location.href").await?;
    browser.visit(url.as_str().unwrap_or_default()).await?;
    ensure!(browser.evaluate(shown).await? == before, "the address brings them back");
    browser.evaluate(&press("go-al2")).await?;
    browser.evaluate(&press("go1x")).await?;
    ensure!(browser.evaluate("location.search").await? == "", "nothing is chosen again");
    ensure!(browser.evaluate("document.querySelectorAll('.chosen').length").await? == 0);
    browser.allow_scripts(false).await?;
    browser.visit(&format!("{}history/go/index.html", site.url)).await?;
    let source = browser.source().await?;
    ensure!(source.contains("data-line=\"go-al2\""), "the buttons are in the page");
    browser.close().await
}

#[tokio::test]
async fn a_chart_of_a_pair_is_saved_and_framed() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    let address = format!("{}compare/rust-al2023-vs-go-al2023/index.html", site.url);
    browser.visit(&address).await?;
    let csv = browser.taken("#shift", "CSV").await?;
    ensure!(csv.starts_with("Percentile,Difference,Lower end,Upper end\np10,"), "{csv}");
    ensure!(csv.lines().count() == 10, "{csv}");
    for (chart, columns, n) in
        [("distributions", "p50,15.77,15.56,16,", 7), ("packages", "Rust on AL2023,zip,x86_64,", 15)]
    {
        browser.visit(&address).await?;
        let csv = browser.taken(&format!("#{chart}"), "CSV").await?;
        let row = csv.lines().find(|line| line.starts_with(columns));
        ensure!(row.is_some_and(|row| row.split(',').count() == n), "{chart} lacks {columns}: {csv}");
        ensure!(!csv.contains(" to ") && !csv.contains("at least"), "an interval is two numbers: {csv}");
    }
    browser.visit(&address).await?;
    let json: serde_json::Value = serde_json::from_str(&browser.taken("#history", "JSON").await?)?;
    ensure!(json["columns"][0] == "Month" && json["rows"][0][1].is_number(), "{json}");
    for chart in ["packages", "shift", "distributions", "history"] {
        browser.visit(&address).await?;
        let svg = browser.taken(&format!("#{chart}"), "SVG").await?;
        ensure!(
            svg.starts_with("<svg") && svg.contains("CC BY 4.0:") && svg.contains("stroke=\"rgb("),
            "{svg}"
        );
        ensure!(!svg.contains("class=\"hit"), "{chart}: a file has nothing to point at");
    }
    browser.visit(&format!("{address}#shift-frame")).await?;
    let shown = "[...document.querySelectorAll('h1, h2, figure.chart')].filter((it) => it.getClientRects().length > 0).map((it) => it.id).join()";
    ensure!(browser.evaluate(shown).await? == "shift", "a frame shows one chart alone");
    let complaints = browser.complaints().await?;
    ensure!(complaints.is_empty(), "{complaints:#?}");
    browser.close().await
}
