//! Explore as a person uses it: filter, sort, search, compare, share, go back, downloads, by keys alone, without scripts.

mod support;

use anyhow::{Result, ensure};
use serde_json::Value;
use support::{
    browser::{Browser, View},
    children::{serve_site, start_driver},
    explore::{WIDE, choose, search_of, shown, visit},
};

#[tokio::test]
async fn a_filtered_view_is_shareable_and_back_works() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    let address = format!("{}explore/index.html", site.url);
    visit(&browser, &address).await?;
    let usual = shown(&browser).await?;
    ensure!(usual.len() == 40, "{} runtimes in the usual view", usual.len());
    ensure!(search_of(&browser).await?.is_empty(), "the usual view has a plain address");

    choose(&browser, "packaging", "zip").await?;
    choose(&browser, "packaging", "image").await?;
    choose(&browser, "language", "Rust").await?;
    let chosen = shown(&browser).await?;
    let search = search_of(&browser).await?;
    ensure!(search == "?language=Rust&packaging=image", "{search}");
    ensure!(!chosen.is_empty() && chosen.iter().all(|name| name.contains("Rust")), "{chosen:?}");

    // Shared: another visit of the same address shows the same.
    visit(&browser, &format!("{address}{search}")).await?;
    ensure!(shown(&browser).await? == chosen, "a shared link shows what was shared");

    // Sorted the other way round, then back.
    browser
        .evaluate(
            "(() => { document.querySelector('[data-column=\"p99\"] button').click(); return true; })()",
        )
        .await?;
    browser
        .evaluate(
            "(() => { document.querySelector('[data-column=\"p99\"] button').click(); return true; })()",
        )
        .await?;
    let highest_first = search_of(&browser).await?;
    ensure!(highest_first.contains("sort=-p99"), "{highest_first}");
    browser.back().await?;
    ensure!(search_of(&browser).await?.contains("sort=p99"), "back goes back by one choice");
    browser.back().await?;
    ensure!(shown(&browser).await? == chosen, "and shows what was there");
    let complaints = browser.complaints().await?;
    ensure!(complaints.is_empty(), "{complaints:#?}");
    browser.close().await
}

#[tokio::test]
async fn the_download_is_the_shown_rows() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    visit(&browser, &format!("{}explore/index.html?language=Go,Rust&by=p99&sort=p99", site.url)).await?;
    let text = browser.taken("#controls", "CSV").await?;
    let mut lines = text.lines();
    let header = lines.next().unwrap_or_default();
    ensure!(
        header.starts_with(
            "source,provider,region,runtime,packaging,arch,load,memory,workload,metric,p50,p50_lower"
        ),
        "{header}"
    );
    let place = header.split(',').position(|name| name == "p99").unwrap_or_default();
    let taken: Vec<&str> = lines.filter_map(|line| line.split(',').nth(place)).collect();
    let cells = browser
        .evaluate("[...document.querySelectorAll('table.explore tbody tr')].map((row) => row.cells[15].dataset.value ?? '')")
        .await?;
    let cells: Vec<&str> =
        cells.as_array().map(|all| all.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
    ensure!(!taken.is_empty() && taken == cells, "{taken:?} beside {cells:?}");
    browser.close().await
}

#[tokio::test]
async fn rows_are_compared_and_hidden_by_keyboard() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    visit(&browser, &format!("{}explore/index.html", site.url)).await?;
    let focus = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent";
    let mut last = String::new();
    // From the top of the page to the search, by Tab.
    for _ in 0..40 {
        browser.press("\u{e004}").await?;
        last = browser.evaluate(focus).await?.as_str().unwrap_or_default().to_owned();
        if last == "Search" {
            break;
        }
    }
    ensure!(last == "Search", "the search is reached by Tab, not {last}");
    browser.press("go on al2023").await?;
    ensure!(shown(&browser).await? == ["Go on AL2023"], "typing searches");
    for _ in 0.."go on al2023".len() {
        browser.press("\u{8}").await?;
    }
    browser.press("al2023 zip").await?;
    let both = shown(&browser).await?;
    ensure!(both.len() > 2, "{both:?}");
    // On to the acts of the first row.
    for _ in 0..60 {
        browser.press("\u{e004}").await?;
        last = browser.evaluate(focus).await?.as_str().unwrap_or_default().to_owned();
        if last == format!("Set as baseline {}", both[0]) {
            break;
        }
    }
    browser.press("\u{e007}").await?;
    ensure!(search_of(&browser).await?.contains("base=lambda-perf/"), "{}", search_of(&browser).await?);
    let ratio = browser.evaluate("document.querySelector('tbody .ratio').textContent").await?;
    ensure!(ratio == "× 1.00", "{ratio}");
    for what in ["Compare", "Hide"] {
        let label = format!("{what} {}", both[1]);
        browser
            .evaluate(&format!(
                "(() => {{ document.querySelector('[aria-label=\"{label}\"]').focus(); return true; }})()"
            ))
            .await?;
        browser.press("\u{e007}").await?;
    }
    ensure!(!shown(&browser).await?.contains(&both[1]), "hidden rows are gone");
    let search = search_of(&browser).await?;
    ensure!(search.contains("pick=") && search.contains("hide="), "{search}");
    browser.close().await
}

#[tokio::test]
async fn a_search_looks_past_default_filters() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    let address = format!("{}explore/index.html", site.url);
    // A memory size, another instruction set, and a metric that only other packages have.
    for words in ["rust+128", "arm64", "image", "warm_ms"] {
        visit(&browser, &format!("{address}?q={words}")).await?;
        ensure!(!shown(&browser).await?.is_empty(), "{words} finds nothing");
    }
    visit(&browser, &format!("{address}?q=rust")).await?;
    let value = browser.evaluate("document.querySelector('tbody td[data-value]').textContent").await?;
    visit(&browser, &format!("{address}?q={}", value.as_str().unwrap_or_default())).await?;
    ensure!(shown(&browser).await?.is_empty(), "{value} was measured, and is no word");

    visit(&browser, &format!("{address}?metric=warm_ms")).await?;
    ensure!(shown(&browser).await?.is_empty(), "no runtime of an archive has warm invocations");
    let count = browser.evaluate("document.querySelector('.count').textContent").await?;
    let said = count.as_str().unwrap_or_default();
    ensure!(
        said.contains("No results with Packaging: zip; Memory: all sizes. Remove these filters ("),
        "{said}"
    );
    browser.evaluate("(() => { document.querySelector('.count button').click(); return true; })()").await?;
    ensure!(!shown(&browser).await?.is_empty(), "they are shown without these filters");
    ensure!(
        search_of(&browser).await? == "?packaging=any&memory=any&metric=warm_ms",
        "{}",
        search_of(&browser).await?
    );
    browser.close().await
}

#[tokio::test]
async fn only_one_menu_is_open() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    visit(&browser, &format!("{}explore/index.html", site.url)).await?;
    let open =
        "[...document.querySelectorAll('.filters details[open]')].map((it) => it.dataset.dimension).join()";
    let click = |selector: &str| {
        format!("(() => {{ document.querySelector('{selector}').click(); return true; }})()")
    };
    browser.evaluate(&click("[data-dimension=language] summary")).await?;
    browser.evaluate(&click("[data-dimension=packaging] summary")).await?;
    ensure!(browser.evaluate(open).await? == "packaging", "{}", browser.evaluate(open).await?);
    browser
        .evaluate(
            "(() => { document.querySelector('[data-dimension=packaging] input').focus(); return true; })()",
        )
        .await?;
    browser.press("\u{e00c}").await?;
    ensure!(browser.evaluate(open).await? == "", "Escape closes");
    let focus = browser.evaluate("document.activeElement.textContent").await?;
    ensure!(focus == "Packaging: zip", "the focus is back on {focus}");
    browser.evaluate(&click("[data-dimension=arch] summary")).await?;
    browser.evaluate(&click("p.lead")).await?;
    ensure!(browser.evaluate(open).await? == "", "a click elsewhere closes");
    browser.close().await
}

#[tokio::test]
async fn a_phone_shows_the_number_after_the_name() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(View { name: "phone", width: 360, scheme: "light" }).await?;
    visit(&browser, &format!("{}explore/index.html?by=p90", site.url)).await?;
    let number = "(() => { const said = document.querySelector('tbody .said'); \
        return [said.textContent, said.getBoundingClientRect().right <= innerWidth, \
            said.closest('tr').cells[13].firstChild.textContent]; })()";
    let found = browser.evaluate(number).await?;
    ensure!(found[1] == true && found[0] == found[2], "{found}");
    browser.close().await
}

#[tokio::test]
async fn any_state_survives_its_address() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    visit(&browser, &format!("{}explore/index.html", site.url)).await?;
    let found = browser
        .run(
            "const script = document.querySelector('script[type=module]').src; \
             fetch(script).then((it) => it.text()).then(async (text) => { \
               const name = text.match(/from \"\\.\\/(state\\.[^\"]+)\"/)[1]; \
               const { encode, decode, usual, DIMENSIONS } = await import(new URL(name, script).href); \
               let seed = 7; \
               const random = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 2147483648 * n); }; \
               const words = ['zip', 'a b', 'é', 'local-c/x/y', 'any thing', '1&2', 'x=y', '100%', 'p99', '+1', '#']; \
               const some = () => [...new Set(Array.from({ length: random(4) }, () => words[random(words.length)]))].sort(); \
               for (let round = 0; round < 3000; round += 1) { \
                 const state = usual(); \
                 for (const dimension of DIMENSIONS) { \
                   if (random(2) === 0) continue; \
                   const chosen = some(); \
                   if (chosen.length === 0) delete state.filters[dimension]; else state.filters[dimension] = chosen; \
                 } \
                 state.query = random(2) ? words[random(words.length)] : ''; \
                 state.by = ['p50', 'p90', 'p99'][random(3)]; \
                 state.sort = ['p50', '-p50', 'name', '-n'][random(4)]; \
                 state.base = random(2) ? 'local-c/x/y' : ''; \
                 state.picked = some(); state.hidden = some(); state.linear = random(2) === 1; \
                 const again = decode(encode(state)); \
                 const flat = (it) => JSON.stringify({ ...it, filters: Object.entries(it.filters).sort() }); \
                 if (flat(again) !== flat(state)) return done(`${flat(state)} became ${flat(again)} by ${encode(state)}`); \
               } \
               done('all'); \
             }).catch((error) => done(String(error)));",
        )
        .await?;
    ensure!(found == "all", "{found}");
    browser.close().await
}

#[tokio::test]
async fn the_default_view_reads_without_scripts() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.allow_scripts(false).await?;
    browser.visit(&format!("{}explore/index.html", site.url)).await?;
    let source = browser.source().await?;
    let rows = source.matches("<tr data-series").count();
    ensure!(rows == 40, "{rows} rows");
    ensure!(source.contains("<a href=\"../explore/all/index.html\">"), "all series are a link away");
    ensure!(source.contains("<img src=\"../explore/zip-x86-64/ranking.svg\""), "the view has its chart");
    // The menu of pages opens without a script.
    let buttons = source.matches("<button").count() - source.matches("popovertarget=").count();
    ensure!(buttons == 0 && !source.contains("<input"), "a control does nothing without its script");
    browser.visit(&format!("{}explore/all/index.html", site.url)).await?;
    let source = browser.source().await?;
    let rows = source.matches("<tr><td>").count();
    ensure!(rows > 1000, "{rows} rows");
    browser.allow_scripts(true).await?;
    browser.close().await
}

#[tokio::test]
async fn fetched_rows_say_what_the_plain_table_says() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let address =
        format!("{}explore/index.html?packaging=any&memory=any&arch=any&metric=any&sort=name", site.url);
    visit(&browser, &address).await?;
    // All rows are in the page before it is printed.
    let script = "dispatchEvent(new Event('beforeprint')); \
        const words = (cells) => cells.map((cell) => cell.firstChild?.textContent.trim() ?? ''); \
        const link = (it) => new URL(it.getAttribute('href'), 'http://a/b/c/').href; \
        const shown = [...document.querySelectorAll('table.explore tbody tr')].map((row) => { \
          const cells = [...row.cells].filter((cell) => cell.className !== 'bars'); \
          return [...words(cells), ...[...row.querySelectorAll('th a, td:last-child a')].map(link)].join('|'); \
        }); \
        fetch('all/index.html').then((it) => it.text()).then((text) => { \
          const page = new DOMParser().parseFromString(text.replaceAll('../../', '../'), 'text/html'); \
          const plain = [...page.querySelectorAll('table.all tbody')].flatMap((group) => { \
            const [head, ...rows] = group.rows; \
            const [runtime, language] = [head.querySelector('a'), head.textContent.split(', ').pop()]; \
            return rows.map((row) => [runtime.textContent, language, ...words([...row.cells]), \
              link(runtime), link(row.querySelector('a'))].join('|')); \
          }); \
          const missing = plain.filter((row) => !shown.includes(row)); \
          done([plain.length, shown.length, missing.slice(0, 3)]); \
        }).catch((error) => done(String(error)));";
    let found = browser.run(script).await?;
    ensure!(found[0] == found[1] && found[2] == Value::Array(Vec::new()), "{found}");
    ensure!(found[0].as_u64() > Some(1000), "{found}");
    browser.close().await
}

#[tokio::test]
async fn a_failed_fetch_is_told_and_tried_again() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    browser.block(&["*/explore/rest.json"]).await?;
    visit(&browser, &format!("{}explore/index.html", site.url)).await?;
    ensure!(shown(&browser).await?.len() == 40, "the default view stays");
    let told = browser
        .evaluate("[document.querySelector('.count[role=status]').textContent, document.querySelector('.count a').href]")
        .await?;
    let sentence = told[0].as_str().unwrap_or_default();
    ensure!(
        sentence.starts_with("40 of ") && sentence.contains(" did not load. All series in one table"),
        "{told}"
    );
    let way = told[1].as_str().unwrap_or_default();
    ensure!(way.ends_with("/explore/all/index.html"), "{way}");

    browser.block(&[]).await?;
    choose(&browser, "language", "Rust").await?;
    choose(&browser, "packaging", "zip").await?;
    browser
        .wait_until("document.querySelector('[data-dimension=packaging] input[value=image]') !== null")
        .await?;
    choose(&browser, "packaging", "image").await?;
    let found = shown(&browser).await?;
    ensure!(!found.is_empty() && found.iter().all(|name| name.contains("Rust")), "{found:?}");
    browser.close().await
}

/// The time from a choice to the next paint, with all rows shown and a processor four times slower: printed,
/// since a time is no claim.
#[tokio::test]
async fn a_choice_is_painted() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.look_with(WIDE).await?;
    let all = "explore/index.html?packaging=any&memory=any&arch=any&metric=any";
    visit(&browser, &format!("{}{all}", site.url)).await?;
    browser.slow_down(4).await?;
    for column in ["p99", "p50", "name"] {
        let painted = browser
            .run(&format!(
                "const begin = performance.now(); \
                 document.querySelector('[data-column=\"{column}\"] button').click(); \
                 requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin), 0));"
            ))
            .await?;
        eprintln!("sorted by {column}, painted after {painted} ms");
        ensure!(painted.is_number(), "{painted}");
    }
    browser.slow_down(1).await?;
    browser.close().await
}
