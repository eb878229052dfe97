//! Events on the platform while it was measured: `content/events.toml`, and their letters in histories.

use anyhow::{Context, Result, ensure};
use charts::{Annotation, AnnotationKind};
use schema::Date;
use serde::{Deserialize, Serialize};

use crate::Files;

/// File of the events below `content/`.
const FILE: &str = "events.toml";

/// Letters of events in drawings, in order of date.
const LETTERS: [&str; 26] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U",
    "V", "W", "X", "Y", "Z",
];

/// An event as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Event {
    /// Its letter in drawings.
    pub(crate) letter: &'static str,
    pub(crate) date: Date,
    pub(crate) title: String,
    /// Address of the report of the event.
    pub(crate) url: String,
    /// Languages that it concerns; empty for all.
    languages: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    #[serde(default, rename = "event")]
    events: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    date: Date,
    title: String,
    url: String,
    #[serde(default)]
    languages: Vec<String>,
}

/// Reads the events below `content/` by date; empty without a list.
///
/// Fails if the list cannot be parsed, is not in order of dates, or is longer than the alphabet.
pub(crate) fn read(content: &Files) -> Result<Vec<Event>> {
    let Some(bytes) = content.get(FILE) else { return Ok(Vec::new()) };
    let text = std::str::from_utf8(bytes).with_context(|| format!("content/{FILE} is not UTF-8"))?;
    let listed: Listed = toml::from_str(text).with_context(|| format!("Failed to parse content/{FILE}"))?;
    let events = listed.events;
    ensure!(
        events.len() <= LETTERS.len(),
        "content/{FILE} has {} events; there are letters for 26",
        events.len()
    );
    for pair in events.windows(2) {
        let is_ordered = pair[0].date <= pair[1].date;
        ensure!(is_ordered, "content/{FILE}: '{}' comes after a later event", pair[1].title);
    }
    let mut found = Vec::new();
    for (entry, letter) in events.into_iter().zip(LETTERS) {
        let Entry { date, title, url, languages } = entry;
        ensure!(url.starts_with("https://"), "content/{FILE}: the url of '{title}' must start with https://");
        found.push(Event { letter, date, title, url, languages });
    }
    Ok(found)
}

impl Event {
    /// True if it concerns any of `languages`.
    pub(crate) fn concerns(&self, languages: &[&str]) -> bool {
        self.languages.is_empty() || self.languages.iter().any(|it| languages.contains(&it.as_str()))
    }

    /// Returns the mark of the event in a drawing.
    pub(crate) fn annotation(&self) -> Annotation<'static> {
        Annotation { date: self.date, kind: AnnotationKind::Event(self.letter) }
    }
}

#[test]
fn a_list_that_is_not_as_it_should_be_is_refused_by_name() {
    let check = |text: &str, expected: &str| {
        let content = Files::from([(FILE.to_owned(), text.as_bytes().to_vec())]);
        let found = read(&content).map(|events| format!("{} events", events.len()));
        let found = found.unwrap_or_else(|error| format!("{error:#}"));
        assert!(found.contains(expected), "{found}");
    };
    let event = |date: &str, url: &str| format!("[[event]]\ndate = '{date}'\ntitle = 'X'\nurl = '{url}'\n");
    let good = event("2024-01-01", "https://x.example/");
    check("", "0 events");
    check(&good, "1 events");
    check(&format!("{good}{}", event("2023-01-01", "https://x.example/")), "'X' comes after a later event");
    check(&event("2024-01-01", "http://x.example/"), "must start with https://");
    check(&event("2024-13-01", "https://x.example/"), "Failed to parse content/events.toml");
    check(&good.repeat(27), "has 27 events");
}
