//! The part of a source that is shown with an error.
//!
//! Input: a place in the source. Output: its line and those around it, or, where one of them is long, the part of its line that it is
//! in. A generated source may have all of a program in one line, which nobody could read, and which terminals are not made for.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::limits::MAX_QUOTED_LINE;
use crate::source::{Source, Span};

/// Most bytes that are marked in a line.
const MAX_MARKED: usize = MAX_QUOTED_LINE / 4;

/// A source, as far as it is shown.
#[derive(Debug, Clone)]
pub(super) struct Quoted(Source);

impl Quoted {
    pub(super) fn new(source: &Source) -> Self {
        Self(source.clone())
    }

    /// What is marked of `span`: its part in the line that it begins in, up to [`MAX_MARKED`] bytes.
    pub(super) fn marked(&self, span: Span) -> Span {
        let range = span.range();
        let start = range.start.min(self.0.text().len());
        let line_end = start + self.0.text()[start..].find('\n').unwrap_or(self.0.text().len() - start);
        let end = range.end.min(line_end.max(start)).min(start + MAX_MARKED).max(start);
        Span::new(start, self.0.text().floor_char_boundary(end))
    }

    /// Bytes of what is shown around `start..end`, and the line that it begins in, counting from 1. `None` if it cannot be shown at once.
    fn shown(&self, start: usize, end: usize, before: usize, after: usize) -> Option<(std::ops::Range<usize>, usize)> {
        let Self(source) = self;
        let line = source.line_of(start);
        let last = source.line_of(end.saturating_sub(1).max(start));
        let (first, last) = (line.saturating_sub(before).max(1), (last + after).min(source.lines()));
        let text = source.text();
        if (first..=last).all(|line| source.line_text(line).len() <= MAX_QUOTED_LINE) {
            let range = source.line_start(first)..source.line_start(last + 1);
            // A carriage return alone breaks no line here, and would be taken for one at the end.
            let to = range.start + text[range.clone()].trim_end_matches('\r').len();
            return Some((range.start..to.max(end), first));
        }
        let line_start = source.line_start(line);
        let from = text.floor_char_boundary(start.saturating_sub(MAX_MARKED).max(line_start));
        let to = (line_start + source.line_text(line).len()).min(text.floor_char_boundary(from + MAX_QUOTED_LINE));
        (end <= to.max(start)).then_some((from..to.max(start), line))
    }
}

impl SourceCode for Quoted {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let Self(source) = self;
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > source.text().len() {
            return Err(MietteError::OutOfBounds);
        }
        // Without context it is asked for the place alone.
        let (range, line, column) = if before == 0 {
            (start..end, source.line_of(start), source.column_of(start) - 1)
        } else {
            let (range, line) = self.shown(start, end, before, after).ok_or(MietteError::OutOfBounds)?;
            (range, line, 0)
        };
        let data = source.text().as_bytes().get(range.clone()).ok_or(MietteError::OutOfBounds)?;
        let lines = source.line_of(range.end) - source.line_of(range.start);
        let span = (range.start, range.len()).into();
        Ok(Box::new(MietteSpanContents::new_named(source.name().to_owned(), data, span, line - 1, column, lines)))
    }
}
