//! Privacy of readers: no page contacts a third party, and none stores anything.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeMap;

use support::{check, files, root};

/// The files of the whole site by path, as text where they are text.
fn site() -> BTreeMap<String, String> {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    check(&root(), &["build", "--out", out.to_str().unwrap()], 0);
    let texts =
        files(&out).into_iter().filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?)));
    texts.collect()
}

/// Tags that load what they name as soon as a page is opened, and the attributes that name it.
const LOADING: [(&str, &[&str]); 12] = [
    ("script", &["src"]),
    ("img", &["src", "srcset"]),
    ("source", &["src", "srcset"]),
    ("iframe", &["src"]),
    ("video", &["src", "poster"]),
    ("audio", &["src"]),
    ("object", &["data"]),
    ("embed", &["src"]),
    ("image", &["href", "xlink:href"]),
    ("use", &["href", "xlink:href"]),
    ("link", &["href"]),
    ("form", &["action"]),
];

/// Links that name a page and load nothing.
const NAMING: [&str; 4] = ["canonical", "alternate", "license", "author"];

fn leads_away(address: &str) -> bool {
    let address = address.trim();
    address.starts_with("//") || address.contains("://")
}

/// The value of `name` within a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

/// Finds tags of a page or drawing that load from elsewhere.
fn asks(text: &str) -> Vec<&str> {
    let tags = text.split('<').filter_map(|rest| rest.split('>').next());
    let asking = tags.filter(|tag| {
        let name = tag.split_whitespace().next().unwrap_or_default();
        let named = LOADING.iter().find(|(loading, _)| *loading == name);
        let is_named_only = attribute(tag, "rel").is_some_and(|rel| NAMING.contains(&rel));
        let addresses = named.into_iter().flat_map(|(_, names)| names.iter());
        let mut addresses = addresses.filter_map(|name| attribute(tag, name));
        !is_named_only && addresses.any(leads_away)
    });
    asking.collect()
}

#[test]
fn the_site_contacts_no_third_party() {
    let site = site();
    let with = |ending: &'static str| site.iter().filter(move |(path, _)| path.ends_with(ending));
    let mut n_pages = 0;
    for (path, text) in with(".html").chain(with(".svg")) {
        assert_eq!(asks(text), [""; 0], "{path}");
        n_pages += 1;
    }
    assert!(n_pages > 500, "{n_pages} pages and drawings");
    for (path, text) in with(".html") {
        let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self';";
        assert!(text.contains(policy), "{path} lets a browser ask others");
        // Other addresses of a page lead on to it, and nowhere else.
        let is_alias = text.contains("http-equiv=\"refresh\" content=\"0; url=../../compare/");
        assert!(is_alias || !text.contains("http-equiv=\"refresh\""), "{path}");
        assert!(!text.contains("rel=\"preconnect\""), "{path}");
    }
    for (path, text) in with(".css") {
        let addresses = text.split("url(").skip(1).map(|rest| rest.trim_start_matches(['"', '\'']));
        assert!(!text.contains("@import"), "{path} imports");
        assert_eq!(
            addresses.filter(|address| leads_away(address.split(')').next().unwrap())).count(),
            0,
            "{path}"
        );
    }
    for (path, text) in with(".js") {
        for word in [
            "document.cookie",
            "cookieStore",
            "localStorage",
            "sessionStorage",
            "indexedDB",
            "serviceWorker",
            "sendBeacon",
            "WebSocket",
            "EventSource",
            "XMLHttpRequest",
            "http://",
            "https://",
        ] {
            // Namespaces of markup are names that look like addresses.
            let text = text.replace("http://www.w3.org/", "");
            assert!(!text.contains(word), "{path} has {word}");
        }
    }
    let headers = &site["_headers"];
    assert!(!headers.to_lowercase().contains("set-cookie"), "{headers}");
    assert!(headers.contains("Referrer-Policy: no-referrer"), "{headers}");
}

#[test]
fn every_kind_of_third_party_request_is_detected() {
    for text in [
        "<script src=\"https://a.example/x.js\"></script>",
        "<img alt=\"\" src=\"//a.example/x.png\">",
        "<link rel=\"stylesheet\" href=\"https://a.example/x.css\">",
        "<iframe src=\"http://a.example/\"></iframe>",
        "<form action=\"https://a.example/\">",
    ] {
        assert_eq!(asks(text).len(), 1, "{text}");
    }
    for text in [
        "<a href=\"https://a.example/\">words</a>",
        "<link rel=\"canonical\" href=\"https://a.example/\">",
        "<script type=\"module\" src=\"../assets/x.js\"></script>",
    ] {
        assert_eq!(asks(text), [""; 0], "{text}");
    }
}
