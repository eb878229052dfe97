//! Feeds of what changed: Atom and JSON Feed.

use anyhow::{Result, anyhow};
use atom_syndication::{Entry, FeedBuilder, FixedDateTime, Link, LinkBuilder, PersonBuilder, Text};
use charts::{format_value, number::format_number};
use schema::{ChangeKind, ChangeRow};
use serde::Serialize;

use crate::{
    Files, Inputs, content,
    context::{
        catalog::{Catalog, RuntimeData},
        config::Config,
        formats::{configuration, points, scope},
    },
};

/// Changes in a feed.
const FEED_LENGTH: usize = 50;

/// `changes/feed.atom` and `changes/feed.json`: the newest shifts of levels and tails.
pub(crate) fn feeds(inputs: &Inputs<'_>, config: &Config, catalog: &Catalog<'_>) -> Result<Files> {
    if !inputs.content.contains_key(content::CHANGES) {
        return Ok(Files::new());
    }
    let is_shift = |row: &&ChangeRow| row.kind != ChangeKind::BadDay;
    let items: Vec<Item> = inputs
        .summaries
        .changes
        .iter()
        .filter(is_shift)
        .take(FEED_LENGTH)
        .map(|row| item(config, catalog, row))
        .collect();
    let page = format!("{}changes/index.html", config.base_url);
    let title = format!("{}: changes", config.title);
    let itself = format!("{}changes/feed.atom", config.base_url);
    Ok(Files::from([
        ("changes/feed.atom".to_owned(), atom(config, &title, [&page, &itself], &items)?.into_bytes()),
        ("changes/feed.json".to_owned(), json(config, &title, &page, &items)?),
    ]))
}

/// An Atom feed of the newest of `rows`: its title, and the paths of the page that it is of and of itself.
pub(crate) fn atom_of(
    config: &Config,
    catalog: &Catalog<'_>,
    (title, page, itself): (&str, &str, &str),
    rows: &[&ChangeRow],
) -> Result<String> {
    let items: Vec<Item> = rows.iter().take(FEED_LENGTH).map(|row| item(config, catalog, row)).collect();
    let addresses = [page, itself].map(|path| format!("{}{path}", config.base_url));
    atom(config, title, [&addresses[0], &addresses[1]], &items)
}

/// An entry of a feed.
struct Item {
    id: String,
    title: String,
    text: String,
    /// Where the runtime is shown.
    url: String,
    /// The day as RFC 3339 has it, at midnight UTC.
    updated: String,
}

fn item(config: &Config, catalog: &Catalog<'_>, row: &ChangeRow) -> Item {
    let name = catalog.name_of(&row.runtime);
    let is_tail = row.kind == ChangeKind::TailShift;
    let what = if is_tail { "tail-" } else { "" };
    let place =
        format!("{what}{}-{}-{}-{}-{}", row.date, row.runtime, row.package, row.arch, row.metric.name());
    let path = catalog.by_slug(&row.runtime).map(RuntimeData::path);
    let value = |value: f64| {
        if is_tail { format!("{} %", points(value)) } else { format_value(value, row.metric.unit()) }
    };
    let effect = |value: f64| {
        if is_tail { format!("{} percentage points", points(value)) } else { format_number(value) }
    };
    let ends = row.lower.zip(row.upper);
    let interval = ends.map_or_else(String::new, |(lower, upper)| {
        format!(" (95 % interval {} to {})", effect(lower), effect(upper))
    });
    let (level, change) =
        if is_tail { ("daily share of slow starts", "difference") } else { ("daily median", "ratio") };
    let (configuration, before, after) = (configuration(row), value(row.before), value(row.after));
    Item {
        id: format!("{}changes/{place}", config.base_url),
        title: if is_tail {
            format!("{name} ({configuration}): slow starts {before} to {after}")
        } else {
            format!("{name} ({configuration}): {before} to {after}")
        },
        text: format!(
            "From {} the {level} of the {} of {name} ({configuration}) is {after} instead of {before}: a {change} of \
             {}{interval}. Changed with it: {}.",
            row.date,
            row.metric.title(),
            row.ratio.or(row.difference).map_or_else(String::new, effect),
            scope(row),
        ),
        url: format!("{}{}", config.base_url, path.unwrap_or_else(|| "changes/index.html".to_owned())),
        updated: format!("{}T00:00:00Z", row.date),
    }
}

/// RFC 4287; with the addresses of the page that it is of and of itself.
fn atom(config: &Config, title: &str, [page, itself]: [&str; 2], items: &[Item]) -> Result<String> {
    let time = |text: &str| -> Result<FixedDateTime> {
        text.parse().map_err(|error| anyhow!("'{text}' is no time: {error}"))
    };
    let link = |rel: &str, href: &str| -> Link { LinkBuilder::default().rel(rel).href(href).build() };
    let mut entries = Vec::new();
    for item in items {
        let mut entry = Entry::default();
        entry.set_id(item.id.as_str());
        entry.set_title(Text::plain(item.title.as_str()));
        entry.set_summary(Some(Text::plain(item.text.as_str())));
        entry.set_updated(time(&item.updated)?);
        entry.set_links(vec![link("alternate", &item.url)]);
        entries.push(entry);
    }
    // A feed without changes has no time of its own.
    let updated = items.first().map_or("1970-01-01T00:00:00Z", |item| &item.updated);
    let feed = FeedBuilder::default()
        .id(page)
        .title(title)
        .updated(time(updated)?)
        .authors(vec![PersonBuilder::default().name(config.title.as_str()).build()])
        .links(vec![link("alternate", page), link("self", itself)])
        .entries(entries)
        .build();
    Ok(feed.to_string())
}

/// JSON Feed 1.1, <https://www.jsonfeed.org/version/1.1/>.
fn json(config: &Config, title: &str, page: &str, items: &[Item]) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct JsonFeed<'a> {
        version: &'a str,
        title: &'a str,
        home_page_url: &'a str,
        feed_url: String,
        items: Vec<JsonItem<'a>>,
    }
    #[derive(Serialize)]
    struct JsonItem<'a> {
        id: &'a str,
        url: &'a str,
        title: &'a str,
        content_text: &'a str,
        date_published: &'a str,
    }
    let feed = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title,
        home_page_url: page,
        feed_url: format!("{}changes/feed.json", config.base_url),
        items: items
            .iter()
            .map(|Item { id, title, text, url, updated }| JsonItem {
                id,
                url,
                title,
                content_text: text,
                date_published: updated,
            })
            .collect(),
    };
    Ok(serde_json::to_vec_pretty(&feed)?)
}
