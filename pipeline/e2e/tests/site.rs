//! Every kind of page, in both colour schemes, wide and narrow: no complaint, no sideways scroll, a picture.

mod support;

use std::{env, fs};

use anyhow::{Result, ensure};
use support::{
    browser::{Browser, View},
    children::{project, serve_site, start_driver},
};

/// One page of each kind.
const PAGES: [(&str, &str); 36] = [
    ("home", "index.html"),
    ("article", "article/index.html"),
    ("claims", "claims/index.html"),
    ("changes", "changes/index.html"),
    ("runtimes", "runtimes/index.html"),
    ("runtime", "runtimes/rust-al2023/index.html"),
    ("retired", "runtimes/java21-snapstart/index.html"),
    ("history", "history/index.html"),
    ("language", "history/java/index.html"),
    ("data", "data/index.html"),
    ("versions", "v/index.html"),
    ("methodology", "methodology/index.html"),
    ("reference", "reference/index.html"),
    ("sources", "sources/index.html"),
    ("glossary", "glossary/index.html"),
    ("published", "published/index.html"),
    ("receipts", "receipts/rust-al2023/index.html"),
    ("pairs", "receipts/pairs/index.html"),
    ("explore", "explore/index.html"),
    ("view", "explore/image-arm64/index.html"),
    ("slo", "slo/index.html"),
    ("matrix", "compare/index.html"),
    ("choice", "compare/rust-al2023/index.html"),
    ("data-and-methods", "data-and-methods/index.html"),
    ("pair", "compare/rust-al2023-vs-go-al2023/index.html"),
    ("measured", "measured/index.html"),
    ("clouds", "clouds/index.html"),
    ("edge", "edge/index.html"),
    ("second-collector", "second-collector/index.html"),
    ("about", "about/index.html"),
    ("your-logs", "your-logs/index.html"),
    ("example-report", "your-logs/example/index.html"),
    ("example-function", "your-logs/example/function/1-checkout/index.html"),
    ("local-aws", "local-aws/index.html"),
    ("receipts-ours", "receipts/local-rust/churn/index.html"),
    ("404", "404.html"),
];

/// The page of a frozen version, where there is one.
fn version() -> Option<(&'static str, String)> {
    let folders = fs::read_dir(project().join("site/v")).ok()?;
    let names = folders.filter_map(|folder| folder.ok()?.file_name().into_string().ok());
    let newest = names.filter(|name| project().join("site/v").join(name).is_dir()).max()?;
    Some(("version", format!("v/{newest}/index.html")))
}

/// Evaluates to the violations that axe-core found, each with its first element.
const VIOLATIONS: &str = "axe.run(document).then((found) => \
    done(found.violations.map((it) => `${it.id}: ${it.nodes[0].html.slice(0, 200)}`)));";

/// A window of 600 pixels is what one of 1,200 has at a zoom of 200%.
const VIEWS: [View; 6] = [
    View { name: "desk-light", width: 1440, scheme: "light" },
    View { name: "zoomed-dark", width: 600, scheme: "dark" },
    View { name: "wide-light", width: 1200, scheme: "light" },
    View { name: "wide-dark", width: 1200, scheme: "dark" },
    View { name: "phone-light", width: 360, scheme: "light" },
    View { name: "phone-dark", width: 360, scheme: "dark" },
];

#[tokio::test]
async fn every_kind_of_page_is_sound_in_every_view() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let pictures = project().join("ci-output/screenshots");
    fs::create_dir_all(&pictures)?;
    // Where continuous integration has it: axe-core tells what assistive technology would stumble over.
    let axe = env::var_os("AXE").map(fs::read_to_string).transpose()?;
    let mut grounds = Vec::new();
    for view in VIEWS {
        browser.look_with(view).await?;
        let pages = PAGES.map(|(name, path)| (name, path.to_owned()));
        for (name, path) in pages.into_iter().chain(version()) {
            browser.visit(&format!("{}{path}", site.url)).await?;
            let complaints = browser.complaints().await?;
            ensure!(complaints.is_empty(), "{path} ({}): {complaints:#?}", view.name);
            let overflow =
                browser.evaluate("document.documentElement.scrollWidth").await?.as_i64().unwrap_or(i64::MAX);
            // A phone's window widens with what overflows it: the width asked for is what counts.
            let overflow = overflow - i64::from(view.width);
            if let Some(axe) = axe.as_ref().filter(|_| view.name.ends_with("light")) {
                let found = browser.run(&format!("{axe}; {VIOLATIONS}")).await?;
                ensure!(found.as_array().is_some_and(Vec::is_empty), "{path} ({}): {found:#}", view.name);
            }
            ensure!(overflow <= 0, "{path} ({}) scrolls sideways by {overflow} px", view.name);
            grounds.push((
                view.scheme,
                browser.evaluate("getComputedStyle(document.body).backgroundColor").await?,
            ));
            fs::write(pictures.join(format!("{name}-{}.png", view.name)), browser.screenshot().await?)?;
        }
    }
    let of = |scheme| grounds.iter().filter(move |(found, _)| *found == scheme).map(|(_, ground)| ground);
    ensure!(
        of("light").all(|light| of("dark").all(|dark| light != dark)),
        "A page ignores the colour scheme"
    );
    browser.close().await
}

/// A page on paper has all that is folded on a screen, nothing to click, and is a document that a reader can open.
#[tokio::test]
async fn pages_print_completely() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let documents = project().join("ci-output/documents");
    fs::create_dir_all(&documents)?;
    for (name, path) in
        PAGES.into_iter().filter(|(name, _)| ["home", "pair", "runtime", "slo"].contains(name))
    {
        browser.visit(&format!("{}{path}", site.url)).await?;
        let document = browser.print().await?;
        ensure!(document.starts_with(b"%PDF"), "{path} prints as no document");
        fs::write(documents.join(format!("{name}.pdf")), document)?;
        browser.emulate(&[("media", "print")]).await?;
        let is_shown = "[...document.querySelectorAll('.bar nav, .take > a, summary')].some((it) => it.checkVisibility())";
        ensure!(browser.evaluate(is_shown).await? == false, "{path} has on paper what can only be clicked");
        let is_open = "[...document.querySelectorAll('figure details table')].slice(0, 2).every((it) => it.getBoundingClientRect().height > 0)";
        ensure!(browser.evaluate(is_open).await? == true, "{path} folds its numbers on paper");
        browser.emulate(&[]).await?;
    }
    browser.close().await
}

#[tokio::test]
async fn reduced_motion_stops_all_movement() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.visit(&format!("{}index.html", site.url)).await?;
    let scrolls = "getComputedStyle(document.documentElement).scrollBehavior";
    ensure!(browser.evaluate(scrolls).await? == "smooth", "motion is welcome by default");
    browser.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
    ensure!(browser.evaluate(scrolls).await? == "auto", "scrolling still moves");
    let moving = "document.getAnimations().length + [...document.querySelectorAll('*')].filter((it) => \
        getComputedStyle(it).transitionDuration !== '0s').length";
    ensure!(browser.evaluate(moving).await? == 0, "something moves");
    browser.close().await
}

/// The pictures at the top of README.md; `UPDATE_PICTURES=1` takes them again.
#[tokio::test]
async fn readme_pictures_exist() -> Result<()> {
    let folder = project().join("content/pictures");
    if env::var_os("UPDATE_PICTURES").is_some() {
        let site = serve_site().await?;
        let driver = start_driver().await?;
        let browser = Browser::open(&driver.url).await?;
        fs::create_dir_all(&folder)?;
        for scheme in ["light", "dark"] {
            browser.look_with(View { name: "picture", width: 1120, scheme }).await?;
            browser.visit(&format!("{}index.html", site.url)).await?;
            fs::write(folder.join(format!("home-{scheme}.png")), browser.window().await?)?;
        }
        browser.close().await?;
    }
    let readme = fs::read_to_string(project().join("README.md"))?;
    for scheme in ["light", "dark"] {
        let path = format!("content/pictures/home-{scheme}.png");
        ensure!(readme.contains(&path), "README.md does not show {path}");
        ensure!(project().join(&path).is_file(), "{path} is missing: UPDATE_PICTURES=1 takes it");
    }
    Ok(())
}

#[tokio::test]
async fn the_site_works_from_a_folder() -> Result<()> {
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let home = project().canonicalize()?.join("site/index.html");
    browser.visit(&format!("file://{}", home.display())).await?;
    let is_alive = "document.querySelector('figure.chart .drawing').tabIndex === 0";
    ensure!(browser.evaluate(is_alive).await? == true, "charts can be pointed at");
    // Follows the first link of the navigation that leads to another page, as a reader would.
    browser.evaluate("document.querySelector('nav a[href*=\"history\"]').click()").await?;
    let reached = "location.pathname.endsWith('history/index.html') && document.styleSheets.length > 0";
    for _ in 0..50 {
        if browser.evaluate(reached).await? == true {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    ensure!(browser.evaluate(reached).await? == true, "The link in the navigation leads nowhere");
    let complaints = browser.complaints().await?;
    ensure!(complaints.is_empty(), "{complaints:#?}");
    browser.close().await
}

#[tokio::test]
async fn an_unknown_address_gets_the_404_page() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.visit(&format!("{}no/such/page", site.url)).await?;
    let heading = browser.evaluate("document.querySelector('h1').textContent").await?;
    ensure!(heading.as_str().is_some_and(|text| !text.trim().is_empty()), "The page has no heading");
    browser.close().await
}
