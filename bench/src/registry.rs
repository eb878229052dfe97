//! `functions/functions.toml`: what can be measured.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::workload::Workload;

/// Every function that can be measured.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Registry {
    #[serde(rename = "function")]
    pub(crate) functions: Vec<Function>,
    /// The folder that commands are relative to.
    #[serde(skip)]
    pub(crate) root: PathBuf,
}

/// One function, or one variant of it. What each field means is in `functions/README.md`.
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

/// What is started for one workload of a function.
#[derive(Clone, Debug)]
pub(crate) struct Start {
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
            toml::from_str(&text).with_context(|| format!("Failed to understand '{}'", path.display()))?;
        for (idx, function) in registry.functions.iter().enumerate() {
            let named = format!("'{}': function '{}'", path.display(), function.name);
            let is_twice = registry.functions[..idx].iter().any(|other| other.name == function.name);
            ensure!(!is_twice, "{named} is there twice");
            ensure!(!function.start.is_empty(), "{named} has no start command");
            for workload in &function.workloads {
                let is_known = Workload::ALL.iter().any(|known| known.function_name() == workload);
                ensure!(is_known, "{named} names the workload '{workload}', which does not exist");
            }
        }
        Ok(Registry { root: root.join("functions"), ..registry })
    }

    /// The function of this name.
    pub(crate) fn by_name(&self, name: &str) -> Result<&Function> {
        let found = self.functions.iter().find(|function| function.name == name);
        let known: Vec<&str> = self.functions.iter().map(|function| function.name.as_str()).collect();
        found.with_context(|| {
            format!("No function '{name}'; functions/functions.toml has {}", known.join(", "))
        })
    }

    /// The folder of a function.
    pub(crate) fn folder(&self, function: &Function) -> PathBuf {
        self.root.join(&function.folder)
    }

    /// What is started for `workload`.
    pub(crate) fn start(&self, function: &Function, workload: Workload) -> Result<Start> {
        if !function.has(workload) {
            bail!(
                "'{}' cannot do '{}'; it has {}",
                function.name,
                workload.name(),
                function.workloads.join(", ")
            );
        }
        let name = workload.function_name();
        let handler = function.handlers.get(name).unwrap_or(&function.handler).replace("{workload}", name);
        let fill = |text: &String| text.replace("{workload}", name).replace("{handler}", &handler);
        Ok(Start {
            program: function.start.iter().map(fill).collect(),
            folder: self.folder(function),
            env: function.env.clone(),
            handler,
        })
    }

    /// The files that are deployed for `workload`.
    pub(crate) fn artifacts(&self, function: &Function, workload: Workload) -> Vec<PathBuf> {
        let name = workload.function_name();
        let folder = self.folder(function);
        function.artifacts.iter().map(|path| folder.join(path.replace("{workload}", name))).collect()
    }
}

impl Function {
    /// Whether it can do `workload`.
    pub(crate) fn has(&self, workload: Workload) -> bool {
        self.workloads.iter().any(|known| known == workload.function_name())
    }

    /// Whether everything that is deployed for `workload` is there.
    pub(crate) fn is_built(&self, registry: &Registry, workload: Workload) -> bool {
        registry.artifacts(self, workload).iter().all(|path| path.exists())
    }
}
