//! Dates in sentences, which never break at the end of a line.

/// Shapes of a date, longest first: a day, then a month. A zero is any digit.
const SHAPES: [&str; 2] = ["0000-00-00", "0000-00"];

/// Escapes `text` for HTML, and marks each day and month in it as a date.
pub(crate) fn marked(text: &str) -> String {
    let mut out = String::new();
    let mut last = ' ';
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(date) = date(rest).filter(|_| !last.is_alphanumeric()) {
            out.extend(["<time>", date, "</time>"]);
            last = '0';
            rest = &rest[date.len()..];
            continue;
        }
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
        last = c;
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Returns the date that `text` begins with.
fn date(text: &str) -> Option<&str> {
    let is_like = |shape: &&str| {
        let mut letters = text.chars();
        let is_date = shape.chars().all(|wanted| {
            letters.next().is_some_and(|c| if wanted == '0' { c.is_ascii_digit() } else { c == wanted })
        });
        is_date && letters.next().is_none_or(|next| !next.is_alphanumeric() && next != '-')
    };
    SHAPES.into_iter().find(is_like).map(|shape| &text[..shape.len()])
}

#[test]
fn days_and_months_are_marked() {
    for (text, expected) in [
        ("2026-07-02 to 2026-07-31.", "<time>2026-07-02</time> to <time>2026-07-31</time>."),
        ("(in 2026-07)", "(in <time>2026-07</time>)"),
        ("a < b & 2026-07-312, x2026-07, 2026-07-x", "a &lt; b &amp; 2026-07-312, x2026-07, 2026-07-x"),
    ] {
        assert_eq!(marked(text), expected);
    }
}
