//! Text on its way to a terminal: without what would upset it, and with one error where nobody takes it.
//!
//! File names, titles in databases, names in manifests and lines of sources may contain anything, escape sequences
//! included.

use std::borrow::Cow;
use std::io::{self, Write};

use anyhow::Context as _;

/// What stands for a character that is not shown.
const REPLACEMENT: &str = "\u{FFFD}";

/// `text` in one line and without control characters.
pub(super) fn printable(text: &str) -> String {
    text.replace(|character: char| character.is_control() || turns(character), REPLACEMENT)
}

/// As [`printable`], of more than one line, with tabs.
pub(super) fn printable_lines(text: &str) -> String {
    text.replace(is_harmful, REPLACEMENT)
}

/// Whether a character does more than to be shown, or to lay out what is.
fn is_harmful(character: char) -> bool {
    character.is_control() && character != '\n' && character != '\t' || turns(character)
}

/// Whether a character turns the order of those around it, so that a text seems to say something else.
fn turns(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// As [`printable_lines`], of text that may have colours in it: escape sequences that set them are kept, and nothing
/// else of that kind.
pub(super) fn printable_colours(text: &str) -> Cow<'_, str> {
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length = colour_length(rest).unwrap_or(character.len_utf8());
        let (head, tail) = rest.split_at(length);
        let is_shown = length > character.len_utf8() || !is_harmful(character);
        result.push_str(if is_shown { head } else { REPLACEMENT });
        rest = tail;
    }
    Cow::Owned(result)
}

/// The length of the escape sequence that sets a colour at the start of `text`, if there is one: `ESC [ 1;31 m`.
fn colour_length(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1B}[")?;
    let end = parameters.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    let is_colour = parameters[end..].starts_with('m') && !hides(&parameters[..end]);
    is_colour.then_some(2 + end + 1)
}

/// Whether the parameters of such a sequence make what follows blink, or not be seen at all.
fn hides(parameters: &str) -> bool {
    // Of 38 and 48, the rest says which colour.
    let own = parameters.split(';').map(|number| number.trim_start_matches('0'));
    own.take_while(|number| !matches!(*number, "38" | "48")).any(|number| matches!(number, "5" | "6" | "8"))
}

/// Writes to the standard output. One that is full or has been closed is an error as any other.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(printable_lines(text).as_bytes()).and_then(|()| out.flush());
    written.context("cannot write to the standard output")
}

/// Says `text` on the standard error. Where that is full or closed nobody hears of it; the exit code is what it would have been.
pub(super) fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Passes on what is printable of what is written, colours included. Each write must be of whole characters, as those of
/// `write!` are.
#[derive(Debug)]
pub(super) struct Printable<W>(pub(super) W);

impl<W: Write> Write for Printable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        self.0.write_all(printable_colours(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_kept_and_other_sequences_are_not() {
        assert_eq!(printable_colours("plain\n\tü"), "plain\n\tü");
        assert_eq!(printable_lines("a\tb\r\n\u{1B}"), "a\tb\u{FFFD}\n\u{FFFD}");
        assert_eq!(printable_colours("\u{1B}[1;31mred\u{1B}[0m"), "\u{1B}[1;31mred\u{1B}[0m");
        assert_eq!(printable_colours("\u{1B}[2J\u{7}\u{9B}5n\r"), "\u{FFFD}[2J\u{FFFD}\u{FFFD}5n\u{FFFD}");
        assert_eq!(printable_colours("\u{1B}]0;title\u{7}\u{1B}["), "\u{FFFD}]0;title\u{FFFD}\u{FFFD}[");
        assert_eq!(printable_colours("\u{1B}"), "\u{FFFD}");
        // A colour of 256, and letters that are not to be seen, or are not in their order.
        assert_eq!(printable_colours("\u{1B}[1;38;5;8mgrey"), "\u{1B}[1;38;5;8mgrey");
        assert_eq!(printable_colours("\u{1B}[31;08mhidden\u{202E}"), "\u{FFFD}[31;08mhidden\u{FFFD}");
        assert_eq!(printable("a\u{2066}b\n"), "a\u{FFFD}b\u{FFFD}");
    }

    #[test]
    fn a_writer_passes_on_what_is_printable() {
        let mut out = Printable(Vec::new());
        let name = "a\u{1B}c";
        write!(out, "{name}\u{1B}[32mok\u{1B}[0m").unwrap();
        assert_eq!(String::from_utf8(out.0).unwrap(), "a\u{FFFD}c\u{1B}[32mok\u{1B}[0m");
    }
}
