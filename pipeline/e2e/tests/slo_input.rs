//! Input of the calculator: wrong values are named, and numbers are read as people write them.

mod support;

use anyhow::{Result, ensure};
use support::{
    browser::{Browser, View},
    calculator::{FAULTS, FINDING, WIDE, ask, text},
    children::{serve_site, start_driver},
};

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
    ensure!(said.contains("provisioned concurrency") && said.contains("cold starts don’t decide"), "{said}");
    ensure!(!said.contains("above 99%") && said.contains("not estimated"), "{said}");
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
