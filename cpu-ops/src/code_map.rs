//! The store check: does a store hit code that an engine has decoded or compiled?

use crate::bus::MEMORY_BYTES;
use crate::flow::Span;

/// For each address, how many bytes further the next byte of code is: 0 on a byte of code, at most
/// [`FAR`], which also stands for anything further. Distances wrap at the end of memory.
pub type Distances = [u8; MEMORY_BYTES];

/// As far as any store reaches, or further.
pub const FAR: u8 = Span::MAX_LEN as u8;

/// Whether `span` contains a byte of code: one load and one comparison, however long it is.
#[inline(always)]
#[must_use]
pub const fn hits_code(distances: &Distances, span: Span) -> bool {
    (distances[span.start as usize] as u16) < span.len
}
