//! The menu below a chart as a person uses it: with keys, on a phone, and its pictures, copies and frames.

mod support;

use std::env;

use anyhow::{Context, Result, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use support::{
    browser::{Browser, View},
    children::{project, serve_site, start_driver},
};

const WIDE: View = View { name: "wide", width: 1200, scheme: "dark" };
const PHONE: View = View { name: "phone", width: 360, scheme: "light" };

/// A page whose charts have files, and one whose charts have none.
const PAGES: [(&str, &str); 2] =
    [("index.html", "ranking"), ("compare/rust-al2023-vs-go-al2023/index.html", "shift")];

/// Most pixels that a frame may be higher than its chart.
const SPARE: f64 = 250.0;

/// Opens the menu of the chart `slug`.
fn open(slug: &str) -> String {
    format!(
        "(() => {{
            const button = document.querySelector('[popovertarget={slug}-share]');
            button.scrollIntoView({{ block: 'center', behavior: 'instant' }});
            button.click();
        }})()"
    )
}

#[tokio::test]
async fn the_menu_is_sound_wide_and_on_a_phone() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let axe = env::var_os("AXE").map(std::fs::read_to_string).transpose()?;
    let pictures = project().join("ci-output/screenshots");
    std::fs::create_dir_all(&pictures)?;
    for view in [WIDE, PHONE] {
        browser.look_with(view).await?;
        for (page, slug) in PAGES {
            browser.visit(&format!("{}{page}", site.url)).await?;
            let entries = format!("[...document.querySelectorAll('#{slug}-share :is(a, button)')]");
            let is_shown = browser.evaluate(&format!("{entries}.some((it) => it.checkVisibility())")).await?;
            ensure!(is_shown == false, "{page}: the menu is closed");
            browser.evaluate(&open(slug)).await?;
            let labels = browser.evaluate(&format!("{entries}.filter((it) => it.checkVisibility()).map((it) => it.textContent.trim().split(' ')[0]).join()")).await?;
            ensure!(labels == "PNG,SVG,CSV,JSON,Link,Copy,Copy", "{page}, {}: {labels}", view.name);
            let small = browser
                .evaluate(&format!("{entries}.filter((it) => it.getBoundingClientRect().height < 24).length"))
                .await?;
            ensure!(small == 0, "{page}, {}: {small} entries are too small for a finger", view.name);
            let fits = format!(
                "(() => {{ const it = document.querySelector('#{slug}-share').getBoundingClientRect();
                    return it.left >= 0 && it.right <= {} && it.top >= 0 && it.bottom <= innerHeight; }})()",
                view.width
            );
            ensure!(
                browser.evaluate(&fits).await? == true,
                "{page}: the menu leaves the {} window",
                view.name
            );
            if let Some(axe) = &axe {
                let found = browser
                    .run(&format!(
                        "{axe}; axe.run(document.querySelector('#{slug}')).then((found) => done(found.violations.map((it) => it.id + it.nodes[0].html)));"
                    ))
                    .await?;
                ensure!(found.as_array().is_some_and(Vec::is_empty), "{page}, {}: {found:#}", view.name);
            }
            std::fs::write(
                pictures.join(format!("share-{slug}-{}.png", view.name)),
                browser.window().await?,
            )?;
        }
    }
    browser.close().await
}

#[tokio::test]
async fn keys_open_the_menu_and_close_it() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    browser.visit(&format!("{}index.html", site.url)).await?;
    let is_open = "document.querySelector('#ranking-share').matches(':popover-open')";
    browser.evaluate("document.querySelector('[popovertarget=ranking-share]').focus()").await?;
    // Enter, Tab, Escape.
    browser.press("\u{e007}").await?;
    ensure!(browser.evaluate(is_open).await? == true, "Enter opens it");
    browser.press("\u{e004}").await?;
    ensure!(browser.evaluate("document.activeElement.dataset.save").await? == "png", "Tab leads into it");
    browser.press("\u{e00c}").await?;
    ensure!(browser.evaluate(is_open).await? == false, "Escape closes it");
    let focus = "document.activeElement.getAttribute('popovertarget')";
    ensure!(browser.evaluate(focus).await? == "ranking-share", "the focus returns to the button");
    browser.close().await
}

#[tokio::test]
async fn a_chart_becomes_a_picture_in_light_colours() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    for view in [WIDE, PHONE] {
        browser.look_with(view).await?;
        for (page, slug) in PAGES {
            browser.visit(&format!("{}{page}", site.url)).await?;
            let found = browser
                .run(&format!(
                    "const make = URL.createObjectURL;
                    URL.createObjectURL = (blob) => {{
                        const reader = new FileReader();
                        reader.onload = async () => {{
                            const bitmap = await createImageBitmap(blob);
                            const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
                            canvas.drawImage(bitmap, 0, 0);
                            const {{ data }} = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
                            const counts = {{ white: 0, coloured: 0, dark: 0 }};
                            for (let at = 0; at < data.length; at += 4) {{
                                const [least, most] = [Math.min(data[at], data[at + 1], data[at + 2]), Math.max(data[at], data[at + 1], data[at + 2])];
                                if (least === 255) counts.white += 1;
                                if (most - least > 60) counts.coloured += 1;
                                if (most < 80) counts.dark += 1;
                            }}
                            done({{ file: reader.result.split(',')[1], type: blob.type, width: bitmap.width, pixels: data.length / 4, ...counts }});
                        }};
                        reader.readAsDataURL(blob);
                        return make(blob);
                    }};
                    document.querySelector('#{slug} [data-save=png]').click();"
                ))
                .await?;
            let place = format!("{page}, {}", view.name);
            let file = BASE64_STANDARD.decode(found["file"].as_str().context("a file")?)?;
            ensure!(
                file.starts_with(b"\x89PNG\r\n\x1a\n") && found["type"] == "image/png",
                "{place}: no PNG"
            );
            let count = |name: &str| found[name].as_u64().unwrap_or_default();
            ensure!(count("width") >= 2 * 340, "{place}: {} pixels wide", count("width"));
            ensure!(2 * count("white") > count("pixels"), "{place}: the ground is not white");
            ensure!(count("coloured") > 500 && count("dark") > 500, "{place}: marks or words are missing");
            let complaints = browser.complaints().await?;
            ensure!(complaints.is_empty(), "{place}: {complaints:#?}");
        }
    }
    browser.close().await
}

#[tokio::test]
async fn link_and_code_are_copied() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(PHONE).await?;
    for (page, slug) in PAGES {
        browser.visit(&format!("{}{page}", site.url)).await?;
        browser.evaluate(&open(slug)).await?;
        let copy = |nth: usize| {
            format!(
                "Object.defineProperty(navigator, 'clipboard', {{ configurable: true, value: {{ writeText: async (text) => {{ setTimeout(() => done([text, button.textContent]), 50); }} }} }});
                const button = document.querySelectorAll('#{slug}-share [data-copy]')[{nth}];
                button.click();"
            )
        };
        let link = browser.run(&copy(0)).await?;
        ensure!(link[0] == format!("{}{page}#{slug}", site.url) && link[1] == "Copied", "{link}");
        let code = browser.run(&copy(1)).await?;
        let code = code[0].as_str().unwrap_or_default();
        ensure!(code.contains("<iframe src=\"https://") && code.contains(" title=\""), "{code}");
    }
    browser.close().await
}

#[tokio::test]
async fn without_scripts_the_menu_has_what_works() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.allow_scripts(false).await?;
    for (page, _) in PAGES {
        browser.visit(&format!("{}{page}", site.url)).await?;
        let source = browser.source().await?;
        let hidden = source.matches("<li hidden=\"\"><button type=\"button\" data-save=").count();
        ensure!(
            hidden > 0 && hidden == source.matches("data-save=\"").count() - 1,
            "{page}: {hidden} are hidden"
        );
        ensure!(!source.contains("data-copy=\"\">"), "{page}: a button that copies is shown");
        ensure!(source.contains("&lt;iframe src="), "{page}: the code to embed is in the page");
    }
    browser.close().await
}

#[tokio::test]
async fn a_frame_holds_its_chart_at_any_width() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let charts = [
        ("index.html", "languages"),
        ("index.html", "ranking"),
        ("history/java/index.html", "history-java"),
        ("runtimes/rust-al2023/index.html", "init-history"),
        ("slo/index.html", ""),
        ("measured/index.html", ""),
        ("compare/rust-al2023-vs-go-al2023/index.html", "packages"),
        ("compare/rust-al2023-vs-go-al2023/index.html", "history"),
    ];
    let mut faults = Vec::new();
    for (page, slug) in charts {
        browser.look_with(WIDE).await?;
        browser.visit(&format!("{}{page}", site.url)).await?;
        let figure = if slug.is_empty() { "figure.chart".to_owned() } else { format!("#{slug}") };
        let code =
            browser.evaluate(&format!("document.querySelector('{figure} .share code').textContent")).await?;
        let base = browser.evaluate("document.querySelector('link[rel=canonical]').href").await?;
        let base = base.as_str().unwrap_or_default().trim_end_matches(page.trim_end_matches("index.html"));
        let code = code.as_str().unwrap_or_default().replace(base, &site.url);
        for width in [320, 360, 480, 690, 760] {
            let host =
                format!("<!doctype html><body style='margin:0'><div style='width:{width}px'>{code}</div>");
            browser.visit(&format!("data:text/html;base64,{}", BASE64_STANDARD.encode(host))).await?;
            let frame = browser
                .evaluate("(({ clientWidth, clientHeight, src, title }) => ({ clientWidth, clientHeight, src, title }))(document.querySelector('iframe'))")
                .await?;
            ensure!(frame["clientWidth"] == width && frame["title"] != "", "{page} {slug}: {frame}");
            browser.look_with(View { name: "frame", width, scheme: "light" }).await?;
            browser.visit("about:blank").await?;
            browser.visit(frame["src"].as_str().unwrap_or_default()).await?;
            let last = "[...document.querySelectorAll('main *')].filter((it) => it.checkVisibility()).reduce((last, it) => Math.max(last, it.getBoundingClientRect().bottom), 0) + 16";
            let needed = browser.evaluate(last).await?.as_f64().unwrap_or(f64::INFINITY);
            let given = frame["clientHeight"].as_f64().unwrap_or_default();
            if needed > given || given - needed > SPARE {
                faults.push(format!("{page} {slug}: {needed} px in a frame of {width} by {given}"));
            }
        }
    }
    ensure!(faults.is_empty(), "{faults:#?}");
    browser.close().await
}
