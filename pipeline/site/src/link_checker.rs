//! Finds links of a built site that lead nowhere.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use html5gum::{Token, Tokenizer};

use crate::Files;

/// A link that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenLink {
    /// The page that holds it.
    pub page: String,
    /// The link as written.
    pub link: String,
    /// The missing target.
    pub reason: String,
}

impl fmt::Display for BrokenLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "site/{} links to '{}': {}", self.page, self.link, self.reason)
    }
}

/// Links and link targets of one page.
#[derive(Default)]
struct Page {
    links: Vec<String>,
    ids: BTreeSet<String>,
    repeated_ids: Vec<String>,
}

/// Finds every link, anchor and asset that is missing among the HTML pages of `site`, and every repeated id.
/// `base_path` is the path of the site on its host, for links that start there. Links to other hosts are not followed.
pub fn check_links(site: &Files, base_path: &str) -> Vec<BrokenLink> {
    let is_page = |path: &&String| path.ends_with(".html");
    let pages: BTreeMap<&str, Page> =
        site.keys().filter(is_page).map(|path| (path.as_str(), read(&site[path]))).collect();
    let mut broken = Vec::new();
    for (path, page) in &pages {
        let mut report = |link: &str, reason: String| {
            broken.push(BrokenLink { page: (*path).to_owned(), link: link.to_owned(), reason });
        };
        for id in &page.repeated_ids {
            report(&format!("#{id}"), "the id occurs twice".to_owned());
        }
        for link in page.links.iter().filter(|link| is_internal(link)) {
            if let Err(reason) = follow(path, link, base_path, site, &pages) {
                report(link, reason);
            }
        }
    }
    broken
}

/// Relative path from the page at `path` to the root of the site.
fn root_of(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

fn is_internal(link: &str) -> bool {
    let scheme = link.split(['/', '?', '#']).next().unwrap_or_default();
    !scheme.contains(':') && !link.starts_with("//")
}

fn follow(
    from: &str,
    link: &str,
    base_path: &str,
    site: &Files,
    pages: &BTreeMap<&str, Page>,
) -> Result<(), String> {
    let target = target(from, link, base_path)?;
    if !site.contains_key(&target) {
        return Err(format!("site/{target} does not exist"));
    }
    match link.split_once('#') {
        Some((_, anchor)) if !pages.get(target.as_str()).is_some_and(|page| page.ids.contains(anchor)) => {
            Err(format!("site/{target} has no id '{anchor}'"))
        }
        _ => Ok(()),
    }
}

/// Resolves the internal `link` of the page at `from` to the path of a file.
pub(crate) fn target(from: &str, link: &str, base_path: &str) -> Result<String, String> {
    let path = link.split(['#', '?']).next().unwrap_or_default();
    if path.is_empty() {
        return Ok(from.to_owned());
    }
    match path.strip_prefix(base_path) {
        Some(rest) => resolve(from, &(root_of(from) + rest)),
        None => resolve(from, path),
    }
}

/// Resolves `link` on the page at `from` to a path.
fn resolve(from: &str, link: &str) -> Result<String, String> {
    if link.starts_with('/') {
        return Err("it leaves the site".to_owned());
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part != ".." {
            parts.push(part);
        } else if parts.pop().is_none() {
            return Err("it leaves the site".to_owned());
        }
    }
    if link.ends_with('/') {
        // A folder has no page when the site is opened from a disk.
        return Err("name its index.html".to_owned());
    }
    Ok(parts.join("/"))
}

fn read(html: &[u8]) -> Page {
    let mut page = Page::default();
    for Ok(token) in Tokenizer::new(html) {
        let Token::StartTag(tag) = token else { continue };
        let is_canonical =
            tag.attributes.get(&b"rel"[..]).is_some_and(|rel| rel.value.as_slice() == b"canonical");
        for (name, value) in &tag.attributes {
            let value = String::from_utf8_lossy(&value.value).into_owned();
            match name.as_slice() {
                b"href" | b"src" if !is_canonical => page.links.push(value),
                b"id" if !page.ids.insert(value.clone()) => page.repeated_ids.push(value),
                _ => {}
            }
        }
    }
    page
}

#[test]
fn links_are_followed_as_a_browser_would() {
    let check = |link: &str, expected: Option<&str>| {
        let page = format!("<h1 id=top>x</h1><a href=\"{link}\">x</a>");
        let site = Files::from([
            ("a/index.html".to_owned(), page.into_bytes()),
            ("b/index.html".to_owned(), b"<p id=here></p>".to_vec()),
            ("data/x.csv".to_owned(), Vec::new()),
        ]);
        let found = check_links(&site, "/sub/");
        assert_eq!(found.first().map(|broken| broken.reason.as_str()), expected, "{link}");
    };
    check("../b/index.html", None);
    check("../b/index.html#here", None);
    check("/sub/b/index.html#here", None);
    check("/b/index.html", Some("it leaves the site"));
    check("#top", None);
    check("../data/x.csv", None);
    check("https://example.com/x", None);
    check("mailto:someone@example.com", None);
    check("../b/index.html#there", Some("site/b/index.html has no id 'there'"));
    check("../c/index.html", Some("site/c/index.html does not exist"));
    check("../b/", Some("name its index.html"));
    check("../../b/index.html", Some("it leaves the site"));
    check("#bottom", Some("site/a/index.html has no id 'bottom'"));
}

#[test]
fn an_id_that_is_there_twice_is_told() {
    let site = Files::from([("a.html".to_owned(), b"<p id=x></p><p id=x></p>".to_vec())]);
    assert_eq!(check_links(&site, "/")[0].reason, "the id occurs twice");
}
