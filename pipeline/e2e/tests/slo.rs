//! The solver as a person uses it: the worked examples, its own questions, by keys alone, shared, gone back from.

mod support;

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use support::{
    browser::{Browser, View},
    calculator::{FAULTS, FINDING, WIDE, ask, text},
    children::{serve_site, start_driver},
};

#[tokio::test]
async fn the_solver_agrees_with_the_worked_examples() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    ask(&browser, &site, "").await?;
    let examples = "[...document.querySelectorAll('.example')].map((it) => \
        [new URL(it.querySelector('.ask').href).search, it.querySelector('.finding').textContent, \
         it.querySelector('.bill')?.textContent ?? ''])";
    let examples = browser.evaluate(examples).await?;
    let examples = examples.as_array().context("There are worked examples")?.clone();
    ensure!(examples.len() >= 5, "{examples:?}");
    for example in examples {
        let part = |idx: usize| example[idx].as_str().unwrap_or_default();
        let search = part(0);
        ask(&browser, &site, search).await?;
        let found = text(&browser, FINDING).await?;
        // "12 of 34 configurations … The cheapest is NAME at $1.23 a month"; the solver adds an interval to the price.
        let expected = part(1).split(" a month").next().unwrap_or_default();
        ensure!(found.starts_with(expected), "{search}: {found}, not {expected}");
        let bill = text(&browser, "document.querySelector('#solver .bill').textContent").await?;
        ensure!(bill == part(2) && bill.contains("instead of"), "{search}: {bill}, not {}", part(2));
        let faults = text(&browser, FAULTS).await?;
        ensure!(faults.is_empty(), "{search}: {faults}");
    }
    let complaints = browser.complaints().await?;
    ensure!(complaints.is_empty(), "{complaints:#?}");
    browser.close().await
}

/// Rows of a table by the names of their columns.
fn rows(table: &str) -> Vec<BTreeMap<&str, &str>> {
    let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let names = lines.next().unwrap_or_default();
    lines.map(|cells| names.iter().copied().zip(cells).collect()).collect()
}

#[tokio::test]
async fn every_result_matches_the_table() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    ask(&browser, &site, "").await?;
    let addresses = "[...document.querySelectorAll('.example')].map((it) => \
        [it.querySelector('h3').id.replace(/-asked$/, ''), new URL(it.querySelector('.ask').href).search])";
    let addresses = browser.evaluate(addresses).await?;
    let table = browser.run("fetch('../data/slo_results.csv').then((it) => it.text()).then(done);").await?;
    let table = rows(table.as_str().unwrap_or_default());
    for address in addresses.as_array().context("There are worked examples")? {
        let (scenario, search) =
            (address[0].as_str().unwrap_or_default(), address[1].as_str().unwrap_or_default());
        ask(&browser, &site, search).await?;
        let taken = browser.taken("#solver", "CSV").await?;
        let taken = rows(&taken);
        let table: Vec<_> = table.iter().filter(|row| row["scenario"] == scenario).collect();
        ensure!(taken.len() == table.len() && !taken.is_empty(), "{} not {}", taken.len(), table.len());
        for row in table {
            let key = ["runtime", "packaging", "arch", "memory_mb"];
            let found = taken.iter().find(|found| key.iter().all(|name| found[name] == row[name]));
            let found = found.with_context(|| format!("no result for {row:?}"))?;
            for name in ["is_floor", "cold_starts_decide"] {
                ensure!(found[name] == row[name], "{name}: {found:?} {row:?}");
            }
            for name in ["handler_ms", "probability", "cold_ms", "month_usd", "init_usd"] {
                if row[name].is_empty() || found[name].is_empty() {
                    ensure!(found[name] == row[name], "{name} is known to one: {found:?} {row:?}");
                    continue;
                }
                let (here, there): (f64, f64) = (found[name].parse()?, row[name].parse()?);
                // What the solver reads has four digits.
                let limit = if there <= 1.0 { 0.02 } else { 0.001 * there };
                // Of a short init duration, a billed millisecond more or less is a large part.
                let limit = if name == "init_usd" { limit.max(0.1 * there) } else { limit };
                ensure!((here - there).abs() <= limit, "{name}: {here}, not {there}: {found:?} {row:?}");
            }
        }
    }
    browser.close().await
}

#[tokio::test]
async fn a_handler_that_computes_is_no_cheaper_with_the_least_memory() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let said = "document.querySelector('#solver').innerText";
    ask(&browser, &site, "?memory=any&at=512").await?;
    let words = text(&browser, said).await?;
    ensure!(words.contains("80.0 ms at 128 MB") && words.contains("10.0 ms at 1,024 MB"), "{words}");
    ask(&browser, &site, "?memory=any&at=512&scaling=same").await?;
    let words = text(&browser, said).await?;
    ensure!(
        words.contains("waits for other services, so it takes equally long at every memory size"),
        "{words}"
    );
    ensure!(text(&browser, FINDING).await?.contains("128 MB at $"), "waiting is cheapest with the least");
    // 128 MB take four times as long, which is beyond the target.
    ask(&browser, &site, "?memory=any&at=512&handler=60&within=200").await?;
    let taken = browser.taken("#solver", "CSV").await?;
    let late = rows(&taken).into_iter().filter(|row| row["memory_mb"] == "128");
    ensure!(late.clone().count() > 0 && late.into_iter().all(|row| row["probability"] == "0"), "{taken}");
    browser.close().await
}

#[tokio::test]
async fn a_phone_keeps_the_answer_in_view() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(View { name: "phone", width: 360, scheme: "light" }).await?;
    ask(&browser, &site, "").await?;
    let answer = "document.querySelector('#solver .answer')";
    for field in ["invocations", "at", "packaging"] {
        let look = format!(
            "(() => {{ document.querySelector('[name={field}]').scrollIntoView({{ block: 'center' }}); return true; }})()"
        );
        browser.evaluate(&look).await?;
        let is_seen = format!(
            "(() => {{ const it = {answer}.getBoundingClientRect(); \
             return it.height > 0 && it.height < 50 && it.top >= 0 && it.bottom <= innerHeight; }})()"
        );
        ensure!(browser.evaluate(&is_seen).await? == true, "the answer is out of view at {field}");
    }
    ensure!(text(&browser, &format!("{answer}.textContent")).await?.contains(" a month: "), "a price");
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
async fn cold_starts_at_the_target_are_not_rarer() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let words = "document.querySelector('#solver').textContent";
    ask(&browser, &site, "?cold=1&target=99").await?;
    let said = text(&browser, words).await?;
    ensure!(said.contains("exactly as rare as the misses") && !said.contains("are rarer than"), "{said}");
    ensure!(said.contains("at 99.9%, their p90"), "{said}");
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
    ensure!(last.contains("confidence"), "{last}");
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
                 scenario.memory = one(['any', '128', '1024']); scenario.scaling = one(['cpu', 'same']); scenario.arch = one(['any', 'arm64']); \
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
    // The menus of the site and of charts open without a script, and what needs one is hidden.
    let sound = ["popovertarget=", "<li hidden=\"\"><button", "data-copy=\"\" hidden=\"\""];
    let sound: usize = sound.into_iter().map(|button| source.matches(button).count()).sum();
    let buttons = source.matches("<button").count() - sound;
    ensure!(buttons == 0 && !source.contains("<input"), "a control does nothing");
    browser.allow_scripts(true).await?;
    browser.close().await
}
