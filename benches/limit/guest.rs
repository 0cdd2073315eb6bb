//! What the translations have in common: memory, the store check, sprites.

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::code_map::{Distances, hits_code};
use cpu_ops::display::Display;
use cpu_ops::flow::Span;

/// Rows of the screen.
const ROWS: usize = 32;

/// Guest memory.
pub type Memory = [u8; MEMORY_BYTES];

/// The `N` bytes from `at` on, which must not go on past the end of memory.
#[inline(always)]
pub fn load<const N: usize>(memory: &Memory, at: u16) -> [u8; N] {
    let at = usize::from(at);
    memory[at..at + N].try_into().expect("they are N bytes")
}

/// Sets the bytes from `at` on, which must not go on past the end of memory. Returns whether one of them was code.
#[inline(always)]
#[must_use]
pub fn store<const N: usize>(memory: &mut Memory, code: &Distances, at: u16, bytes: [u8; N]) -> bool {
    let start = usize::from(at);
    memory[start..start + N].copy_from_slice(&bytes);
    hits_code(code, Span { start: at, len: N as u16 })
}

/// `a + b`, and the carry as vF has it.
#[inline(always)]
pub fn add(a: u8, b: u8) -> (u8, u8) {
    let (sum, carry) = a.overflowing_add(b);
    (sum, u8::from(carry))
}

/// `a - b`, and the flag as vF has it: 1 for no borrow.
#[inline(always)]
pub fn subtract(a: u8, b: u8) -> (u8, u8) {
    let (difference, borrow) = a.overflowing_sub(b);
    (difference, u8::from(!borrow))
}

/// What is left of `budget` when `reserve` is taken off: negative means too little. `reserve` is the longest way
/// between two checks, so that a check is one comparison with 0.
#[inline(always)]
pub fn beyond(budget: u64, reserve: i64) -> i64 {
    i64::try_from(budget).unwrap_or(i64::MAX) - reserve
}

/// The screen of a platform with one plane of 64 x 32 pixels: a row is a number of 64 bits, leftmost pixel first.
/// They are gone when it is dropped, and back where they came from.
pub struct Screen<'a> {
    rows: [u64; ROWS],
    display: &'a mut Display,
}

impl<'a> Screen<'a> {
    /// The screen shown on `display`.
    pub fn of(display: &'a mut Display) -> Self {
        let rows = std::array::from_fn(|y| (display.planes[0][y] >> 64) as u64);
        Self { rows, display }
    }

    /// Makes it dark.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.rows = [0; ROWS];
    }

    /// Draws the rows of `sprite` at column `x` and row `y`, which wrap; what is beyond an edge is cut off. Returns
    /// whether a pixel went dark as vF has it.
    #[inline(always)]
    pub fn draw<const N: usize>(&mut self, x: u8, y: u8, sprite: [u8; N]) -> u8 {
        let (column, top) = (x % 64, usize::from(y) % ROWS);
        let rows = &mut self.rows[top..];
        // Nearly always there is room for the whole sprite, and then its length is known.
        let dark = match rows.first_chunk_mut::<N>() {
            Some(rows) => flip(rows, column, sprite),
            None => flip(rows, column, sprite),
        };
        u8::from(dark != 0)
    }
}

impl Drop for Screen<'_> {
    fn drop(&mut self) {
        for (line, row) in self.display.planes[0].iter_mut().zip(self.rows) {
            *line = u128::from(row) << 64;
        }
    }
}

/// Flips the pixels of as many rows of `sprite` as there are. Returns those that went dark.
#[inline(always)]
fn flip<const N: usize>(rows: &mut [u64], column: u8, sprite: [u8; N]) -> u64 {
    let mut dark = 0;
    for (row, pixels) in rows.iter_mut().zip(sprite) {
        let placed = u64::from(pixels) << 56 >> column;
        dark |= *row & placed;
        *row ^= placed;
    }
    dark
}
