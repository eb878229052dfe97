//! Steps that the tests of the calculator share.

use anyhow::Result;

use super::{
    browser::{Browser, View},
    children::Server,
};

pub(crate) const WIDE: View = View { name: "wide", width: 1200, scheme: "light" };

/// True once the solver has its data and shows its results.
pub(crate) const READY: &str = "document.querySelectorAll('.results tbody tr').length > 0";

/// The finding of the solver.
pub(crate) const FINDING: &str = "document.querySelector('#solver .finding').textContent";

/// All that is said to be wrong.
pub(crate) const FAULTS: &str =
    "[...document.querySelectorAll('#solver .fault:not([hidden])')].map((it) => it.innerText).join(' ')";

/// A browser on the page of the solver, asked what `search` says.
pub(crate) async fn ask(browser: &Browser, site: &Server, search: &str) -> Result<()> {
    browser.visit(&format!("{}slo/index.html{search}", site.url)).await?;
    for _ in 0..100 {
        if browser.evaluate(READY).await? == true {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("the solver shows no results for {search}: {:#?}", browser.complaints().await?)
}

pub(crate) async fn text(browser: &Browser, expression: &str) -> Result<String> {
    Ok(browser.evaluate(expression).await?.as_str().unwrap_or_default().to_owned())
}
