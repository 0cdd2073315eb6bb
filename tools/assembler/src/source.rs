//! Source text with its name and a line index.
//!
//! Input: a name and the text. Output: a [`Source`] that converts byte offsets
//! to lines and columns.

use std::ops::Range;
use std::sync::Arc;

use crate::limits::MAX_QUOTED_LINE;

/// A named source text.
#[derive(Debug, Clone)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    line_starts: Arc<[usize]>,
}

impl Source {
    /// Wraps `text`, which error messages will call `name`.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let mut line_starts = vec![0];
        line_starts.extend(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(at, _)| at + 1));
        Self { name: name.into(), text, line_starts: line_starts.into() }
    }

    /// The name errors are reported under, usually a file path.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line number of byte `offset`, counting from 1.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset)
    }

    /// Lines that there are, the last one being what comes after the last line break.
    pub(crate) fn lines(&self) -> usize {
        self.line_starts.len()
    }

    /// Where line `line` begins (counting from 1), or the text ends, if there is no such line.
    pub(crate) fn line_start(&self, line: usize) -> usize {
        self.line_starts.get(line - 1).copied().unwrap_or(self.text.len())
    }

    /// The column of byte `offset` in its line, in characters, counting from 1.
    #[must_use]
    pub fn column_of(&self, offset: usize) -> usize {
        let start = self.line_starts[self.line_of(offset) - 1];
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        self.text.get(start..end).map_or(1, |before| before.chars().count() + 1)
    }

    /// The text of line `line` (counting from 1) without its line break;
    /// empty when there is no such line.
    #[must_use]
    pub fn line_text(&self, line: usize) -> &str {
        let Some(&start) = line.checked_sub(1).and_then(|index| self.line_starts.get(index)) else {
            return "";
        };
        let end = self.line_starts.get(line).map_or(self.text.len(), |&next| next - 1);
        self.text[start..end].trim_end_matches('\r')
    }

    /// Line `line`, shortened to a length fit for an error message.
    pub(crate) fn quoted_line(&self, line: usize) -> String {
        let text = self.line_text(line);
        if text.len() <= MAX_QUOTED_LINE {
            return text.to_owned();
        }
        let mut end = MAX_QUOTED_LINE;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        format!("{}…", &text[..end])
    }
}

/// A range of bytes in the source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets.
    ///
    /// Accepted sources are far shorter than 4 GiB; larger offsets saturate.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// The span as a range of offsets.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}
