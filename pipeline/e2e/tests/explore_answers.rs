//! Answers of Explore to what it does not have, to searches in words, and to fingers.

mod support;

use anyhow::{Result, ensure};
use support::{
    browser::Browser,
    children::{serve_site, start_driver},
    explore::{PHONE, WIDE, choose, click, opened, search_of, shown, text_of},
};

#[tokio::test]
async fn a_removed_runtime_is_named_with_its_last_month() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    for query in ["?runtime=go1x", "?q=go+1.x"] {
        opened(&browser, &site.url, WIDE, query).await?;
        let said = text_of(&browser, ".notices").await?;
        ensure!(
            said == "No current results for Go 1.x: it was last measured in February 2024. History of Go 1.x",
            "{query}: {said}"
        );
        let way = browser.evaluate("document.querySelector('.notices a').href").await?;
        ensure!(way.as_str().is_some_and(|it| it.ends_with("/runtimes/go1x/index.html")), "{way}");
    }
    opened(&browser, &site.url, WIDE, "?runtime=go1x").await?;
    let count = text_of(&browser, ".count").await?;
    ensure!(count.ends_with("Remove this filter (40 results)"), "{count}");
    click(&browser, ".count button", 0).await?;
    let count = text_of(&browser, ".count").await?;
    ensure!(
        count.starts_with("40 of ") && search_of(&browser).await?.is_empty(),
        "the filter is gone: {count}"
    );
    ensure!(text_of(&browser, ".notices").await?.is_empty(), "and so is the notice");
    opened(&browser, &site.url, WIDE, "?runtime=cobol85").await?;
    let said = text_of(&browser, ".notices").await?;
    ensure!(said == "No runtime is called “cobol85”.", "{said}");
    browser.close().await
}

#[tokio::test]
async fn unknown_values_of_an_address_are_named() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let gone = "lambda-perf/aws/us-east-1/zip/unknown/x86_64/sequential/hello/go1x/pooled/init_ms";
    let last = "was last measured in February 2024. History of Go 1.x";
    for (query, expected) in [
        (
            format!("?base={gone}"),
            format!("No ratios are shown, because the baseline of this link, Go 1.x, {last}"),
        ),
        (format!("?pick={gone}"), format!("Go 1.x cannot be compared: it {last}")),
        (format!("?hide={gone}"), format!("Go 1.x, which this link hides, {last}")),
        ("?by=p42".to_owned(), "This table has no percentile “p42”. It draws p50 instead.".to_owned()),
        ("?sort=-foo".to_owned(), "This table has no column “foo”. It is sorted by p50 instead.".to_owned()),
    ] {
        opened(&browser, &site.url, WIDE, &query).await?;
        let said = text_of(&browser, ".notices").await?;
        ensure!(said == expected, "{query}: {said}");
        ensure!(search_of(&browser).await?.is_empty(), "the address says what is shown");
        let count = text_of(&browser, ".count").await?;
        ensure!(count.starts_with("40 of ") && !count.contains("hidden"), "{count}");
        let state = browser
            .evaluate(
                "[document.querySelector('#controls select').value, \
                document.querySelector('[aria-sort]').dataset.column, \
                document.querySelectorAll('.amount:not([hidden])').length > 0]",
            )
            .await?;
        ensure!(state == serde_json::json!(["p50", "p50", true]), "{query}: {state}");
    }
    click(&browser, "[data-column=p99] button", 0).await?;
    ensure!(text_of(&browser, ".notices").await?.is_empty(), "the next choice ends the notice");
    browser.close().await
}

#[tokio::test]
async fn names_in_a_search_are_alternatives_with_a_page_for_both() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    for query in ["rust+go", "rust+vs+go", "Go+against+Rust", "go+or+rust"] {
        opened(&browser, &site.url, WIDE, &format!("?q={query}")).await?;
        let mut found = shown(&browser).await?;
        found.sort();
        ensure!(
            found == ["Go on AL2", "Go on AL2023", "Rust on AL2", "Rust on AL2023"],
            "{query}: {found:?}"
        );
        let way = browser.evaluate("document.querySelector('.count a').href").await?;
        let way = way.as_str().unwrap_or_default();
        ensure!(
            way.contains("/compare/") && way.contains("rust-al2023") && way.contains("go-al2023"),
            "{way}"
        );
    }
    let way =
        browser.evaluate("fetch(document.querySelector('.count a').href).then((it) => it.status)").await?;
    ensure!(way == 200, "{way}");
    for (query, expected, pair) in [
        ("rust+vs+go+arm64", vec!["Go on AL2", "Go on AL2023", "Rust on AL2", "Rust on AL2023"], true),
        ("go+python+3.13", vec!["Go on AL2", "Go on AL2023", "Python 3.13"], true),
        ("python+3.12+vs+3.13", vec!["Python 3.12", "Python 3.13"], true),
        ("graalvm+java+21", vec!["GraalVM Java 21 on AL2023"], false),
    ] {
        opened(&browser, &site.url, WIDE, &format!("?q={query}")).await?;
        let mut found = shown(&browser).await?;
        found.sort();
        ensure!(found == expected, "{query}: {found:?}");
        let has_pair = browser.evaluate("document.querySelector('.count a') !== null").await?;
        ensure!(has_pair == pair, "{query}: {has_pair}");
    }
    browser.close().await
}

#[tokio::test]
async fn a_search_matches_the_start_of_words_and_prefers_languages() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let languages = "[...new Set([...document.querySelectorAll('table.explore tbody tr')].map((row) => row.cells[2].textContent))].sort().join()";
    for (query, expected) in
        [("java", "Java"), ("jav", "Java,JavaScript"), ("script", ""), ("node", "JavaScript")]
    {
        opened(&browser, &site.url, WIDE, &format!("?q={query}")).await?;
        let found = browser.evaluate(languages).await?;
        ensure!(found == expected, "{query}: {found}");
    }
    browser.close().await
}

#[tokio::test]
async fn a_ratio_takes_the_place_of_the_number_on_a_phone() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    opened(&browser, &site.url, PHONE, "").await?;
    let fits = "[...document.querySelectorAll('tbody tr:nth-child(3) .acts button')].every((it) => it.getBoundingClientRect().right <= innerWidth)";
    ensure!(browser.evaluate(fits).await? == true, "the buttons are cut off");
    click(&browser, ".acts button", 1).await?;
    browser
        .wait_until("document.querySelector('tbody tr:nth-child(3) .ratio small').textContent !== ''")
        .await?;
    let found = browser
        .evaluate("(() => { const row = document.querySelector('tbody tr:nth-child(3)'); \
            const edge = (it) => row.querySelector(it).getBoundingClientRect(); \
            return [row.querySelector('.said').getClientRects().length, edge('.ratio').right <= innerWidth, \
                edge('.ratio').right <= edge('.track').left, row.querySelector('.ratio').firstChild.textContent.startsWith('× '), \
                document.querySelector('thead .said').textContent, document.documentElement.scrollWidth]; })()")
        .await?;
    ensure!(found == serde_json::json!([0, true, true, true, "ratio ", 360]), "{found}");
    browser.close().await
}

#[tokio::test]
async fn a_comparison_stays_in_sight() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    opened(&browser, &site.url, PHONE, "").await?;
    ensure!(browser.evaluate("document.querySelector('.comparing').hidden").await? == true);
    // Far down the list, as a thumb gets there.
    browser
        .evaluate("(() => { document.querySelectorAll('tbody tr')[6].scrollIntoView({ block: 'center' }); return true; })()")
        .await?;
    for row in [6, 7] {
        click(&browser, ".acts button:first-child", row).await?;
        let found = browser
            .evaluate("(() => { const { top, bottom } = document.querySelector('.comparing').getBoundingClientRect(); return top >= 0 && bottom <= innerHeight + 1; })()")
            .await?;
        ensure!(found == true, "the bar is out of sight");
    }
    let names = shown(&browser).await?;
    let said = text_of(&browser, ".comparing span").await?;
    ensure!(said == format!("Comparing: {}, {}", names[6], names[7]), "{said}");
    click(&browser, ".comparing button", 0).await?;
    browser
        .wait_until("(() => { const it = document.querySelector('.picked'); const { top, bottom } = it.getBoundingClientRect(); \
            return top >= 0 && bottom <= innerHeight && it === document.activeElement; })()")
        .await?;
    click(&browser, ".comparing button", 1).await?;
    ensure!(browser.evaluate("document.querySelector('.comparing').hidden").await? == true, "cleared");
    ensure!(!search_of(&browser).await?.contains("pick="));
    browser.close().await
}

#[tokio::test]
async fn one_metric_is_drawn_at_a_time() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let drawn = "[document.querySelectorAll('.amount:not([hidden])').length > 0, document.querySelector('thead .axis').textContent, \
        document.querySelector('.explanation').textContent]";
    opened(&browser, &site.url, WIDE, "?packaging=any&memory=any&metric=any").await?;
    let found = browser.evaluate(drawn).await?;
    ensure!(found[0] == false && found[1] == "", "{found}");
    ensure!(
        found[2] == "These results are of several metrics. Choose one metric to draw its values.",
        "{found}"
    );
    choose(&browser, "metric", "warm_ms").await?;
    choose(&browser, "metric", "peak_rss_mb").await?;
    ensure!(search_of(&browser).await?.ends_with("&metric=peak_rss_mb"), "{}", search_of(&browser).await?);
    let found = browser.evaluate(drawn).await?;
    ensure!(found[0] == true && found[1].as_str().is_some_and(|it| it.ends_with(" MB")), "{found}");
    let menu = text_of(&browser, "[data-dimension=metric] summary").await?;
    ensure!(menu == "Metric: peak memory", "{menu}");
    browser.close().await
}

#[tokio::test]
async fn a_finger_hits_every_control() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    opened(&browser, &site.url, PHONE, "?pick=a&q=rust").await?;
    for row in [0, 1] {
        click(&browser, ".acts button:first-child", row).await?;
    }
    click(&browser, "[data-dimension=packaging] summary", 0).await?;
    let small = browser
        .evaluate(
            "[...document.querySelectorAll('main :is(button, select, input[type=search], summary, label)')] \
            .filter((it) => it.getClientRects().length > 0) \
            .map((it) => [it.textContent, it.getBoundingClientRect()]) \
            .filter(([, { width, height }]) => width < 24 || height < 24).map(([text]) => text)",
        )
        .await?;
    ensure!(small == serde_json::json!([]), "{small}");
    browser.close().await
}

#[tokio::test]
async fn menus_speak_of_metrics_by_name() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    opened(&browser, &site.url, WIDE, "").await?;
    let menus = browser
        .evaluate("[...document.querySelectorAll('.filters summary')].map((it) => it.textContent).join('; ')")
        .await?;
    let menus = menus.as_str().unwrap_or_default();
    for expected in ["Memory: all sizes", "Architecture: x86", "Metric: init duration", "Packaging: zip"] {
        ensure!(menus.contains(expected), "{menus}");
    }
    let explanation = text_of(&browser, ".explanation").await?;
    ensure!(explanation.contains("Logarithmic scale, ") && explanation.contains('–'), "{explanation}");
    browser.close().await
}
