//! The solver as a person uses it: the worked examples, its own questions, by keys alone, shared, gone back from.

mod support;

use anyhow::{Context, Result, ensure};
use support::{
    browser::{Browser, View},
    children::{Server, serve_site, start_driver},
};

const WIDE: View = View { name: "wide", width: 1200, scheme: "light" };

/// True once the solver has its data and shows its results.
const READY: &str = "document.querySelectorAll('.results tbody tr').length > 0";

/// A browser on the page of the solver, asked what `search` says.
async fn ask(browser: &Browser, site: &Server, search: &str) -> Result<()> {
    browser.visit(&format!("{}slo/index.html{search}", site.url)).await?;
    for _ in 0..100 {
        if browser.evaluate(READY).await? == true {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("the solver shows no results for {search}: {:#?}", browser.complaints().await?)
}

async fn text(browser: &Browser, expression: &str) -> Result<String> {
    Ok(browser.evaluate(expression).await?.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn the_solver_agrees_with_the_worked_examples() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    ask(&browser, &site, "").await?;
    let examples = "[...document.querySelectorAll('.example')].map((it) => \
        [new URL(it.querySelector('.ask').href).search, it.querySelector('.finding').textContent])";
    let examples = browser.evaluate(examples).await?;
    let examples = examples.as_array().context("There are worked examples")?.clone();
    ensure!(examples.len() >= 5, "{examples:?}");
    for example in examples {
        let (search, expected) =
            (example[0].as_str().unwrap_or_default(), example[1].as_str().unwrap_or_default());
        ask(&browser, &site, search).await?;
        let found = text(&browser, "document.querySelector('#solver .finding').textContent").await?;
        // "12 of 34 configurations … The cheapest of these is NAME at $1.23 a month"; here "NAME: $1.23 (…".
        let expected = expected.split(" a month").next().unwrap_or_default().replace(" at $", ": $");
        ensure!(found.starts_with(&expected), "{search}: {found}, not {expected}");
    }
    let complaints = browser.complaints().await?;
    ensure!(complaints.is_empty(), "{complaints:#?}");
    browser.close().await
}

#[tokio::test]
async fn every_result_matches_the_table() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let address = "?n=50000&cold=50&target=95&within=300&handler=10&memory=256";
    ask(&browser, &site, address).await?;
    let taken = browser.taken("#solver", "CSV").await?;
    let table = browser.run("fetch('../data/slo_results.csv').then((it) => it.text()).then(done);").await?;
    let table = table.as_str().unwrap_or_default();
    let of = |text: &str, example: Option<&str>| -> Vec<Vec<String>> {
        let lines = text.lines().skip(1);
        let cells = lines.map(|line| line.split(',').map(ToOwned::to_owned).collect::<Vec<_>>());
        cells.filter(|cells| example.is_none_or(|example| cells[0] == example)).collect()
    };
    let (taken, table) = (of(&taken, None), of(table, Some("rarely-called")));
    ensure!(taken.len() == table.len() && !taken.is_empty(), "{} instead of {}", taken.len(), table.len());
    // Of the table: runtime, packaging, arch, then probability, cold_ms and month_usd.
    for row in &table {
        let found =
            taken.iter().find(|found| [&found[0], &found[1], &found[2]] == [&row[10], &row[4], &row[6]]);
        let found = found.with_context(|| format!("no result for {row:?}"))?;
        ensure!(found[5] == row[15], "a floor is one in both: {found:?} {row:?}");
        for (here, there) in [(4, 14), (6, 16), (9, 20), (12, 23)] {
            let (here, there): (f64, f64) = (found[here].parse()?, row[there].parse()?);
            // What the solver reads has four digits.
            let limit = if there <= 1.0 { 0.02 } else { 0.001 * there };
            ensure!((here - there).abs() <= limit, "{here} instead of {there}: {found:?} {row:?}");
        }
    }
    browser.close().await
}

#[tokio::test]
async fn the_solver_works_by_keyboard_and_back() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    ask(&browser, &site, "").await?;
    let usual = text(&browser, "document.querySelector('#solver .finding').textContent").await?;
    let mut focus = String::new();
    for _ in 0..40 {
        browser.press("\u{e004}").await?;
        focus = text(&browser, "document.activeElement.name ?? ''").await?;
        if focus == "within" {
            break;
        }
    }
    ensure!(focus == "within", "the time is reached by Tab, not {focus}");
    // All of the field, then another number, then on.
    browser.press("\u{e009}a").await?;
    browser.press("60").await?;
    browser.press("\u{e004}").await?;
    ensure!(text(&browser, "location.search").await? == "?within=60", "the address says what is asked");
    let stricter = text(&browser, "document.querySelector('#solver .finding').textContent").await?;
    ensure!(stricter != usual, "{stricter}");
    browser.back().await?;
    ensure!(text(&browser, "document.querySelector('#solver .finding').textContent").await? == usual, "back");
    ask(&browser, &site, "?within=60").await?;
    ensure!(
        text(&browser, "document.querySelector('#solver .finding').textContent").await? == stricter,
        "a shared address asks the same"
    );
    let complaints = browser.complaints().await?;
    ensure!(complaints.is_empty(), "{complaints:#?}");
    browser.close().await
}

#[tokio::test]
async fn a_half_typed_number_keeps_the_field() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    ask(&browser, &site, "").await?;
    let field = "document.querySelector('[name=within]')";
    browser.evaluate(&format!("(() => {{ {field}.select(); return true; }})()")).await?;
    browser.press("60").await?;
    let mut search = String::new();
    for _ in 0..100 {
        search = text(&browser, "location.search").await?;
        if search == "?within=60" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    ensure!(search == "?within=60", "typing asks, without leaving the field: {search}");
    let finding = text(&browser, "document.querySelector('#solver .finding').textContent").await?;
    // Nothing is no number: the answer stays, and so does what is in the field when the window gets narrow.
    browser.press("\u{8}\u{8}").await?;
    browser.look_with(View { name: "phone", width: 360, scheme: "light" }).await?;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    ensure!(text(&browser, &format!("{field}.value")).await?.is_empty(), "what is half typed is kept");
    ensure!(text(&browser, "document.activeElement.name").await? == "within", "and so is the focus");
    ensure!(
        text(&browser, "document.querySelector('#solver .finding').textContent").await? == finding,
        "what is no number changes nothing"
    );
    browser.close().await
}

#[tokio::test]
async fn cold_starts_at_the_target_are_not_rarer() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let words = "document.querySelector('#solver').textContent";
    ask(&browser, &site, "?cold=1&target=99").await?;
    let said = text(&browser, words).await?;
    ensure!(said.contains("no more frequent than") && !said.contains("are rarer than"), "{said}");
    ensure!(said.contains("one of 99.9 %, their p90 decides"), "{said}");
    ask(&browser, &site, "?cold=0.5&target=99").await?;
    let said = text(&browser, words).await?;
    ensure!(said.contains("are rarer than"), "{said}");
    browser.close().await
}

#[tokio::test]
async fn the_solver_chart_is_read_by_keyboard() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    ask(&browser, &site, "").await?;
    let names = text(&browser, "document.querySelector('#solver .drawing .name').textContent").await?;
    ensure!(names.contains("target: 200 ms"), "{names}");
    browser
        .evaluate("(() => { document.querySelector('#solver .drawing').focus(); return true; })()")
        .await?;
    browser.press("\u{e010}").await?;
    let told = "document.querySelector('#solver .told').textContent";
    let last = text(&browser, told).await?;
    ensure!(last.contains("chance of meeting it"), "{last}");
    browser.press("\u{e012}").await?;
    ensure!(text(&browser, told).await? != last, "the key leads to another");
    browser.press("\u{e00c}").await?;
    ensure!(
        browser.evaluate("document.querySelector('#solver .told').hidden").await? == true,
        "Escape ends it"
    );
    browser.close().await
}

#[tokio::test]
async fn a_phone_shows_name_price_and_time() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(View { name: "phone", width: 360, scheme: "light" }).await?;
    ask(&browser, &site, "").await?;
    let fits = "[...document.querySelector('.results tbody tr').cells].slice(0, 4)\
        .every((cell) => cell.getBoundingClientRect().right <= innerWidth)";
    ensure!(browser.evaluate(fits).await? == true, "the numbers are out of sight");
    browser.close().await
}

#[tokio::test]
async fn any_demand_survives_its_address() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.visit(&format!("{}slo/index.html", site.url)).await?;
    let found = browser
        .run(
            "const script = document.querySelector('script[type=module]').src; \
             fetch(script).then((it) => it.text()).then(async (text) => { \
               const name = text.match(/from \"\\.\\/(scenario\\.[^\"]+)\"/)[1]; \
               const { encode, decode, usual, NUMBERS } = await import(new URL(name, script).href); \
               let seed = 11; \
               const random = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 2147483648 * n); }; \
               const one = (words) => words[random(words.length)]; \
               for (let round = 0; round < 3000; round += 1) { \
                 const scenario = usual(); \
                 for (const [key, { min, max }] of Object.entries(NUMBERS)) { \
                   if (random(2) === 0) scenario[key] = Math.min(max, min + random(100000) / one([1, 7, 1000])); \
                 } \
                 scenario.memory = one(['any', '128', '1024']); scenario.arch = one(['any', 'arm64']); \
                 scenario.packaging = one(['any', 'image']); scenario.sort = one(['cost', 'time', 'chance']); \
                 scenario.languages = [...new Set([one(['C#', 'C++', 'Go']), one(['a b', 'é', 'x&y'])])].sort().slice(random(3)); \
                 const again = decode(encode(scenario)); \
                 const [was, is] = [JSON.stringify(scenario), JSON.stringify(again)]; \
                 if (was !== is) return done(`${was} became ${is} by ${encode(scenario)}`); \
               } \
               const nonsense = JSON.stringify(decode('?n=-5&cold=abc&target=1000&within=&handler=NaN')); \
               done(nonsense === JSON.stringify(usual()) ? 'all' : nonsense); \
             }).catch((error) => done(String(error)));",
        )
        .await?;
    ensure!(found == "all", "{found}");
    browser.close().await
}

#[tokio::test]
async fn the_solver_page_works_without_scripts() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.allow_scripts(false).await?;
    browser.visit(&format!("{}slo/index.html", site.url)).await?;
    let source = browser.source().await?;
    ensure!(source.matches("class=\"example\"").count() >= 5, "worked examples");
    ensure!(!source.contains("<input") && !source.contains("<button"), "a control does nothing");
    browser.allow_scripts(true).await?;
    browser.close().await
}
