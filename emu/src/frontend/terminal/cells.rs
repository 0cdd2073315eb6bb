//! Cells: a screen of characters with two colours each, a picture in them, and what to write so that a terminal shows them.

use std::fmt::Write as _;

use super::colours::{Depth, Side};
use crate::picture::Colours;

/// A character and its colours, 0xRRGGBB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) symbol: char,
    pub(super) front: u32,
    pub(super) behind: u32,
}

/// A screen of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    columns: usize,
    cells: Vec<Cell>,
}

/// How pixels become characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Two pixels a cell, one over the other; each as wide as so many cells.
    Half(usize),
    /// Eight pixels a cell, two across and four down, of two colours.
    Braille,
}

/// The least terminal, in columns and rows, for a picture of so many pixels.
pub(super) fn least((width, height): (usize, usize)) -> (usize, usize) {
    (width.div_ceil(2), height.div_ceil(4))
}

impl Mode {
    /// How a picture of so many pixels across and down is shown in so many columns and rows: as large as it can be. None if
    /// it cannot.
    pub(super) fn fitting((width, height): (usize, usize), (columns, rows): (usize, usize)) -> Option<Self> {
        let scale = (columns / width.max(1)).min(2 * rows / height.max(1));
        let (least_columns, least_rows) = least((width, height));
        match scale {
            0 if columns < least_columns || rows < least_rows => None,
            0 => Some(Self::Braille),
            scale => Some(Self::Half(scale)),
        }
    }

    /// The columns and rows that a picture of so many pixels across and down takes.
    pub(super) fn size(self, (width, height): (usize, usize)) -> (usize, usize) {
        match self {
            Self::Half(scale) => (width * scale, (height * scale).div_ceil(2)),
            Self::Braille => least((width, height)),
        }
    }
}

impl Grid {
    /// A screen of nothing but this colour.
    pub(super) fn of((columns, rows): (usize, usize), colour: u32) -> Self {
        Self { columns, cells: vec![Cell { symbol: ' ', front: colour, behind: colour }; columns * rows] }
    }

    /// Its columns and rows.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.columns, self.cells.len().checked_div(self.columns).unwrap_or(0))
    }

    /// Its rows, from the top.
    #[cfg(test)]
    pub(super) fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunks(self.columns.max(1))
    }

    /// Puts `cell` into a column and a row, unless that is outside.
    pub(super) fn set(&mut self, (column, row): (usize, usize), cell: Cell) {
        if column < self.columns
            && let Some(place) = self.cells.get_mut(row * self.columns + column)
        {
            *place = cell;
        }
    }

    /// Writes `text` from a column and a row on, in one line.
    pub(super) fn write(&mut self, (column, row): (usize, usize), text: &str, front: u32, behind: u32) {
        for (column, symbol) in (column..).zip(text.chars()) {
            // What is wider than a cell, or not as wide, or does more than to be shown, would move all that follows.
            let symbol = if is_drawn(symbol) { symbol } else { '?' };
            self.set((column, row), Cell { symbol, front, behind });
        }
    }

    /// Makes everything darker.
    pub(super) fn darken(&mut self) {
        for cell in &mut self.cells {
            (cell.front, cell.behind) = ((cell.front >> 2) & 0x3F_3F3F, (cell.behind >> 2) & 0x3F_3F3F);
        }
    }

    /// Draws `picture` from a column and a row on; `behind` is the colour of what is not lit in it.
    pub(super) fn draw(&mut self, picture: &Colours, mode: Mode, (left, top): (usize, usize), behind: u32) {
        let (width, height) = (picture.width, picture.pixels.len() / picture.width.max(1));
        let (columns, rows) = mode.size((width, height));
        let pixel = |x: usize, y: usize| picture.pixels.get(y * width + x).copied().filter(|_| x < width);
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
            let cell = match mode {
                Mode::Half(scale) => {
                    let at = |half: usize| pixel(column / scale, (2 * row + half) / scale).unwrap_or(behind);
                    half(at(0), at(1))
                }
                Mode::Braille => {
                    let at = |(x, y): (usize, usize)| pixel(2 * column + x, 4 * row + y).unwrap_or(behind);
                    braille(DOTS.map(at), behind)
                }
            };
            self.set((left + column, top + row), cell);
        }
    }

    /// What to write to a terminal of this `depth` that shows `before`, or nobody knows what, so that it shows this. Nothing if it
    /// does.
    pub(super) fn changes(&self, before: Option<&Self>, depth: Depth) -> String {
        let mut text = String::new();
        let (mut colours, mut at) = ((None, None), None);
        for (index, cell) in self.cells.iter().enumerate() {
            if before.is_some_and(|before| before.cells.get(index) == Some(cell)) {
                continue;
            }
            if at != Some(index) || index % self.columns == 0 {
                let _ = write!(text, "\x1B[{};{}H", index / self.columns + 1, index % self.columns + 1);
            }
            if colours.0 != Some(cell.front) && cell.symbol != ' ' {
                text.push_str(&depth.code(Side::Front, cell.front));
                colours.0 = Some(cell.front);
            }
            if colours.1 != Some(cell.behind) {
                text.push_str(&depth.code(Side::Behind, cell.behind));
                colours.1 = Some(cell.behind);
            }
            text.push(cell.symbol);
            at = Some(index + 1);
        }
        if text.is_empty() {
            return text;
        }
        // All at once, where the terminal knows of that (synchronized output).
        format!("\x1B[?2026h{text}\x1B[?2026l")
    }
}

/// Whether a character beyond the scripts of Europe is one cell wide: punctuation, arrows, blocks and Braille are.
fn is_drawn(symbol: char) -> bool {
    matches!(symbol as u32, 0x20..=0x7E | 0xA0..=0xAC | 0xAE..=0x2FF | 0x370..=0x482 | 0x48A..=0x52F | 0x2010..=0x2027 | 0x2030..=0x205E | 0x2190..=0x21FF | 0x2500..=0x25FF | 0x2800..=0x28FF)
}

/// The cell of two pixels, one over the other.
fn half(upper: u32, lower: u32) -> Cell {
    if upper == lower {
        return Cell { symbol: ' ', front: lower, behind: lower };
    }
    Cell { symbol: '▀', front: upper, behind: lower }
}

/// Where the dots of a Braille character are, in the order of its bits.
const DOTS: [(usize, usize); 8] = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)];

/// The cell of eight pixels: those that are not `behind` are dots, in the colour that most of them have.
fn braille(pixels: [u32; 8], behind: u32) -> Cell {
    let lit = pixels.map(|pixel| pixel != behind);
    let bits = (0..8).filter(|&bit| lit[bit]).fold(0, |bits, bit| bits | 1 << bit);
    let count = |colour: &u32| pixels.iter().filter(|&other| other == colour).count();
    let front = pixels.into_iter().filter(|&pixel| pixel != behind).max_by_key(count).unwrap_or(behind);
    if bits == 0 {
        return Cell { symbol: ' ', front: behind, behind };
    }
    Cell { symbol: char::from_u32(0x2800 + bits).unwrap_or(' '), front, behind }
}

#[cfg(test)]
mod tests;
