//! `coldmark serve`: serves the site locally and rebuilds it on changes.

use std::{net::SocketAddr, process::ExitCode, time::Duration};

use anyhow::{Context, Result};
use axum::Router;
use notify_debouncer_full::{DebounceEventResult, new_debouncer, notify::RecursiveMode};
use tokio::net::TcpListener;
use tower_http::services::{ServeDir, ServeFile};
use tower_livereload::{LiveReloadLayer, Reloader};

use crate::{build, project::Project, stdout, write};

/// Editors save in several steps, which count as one change.
const SETTLE: Duration = Duration::from_millis(200);

/// Build the site, serve it on this machine and rebuild it on changes
///
/// Open pages reload after a change in content/, templates/ or data/.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Example:
  coldmark serve --port 0      (any free port; the address is printed)")]
pub(crate) struct Args {
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8000)]
    port: u16,

    /// Serve site/ unchanged: no build, no watching, no reloading
    #[arg(long)]
    plain: bool,
}

#[tokio::main]
pub(crate) async fn run(args: &Args, project: &Project) -> Result<ExitCode> {
    let mut router = Router::new().fallback_service(files(project));
    let mut watcher = None;
    if !args.plain {
        rebuild(project)?;
        let reload = LiveReloadLayer::new();
        watcher = Some(watch(project, reload.reloader())?);
        router = router.layer(reload);
    }
    let address = SocketAddr::from(([127, 0, 0, 1], args.port));
    let listener = TcpListener::bind(address).await;
    let listener =
        listener.with_context(|| format!("Failed to listen on {address}; choose another with --port"))?;
    stdout::line(&format!("http://{}/", listener.local_addr()?))?;
    axum::serve(listener, router).with_graceful_shutdown(interrupted()).await?;
    drop(watcher);
    Ok(ExitCode::SUCCESS)
}

/// Serves the files of the site, and its 404 page.
fn files(project: &Project) -> ServeDir<tower_http::set_status::SetStatus<ServeFile>> {
    let site = project.site();
    ServeDir::new(&site).not_found_service(ServeFile::new(site.join("404.html")))
}

fn rebuild(project: &Project) -> Result<()> {
    let site = build::site(project, build::Profile::Dev)?;
    for warning in &site.warnings {
        eprintln!("warning: {warning}");
    }
    write::folder(&project.site(), &site.files)?;
    Ok(())
}

/// Rebuilds after each change of an input and reloads open pages, until the returned value is dropped.
fn watch(project: &Project, reloader: Reloader) -> Result<impl Drop> {
    let inputs = ["content", "templates", "data"].map(|name| project.root.join(name));
    let watched = project.clone();
    let changed = move |events: DebounceEventResult| match events {
        Err(errors) => errors.iter().for_each(|error| eprintln!("Failed to watch for changes: {error}")),
        // Building reads the inputs, which is an event too.
        Ok(events) if events.iter().all(|event| event.kind.is_access()) => {}
        Ok(_) => match rebuild(&watched) {
            Ok(()) => {
                eprintln!("Rebuilt");
                reloader.reload();
            }
            Err(error) => eprintln!("Kept the old site: {error:#}"),
        },
    };
    let mut debouncer = new_debouncer(SETTLE, None, changed).context("Failed to watch for changes")?;
    for input in inputs.iter().filter(|input| input.is_dir()) {
        let named = || format!("Failed to watch '{}'", input.display());
        debouncer.watch(input, RecursiveMode::Recursive).with_context(named)?;
    }
    Ok(debouncer)
}

async fn interrupted() {
    // If listening for Ctrl-C fails, the operating system can still end the program.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
