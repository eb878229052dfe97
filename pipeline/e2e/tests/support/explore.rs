//! Steps that the tests of Explore share.

use anyhow::Result;
use serde_json::Value;

use super::browser::{Browser, View};

pub(crate) const WIDE: View = View { name: "wide", width: 1200, scheme: "light" };

/// Names of the runtimes that are shown, in order.
pub(crate) const SHOWN: &str =
    "[...document.querySelectorAll('table.explore tbody tr th')].map((cell) => cell.textContent)";

pub(crate) async fn shown(browser: &Browser) -> Result<Vec<String>> {
    let found = browser.evaluate(SHOWN).await?;
    let names = found.as_array().cloned().unwrap_or_default();
    Ok(names.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect())
}

/// Opens an address of Explore and waits for the rows that its page leaves out.
pub(crate) async fn visit(browser: &Browser, address: &str) -> Result<()> {
    browser.visit(address).await?;
    browser.wait_until("!document.querySelector('.count').textContent.includes('loading')").await
}

pub(crate) async fn search_of(browser: &Browser) -> Result<String> {
    Ok(browser.evaluate("location.search").await?.as_str().unwrap_or_default().to_owned())
}

/// Clicks the box of `value` in the filter of `dimension`.
pub(crate) async fn choose(browser: &Browser, dimension: &str, value: &str) -> Result<()> {
    let script = format!(
        "document.querySelector('[data-dimension=\"{dimension}\"] input[value=\"{value}\"]').click()"
    );
    browser.evaluate(&format!("(() => {{ {script}; return true; }})()")).await?;
    Ok(())
}

/// Opens Explore at `query`, as wide as `view`.
pub(crate) async fn opened(browser: &Browser, site: &str, view: View, query: &str) -> Result<()> {
    browser.look_with(view).await?;
    visit(browser, &format!("{site}explore/index.html{query}")).await
}

/// Evaluates to the text of what `selector` finds first.
pub(crate) async fn text_of(browser: &Browser, selector: &str) -> Result<String> {
    let found = browser.evaluate(&format!("document.querySelector('{selector}')?.textContent ?? ''")).await?;
    Ok(found.as_str().unwrap_or_default().to_owned())
}

/// Clicks button `index` of those that `selector` finds.
pub(crate) async fn click(browser: &Browser, selector: &str, index: usize) -> Result<()> {
    let script =
        format!("(() => {{ document.querySelectorAll('{selector}')[{index}].click(); return true; }})()");
    browser.evaluate(&script).await?;
    Ok(())
}

pub(crate) const PHONE: View = View { name: "phone", width: 360, scheme: "light" };
