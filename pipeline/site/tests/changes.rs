//! Changes in feeds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

extern crate site;

use schema::ChangeKind;
use support::content;

#[test]
fn shifts_of_one_time_are_one_entry_and_dips_are_told_as_dips() {
    let mut tables = support::tables();
    let shift = |slug: &str, day: i8, back_on: Option<schema::Date>| {
        let mut row = tables.changes[0].clone();
        row.runtime = slug.to_owned();
        row.change.kind = ChangeKind::LevelShift;
        (row.change.before, row.change.after, row.change.ratio) = (16.0, 20.0, Some(1.25));
        row.change.date = schema::date(2026, 2, day);
        row.change.back_on = back_on;
        row
    };
    let back = schema::date(2026, 2, 20);
    let mut taken_back = shift("cpp", 20, None);
    (taken_back.change.before, taken_back.change.after) = (20.0, 16.0);
    // The data end on 2026-03-03, so the last one is too new to be told.
    let changes = vec![
        shift("rust", 2, None),
        shift("cpp", 4, None),
        shift("cpp", 13, Some(back)),
        taken_back,
        shift("rust", 25, None),
    ];
    tables.changes = changes;
    let site = support::build_of(&content(), &tables);
    let feed: serde_json::Value = serde_json::from_slice(&site.files["changes/feed.json"]).unwrap();
    let titles: Vec<&str> =
        feed["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!(titles.len(), 2, "{titles:?}");
    assert!(titles[0].contains("for a while") && titles[1].contains("take longer to start"), "{titles:?}");
}
