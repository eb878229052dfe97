//! Walks of readers from the home page to their answer, in at most two clicks and without the menu.

mod support;

use anyhow::{Result, ensure};
use support::{
    browser::{Browser, View},
    children::{serve_site, start_driver},
};

/// Most clicks from the home page to an answer.
const MOST_CLICKS: usize = 2;

/// A walk: who walks, the links that they click, and words of the page where they arrive.
struct Walk {
    reader: &'static str,
    links: &'static [&'static str],
    answer: &'static str,
}

const WALKS: [Walk; 8] = [
    Walk { reader: "asks for Rust and Go", links: &[], answer: "Rust starts" },
    Walk {
        reader: "chooses between Go and Python",
        links: &[
            "a[href=\"compare/index.html\"]",
            "a[href=\"../compare/go-al2023-vs-python314/index.html\"]",
        ],
        answer: "Go on AL2023 vs Python 3.14",
    },
    Walk {
        reader: "chooses by latency and cost",
        links: &["main a[href=\"slo/index.html\"]"],
        answer: "configurations meet your target",
    },
    Walk {
        reader: "distrusts the intervals",
        links: &["main a[href=\"methodology/index.html\"]"],
        answer: "cover",
    },
    Walk { reader: "distrusts a number", links: &["main .versus a"], answer: "samples" },
    Walk { reader: "cites the data", links: &["main a[href=\"data/index.html\"]"], answer: "[data set]" },
    Walk {
        reader: "writes about the claim",
        links: &["main a[href=\"article/index.html\"]"],
        answer: "We tested each one",
    },
    Walk {
        reader: "owns functions",
        links: &["main a[href=\"your-logs/index.html\"]", "main a[href=\"example/index.html\"]"],
        answer: "checkout",
    },
];

#[tokio::test]
async fn every_reader_finds_the_answer_in_two_clicks() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    for view in [
        View { name: "wide", width: 1200, scheme: "light" },
        View { name: "phone", width: 360, scheme: "light" },
    ] {
        browser.look_with(view).await?;
        for Walk { reader, links, answer } in WALKS {
            ensure!(links.len() <= MOST_CLICKS, "{reader}: {} clicks", links.len());
            browser.visit(&format!("{}index.html", site.url)).await?;
            for link in links {
                let target = format!("(document.querySelector('{link}') ?? {{}}).href ?? ''");
                let address = browser.evaluate(&target).await?;
                let address = address.as_str().unwrap_or_default().to_owned();
                ensure!(!address.is_empty(), "{reader}: {} has no link {link}", view.name);
                browser.visit(&address).await?;
            }
            browser
                .wait_until(&format!("document.querySelector('main').textContent.includes('{answer}')"))
                .await
                .map_err(|error| error.context(format!("{reader}, {}: no '{answer}'", view.name)))?;
        }
    }
    browser.close().await
}

/// Evaluates to the warning of the page, and the one that its newest day asks for.
const WARNINGS: &str = "(() => { \
    const age = Math.floor((Date.now() - Date.parse(document.querySelector('.freshness time').dateTime)) / 864e5); \
    return [document.querySelector('.freshness .stale')?.textContent.trim() ?? '', age > 7 ? `(${age} days old)` : '']; })()";

#[tokio::test]
async fn old_data_say_their_age() -> Result<()> {
    let site = serve_site().await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    for page in ["index.html", "compare/rust-al2023-vs-go-al2023/index.html"] {
        browser.visit(&format!("{}{page}", site.url)).await?;
        let warnings = browser.evaluate(WARNINGS).await?;
        ensure!(warnings[0] == warnings[1], "{page}: {warnings}");
    }
    browser.close().await
}
