//! A report in a single file, in a real browser.

mod support;

use std::fs;

use anyhow::{Context, Result, ensure};
use support::{
    browser::Browser,
    children::{project, run, start_driver},
};

/// Evaluates to the number of charts that the script made reachable by keyboard.
const CHARTS: &str = "document.querySelectorAll('svg.drawing[tabindex]').length";

#[tokio::test]
async fn a_single_report_opens_from_disk_and_runs_its_own_script_alone() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let logs = project().join("content/your-logs");
    let logs = logs.to_str().context("The path is text")?;
    run(dir.path(), &["report", "--single", "--by-file", "--out", "report.html", logs]).await?;
    let path = dir.path().join("report.html");
    let address = url::Url::from_file_path(&path).ok().context("A path is an address")?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    browser.visit(address.as_str()).await?;
    let complaints = browser.complaints().await?;
    ensure!(complaints.is_empty(), "{complaints:?}");
    ensure!(browser.evaluate(CHARTS).await?.as_u64() > Some(5), "the script runs");
    let width = "getComputedStyle(document.querySelector('table.data')).borderCollapse";
    ensure!(browser.evaluate(width).await? == "collapse", "the styles apply");
    browser.run("document.querySelector('table.data a').click(); setTimeout(() => done(true), 50);").await?;
    ensure!(
        browser.evaluate("location.hash").await? == "#function-1-checkout",
        "a link leads to the function"
    );
    let top = "Math.abs(document.querySelector('#function-1-checkout').getBoundingClientRect().top)";
    browser.wait_until(&format!("{top} < 100")).await?;

    let page = fs::read_to_string(&path)?;
    let (head, script) = page.rsplit_once("<script>").context("There is a script")?;
    fs::write(&path, format!("{head}<script>window.hacked = 1;{script}"))?;
    browser.visit(address.as_str()).await?;
    ensure!(browser.evaluate("String(window.hacked)").await? == "undefined", "an altered script is blocked");
    let complaints = browser.complaints().await?.concat();
    ensure!(complaints.contains("Content Security Policy"), "{complaints}");
    browser.close().await
}
