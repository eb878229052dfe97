//! Markdown in, HTML out.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Renders `text`. Headings get an id made from their words, so that they can be linked to.
pub(crate) fn html(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut events: Vec<Event<'_>> = Parser::new_ext(text, options).collect();
    name_headings(&mut events);
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    // A long line scrolls, so that keys must reach it.
    out.replace("<pre>", "<pre tabindex=\"0\">")
}

/// `text` as an id: lower case letters and digits, with hyphens for everything else.
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
fn languages_have_ids_of_their_own() {
    for (language, expected) in
        [("C", "c"), ("C++", "c-plus-plus"), ("C#", "c-sharp"), ("JavaScript", "javascript")]
    {
        assert_eq!(slug(language), expected);
    }
}
