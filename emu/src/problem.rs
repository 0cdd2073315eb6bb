//! Problems: something wrong at a place in a file that a user wrote.

use std::fmt;

/// Something wrong with a file, or with one that it names. As text it is `file:line: message`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", place(file, *line))]
pub struct Problem {
    /// The file, as its path was given; empty if the message names it.
    pub file: String,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl Problem {
    /// Something wrong with all of `file`.
    pub fn new(file: impl fmt::Display, message: impl fmt::Display) -> Self {
        Self { file: file.to_string(), line: None, message: message.to_string() }
    }
}

fn place(file: &str, line: Option<usize>) -> String {
    match line {
        Some(line) => format!("{file}:{line}: "),
        None if file.is_empty() => String::new(),
        None => format!("{file}: "),
    }
}

/// Where the lines of a text are. To look a line up takes no longer in a long text: one with a problem in each of its lines is
/// not gone through as often as it has lines.
#[derive(Clone, Debug)]
pub struct Lines {
    /// The offsets of the line feeds.
    ends: Vec<usize>,
}

impl Lines {
    /// Those of `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self { ends: text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at).collect() }
    }

    /// The line, counted from 1, of the byte at `offset`.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        1 + self.ends.partition_point(|&end| end < offset)
    }
}

/// What TOML's or serde's reader has to say, in one line and plain words.
#[must_use]
pub fn plain(error: &toml::de::Error) -> String {
    plain_message(error.message())
}

/// As [`plain`], of the message alone.
#[must_use]
pub fn plain_message(message: &str) -> String {
    let words: Vec<&str> = message.split_whitespace().collect();
    let plainer = [
        ("unknown field", "unknown key"),
        ("unknown variant", "unknown value"),
        ("expected u64", "expected a whole number, 0 or more"),
        ("expected i64", "expected a whole number"),
    ];
    plainer.iter().fold(words.join(" "), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_with_its_line_feed() {
        let lines = Lines::of("a\nb\n\n\u{E9}");
        let found: Vec<usize> = (0..8).map(|offset| lines.line(offset)).collect();
        assert_eq!(found, [1, 1, 2, 2, 3, 4, 4, 4]);
        assert_eq!(Lines::of("").line(0), 1);
    }
}
