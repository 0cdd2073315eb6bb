//! How a page of the menu looks: over the darkened picture, in the middle of the canvas.

use super::pages::{ACROSS, CELLS, LONGEST};
use super::{Page, Row, Value, small};
use crate::frontend::canvas::{Canvas, UNITS};
use crate::frontend::text::{self, ADVANCE, LINE_HEIGHT, darken, shortened, wrap_short};
use crate::picture::Colours;

/// Units from the edge of the page to its text.
const MARGIN: usize = 14;
/// Units from the edge of the page to the bar of the row that is chosen.
const BAR: usize = 9;
/// Where the title is, the line below it, and the first row.
const TITLE: usize = 4;
const RULE: usize = 14;
const ROWS: usize = 18;
/// Rows that there is room for; if there are notes below them; and units from one to the next.
pub(super) const FULL: usize = 11;
const NOTED: usize = 8;
pub(super) const PITCH: usize = 10;
/// The most lines of a note, and where the last ends.
pub(super) const NOTE_LINES: usize = 3;
const NOTE_END: usize = 125;
/// Units across for the rows of a page with thumbnails; where these are, and their size.
const NARROW: usize = 116;
const THUMBNAIL: (usize, usize) = (122, 28);
const THUMBNAIL_SIZE: (usize, usize) = (128, 64);

/// What is said in the place of a thumbnail that there is none of.
const NOTHING: &str = "nothing here";
const NOTHING_SHORT: &str = "nothing";

/// The size of a cell, and how many characters of its value fit in it; and where the row below the cells is.
const CELL: (usize, usize) = (59, 15);
const CELL_VALUE: usize = 7;
const BELOW_CELLS: usize = ROWS + CELLS / ACROSS * CELL.1 + 3;

/// Where swatches of colours are, how many are in a row, and their size.
const SWATCHES_TOP: usize = 90;
pub(super) const SWATCHES: usize = 8;
const SWATCH: (usize, usize) = (28, 12);

pub(super) const BRIGHT: u32 = 0xFF_FFFF;
pub(super) const PLAIN: u32 = 0xD8_D8D8;
pub(super) const FAINT: u32 = 0x90_9090;
pub(super) const ON_BAR: u32 = 0x10_1010;
pub(super) const RULE_COLOUR: u32 = 0x60_6060;
pub(super) const SHADE: u32 = 0x40_4040;
pub(super) const CELL_COLOUR: u32 = 0x30_3030;
const FRAME: u32 = 0x80_8080;

/// Where units are on a canvas.
pub(super) struct Grid<'canvas> {
    canvas: &'canvas mut Canvas,
    unit: usize,
    left: usize,
    top: usize,
    /// Units across and down: [`UNITS`], or as many as there are.
    pub(super) size: (usize, usize),
}

/// Characters across and lines down that a page to be read has on a canvas of this size.
#[must_use]
pub fn room(canvas: (usize, usize)) -> (usize, usize) {
    let size = (canvas.0.min(UNITS.0), canvas.1.min(UNITS.1));
    if size == UNITS { (LONGEST, FULL) } else { small::room(size) }
}

impl Page {
    /// Darkens `canvas` and draws the page over it. `thumbnail` is the one of the row that is chosen, in colours.
    pub fn draw(&self, canvas: &mut Canvas, thumbnail: Option<&Colours>) {
        darken(canvas);
        // There is more to read here than in a message, and less of it is bright.
        let (columns, rows) = (0..canvas.width, 0..canvas.height);
        canvas.dim(&columns, &rows, 4);
        let mut grid = Grid::over(canvas);
        if grid.size != UNITS {
            return self.draw_small(&mut grid, thumbnail);
        }
        let columns = (UNITS.0 - 2 * MARGIN) / ADVANCE;
        let title = shortened(&self.title, columns.saturating_sub(self.hint.chars().count() + 2));
        grid.text(&title, MARGIN, TITLE, BRIGHT);
        grid.text_before(self.hint, UNITS.0 - MARGIN, TITLE, FAINT);
        grid.fill((MARGIN, RULE), (UNITS.0 - 2 * MARGIN, 1), RULE_COLOUR);
        if self.cells > 0 {
            self.cells(&mut grid);
        } else {
            self.list(&mut grid);
        }
        if let Some(note) = &self.note {
            let lines = wrap_short(note, columns, NOTE_LINES);
            for (line, text) in lines.iter().rev().enumerate() {
                grid.text(text, MARGIN, NOTE_END - (line + 1) * LINE_HEIGHT, FAINT);
            }
        }
        grid.swatches(&self.swatches, (MARGIN, SWATCHES_TOP), SWATCH);
        if self.thumbnail.is_some() {
            grid.thumbnail(thumbnail, THUMBNAIL, THUMBNAIL_SIZE);
        }
    }

    /// Draws the rows below each other, as many as there is room for.
    fn list(&self, grid: &mut Grid<'_>) {
        let right = if self.thumbnail.is_some() { NARROW } else { UNITS.0 - BAR };
        let room = if self.note.is_some() { NOTED } else { FULL };
        // The row that is chosen is among those that are seen, in the middle of them if it can be.
        let first = if self.is_text { self.cursor } else { self.cursor.saturating_sub(room / 2) };
        let first = first.min(self.rows.len().saturating_sub(room));
        for (line, (index, row)) in self.rows.iter().enumerate().skip(first).take(room).enumerate() {
            self.row(grid, row, index == self.cursor && !self.is_text, ROWS + line * PITCH, right);
        }
        if self.rows.len() > room {
            let seen = room * PITCH;
            let (top, height) = (seen * first / self.rows.len(), seen * room / self.rows.len());
            grid.fill((right + 2, ROWS - 1), (2, seen), SHADE);
            grid.fill((right + 2, ROWS - 1 + top), (2, height), FAINT);
        }
    }

    /// Draws the rows that are cells beside each other, and the others below them.
    fn cells(&self, grid: &mut Grid<'_>) {
        for (index, row) in self.rows.iter().take(self.cells).enumerate() {
            let (x, y) = (BAR + index % ACROSS * CELL.0, ROWS + index / ACROSS * CELL.1);
            let is_chosen = index == self.cursor;
            grid.fill((x, y), (CELL.0 - 1, CELL.1 - 1), if is_chosen { self.accent } else { CELL_COLOUR });
            let (name, value) = if is_chosen { (ON_BAR, ON_BAR) } else { (self.accent, PLAIN) };
            grid.text(&row.label, x + 4, y + 4, name);
            if let Value::Text(text) = &row.value {
                grid.text_before(&shortened(text, CELL_VALUE), x + CELL.0 - 4, y + 4, value);
            }
        }
        for (line, (index, row)) in self.rows.iter().enumerate().skip(self.cells).enumerate() {
            self.row(grid, row, index == self.cursor, BELOW_CELLS + line * PITCH, UNITS.0 - BAR);
        }
    }

    fn row(&self, grid: &mut Grid<'_>, row: &Row, is_chosen: bool, top: usize, right: usize) {
        let colour = match (is_chosen, row.is_enabled) {
            (true, true) => ON_BAR,
            (_, false) => FAINT,
            (false, true) => PLAIN,
        };
        if is_chosen {
            let bar = if row.is_enabled { self.accent } else { RULE_COLOUR };
            grid.fill((BAR, top - 1), (right - BAR, PITCH), bar);
        }
        grid.text(&row.label, MARGIN, top, colour);
        let end = right - (MARGIN - BAR);
        match &row.value {
            Value::None => {}
            Value::More => grid.text_before(">", end, top, colour),
            Value::Text(text) => grid.text_before(text, end, top, colour),
            Value::Choice(text) if is_chosen && row.is_enabled => {
                grid.text_before(&format!("< {text} >"), end, top, colour);
            }
            Value::Choice(text) => grid.text_before(text, end - 2 * ADVANCE, top, colour),
        }
    }
}

impl<'canvas> Grid<'canvas> {
    fn over(canvas: &'canvas mut Canvas) -> Self {
        let unit = canvas.unit();
        let size = (UNITS.0.min(canvas.width), UNITS.1.min(canvas.height));
        let (left, top) = ((canvas.width - size.0 * unit) / 2, (canvas.height - size.1 * unit) / 2);
        Self { canvas, unit, left, top, size }
    }

    fn at(&self, x: usize, y: usize) -> (usize, usize) {
        (self.left + x * self.unit, self.top + y * self.unit)
    }

    pub(super) fn fill(&mut self, (x, y): (usize, usize), (width, height): (usize, usize), colour: u32) {
        let ((left, top), (right, bottom)) = (self.at(x, y), self.at(x + width, y + height));
        self.canvas.fill(&(left..right), &(top..bottom), colour);
    }

    pub(super) fn text(&mut self, text: &str, x: usize, y: usize, colour: u32) {
        let at = self.at(x, y);
        text::draw(self.canvas, text, at, self.unit, colour);
    }

    /// Draws `text` so that it ends before `x`.
    pub(super) fn text_before(&mut self, text: &str, x: usize, y: usize, colour: u32) {
        let width = (text.chars().count() * ADVANCE).saturating_sub(1);
        self.text(text, x.saturating_sub(width), y, colour);
    }

    /// Draws squares of `colours`, each of that size, in rows from there on.
    pub(super) fn swatches(&mut self, colours: &[u32], (left, top): (usize, usize), (width, height): (usize, usize)) {
        for (index, &colour) in colours.iter().enumerate() {
            let (x, y) = (left + index % SWATCHES * width, top + index / SWATCHES * height);
            // One may have the colour of the page.
            self.fill((x, y), (width + 1, height + 1), FRAME);
            self.fill((x + 1, y + 1), (width - 1, height - 1), colour);
        }
    }

    /// Draws a thumbnail in its frame there, as large as it fits in; or that there is none.
    pub(super) fn thumbnail(
        &mut self,
        thumbnail: Option<&Colours>,
        (x, y): (usize, usize),
        (width, height): (usize, usize),
    ) {
        self.fill((x - 1, y - 1), (width + 2, height + 2), FRAME);
        self.fill((x, y), (width, height), 0);
        let Some(picture) = thumbnail.filter(|picture| picture.width > 0) else {
            let none = if width > NOTHING.len() * ADVANCE { NOTHING } else { NOTHING_SHORT };
            let middle = x + usize::midpoint(width, none.len() * ADVANCE);
            return self.text_before(none, middle, y + height / 2 - 4, FAINT);
        };
        // Some units are made of several pixels, which is room for more of the picture's; and some pictures are upright.
        let fits = |size: (usize, usize)| (width * self.unit / size.0).min(height * self.unit / size.1);
        let mut small = None;
        while let picture = small.as_ref().unwrap_or(picture)
            && fits((picture.width, picture.height())) == 0
        {
            small = Some(picture.halved());
        }
        let picture = small.as_ref().unwrap_or(picture);
        let size = (picture.width, picture.height());
        let scale = fits(size);
        let (left, top) = self.at(x, y);
        let left = left + (width * self.unit - size.0 * scale) / 2;
        let top = top + (height * self.unit - size.1 * scale) / 2;
        for (index, &colour) in picture.pixels.iter().enumerate() {
            let (x, y) = (left + index % size.0 * scale, top + index / size.0 * scale);
            self.canvas.fill(&(x..x + scale), &(y..y + scale), colour);
        }
    }
}
