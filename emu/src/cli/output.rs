//! Text on its way to a terminal: without what would upset it, and with one error where nobody takes it.
//!
//! File names, titles in databases, names in manifests and lines of sources may contain anything, escape sequences
//! included.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context as _;

use crate::{printable, replace};

/// What stands for a character that is not shown.
const REPLACEMENT: &str = "\u{FFFD}";

/// `text` in one line and without control characters.
pub(super) fn printable(text: &str) -> String {
    printable::in_one_line(text, REPLACEMENT)
}

/// As [`printable`], of more than one line, with tabs.
pub(super) fn printable_lines(text: &str) -> String {
    printable::in_lines(text, REPLACEMENT)
}

/// Whether a character does more than to be shown, or to lay out what is.
fn is_harmful(character: char) -> bool {
    printable::is_harmful(character) && !printable::is_layout(character)
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
    let mut numbers = parameters.split(';').map(|number| number.trim_start_matches('0'));
    while let Some(number) = numbers.next() {
        // Some numbers are part of a colour: 38;5;N is one of 256, 38;2;R;G;B is one of all. So they are with 58, which lines are drawn in, but
        // some terminals do not know that, and take each of them for itself.
        let of_colour = match (number, numbers.clone().next()) {
            ("38" | "48", Some("5")) => 2,
            ("38" | "48", Some("2")) => 4,
            ("5" | "6" | "8", _) => return true,
            _ => 0,
        };
        numbers.by_ref().take(of_colour).for_each(drop);
    }
    false
}

/// Writes to the standard output. One that is full or has been closed is an error as any other.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(printable_lines(text).as_bytes()).and_then(|()| out.flush());
    written.context("cannot write to the standard output")
}

/// Writes `text` to the file at `path`; what goes to a device, such as a terminal, has nothing in it that does more than to be shown.
pub(super) fn write_text(path: &Path, text: &str) -> anyhow::Result<()> {
    let shown = if replace::is_special(path) { Cow::Owned(printable_lines(text)) } else { Cow::Borrowed(text) };
    replace::write(path, shown.as_bytes()).map_err(|error| anyhow::anyhow!("cannot write {}: {error}", path.display()))
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
        assert_eq!(printable("a\u{2066}b\u{200F}\n"), "a\u{FFFD}b\u{FFFD}\u{FFFD}");
        // What comes after a colour counts, whatever is in the colour.
        for hidden in ["38;5;1;8", "48;2;5;6;8;5", "38;5;8;58;2;0;0;0;6", "58;5;1", "38;8", "0;38;5;5;08"] {
            assert_eq!(printable_colours(&format!("\u{1B}[{hidden}m")), format!("\u{FFFD}[{hidden}m"));
        }
        for shown in ["38;5;5", "48;2;5;6;8;1", "58;2;4;7;4", "38", "38;5", "38;2;8"] {
            assert_eq!(printable_colours(&format!("\u{1B}[{shown}m")), format!("\u{1B}[{shown}m"));
        }
    }

    #[test]
    fn a_writer_passes_on_what_is_printable() {
        let mut out = Printable(Vec::new());
        let name = "a\u{1B}c";
        write!(out, "{name}\u{1B}[32mok\u{1B}[0m").unwrap();
        assert_eq!(String::from_utf8(out.0).unwrap(), "a\u{FFFD}c\u{1B}[32mok\u{1B}[0m");
    }
}
