//! Which characters do more than to be shown: names of files, titles in databases and lines of sources may have any.

/// Whether `character` does more than to be shown: it controls a terminal, or turns the order of those around it, so that a text seems to
/// say something else.
#[must_use]
pub fn is_harmful(character: char) -> bool {
    // Unicode's marks, embeddings, overrides and isolates of direction.
    let turns =
        matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    character.is_control() || turns
}

/// `text` in one line, with `replacement` for what does more than to be shown.
#[must_use]
pub fn in_one_line(text: &str, replacement: &str) -> String {
    text.replace(is_harmful, replacement)
}

/// `text` of any number of lines, with tabs, and with `replacement` for what else does more than to be shown.
#[must_use]
pub fn in_lines(text: &str, replacement: &str) -> String {
    text.replace(|character| is_harmful(character) && !is_layout(character), replacement)
}

/// Whether `character` lays out what is shown, and does nothing else.
#[must_use]
pub fn is_layout(character: char) -> bool {
    matches!(character, '\n' | '\t')
}
