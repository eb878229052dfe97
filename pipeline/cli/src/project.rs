//! Paths of a checkout, and the files read from it.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use schema::{Claims, CollectorComparisons, KnownSources, Prices, Registry, Scenarios, Source};
use serde::de::DeserializeOwned;
use walkdir::WalkDir;

/// A checkout of Coldmark.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    /// The folder that holds `data/`, `templates/` and `content/`.
    pub(crate) root: PathBuf,
}

impl Project {
    /// The project in `folder`, or else in the working folder or the nearest one above it.
    pub(crate) fn find(folder: Option<&Path>) -> Result<Project> {
        if let Some(folder) = folder {
            ensure!(
                is_project(folder),
                "'{}' is not a Coldmark project: it has no data/runtimes.toml",
                folder.display()
            );
            return Ok(Project { root: folder.to_owned() });
        }
        let here = env::current_dir().context("Failed to find the working folder")?;
        match here.ancestors().find(|folder| is_project(folder)) {
            Some(root) => Ok(Project { root: root.to_owned() }),
            None => bail!(
                "No Coldmark project in '{}' or above (none has data/runtimes.toml); name one with --project",
                here.display()
            ),
        }
    }

    /// The computed tables.
    pub(crate) fn summaries(&self) -> PathBuf {
        self.root.join("data/summaries")
    }

    /// The frozen versions of the tables.
    pub(crate) fn releases(&self) -> PathBuf {
        self.root.join("data/releases")
    }

    /// The built site.
    pub(crate) fn site(&self) -> PathBuf {
        self.root.join("site")
    }

    /// The raw files of a source.
    pub(crate) fn raw(&self, source: &Source) -> PathBuf {
        match &source.runs {
            Some(runs) => self.root.join("data/runs").join(runs),
            None => self.root.join("data/sources").join(&source.name).join(source.folder()),
        }
    }

    /// The registry of runtimes.
    pub(crate) fn registry(&self) -> Result<Registry> {
        let path = self.root.join("data/runtimes.toml");
        let registry: Registry = read_toml(&path)?;
        let mut seen = BTreeSet::new();
        for runtime in &registry.runtimes {
            if let Some(counterpart) = &runtime.counterpart {
                ensure!(
                    registry.by_slug(counterpart).is_some(),
                    "'{}': the counterpart '{counterpart}' of '{}' does not exist",
                    path.display(),
                    runtime.slug
                );
            }
            ensure!(
                !runtime.aliases.is_empty(),
                "'{}': runtime '{}' has no alias, so no run can match it",
                path.display(),
                runtime.slug
            );
            for name in runtime.aliases.iter().map(|alias| ("alias", alias)).chain([("slug", &runtime.slug)])
            {
                ensure!(
                    seen.insert(name),
                    "'{}': the {} '{}' is listed twice",
                    path.display(),
                    name.0,
                    name.1
                );
            }
        }
        Ok(registry)
    }

    /// Every registered source, by name.
    pub(crate) fn sources(&self) -> Result<Vec<Source>> {
        let folder = self.root.join("data/sources");
        let mut sources = Vec::new();
        for entry in WalkDir::new(&folder).min_depth(2).max_depth(2).sort_by_file_name() {
            let entry = entry.with_context(|| format!("Failed to list '{}'", folder.display()))?;
            if entry.file_name() != "source.toml" {
                continue;
            }
            let source: Source = read_toml(entry.path())?;
            let named =
                entry.path().parent().and_then(Path::file_name).is_some_and(|name| *name == *source.name);
            ensure!(
                named,
                "'{}' has name = \"{}\"; it must match the name of its folder",
                entry.path().display(),
                source.name
            );
            ensure!(
                [source.layout.is_some(), source.runs.is_some(), source.imported]
                    .iter()
                    .filter(|is| **is)
                    .count()
                    == 1,
                "'{}' must have either a [layout] or runs, or be imported",
                entry.path().display()
            );
            sources.push(source);
        }
        Ok(sources)
    }

    /// Every claim of the site; none if the list is missing.
    pub(crate) fn claims(&self) -> Result<Claims> {
        let path = self.root.join("content/claims.toml");
        if !path.is_file() {
            return Ok(Claims::default());
        }
        let claims: Claims = read_toml(&path)?;
        let registry = self.registry()?;
        let mut seen = BTreeSet::new();
        for claim in &claims.claims {
            let named = format!("'{}': the claim '{}'", path.display(), claim.id);
            ensure!(seen.insert(&claim.id), "{named} is listed twice");
            for runtime in claim.tests.iter().flat_map(|test| [&test.a, &test.b]) {
                let is_known = registry.by_slug(runtime).is_some();
                ensure!(is_known, "{named} tests '{runtime}', which data/runtimes.toml lacks");
            }
        }
        Ok(claims)
    }

    /// Series that several sources measure; none if the list is missing.
    pub(crate) fn collectors(&self) -> Result<CollectorComparisons> {
        let path = self.root.join("content/collectors.toml");
        if path.is_file() { read_toml(&path) } else { Ok(CollectorComparisons::default()) }
    }

    /// Sources that are known but not fetched; none if the list is missing.
    pub(crate) fn known_sources(&self) -> Result<KnownSources> {
        let path = self.root.join("data/sources/known.toml");
        if path.is_file() { read_toml(&path) } else { Ok(KnownSources::default()) }
    }

    /// Platform prices; `None` if `data/prices.toml` is missing.
    pub(crate) fn prices(&self) -> Result<Option<Prices>> {
        let path = self.root.join("data/prices.toml");
        path.is_file().then(|| read_toml(&path)).transpose()
    }

    /// Scenarios of the worked examples; empty if the list is missing.
    pub(crate) fn scenarios(&self) -> Result<Scenarios> {
        let path = self.root.join("content/scenarios.toml");
        if !path.is_file() {
            return Ok(Scenarios::default());
        }
        let scenarios: Scenarios = read_toml(&path)?;
        let mut seen = BTreeSet::new();
        for scenario in &scenarios.scenarios {
            let named = format!("'{}': the example '{}'", path.display(), scenario.id);
            ensure!(seen.insert(&scenario.id), "{named} is listed twice");
            ensure!((0.0..=1.0).contains(&scenario.cold_share), "{named}: cold_share must be from 0 to 1");
            ensure!((0.0..=1.0).contains(&scenario.target), "{named}: target must be from 0 to 1");
            let is_time = scenario.threshold_ms >= 0.0 && scenario.handler_ms >= 0.0;
            ensure!(is_time, "{named}: threshold_ms and handler_ms must not be below 0");
            let has_memory = scenario.memory_mb.or(scenario.handler_memory_mb).is_some();
            ensure!(
                has_memory,
                "{named}: without memory_mb, give the memory of handler_ms as handler_memory_mb"
            );
            let sizes = [scenario.memory_mb, scenario.handler_memory_mb];
            ensure!(!sizes.contains(&Some(0)), "{named}: memory_mb and handler_memory_mb must be above 0");
        }
        Ok(scenarios)
    }

    /// Every file below the folder `name`, by path with `/`, hidden ones left out.
    pub(crate) fn files(&self, name: &str) -> Result<BTreeMap<String, Vec<u8>>> {
        read_folder(&self.root.join(name))
    }
}

/// Fails unless `name` is a valid name of a source.
pub(crate) fn ensure_source_name(name: &str) -> Result<()> {
    let is_slug = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    ensure!(
        !name.is_empty() && name.len() <= 60 && name.chars().all(is_slug) && !name.starts_with('-'),
        "'{name}' is not a valid name for a source: use lower case letters, digits and hyphens"
    );
    Ok(())
}

/// Every file below `folder`, by path with `/`, hidden ones left out.
pub(crate) fn read_folder(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let is_shown = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    };
    for entry in WalkDir::new(folder).into_iter().filter_entry(is_shown) {
        let entry = entry.with_context(|| format!("Failed to list '{}'", folder.display()))?;
        if entry.file_type().is_file() {
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let path: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            files.insert(path.join("/"), read(entry.path())?);
        }
    }
    Ok(files)
}

/// The bytes of a file; the error names it.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("Failed to read '{}'", path.display()))
}

fn read_toml<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read_to_string(path).with_context(|| format!("Failed to read '{}'", path.display()))?;
    toml::from_str(&text).with_context(|| format!("Failed to parse '{}'", path.display()))
}

fn is_project(folder: &Path) -> bool {
    folder.join("data/runtimes.toml").is_file()
}
