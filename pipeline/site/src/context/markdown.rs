//! Renders Markdown as HTML.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Renders `text`. Headings get an id made from their words, so that they can be linked to.
pub(crate) fn html(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut events: Vec<Event<'_>> = Parser::new_ext(text, options).collect();
    name_headings(&mut events);
    events.iter_mut().for_each(make_harmless);
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    // A long line scrolls, so the keyboard must reach it.
    out.replace("<pre>", "<pre tabindex=\"0\">")
}

/// Tags that a text may contain, with no attribute except a class.
const TAGS: [&str; 13] =
    ["aside", "b", "br", "em", "li", "ol", "p", "small", "span", "strong", "sub", "sup", "ul"];

/// The start of the links that function calls become.
const FACT: &str = "a class=\"fact\" href=\"";

/// Schemes of links to other sites.
const SCHEMES: [&str; 3] = ["https", "http", "mailto"];

/// Disarms anything that could run: tags become text, and links lead nowhere.
fn make_harmless(event: &mut Event<'_>) {
    match event {
        Event::Html(html) | Event::InlineHtml(html) => *html = tags_only(html).into(),
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) if !is_harmless(dest_url) => {
            *dest_url = CowStr::from("#");
        }
        _ => {}
    }
}

/// Escapes every `<` in `html` that does not begin an allowed tag.
fn tags_only(html: &str) -> String {
    let mut parts = html.split('<');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(if is_tag(part) { "<" } else { "&lt;" });
        out.push_str(part);
    }
    out
}

/// True if the text after a `<` is an allowed tag.
fn is_tag(text: &str) -> bool {
    let Some((tag, _)) = text.split_once('>') else { return false };
    if let Some(href) = tag.strip_prefix(FACT).and_then(|rest| rest.strip_suffix('"')) {
        return !href.contains(['"', ':', ' ']);
    }
    let (name, class) = tag.split_once(" class=\"").unwrap_or((tag, "\""));
    let is_class = class.strip_suffix('"').is_some_and(|class| {
        class.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == ' ')
    });
    let name = name.strip_prefix('/').unwrap_or(name);
    is_class && (TAGS.contains(&name) || tag == "/a")
}

/// True if a link leads to a page of the site or to an allowed scheme.
fn is_harmless(address: &str) -> bool {
    // Browsers remove invisible characters before they look for a scheme.
    let seen: String =
        address.chars().filter(|letter| !letter.is_control() && !letter.is_whitespace()).collect();
    match seen.split_once(':') {
        None => true,
        Some((before, _)) => {
            before.contains(['/', '?', '#']) || SCHEMES.contains(&before.to_ascii_lowercase().as_str())
        }
    }
}

/// Turns `text` into an id: lower case letters and digits, with hyphens for everything else.
pub(crate) fn slug(text: &str) -> String {
    let spelled = text.replace('+', " plus ").replace('#', " sharp ");
    let words = spelled.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

fn name_headings(events: &mut [Event<'_>]) {
    let mut at = 0;
    while at < events.len() {
        if !matches!(events[at], Event::Start(Tag::Heading { level, .. }) if level != HeadingLevel::H1) {
            at += 1;
            continue;
        }
        let end = events[at..].iter().position(|event| matches!(event, Event::End(TagEnd::Heading(_))));
        let end = end.map_or(events.len(), |length| at + length);
        let words: String = events[at..end]
            .iter()
            .filter_map(|event| match event {
                Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[at] {
            *id = Some(CowStr::from(slug(&words)));
        }
        at = end;
    }
}

#[test]
fn headings_can_be_linked_to() {
    let found = html("## Init duration of `hello`\n\nWords.\n");
    assert_eq!(
        found,
        "<h2 id=\"init-duration-of-hello\">Init duration of <code>hello</code></h2>\n<p>Words.</p>\n"
    );
}

#[test]
fn active_html_becomes_text_or_a_dead_link() {
    let check = |text: &str, expected: &str| assert_eq!(html(text).trim_end(), expected, "{text}");
    check("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>");
    check("a <img src=x onerror=alert(1)>", "<p>a &lt;img src=x onerror=alert(1)></p>");
    check("<ol class=\"x\" onclick=\"alert(1)\">", "&lt;ol class=\"x\" onclick=\"alert(1)\">");
    check("<b><svg/onload=alert(1)></b>", "<p><b>&lt;svg/onload=alert(1)&gt;</b></p>");
    check("<!-- --><a href=\"javascript:x\">", "&lt;!-- -->&lt;a href=\"javascript:x\">");
    check(
        "a <a class=\"fact\" href=\"javascript:x\">y</a>",
        "<p>a &lt;a class=\"fact\" href=\"javascript:x\">y</a></p>",
    );
    check("[x](javascript:alert(1))", "<p><a href=\"#\">x</a></p>");
    check("[x](JaVaScRiPt&colon;alert(1))", "<p><a href=\"#\">x</a></p>");
    check("![x](data:text/html,x)", "<p><img src=\"#\" alt=\"x\" /></p>");
    check("[x](<java\tscript:alert(1)>)", "<p><a href=\"#\">x</a></p>");
    check("<javascript:alert(1)>", "<p><a href=\"#\">javascript:alert(1)</a></p>");
}

#[test]
fn plain_html_is_kept() {
    let check = |text: &str| assert!(html(text).contains(text), "{}", html(text));
    check("<ol class=\"timeline\">\n<li class=\"warm\"><b>Init</b> and <em>more</em></li>\n</ol>");
    check("<sub>1</sub>");
    check("<aside class=\"sidenote\">\n<p>words</p>\n</aside>");
    check("<a class=\"fact\" href=\"../receipts/pairs/a-vs-b/index.html#x\">3.15</a>");
    for address in ["https://host.example/a:b", "mailto:a@b.example", "../a/index.html#x:y", "#a"] {
        assert!(html(&format!("[x]({address})")).contains(&format!("href=\"{address}\"")), "{address}");
    }
}

#[test]
fn languages_have_ids_of_their_own() {
    for (language, expected) in
        [("C", "c"), ("C++", "c-plus-plus"), ("C#", "c-sharp"), ("JavaScript", "javascript")]
    {
        assert_eq!(slug(language), expected);
    }
}
