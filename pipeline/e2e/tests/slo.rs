//! The solver as a person uses it: the worked examples, its own questions, by keys alone, shared, gone back from.

mod support;

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use support::{
    browser::{Browser, View},
    children::{Server, serve_site, start_driver},
};

const WIDE: View = View { name: "wide", width: 1200, scheme: "light" };

/// True once the solver has its data and shows its results.
const READY: &str = "document.querySelectorAll('.results tbody tr').length > 0";

/// The finding of the solver.
const FINDING: &str = "document.querySelector('#solver .finding').textContent";

/// All that is said to be wrong.
const FAULTS: &str =
    "[...document.querySelectorAll('#solver .fault:not([hidden])')].map((it) => it.innerText).join(' ')";

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
async fn a_wrong_address_is_named_in_place_and_corrected() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let cases = [
        ("n=-5", "invocations", "n=-5 is not valid", ""),
        ("n=0", "invocations", "from 1 to 1,000,000,000,000. Showing 10,000,000.", ""),
        ("n=abc", "invocations", "n=abc is not valid", ""),
        ("n=1e300", "invocations", "n=1e300 is not valid", ""),
        ("cold=101", "cold", "from 0 to 100. Showing 2.", ""),
        ("cold=1,5", "cold", "cold=1,5 is not valid", ""),
        ("target=101", "target", "from 1 to 100. Showing 99.", ""),
        ("memory=64&within=60", "memory", "Showing 512 MB.", "?within=60"),
        ("memory=9999", "memory", "memory=9999 is not available", ""),
        ("arch=riscv", "arch", "arch=riscv is not available", ""),
        ("package=tar", "packaging", "package=tar is not available", ""),
        ("packaging=tar", "packaging", "packaging=tar is not available", ""),
        ("at=64", "at", "from 128 to 10,240. Showing 512.", ""),
        ("scaling=magic", "scaling", "scaling=magic is not available", ""),
        ("language=Cobol", "languages", "language=Cobol is unknown and ignored. Showing all languages.", ""),
        ("language=Cobol,go", "languages", "Showing Go.", "?language=Go"),
        ("runtime=go1x", "runtime", "runtime=go1x is no longer measured", ""),
        ("runtime=rust-al2023", "runtime", "filters by language", "?language=Rust"),
        ("runtime=nothing", "runtime", "runtime=nothing is unknown", ""),
    ];
    for (search, field, expected, corrected) in cases {
        ask(&browser, &site, &format!("?{search}")).await?;
        let said = text(&browser, &format!("document.querySelector('#fault-{field}').innerText")).await?;
        ensure!(said.contains(expected), "{search}: {said}");
        let all = text(&browser, FAULTS).await?;
        ensure!(all.trim() == said.trim(), "{search}: only one thing is wrong: {all}");
        ensure!(text(&browser, "location.search").await? == corrected, "{search} is corrected");
        let found = text(&browser, FINDING).await?;
        ensure!(!found.contains("of 0 configurations"), "{search}: {found}");
    }
    let link = "document.querySelector('#fault-runtime a').getAttribute('href')";
    ask(&browser, &site, "?runtime=go1x").await?;
    ensure!(text(&browser, link).await?.contains("runtimes/go1x/"), "a former runtime has its page");
    browser.close().await
}

#[tokio::test]
async fn grouped_numbers_case_and_no_cold_starts_are_fair_questions() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let field = |name: &str| format!("document.querySelector('#solver [name={name}]').value");
    ask(&browser, &site, "?n=20,000,000").await?;
    ensure!(text(&browser, &field("invocations")).await? == "20,000,000", "grouped numbers are read");
    ensure!(text(&browser, FAULTS).await?.is_empty(), "and right");
    ask(&browser, &site, "?language=rust&arch=ARM64").await?;
    let ticked = "[...document.querySelectorAll('[name=language]:checked')].map((it) => it.value).join()";
    ensure!(text(&browser, ticked).await? == "Rust", "case does not matter");
    ensure!(text(&browser, &field("arch")).await? == "arm64", "nor here");
    ask(&browser, &site, "?cold=0").await?;
    let said = text(&browser, "document.querySelector('#solver').innerText").await?;
    ensure!(said.contains("provisioned concurrency") && said.contains("cold starts don't decide"), "{said}");
    ensure!(!said.contains("above 99 %") && said.contains("not estimated"), "{said}");
    ensure!(text(&browser, FAULTS).await?.is_empty(), "no cold starts are no fault");
    browser.close().await
}

#[tokio::test]
async fn a_wrong_value_is_named_below_its_field_and_greys_the_answer() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    ask(&browser, &site, "").await?;
    let finding = text(&browser, FINDING).await?;
    browser.evaluate("(() => { document.querySelector('[name=within]').select(); return true; })()").await?;
    browser.press("-5").await?;
    browser.wait_until("document.querySelector('#solver').classList.contains('stale')").await?;
    let field = "document.querySelector('[name=within]')";
    ensure!(browser.evaluate(&format!("{field}.ariaInvalid === 'true'")).await? == true, "aria-invalid");
    let described = format!("document.getElementById({field}.getAttribute('aria-describedby')).innerText");
    let fault = text(&browser, &described).await?;
    ensure!(fault.contains("Enter a number from 1 to 900,000."), "{fault}");
    ensure!(text(&browser, FINDING).await? == finding, "the old answer is there, greyed");
    let faint = "Number(getComputedStyle(document.querySelector('#solver .finding')).opacity) < 1";
    ensure!(browser.evaluate(faint).await? == true, "the old answer is grey");
    // On to the next field: the focus stays there, and the wrong value too.
    browser.press("\u{e004}").await?;
    let focus = text(&browser, "document.activeElement.name").await?;
    ensure!(focus == "handler", "the focus moved to {focus}");
    ensure!(text(&browser, &format!("{field}.value")).await? == "-5", "the value is kept");
    browser.evaluate(&format!("(() => {{ {field}.select(); return true; }})()")).await?;
    browser.press("60").await?;
    browser.wait_until("location.search === '?within=60'").await?;
    let isnt = "!document.querySelector('#solver').classList.contains('stale')";
    ensure!(browser.evaluate(isnt).await? == true, "a right value is answered");
    ensure!(text(&browser, FAULTS).await?.is_empty(), "and nothing is wrong");
    browser.close().await
}

#[tokio::test]
async fn whole_numbers_are_grouped_as_they_are_typed() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    ask(&browser, &site, "").await?;
    let field = "document.querySelector('[name=invocations]')";
    browser.evaluate(&format!("(() => {{ {field}.select(); return true; }})()")).await?;
    browser.press("25000000").await?;
    ensure!(text(&browser, &format!("{field}.value")).await? == "25,000,000", "grouped");
    // One zero less, before the caret at the end.
    browser.press("\u{e003}").await?;
    ensure!(text(&browser, &format!("{field}.value")).await? == "2,500,000", "grouped again");
    browser.wait_until("location.search === '?n=2500000'").await?;
    ensure!(text(&browser, &format!("{field}.inputMode")).await? == "numeric", "a phone shows digits");
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
    ensure!(words.contains("80.0 ms at 128 MB") && words.contains("10.0 ms at 1024 MB"), "{words}");
    ask(&browser, &site, "?memory=any&at=512&scaling=same").await?;
    let words = text(&browser, said).await?;
    ensure!(words.contains("waits for other services, so it takes as long at every memory size"), "{words}");
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
    // Nothing is no number: the answer stays, greyed, and so does what is in the field when the window gets narrow.
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
    ensure!(said.contains("exactly as rare as the misses") && !said.contains("are rarer than"), "{said}");
    ensure!(said.contains("at 99.9 %, their p90"), "{said}");
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
    // The menu of pages opens without a script.
    let buttons = source.matches("<button").count() - source.matches("popovertarget=").count();
    ensure!(buttons == 0 && !source.contains("<input"), "a control does nothing");
    browser.allow_scripts(true).await?;
    browser.close().await
}
