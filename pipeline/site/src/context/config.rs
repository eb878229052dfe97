//! `content/site.toml`: name, address and navigation of the site.

use anyhow::{Context, Result, ensure};
use dataset::Publisher;
use schema::{Arch, Conditions, Load, Memory, Metric, Packaging, PageCache, Provider, SeriesRow, Tables};
use serde::{Deserialize, Serialize};

use crate::Files;

/// The configuration of the site.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Name of the site.
    pub(crate) title: String,
    /// Short description of the site.
    pub(crate) tagline: String,
    /// Published address, with a slash at the end.
    pub(crate) base_url: String,
    /// Address of the code; none if it is not published.
    #[serde(default)]
    pub(crate) repository: Option<String>,
    /// Address of electronic mail for questions and corrections; none without one.
    #[serde(default)]
    pub(crate) contact: Option<String>,
    /// Words of the data package.
    #[serde(default)]
    pub(crate) tables: TablesWords,
    /// The configuration that stands for a runtime.
    pub(crate) default_view: View,
    /// Pages in the navigation.
    #[serde(default)]
    pub(crate) nav: Vec<NavItem>,
}

/// Words of the data package.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TablesWords {
    pub(crate) title: String,
    /// `{period}` stands for the days that the tables cover.
    pub(crate) description: String,
}

/// One link of the navigation.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NavItem {
    pub(crate) label: String,
    /// Path from the root of the site.
    pub(crate) path: String,
    /// True if the link is at the foot of each page, the place for pages that readers look up once.
    #[serde(default)]
    pub(crate) at_foot: bool,
}

/// One configuration of every runtime.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct View {
    pub(crate) provider: Provider,
    pub(crate) region: String,
    pub(crate) packaging: Packaging,
    /// None for all memory sizes pooled.
    #[serde(default)]
    pub(crate) memory_mb: Option<u32>,
    pub(crate) arch: Arch,
    pub(crate) load: Load,
    pub(crate) workload: String,
    pub(crate) metric: Metric,
}

impl View {
    /// Memory of every runtime.
    pub(crate) fn memory(&self) -> Memory {
        self.memory_mb.map_or(Memory::Pooled, Memory::Mb)
    }

    /// Returns the conditions in `source`.
    pub(crate) fn conditions(&self, source: &str) -> Conditions {
        Conditions {
            source: source.to_owned(),
            provider: self.provider,
            region: self.region.clone(),
            packaging: self.packaging,
            page_cache: PageCache::Unknown,
            arch: self.arch,
            load: self.load,
            workload: self.workload.clone(),
        }
    }

    /// Returns a series of the view; none without any. Its source and window are those that pages are about.
    pub(crate) fn series<'t>(&self, tables: &'t Tables) -> Option<&'t SeriesRow> {
        let is_it = |row: &&SeriesRow| {
            row.series.metric == self.metric && self.has_conditions(&row.series.conditions)
        };
        tables.series.iter().find(is_it).or_else(|| tables.series.first())
    }

    /// True if these are the conditions of the view, in any source, packaging and architecture.
    pub(crate) fn has_variant(&self, conditions: &Conditions) -> bool {
        // Compared field by field, because every row of every table is asked this several times.
        let Conditions { source: _, provider, region, packaging: _, page_cache, arch: _, load, workload } =
            conditions;
        (*provider, *page_cache, *load) == (self.provider, PageCache::Unknown, self.load)
            && *region == self.region
            && *workload == self.workload
    }

    /// True if these are the conditions of the view, in any source.
    pub(crate) fn has_conditions(&self, conditions: &Conditions) -> bool {
        (conditions.packaging, conditions.arch) == (self.packaging, self.arch) && self.has_variant(conditions)
    }
}

impl Config {
    /// Publisher of the tables.
    pub(crate) fn publisher(&self) -> Publisher<'_> {
        Publisher {
            title: &self.title,
            tagline: &self.tagline,
            base_url: &self.base_url,
            tables_title: &self.tables.title,
            tables_description: &self.tables.description,
        }
    }

    /// Path of the published site on its host, with a slash at both ends.
    pub(crate) fn base_path(&self) -> &str {
        let host = self.base_url.find("://").map_or(0, |scheme| scheme + 3);
        self.base_url[host..].find('/').map_or("/", |path| &self.base_url[host + path..])
    }

    /// Warns about placeholders: names below `.example` are reserved for examples (RFC 2606).
    pub(crate) fn warning(&self) -> Option<String> {
        let keys = [
            ("base_url", Some(&self.base_url)),
            ("repository", self.repository.as_ref()),
            ("contact", self.contact.as_ref()),
        ];
        let named = keys.into_iter().filter_map(|(key, value)| Some((key, value?)));
        let examples: Vec<String> = named
            .filter(|(_, value)| is_example(value))
            .map(|(key, value)| format!("{key} = '{value}'"))
            .collect();
        (!examples.is_empty()).then(|| {
            format!(
                "The About page, embeds, feeds, citations and frozen versions name addresses that are examples: set \
                 {} in content/site.toml to where the site is published",
                examples.join(", ")
            )
        })
    }
}

/// True if the host of an address, of a page or of mail, is an example.
fn is_example(address: &str) -> bool {
    let place = address.split_once("://").map_or(address, |(_, place)| place);
    let host = place.split('/').next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default().ends_with(".example")
}

/// Reads the configuration from the files below `content/`.
pub(crate) fn read(content: &Files) -> Result<Config> {
    let bytes = content.get("site.toml").context("content/site.toml is missing")?;
    let text = std::str::from_utf8(bytes).context("content/site.toml is not UTF-8")?;
    let config: Config = toml::from_str(text).context("Failed to parse content/site.toml")?;
    let is_base = config.base_url.starts_with("http") && config.base_url.ends_with('/');
    ensure!(is_base, "content/site.toml: base_url must start with http and end with a slash");
    let is_link = config.repository.as_ref().is_none_or(|link| link.starts_with("https://"));
    ensure!(is_link, "content/site.toml: repository must start with https://");
    let is_mail = config.contact.as_ref().is_none_or(|mail| mail.contains('@') && !mail.contains([':', ' ']));
    ensure!(is_mail, "content/site.toml: contact must be an address of mail, such as name@host");
    Ok(config)
}

#[test]
fn the_base_path_is_what_follows_the_host() {
    let check = |base_url: &str, expected: &str| {
        let view = View {
            provider: Provider::Aws,
            region: "somewhere-1".to_owned(),
            packaging: Packaging::Zip,
            memory_mb: None,
            arch: Arch::X86_64,
            load: Load::SEQUENTIAL,
            workload: String::new(),
            metric: Metric::InitMs,
        };
        let (title, tagline) = (String::new(), String::new());
        let config = Config {
            title,
            tagline,
            base_url: base_url.to_owned(),
            repository: None,
            contact: None,
            tables: TablesWords::default(),
            default_view: view,
            nav: Vec::new(),
        };
        assert_eq!(config.base_path(), expected);
        assert_eq!(config.warning().is_some(), base_url.contains(".example"), "{base_url}");
        let contact = Some("us@host.example".to_owned());
        let warning = Config { contact, ..config }.warning().unwrap_or_default();
        assert!(warning.contains("contact = 'us@host.example'"), "{warning}");
    };
    check("https://coldmark.example/", "/");
    check("https://host.example:8080/coldmark/", "/coldmark/");
    check("https://coldmark.org/", "/");
}

#[test]
fn example_hosts_are_recognized_in_links_and_mail() {
    for (address, expected) in [
        ("https://coldmark.example/source", true),
        ("hello@coldmark.example", true),
        ("https://coldmark.example:8080/", true),
        ("https://host.org/x.example", false),
        ("hello@host.org", false),
    ] {
        assert_eq!(is_example(address), expected, "{address}");
    }
}
