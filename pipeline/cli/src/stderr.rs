//! Messages for people, on a terminal.

/// Longer than anything a person would read.
const MAX_LETTERS: usize = 500;

/// Escapes control characters of text from outside, so that it cannot command a terminal.
pub(crate) fn shown(text: &str) -> String {
    if let Some((end, _)) = text.char_indices().nth(MAX_LETTERS) {
        return format!("{}…", shown(&text[..end]));
    }
    let letter = |letter: char| {
        if letter.is_control() { letter.escape_default().to_string() } else { letter.to_string() }
    };
    text.chars().map(letter).collect()
}

#[test]
fn text_from_outside_cannot_command_a_terminal() {
    assert_eq!(shown("Zoë \u{1b}]0;x\u{7}\r\n\u{9b}2J"), "Zoë \\u{1b}]0;x\\u{7}\\r\\n\\u{9b}2J");
    assert_eq!(shown(&"x".repeat(70_000)).chars().count(), MAX_LETTERS + 1);
}
