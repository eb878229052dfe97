//! Files for search engines.

use std::fmt::Write;

use crate::context::{
    config::Config,
    page::{NOT_FOUND, Page},
};

/// Folders whose pages differ from each other in names and numbers alone. Search engines find those that other pages
/// link.
const ALIKE: [&str; 2] = ["compare/", "receipts/"];

/// Pages that search engines need not know of: the 404 page, and Explore once more as one long table.
const UNLISTED: [&str; 2] = [NOT_FOUND, "explore/all/index.html"];

/// True for a page that a search engine should know of.
fn is_listed(page: &Page) -> bool {
    let is_alike = |folder: &str| page.path.strip_prefix(folder).is_some_and(|rest| rest.contains('/'));
    !UNLISTED.contains(&page.path.as_str()) && !ALIKE.into_iter().any(is_alike)
}

/// Writes `sitemap.xml`: every page except those that are unlisted or nearly alike.
pub(crate) fn sitemap(config: &Config, pages: &[Page]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in pages.iter().filter(|page| is_listed(page)) {
        // Paths are slugs and the base URL is a URL, so neither needs escaping in XML.
        writeln!(xml, "<url><loc>{}{}</loc></url>", config.base_url, page.address())
            .expect("a String takes any text");
    }
    xml + "</urlset>\n"
}

/// Writes `robots.txt`: crawlers may read everything.
pub(crate) fn robots(config: &Config) -> String {
    format!("User-agent: *\nAllow: /\nSitemap: {}sitemap.xml\n", config.base_url)
}
