//! Frozen versions of a small site, and the changes between them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

extern crate site;

use support::build;

#[test]
fn a_frozen_version_is_whole_and_describes_itself() {
    let site = build().files;
    for version in ["2026-02", "2026-03"] {
        let file = |name: &str| &site[&format!("v/{version}/{name}")];
        let sums = std::str::from_utf8(file("SHA256SUMS")).unwrap();
        let names: Vec<&str> = sums.lines().map(|line| line.split_once("  ").unwrap().1).collect();
        let expected = [
            "CITATION.cff",
            "README.md",
            "datapackage.json",
            "estimate_changes.csv",
            "manifest.json",
            "series.csv",
        ];
        assert_eq!(names, expected);
        let manifest: schema::Manifest = serde_json::from_slice(file("manifest.json")).unwrap();
        let tables: Vec<&str> = manifest.tables.iter().map(|table| table.file.as_str()).collect();
        assert_eq!(tables, ["series.csv", "estimate_changes.csv"]);
        for table in &manifest.tables {
            assert!(sums.contains(&format!("{}  {}\n", table.sha256, table.file)), "{}", table.file);
            assert_eq!(table.bytes, file(&table.file).len() as u64);
            assert_eq!(table.rows, csv::Reader::from_reader(&file(&table.file)[..]).records().count() as u64);
        }
        let address = format!("https://host.example/sub/v/{version}/");
        for name in ["CITATION.cff", "README.md", "datapackage.json", "index.html"] {
            let text = std::str::from_utf8(file(name)).unwrap();
            assert!(text.contains(&address) && text.contains(version), "{name}");
            assert!(!text.contains("parquet") && !text.contains("coldmark-data.zip"), "{name}");
        }
        assert_eq!(file(&format!("coldmark-{version}.zip")), b"PK");
    }
    let (readme, manifest) = (&site["v/2026-03/README.md"], &site["v/2026-03/manifest.json"]);
    let (readme, manifest) = (String::from_utf8_lossy(readme), String::from_utf8_lossy(manifest));
    for field in manifest.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once("\":")) {
        assert!(readme.contains(&format!("`{}`", field.0)), "the README says nothing of {}", field.0);
    }
    let manifest = |version: &str| -> serde_json::Value {
        serde_json::from_slice(&site[&format!("v/{version}/manifest.json")]).unwrap()
    };
    assert_eq!(manifest("2026-02")["methods"], serde_json::json!(["days"]));
    assert_eq!(manifest("2026-03")["methods"], serde_json::json!(["days", "pairs"]));
    assert_eq!(manifest("2026-03")["previous"], "2026-02");
}

#[test]
fn changes_since_a_version_are_counted_and_shown() {
    let site = build().files;
    let page = |path: &str| std::str::from_utf8(&site[path]).unwrap();
    let finding = |version: &str| {
        format!("8 of 1,214 estimates lie outside their interval in {version}. 1 is new, and 2 are gone.")
    };
    let (list, second) = (page("v/index.html"), page("v/2026-03/index.html"));
    assert!(list.contains(&finding("2026-03")) && second.contains(&finding("2026-02")), "{list}");
    for text in [list, second] {
        let new_days = "<th>made-up<td class=text><time>2026-03-03</time>";
        assert!(text.contains(new_days), "{text}");
        for reason in ["unexplained", "changed method", "new data"] {
            assert!(text.contains(&format!("<td class=text>{reason}</tr>")), "{reason}");
        }
        assert!(text.contains("agreement.csv was not compared: agreement.csv had no column slope"));
    }
    // Current numbers have receipts; those of a version are in its folder only.
    assert!(list.contains("class=\"receipt\"") && !second.contains("class=\"receipt\""));
    assert!(second.contains("methodology/index.html#method-pairs\">Pairs differ</a>"));
    assert!(page("v/2026-02/index.html").contains("This is the first version."));
    assert!(
        page("v/2026-02/index.html")
            .contains("There is a newer version, <a href=\"../../v/2026-03/index.html\">")
    );
    let csv = page("v/estimate_changes.csv");
    assert_eq!(csv.lines().count(), 9);
    assert!(csv.contains(",'=cpp,"), "no text is a formula");
    let data = page("data/index.html");
    assert!(data.contains("https://host.example/sub/v/2026-03/"), "the data page names the newest");
    let methods = page("methodology/index.html");
    assert!(methods.contains("<h3 id=\"method-days\">Days &lt;are&gt; drawn</h3>"), "{methods}");
}
