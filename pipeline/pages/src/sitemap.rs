//! Files for search engines.

use std::fmt::Write;

use crate::context::{config::Config, page::Page};

/// Writes `sitemap.xml`: every page except the 404 page.
pub(crate) fn sitemap(config: &Config, pages: &[Page]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in pages.iter().filter(|page| page.path != "404.html") {
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
