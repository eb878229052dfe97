//! Registry of measurable functions: `functions/functions.toml`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::workload::Workload;

/// All functions that can be measured.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Registry {
    #[serde(rename = "function")]
    pub(crate) functions: Vec<Function>,
    /// Folder that commands are relative to.
    #[serde(skip)]
    pub(crate) root: PathBuf,
}

/// One function, or one variant of it. `functions/README.md` explains the fields.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) language: String,
    pub(crate) folder: String,
    pub(crate) client: String,
    pub(crate) client_version: String,
    pub(crate) build: Vec<Vec<String>>,
    pub(crate) version: Vec<String>,
    #[serde(default)]
    pub(crate) built_version: Vec<String>,
    pub(crate) start: Vec<String>,
    pub(crate) handler: String,
    #[serde(default)]
    pub(crate) handlers: BTreeMap<String, String>,
    pub(crate) workloads: Vec<String>,
    pub(crate) artifacts: Vec<String>,
    pub(crate) needs: String,
    pub(crate) control: String,
    #[serde(default)]
    pub(crate) env: BTreeMap<String, String>,
}

/// Launch command of one workload of a function.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    pub(crate) program: Vec<String>,
    pub(crate) folder: PathBuf,
    pub(crate) handler: String,
    pub(crate) env: BTreeMap<String, String>,
}

impl Registry {
    /// Reads the registry of the project at `root`.
    pub(crate) fn read(root: &Path) -> Result<Registry> {
        let path = root.join("functions/functions.toml");
        let text =
            fs::read_to_string(&path).with_context(|| format!("Failed to read '{}'", path.display()))?;
        let registry: Registry =
            toml::from_str(&text).with_context(|| format!("Failed to parse '{}'", path.display()))?;
        for (idx, function) in registry.functions.iter().enumerate() {
            let named = format!("'{}': function '{}'", path.display(), function.name);
            let is_duplicate = registry.functions[..idx].iter().any(|other| other.name == function.name);
            ensure!(!is_duplicate, "{named} is listed twice");
            ensure!(!function.start.is_empty(), "{named} has no start command");
            for workload in &function.workloads {
                let is_known = Workload::ALL.iter().any(|known| known.function_name() == workload);
                ensure!(is_known, "{named} names the workload '{workload}', which does not exist");
            }
        }
        Ok(Registry { root: root.join("functions"), ..registry })
    }

    /// Returns the function of this name, or an error that lists the known ones.
    pub(crate) fn by_name(&self, name: &str) -> Result<&Function> {
        self.functions.iter().find(|function| function.name == name).with_context(|| {
            let known: Vec<&str> = self.functions.iter().map(|function| function.name.as_str()).collect();
            format!("No function '{name}'; functions/functions.toml has {}", known.join(", "))
        })
    }

    /// Returns the functions of these names, or all functions if no name is given.
    pub(crate) fn select(&self, names: &[String]) -> Result<Vec<&Function>> {
        if names.is_empty() {
            return Ok(self.functions.iter().collect());
        }
        names.iter().map(|name| self.by_name(name)).collect()
    }

    /// Returns the folder of a function.
    pub(crate) fn folder(&self, function: &Function) -> PathBuf {
        self.root.join(&function.folder)
    }

    /// Returns the launch command of `workload`.
    pub(crate) fn launch(&self, function: &Function, workload: Workload) -> Result<Launch> {
        if !function.has(workload) {
            bail!(
                "'{}' does not implement '{}'; it has {}",
                function.name,
                workload.name(),
                function.workloads.join(", ")
            );
        }
        let name = workload.function_name();
        let handler = function.handlers.get(name).unwrap_or(&function.handler).replace("{workload}", name);
        let fill = |text: &String| text.replace("{workload}", name).replace("{handler}", &handler);
        Ok(Launch {
            program: function.start.iter().map(fill).collect(),
            folder: self.folder(function),
            env: function.env.clone(),
            handler,
        })
    }

    /// Lists the files that are deployed for `workload`.
    pub(crate) fn artifacts(&self, function: &Function, workload: Workload) -> Vec<PathBuf> {
        let name = workload.function_name();
        let folder = self.folder(function);
        function.artifacts.iter().map(|path| folder.join(path.replace("{workload}", name))).collect()
    }
}

impl Function {
    /// Returns true if it implements `workload`.
    pub(crate) fn has(&self, workload: Workload) -> bool {
        self.workloads.iter().any(|known| known == workload.function_name())
    }

    /// Returns true if all artifacts of `workload` exist.
    pub(crate) fn is_built(&self, registry: &Registry, workload: Workload) -> bool {
        registry.artifacts(self, workload).iter().all(|path| path.exists())
    }
}
