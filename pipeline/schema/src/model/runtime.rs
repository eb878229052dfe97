//! The registry of runtimes.

use serde::{Deserialize, Serialize};

use crate::Date;

/// `data/runtimes.toml`: every runtime that has its own name on the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// Source of the dates on which support ends.
    #[serde(default)]
    pub support: Option<SupportSource>,
    /// Runtimes in the order of the file.
    #[serde(default, rename = "runtime")]
    pub runtimes: Vec<Runtime>,
}

/// The page that says until when runtimes are supported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupportSource {
    /// Address of the page.
    pub page: String,
    /// Day on which the dates were checked. Support is that of this day, so that a build does not depend on the clock.
    pub checked: Date,
}

/// Support of a runtime by its platform, on the day on which the dates were checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "date", rename_all = "lowercase")]
pub enum Support {
    /// Supported until this day.
    Supported(Date),
    /// Deprecated since this day.
    Deprecated(Date),
    /// Nobody has checked until when it is supported.
    Unknown,
}

/// Part of a runtime that the platform provides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuntimeKind {
    /// The platform provides the language.
    #[default]
    Managed,
    /// The platform provides an operating system only, and the deployment brings a program or a runtime.
    OsOnly,
    /// An image of machine code, compiled ahead of time from a language that usually runs on a virtual machine.
    NativeImage,
}

impl Registry {
    /// Support of `runtime` on the day on which the dates were checked.
    pub fn support_of(&self, runtime: &Runtime) -> Support {
        match (&self.support, runtime.deprecated) {
            (Some(source), Some(date)) if date <= source.checked => Support::Deprecated(date),
            (Some(_), Some(date)) => Support::Supported(date),
            _ => Support::Unknown,
        }
    }

    /// True unless `runtime` is deprecated or experimental.
    pub fn is_usual(&self, runtime: &Runtime) -> bool {
        !runtime.experimental && !matches!(self.support_of(runtime), Support::Deprecated(_))
    }

    /// The runtime that upstream calls `source_runtime`.
    pub fn by_alias(&self, source_runtime: &str) -> Option<&Runtime> {
        self.runtimes.iter().find(|runtime| runtime.aliases.iter().any(|alias| alias == source_runtime))
    }

    /// The runtime with this slug, upstream name or identifier of the platform.
    pub fn by_any_name(&self, name: &str) -> Option<&Runtime> {
        self.by_slug(name).or_else(|| self.by_alias(name)).or_else(|| self.by_identifier(name))
    }

    /// The runtime that the platform calls `identifier`, such as `nodejs22.x`. Sources leave its punctuation out.
    fn by_identifier(&self, identifier: &str) -> Option<&Runtime> {
        let letters = |name: &str| name.replace(['.', '_'], "");
        let name = letters(identifier);
        self.runtimes.iter().find(|runtime| runtime.aliases.iter().any(|alias| letters(alias) == name))
    }

    /// The runtime with this slug.
    pub fn by_slug(&self, slug: &str) -> Option<&Runtime> {
        self.runtimes.iter().find(|runtime| runtime.slug == slug)
    }
}

/// One runtime: a language at a version on an operating system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runtime {
    /// Name in URLs and CSV files: lower case, digits and hyphens.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// Programming language.
    pub language: String,
    /// Version of the language or its runtime; empty if upstream builds with the newest one.
    #[serde(default)]
    pub version: String,
    /// Operating system of the execution environment.
    pub os: String,
    /// True if cold starts restore a SnapStart snapshot instead of running init.
    #[serde(default)]
    pub snapstart: bool,
    /// Part of it that the platform provides.
    #[serde(default)]
    pub kind: RuntimeKind,
    /// True if its makers call it experimental.
    #[serde(default)]
    pub experimental: bool,
    /// First day without support; none if it is unknown.
    #[serde(default)]
    pub deprecated: Option<Date>,
    /// True if a source still measures the runtime.
    pub measured: bool,
    /// Names that sources have used for the runtime, newest first.
    pub aliases: Vec<String>,
    /// Slug of the nearest runtime on AWS, for functions of this project's own campaigns.
    #[serde(default)]
    pub counterpart: Option<String>,
}

#[test]
fn identifiers_of_the_platform_are_known() {
    let registry: Registry = serde_json::from_str(
        r#"{"runtime": [
            {"slug": "java8-al2", "name": "", "language": "", "os": "", "measured": true, "aliases": ["java8_al2"]},
            {"slug": "nodejs22", "name": "", "language": "", "os": "", "measured": true, "aliases": ["nodejs22x"]}
        ]}"#,
    )
    .unwrap();
    let slug = |identifier| registry.by_identifier(identifier).map(|runtime| &*runtime.slug);
    assert_eq!(
        [slug("nodejs22.x"), slug("java8.al2"), slug("provided.al2023")],
        [Some("nodejs22"), Some("java8-al2"), None]
    );
}

#[test]
fn support_is_that_of_the_day_of_the_check() {
    let runtime = |slug: &str, deprecated: Option<&str>, experimental: bool| Runtime {
        slug: slug.to_owned(),
        name: slug.to_owned(),
        language: slug.to_owned(),
        version: String::new(),
        os: "Linux".to_owned(),
        kind: RuntimeKind::Managed,
        experimental,
        deprecated: deprecated.map(|date| date.parse().unwrap()),
        snapstart: false,
        measured: true,
        aliases: Vec::new(),
        counterpart: None,
    };
    let date = |text: &str| text.parse::<Date>().unwrap();
    let source = SupportSource { page: "https://docs.example/".to_owned(), checked: date("2026-11-28") };
    let registry = Registry {
        support: Some(source),
        runtimes: vec![
            runtime("old", Some("2026-11-28"), false),
            runtime("new", Some("2026-11-29"), true),
            runtime("other", None, false),
        ],
    };
    let found: Vec<_> =
        registry.runtimes.iter().map(|it| (registry.support_of(it), registry.is_usual(it))).collect();
    assert_eq!(
        found,
        [
            (Support::Deprecated(date("2026-11-28")), false),
            (Support::Supported(date("2026-11-29")), false),
            (Support::Unknown, true),
        ]
    );
}
