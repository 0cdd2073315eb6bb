//! The record of which statement made which bytes.
//!
//! Input: the place and length of each statement's bytes. Output: listing
//! lines with the final bytes. Raw data from one source line is joined.

use crate::assembly::ListingLine;
use crate::image::Image;
use crate::limits::{LISTING_DATA_BYTES, PROGRAM_START};
use crate::source::{Source, Span};

#[derive(Debug)]
struct Entry {
    address: usize,
    length: usize,
    span: Span,
    line: usize,
    expanded_at: Option<Span>,
    is_data: bool,
}

/// The record so far.
#[derive(Debug)]
pub(crate) struct Listing<'s> {
    source: &'s Source,
    entries: Vec<Entry>,
}

impl<'s> Listing<'s> {
    /// An empty record.
    pub(crate) const fn new(source: &'s Source) -> Self {
        Self { source, entries: Vec::new() }
    }

    /// Notes that the statement at `span` made `length` bytes at `address`.
    ///
    /// Scratch bytes below the program are left out.
    pub(crate) fn add(&mut self, address: usize, length: usize, span: Span, expanded_at: Option<Span>, is_data: bool) {
        let scratch = PROGRAM_START.saturating_sub(address).min(length);
        let (address, length) = (address + scratch, length - scratch);
        if length == 0 {
            return;
        }
        let line = self.source.line_of(span.range().start);
        if let Some(last) = self.entries.last_mut()
            && (is_data && last.is_data && last.line == line)
            && last.expanded_at == expanded_at
            && last.address + last.length == address
            && last.length + length <= LISTING_DATA_BYTES
        {
            last.length += length;
            last.span.end = last.span.end.max(span.end);
            return;
        }
        self.entries.push(Entry { address, length, span, line, expanded_at, is_data });
    }

    /// The finished lines, by address.
    pub(crate) fn into_lines(mut self, image: &Image) -> Vec<ListingLine> {
        self.entries.sort_by_key(|entry| entry.address);
        let source = self.source;
        let finish = |entry: Entry| ListingLine {
            address: entry.address,
            bytes: image.slice(entry.address, entry.length).to_vec(),
            span: entry.span,
            first_line: entry.line,
            last_line: source.line_of((entry.span.range().end).saturating_sub(1).max(entry.span.range().start)),
            expanded_at: entry.expanded_at.map(|span| source.line_of(span.range().start)),
        };
        self.entries.into_iter().map(finish).collect()
    }
}
