//! Feeds of changes: Atom (RFC 4287) and JSON Feed. `templates/feed.xml` has the frame, `templates/words/pages/change.txt` the words.

use anyhow::Result;
use schema::{ChangeKind, ChangeRow, Date, Unit};
use serde::Serialize;
use serde_json::json;

use crate::{
    Files, Inputs, content,
    context::{
        catalog::{Catalog, RuntimeData},
        config::Config,
        formats::{configuration, scope},
    },
    render::Renderer,
};

/// Maximum number of changes in a feed.
const FEED_LENGTH: usize = 50;

/// Writes `changes/feed.atom` and `changes/feed.json`: the newest shifts of levels and tails.
pub(crate) fn feeds(
    inputs: &Inputs<'_>,
    config: &Config,
    catalog: &Catalog<'_>,
    renderer: &Renderer<'_>,
) -> Result<Files> {
    if !inputs.content.contains_key(content::CHANGES) {
        return Ok(Files::new());
    }
    let is_shift = |row: &&ChangeRow| row.change.kind != ChangeKind::BadDay;
    let shifts: Vec<&ChangeRow> = inputs.tables.changes.iter().filter(is_shift).collect();
    let feed = Feed::of(config, catalog, (None, "changes/index.html", "changes/feed.atom"), &shifts)?;
    Ok(Files::from([
        ("changes/feed.atom".to_owned(), renderer.text("feed.xml", &feed)?.into_bytes()),
        ("changes/feed.json".to_owned(), json(config, &feed)?),
    ]))
}

/// Writes an Atom feed of the newest of `rows`. `names` are its runtime, the path of its page and its own path.
pub(crate) fn atom_of(
    config: &Config,
    catalog: &Catalog<'_>,
    renderer: &Renderer<'_>,
    names: (Option<&str>, &str, &str),
    rows: &[&ChangeRow],
) -> Result<String> {
    renderer.text("feed.xml", &Feed::of(config, catalog, names, rows)?)
}

#[derive(Serialize)]
struct Feed {
    title: String,
    /// Address of the page that the feed belongs to.
    page: String,
    /// Address of the feed.
    itself: String,
    updated: String,
    items: Vec<Item>,
}

/// An entry of a feed.
#[derive(Serialize)]
struct Item {
    id: String,
    title: String,
    text: String,
    /// Address of the runtime's page.
    url: String,
    /// The day in the format of RFC 3339, at midnight UTC.
    updated: String,
}

/// A change in the form that `templates/words/pages/change.txt` takes.
#[derive(Serialize)]
struct Change<'a> {
    name: &'a str,
    configuration: String,
    is_tail: bool,
    date: Date,
    metric: &'static str,
    unit: Unit,
    before: f64,
    after: f64,
    /// The ratio of a level, or the difference of a tail.
    effect: Option<f64>,
    interval: Option<[f64; 2]>,
    scope: String,
}

impl Feed {
    fn of(
        config: &Config,
        catalog: &Catalog<'_>,
        (runtime, page, itself): (Option<&str>, &str, &str),
        rows: &[&ChangeRow],
    ) -> Result<Feed> {
        let newest = rows.iter().take(FEED_LENGTH);
        let items: Vec<Item> = newest.map(|row| item(config, catalog, row)).collect::<Result<_>>()?;
        let [page, itself] = [page, itself].map(|path| format!("{}{path}", config.base_url));
        // A feed without changes has no time of its own.
        let updated = items.first().map_or("1970-01-01T00:00:00Z", |item| &item.updated).to_owned();
        let view = json!({ "site": config.title, "runtime": runtime });
        let title = catalog.texts.words("pages/feed", &view)?.part("Title")?;
        Ok(Feed { title, page, itself, updated, items })
    }
}

fn item(config: &Config, catalog: &Catalog<'_>, row: &ChangeRow) -> Result<Item> {
    let is_tail = row.change.kind == ChangeKind::TailShift;
    let change = Change {
        name: catalog.name_of(&row.runtime),
        configuration: configuration(row),
        is_tail,
        date: row.change.date,
        metric: row.metric.title(),
        unit: row.metric.unit(),
        before: row.change.before,
        after: row.change.after,
        effect: row.change.ratio.or(row.change.difference),
        interval: row.change.lower.zip(row.change.upper).map(|(lower, upper)| [lower, upper]),
        scope: scope(row),
    };
    let words = catalog.texts.words("pages/change", &change)?;
    let kind = if is_tail { "tail-" } else { "" };
    let name = format!(
        "{kind}{}-{}-{}-{}-{}",
        row.change.date,
        row.runtime,
        row.conditions.packaging,
        row.conditions.arch,
        row.metric.name()
    );
    let path = catalog.by_slug(&row.runtime).map(RuntimeData::path);
    Ok(Item {
        id: format!("{}changes/{name}", config.base_url),
        title: words.part("Title")?,
        text: words.part("Text")?,
        url: format!("{}{}", config.base_url, path.unwrap_or_else(|| "changes/index.html".to_owned())),
        updated: format!("{}T00:00:00Z", row.change.date),
    })
}

/// Writes JSON Feed 1.1, <https://www.jsonfeed.org/version/1.1/>.
fn json(config: &Config, feed: &Feed) -> Result<Vec<u8>> {
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
        title: &feed.title,
        home_page_url: &feed.page,
        feed_url: format!("{}changes/feed.json", config.base_url),
        items: feed
            .items
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
