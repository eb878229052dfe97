//! Widths of text, estimated.
//!
//! The browser lays text out in whatever font the reader has, so a width here is an upper estimate
//! made for the widest of the usual interface fonts, and marks keep clear of it.

/// Height of the letters of names, values and notes, in units; `chart.css` has the same number.
pub(crate) const SIZE: f64 = 13.0;

/// Height of the letters of ticks, in units; `chart.css` has the same number.
pub(crate) const TICK_SIZE: f64 = 12.0;

/// Factor by which bold letters, as of medians, are wider.
pub(crate) const BOLD: f64 = 1.12;

/// Room that a line of text takes from top to bottom, in units.
pub(crate) const LINE_HEIGHT: f64 = 16.0;

/// An upper estimate of the width of `text` in letters of `size`, in units.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em_of).sum::<f64>() * size
}

/// `text`, cut with an ellipsis where it is wider than `room`.
pub(crate) fn fit(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut left = room - width("…", size);
    let kept = text.chars().take_while(|&c| {
        left -= em_of(c) * size;
        left >= 0.0
    });
    let kept: String = kept.collect();
    format!("{}…", kept.trim_end())
}

/// Separator between a name and its rank, and between the parts of a name.
const BETWEEN: &str = " · ";

/// `text` as [`fit`] cuts it, except that only the longest of its parts between dots is cut.
pub(crate) fn fit_name(text: &str, size: f64, room: f64) -> String {
    let over = (width(text, size) - room).max(0.0);
    let parts: Vec<&str> = text.split(BETWEEN).collect();
    let longest = widest(parts.iter().copied(), size);
    let cut = |part: &&str| {
        let width = width(part, size);
        fit(part, size, if width < longest { width } else { width - over })
    };
    fit(&parts.iter().map(cut).collect::<Vec<_>>().join(BETWEEN), size, room)
}

/// `words` on lines of at most `room`; a word that is wider is cut.
pub(crate) fn wrap(words: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match (longer.filter(|line| width(line, size) <= room), lines.last_mut()) {
            (Some(longer), Some(line)) => *line = longer,
            _ => lines.push(fit(word, size, room)),
        }
    }
    lines
}

/// Width of the widest of `texts` in letters of `size`; 0 without any.
pub(crate) fn widest<'a>(texts: impl IntoIterator<Item = &'a str>, size: f64) -> f64 {
    texts.into_iter().map(|text| width(text, size)).fold(0.0, f64::max)
}

/// Widths in `DejaVu Sans`, the widest of the fonts that `system-ui` comes out as, in ems.
fn em_of(c: char) -> f64 {
    match c {
        '\u{202f}' | '\u{2009}' => 0.2,
        'i' | 'j' | 'l' | 'I' | '\'' | '.' | ',' | ':' | ';' | '|' | ' ' => 0.32,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' | 'J' | '·' => 0.42,
        'm' | 'M' | 'W' | 'w' | '%' | '@' | '…' => 1.0,
        'A'..='Z' | '+' | '#' | '=' | '<' | '>' | '&' => 0.78,
        '\0'..='\u{24f}' => 0.64,
        // Scripts beyond Latin: a full square each is never too little.
        _ => 1.0,
    }
}

#[test]
fn text_is_cut_only_where_it_does_not_fit() {
    assert_eq!(fit("Go 1.x", SIZE, 100.0), "Go 1.x");
    let cut = fit("GraalVM Java 23 on AL2023", SIZE, 100.0);
    assert!(cut.starts_with("GraalVM") && cut.ends_with('…'), "{cut}");
    assert!(width(&cut, SIZE) <= 100.0);
    assert_eq!(fit("anything", SIZE, 0.0), "…");
    let placed = fit_name("GraalVM Java 23 on AL2023 · 14–15", SIZE, 160.0);
    assert!(placed.starts_with("GraalVM") && placed.ends_with("… · 14–15"), "{placed}");
    assert!(width(&placed, SIZE) <= 160.0);
    assert_eq!(fit_name("Go 1.x · 2", SIZE, 100.0), "Go 1.x · 2");
    let parts = fit_name("vanilla-slower · Vercel · before", SIZE, 200.0);
    assert!(parts.starts_with("vanilla-") && parts.ends_with("… · Vercel · before"), "{parts}");
}

#[test]
fn words_wrap_at_the_edge_of_the_room() {
    assert_eq!(wrap("one two  three", 10.0, 50.0), ["one two", "three"]);
    assert_eq!(wrap("", 10.0, 50.0), Vec::<String>::new());
    assert_eq!(wrap("incomprehensibilities", 10.0, 50.0), ["incomp…"]);
}
