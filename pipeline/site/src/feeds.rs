//! Feeds of changes: Atom (RFC 4287) and JSON Feed. `templates/feed.xml` has the frame, `templates/words/pages/change.txt` the words.

use anyhow::Result;
use schema::{ChangeRow, Tables};
use serde::Serialize;
use serde_json::json;

use crate::{
    Files, Inputs, content,
    context::{
        catalog::Catalog,
        config::Config,
        incidents::{Incident, incidents},
    },
    render::Renderer,
};

/// Maximum number of incidents in a feed.
const FEED_LENGTH: usize = 50;

/// Writes `changes/feed.atom` and `changes/feed.json`: the newest incidents.
pub(crate) fn feeds(
    inputs: &Inputs<'_>,
    config: &Config,
    catalog: &Catalog<'_>,
    renderer: &Renderer<'_>,
) -> Result<Files> {
    if !inputs.content.contains_key(content::CHANGES) {
        return Ok(Files::new());
    }
    let rows: Vec<&ChangeRow> = inputs.tables.changes.iter().collect();
    let feed =
        Feed::of(inputs.tables, config, catalog, (None, "changes/index.html", "changes/feed.atom"), &rows)?;
    Ok(Files::from([
        ("changes/feed.atom".to_owned(), renderer.text("feed.xml", &feed)?.into_bytes()),
        ("changes/feed.json".to_owned(), json(config, &feed)?),
    ]))
}

/// Writes an Atom feed of the newest incidents among `rows`. `names` are its runtime, the path of its page and its own path.
pub(crate) fn atom_of(
    tables: &Tables,
    config: &Config,
    catalog: &Catalog<'_>,
    renderer: &Renderer<'_>,
    names: (Option<&str>, &str, &str),
    rows: &[&ChangeRow],
) -> Result<String> {
    renderer.text("feed.xml", &Feed::of(tables, config, catalog, names, rows)?)
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

impl Feed {
    fn of(
        tables: &Tables,
        config: &Config,
        catalog: &Catalog<'_>,
        (runtime, page, itself): (Option<&str>, &str, &str),
        rows: &[&ChangeRow],
    ) -> Result<Feed> {
        let newest = incidents(tables, rows).into_iter().take(FEED_LENGTH);
        let items: Vec<Item> =
            newest.map(|incident| item(config, catalog, page, &incident)).collect::<Result<_>>()?;
        let [page, itself] = [page, itself].map(|path| format!("{}{path}", config.base_url));
        // A feed without changes has no time of its own.
        let updated = items.first().map_or("1970-01-01T00:00:00Z", |item| &item.updated).to_owned();
        let view = json!({ "site": config.title, "runtime": runtime });
        let title = catalog.texts.words("pages/feed", &view)?.part("Title")?;
        Ok(Feed { title, page, itself, updated, items })
    }
}

fn item(config: &Config, catalog: &Catalog<'_>, page: &str, incident: &Incident<'_>) -> Result<Item> {
    let told = incident.told(catalog)?;
    let view = json!({ "text": told.text, "hit": told.hit });
    Ok(Item {
        id: format!("{}changes/{}", config.base_url, incident.id()),
        title: told.title,
        text: catalog.texts.words("pages/change", &view)?.part("Text")?,
        url: format!("{}{page}", config.base_url),
        updated: format!("{}T00:00:00Z", incident.date),
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
