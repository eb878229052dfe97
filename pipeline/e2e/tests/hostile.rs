//! A report of hostile logs and a site of a hostile registry, in a real browser: nothing of theirs runs.

mod support;

use std::{fmt::Write as _, fs, path::Path};

use anyhow::{Context, Result, ensure};
use support::{
    browser::Browser,
    children::{project, run, start_driver},
};

/// Names that would say `hacked` where they are not taken as text.
const NAMES: [&str; 6] = [
    "<script>window.hacked=1</script>",
    "\"><img src=x onerror=window.hacked=1>",
    "' onmouseover='window.hacked=1' autofocus onfocus='window.hacked=1",
    "</title></svg></script><script>window.hacked=1</script>",
    "<svg onload=window.hacked=1>",
    "javascript:window.hacked=1",
];

/// Evaluates to the shown names, and to true if a script ran.
const FOUND: &str = "[String(window.hacked), document.querySelectorAll('script:not([src]):not([type]), [onerror], \
    [onload], [onfocus], [href^=\"javascript:\" i]').length, document.body.textContent.includes('window.hacked')]";

/// Points at everything that answers to it, and opens what is closed.
const TOUCH: &str = "document.querySelectorAll('details').forEach((it) => { it.open = true; }); \
    document.querySelectorAll('svg, svg *, td, th, a').forEach((it) => { \
    for (const kind of ['pointermove', 'mouseover', 'focus']) it.dispatchEvent(new Event(kind, { bubbles: true })); }); \
    setTimeout(() => done(true), 50);";

/// Looks at every page of `pages` below `folder` and fails where something has run; says how many show a name.
async fn look(browser: &Browser, folder: &Path, pages: &[String]) -> Result<usize> {
    let mut n_shown = 0;
    for page in pages {
        let address = url::Url::from_file_path(folder.join(page)).ok().context("A path is an address")?;
        browser.visit(address.as_str()).await.with_context(|| format!("{page} asks something"))?;
        browser.run(TOUCH).await?;
        let found = browser.evaluate(FOUND).await?;
        ensure!(found[0] == "undefined", "{page} was hacked");
        ensure!(found[1] == 0, "{page} has something that could run");
        n_shown += usize::from(found[2] == true);
    }
    Ok(n_shown)
}

fn html(folder: &Path, below: &str, found: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder.join(below))? {
        let entry = entry?;
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            html(folder, &format!("{name}/"), found)?;
        } else if name.ends_with(".html") {
            found.push(name);
        }
    }
    found.sort();
    Ok(())
}

#[tokio::test]
async fn a_hostile_log_report_runs_no_script() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let mut log = String::new();
    for (name, n) in NAMES.iter().zip(1..) {
        for turn in 0..30 * n {
            let line = serde_json::json!({
                "at": format!("2026-01-{:02}T10:00:00Z", turn % 9 + 1), "function": name,
                "version": NAMES[turn % 2], "init_ms": turn + 3, "duration_ms": 5
            });
            writeln!(log, "{line}")?;
        }
        writeln!(log, "{}", serde_json::json!({ *name: name }))?;
    }
    fs::write(dir.path().join("log.ndjson"), log)?;
    run(dir.path(), &["report", "log.ndjson", "--out", "report"]).await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let (folder, mut pages) = (dir.path().join("report"), Vec::new());
    html(&folder, "", &mut pages)?;
    let n_shown = look(&browser, &folder, &pages).await?;
    ensure!(n_shown > NAMES.len(), "names are shown as text on {n_shown} of {} pages", pages.len());
    browser.close().await
}

#[tokio::test]
async fn a_hostile_registry_runs_no_script() -> Result<()> {
    let dir = tempfile::tempdir()?;
    for part in ["content", "templates", "data/summaries"] {
        copy(&project().join(part), &dir.path().join(part))?;
    }
    copy(
        &project().join("data/sources/lambda-perf/source.toml"),
        &dir.path().join("data/sources/lambda-perf/source.toml"),
    )?;
    for file in ["data/prices.toml", "data/runtimes.toml"] {
        copy(&project().join(file), &dir.path().join(file))?;
    }
    let registry = dir.path().join("data/runtimes.toml");
    let mut turn = 0;
    let text = fs::read_to_string(&registry)?;
    let hostile = text.lines().map(|line| {
        let Some((key @ ("name" | "language" | "version" | "os"), _)) = line.split_once(" = ") else {
            return line.to_owned();
        };
        turn += 1;
        let name = NAMES[turn % NAMES.len()];
        format!("{key} = {}", serde_json::Value::from(format!("{name} {}", turn / 8)))
    });
    let hostile = hostile.collect::<Vec<_>>().join("\n");
    fs::write(&registry, hostile)?;
    let words = dir.path().join("content/glossary.md");
    let more = NAMES.join("\n\n") + "\n\n[window.hacked](javascript:window.hacked=1)\n";
    fs::write(&words, fs::read_to_string(&words)? + &more)?;
    run(dir.path(), &["build"]).await?;
    let driver = start_driver().await?;
    let browser = Browser::open(&driver.url).await?;
    let (folder, mut all) = (dir.path().join("site"), Vec::new());
    html(&folder, "", &mut all)?;
    // Of pages of one kind two stand for all.
    let mut pages: Vec<String> = Vec::new();
    for page in all {
        let kind = page.split('/').next().unwrap_or_default().to_owned();
        if pages.iter().filter(|other| other.starts_with(&kind)).count() < 2 {
            pages.push(page);
        }
    }
    let n_shown = look(&browser, &folder, &pages).await?;
    ensure!(n_shown > pages.len() / 2, "names are shown as text on {n_shown} of {} pages", pages.len());
    browser.close().await
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    fs::create_dir_all(to.parent().context("A file lies in a folder")?)?;
    fs::copy(from, to)?;
    Ok(())
}
