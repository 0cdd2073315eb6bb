//! How a page looks on a canvas that is smaller than a page: it fills the canvas, with fewer rows and less in each. What does not
//! fit there is cut off or left out, the notes first; the row that is chosen is always seen.

use super::draw::{BRIGHT, CELL_COLOUR, FAINT, Grid, ON_BAR, PITCH, PLAIN, RULE_COLOUR, SHADE, SWATCHES};
use super::pages::ACROSS;
use super::{Page, Row, Value};
use crate::frontend::text::{ADVANCE, LINE_HEIGHT, shortened, wrap_short};
use crate::picture::Colours;

/// Units down that it takes for a title.
const TITLED: usize = 48;
/// Where the title is, the line below it, and the first row; and where that is without a title.
const TITLE: usize = 2;
const RULE: usize = 11;
const ROWS: usize = 14;
const BARE: usize = 2;
/// Units from the edge to text, and of the bar that shows which rows are seen.
const MARGIN: usize = 2;
const SCROLL: usize = 2;
/// Rows that are seen at least beside a note, and lines that there must be room for if there is to be one.
const LEAST_ROWS: usize = 4;
const LEAST_LINES: usize = 3;
/// Characters of a label that tell what it is.
const TELLING: usize = 8;
/// Units across and down that it takes for a thumbnail, and its size.
const ROOM: (usize, usize) = (128, 64);
const THUMBNAIL: (usize, usize) = (64, 32);
/// Units down of a swatch.
const SWATCH: usize = 7;
/// Characters of a cell that has room for a letter that is on it, and of one that has room for more.
const CELL: usize = 4;
const WIDE_CELL: usize = 7;
/// Units across and down that it takes for anything.
const LEAST: (usize, usize) = (24, 12);

/// Which lines of a page are seen, and where.
struct Lines {
    top: usize,
    first: usize,
    seen: usize,
    all: usize,
}

/// Characters across and lines down that a page to be read has on a canvas of this size.
pub(super) fn room((width, height): (usize, usize)) -> (usize, usize) {
    (columns(width.saturating_sub(SCROLL + 1)), height.saturating_sub(top(height)) / PITCH)
}

/// Where the first row is.
fn top(height: usize) -> usize {
    if height >= TITLED { ROWS } else { BARE }
}

impl Page {
    /// Draws the page over all of `grid`.
    pub(super) fn draw_small(&self, grid: &mut Grid<'_>, thumbnail: Option<&Colours>) {
        let (width, height) = grid.size;
        if width < LEAST.0 || height < LEAST.1 {
            return;
        }
        let columns = columns(width);
        if height >= TITLED {
            let hint = columns.checked_sub(self.title.chars().count() + 2);
            if hint.is_some_and(|room| room >= self.hint.len()) {
                grid.text_before(self.hint, width - MARGIN, TITLE, FAINT);
            }
            grid.text(&shortened(&self.title, columns), MARGIN, TITLE, BRIGHT);
            grid.fill((MARGIN, RULE), (width.saturating_sub(2 * MARGIN), 1), RULE_COLOUR);
        }
        let note = self.small_note(grid.size);
        let lines = self.lines(top(height), height - note.len() * LINE_HEIGHT);
        for (line, text) in note.iter().rev().enumerate() {
            grid.text(text, MARGIN, height - (line + 1) * LINE_HEIGHT, FAINT);
        }
        let below = lines.top + lines.seen * PITCH;
        if note.is_empty() && below + self.swatches.len().div_ceil(SWATCHES) * SWATCH < height {
            let across = width.saturating_sub(2 * MARGIN) / SWATCHES;
            grid.swatches(&self.swatches, (MARGIN, below), (across, SWATCH));
        }
        if self.thumbnail.is_some() && width >= ROOM.0 && height >= ROOM.1 {
            let left = width - THUMBNAIL.0 - 1;
            grid.thumbnail(thumbnail, (left, ROWS), THUMBNAIL);
            if let Some(Value::Text(text)) = self.rows.get(self.cursor).map(|row| &row.value) {
                grid.text(text, left, ROWS + THUMBNAIL.1 + 4, PLAIN);
            }
            self.small_rows(grid, &lines, left - MARGIN, true);
        } else {
            self.small_rows(grid, &lines, width, false);
        }
    }

    /// The lines of the note that there is room for below the least rows. If these are too few: what is on the cell that is chosen, and
    /// nothing where there are no cells.
    fn small_note(&self, (width, height): (usize, usize)) -> Vec<String> {
        let rows = (self.line_of(self.rows.len()) * PITCH).min(LEAST_ROWS.max(self.line_of(self.cells) + 1) * PITCH);
        let most = height.saturating_sub(top(height) + rows + 1) / LINE_HEIGHT;
        let across = columns(width).max(1);
        if most < LEAST_LINES {
            let is_narrow = columns(width / ACROSS) < WIDE_CELL;
            return match self.rows.get(self.cursor) {
                Some(Row { label, value: Value::Text(text), .. }) if self.cells > 0 && is_narrow => {
                    vec![shortened(&format!("{label}: {text}"), across)]
                }
                _ => Vec::new(),
            };
        }
        self.note.as_ref().map_or_else(Vec::new, |note| wrap_short(note, across, most))
    }

    /// The lines that are seen between `top` and `bottom`.
    fn lines(&self, top: usize, bottom: usize) -> Lines {
        let all = self.line_of(self.rows.len());
        let seen = (bottom.saturating_sub(top) / PITCH).min(all).max(1);
        let chosen = self.line_of(self.cursor);
        // In the middle, if it can be.
        let first = if self.is_text { chosen } else { chosen.saturating_sub(seen / 2) };
        Lines { top, first: first.min(all - seen.min(all)), seen, all }
    }

    /// The line of a row: several cells are in one.
    fn line_of(&self, row: usize) -> usize {
        row.min(self.cells) / ACROSS + row.saturating_sub(self.cells)
    }

    /// Draws the rows that are seen, up to the column `right`. What is at the end of the one that is chosen may be told elsewhere.
    fn small_rows(&self, grid: &mut Grid<'_>, lines: &Lines, right: usize, is_told: bool) {
        let is_longer = lines.all > lines.seen;
        let end = right - if is_longer { SCROLL + 1 } else { 0 };
        for (index, row) in self.rows.iter().enumerate() {
            let Some(line) = self.line_of(index).checked_sub(lines.first).filter(|&line| line < lines.seen) else {
                continue;
            };
            let (top, is_chosen) = (lines.top + line * PITCH, index == self.cursor && !self.is_text);
            if index < self.cells {
                let across = end / ACROSS;
                self.small_cell(grid, row, (index % ACROSS * across, top), across, is_chosen);
            } else {
                let (label, value) = fitted(row, is_chosen, is_told, columns(end));
                self.small_row(grid, row, (&label, &value), (top, end), is_chosen);
            }
        }
        if is_longer {
            let height = lines.seen * PITCH;
            grid.fill((right - SCROLL, lines.top - 1), (SCROLL, height), SHADE);
            let (top, part) = (height * lines.first / lines.all, (height * lines.seen / lines.all).max(2));
            grid.fill((right - SCROLL, lines.top - 1 + top), (SCROLL, part), FAINT);
        }
    }

    fn small_cell(&self, grid: &mut Grid<'_>, row: &Row, (left, top): (usize, usize), across: usize, is_chosen: bool) {
        grid.fill((left, top - 1), (across - 1, PITCH - 1), if is_chosen { self.accent } else { CELL_COLOUR });
        let (name, value) = if is_chosen { (ON_BAR, ON_BAR) } else { (self.accent, PLAIN) };
        grid.text(&row.label, left + 2, top, name);
        if let (Value::Text(text), true) = (&row.value, columns(across) >= CELL) {
            let room = columns(across) - row.label.chars().count() - 1;
            grid.text_before(&shortened(text, room), left + across - 3, top, value);
        }
    }

    fn small_row(
        &self,
        grid: &mut Grid<'_>,
        row: &Row,
        (label, value): (&str, &str),
        (top, end): (usize, usize),
        is_chosen: bool,
    ) {
        let colour = match (is_chosen, row.is_enabled) {
            (true, true) => ON_BAR,
            (_, false) => FAINT,
            (false, true) => PLAIN,
        };
        if is_chosen {
            let bar = if row.is_enabled { self.accent } else { RULE_COLOUR };
            grid.fill((0, top - 1), (end, PITCH), bar);
        }
        grid.text(label, MARGIN, top, colour);
        grid.text_before(value, end.saturating_sub(MARGIN), top, colour);
    }
}

/// Characters in `across` units, with a margin on both sides.
fn columns(across: usize) -> usize {
    (across + 1).saturating_sub(2 * MARGIN) / ADVANCE
}

/// As much of a row as fits into `columns` characters: its label and what is at its end; or, if these do not fit together, its label,
/// unless it is chosen and what is at its end is not told elsewhere.
fn fitted(row: &Row, is_chosen: bool, is_told: bool, columns: usize) -> (String, String) {
    let value = match &row.value {
        Value::None => String::new(),
        Value::More => ">".to_owned(),
        Value::Choice(text) if is_chosen && row.is_enabled => format!("< {text} >"),
        Value::Choice(text) | Value::Text(text) => text.clone(),
    };
    let room = columns.saturating_sub(value.chars().count() + 1);
    // Of several alike, such as slots, the last word tells which it is.
    let word = row.label.split(' ').next_back().unwrap_or_default();
    match row.value {
        _ if room >= row.label.chars().count() => (row.label.clone(), value),
        Value::Choice(_) | Value::Text(_) if room >= TELLING => (shortened(&row.label, room), value),
        Value::Text(_) if is_chosen && !is_told && room >= word.chars().count() => (word.to_owned(), value),
        Value::Choice(_) | Value::Text(_) if is_chosen && !is_told => (String::new(), shortened(&value, columns)),
        _ => (shortened(&row.label, columns), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontend::canvas::Canvas;

    const ACCENT: u32 = 0xFF_B642;

    fn row(label: &str, value: Value) -> Row {
        Row { label: label.to_owned(), value, is_enabled: true }
    }

    fn page(rows: Vec<Row>, cursor: usize) -> Page {
        Page {
            title: "Pearl Bay".to_owned(),
            hint: "Esc: back",
            rows,
            cells: 0,
            cursor,
            is_text: false,
            note: None,
            swatches: Vec::new(),
            thumbnail: None,
            accent: ACCENT,
        }
    }

    fn drawn(page: &Page, (width, height): (usize, usize)) -> Canvas {
        let mut canvas = Canvas { width, height, pixels: vec![0xFF_FFFF; width * height] };
        page.draw(&mut canvas, None);
        canvas
    }

    /// The rows of pixels that are mostly of the accent's colour.
    fn marked(canvas: &Canvas) -> (usize, usize) {
        let is_marked = |row: &[u32]| row.iter().filter(|&&pixel| pixel == ACCENT).count() * 2 > canvas.width;
        let rows: Vec<usize> =
            (0..).zip(canvas.pixels.chunks(canvas.width)).filter(|(_, row)| is_marked(row)).map(|(y, _)| y).collect();
        (rows[0], rows.len())
    }

    #[test]
    fn the_row_that_is_chosen_is_whole_on_every_canvas() {
        for size in [(64, 32), (64, 64), (128, 64), (128, 128), (192, 96), (192, 192), (300, 40), (70, 500)] {
            for cursor in 0..11 {
                let rows = (0..11).map(|index| row(&format!("row {index}"), Value::More)).collect();
                let note = Some("a note that takes some lines where there is not much room for it at all".to_owned());
                let (first, count) = marked(&drawn(&Page { note, ..page(rows, cursor) }, size));
                assert!(
                    (8..=PITCH).contains(&count) && first + PITCH <= size.1,
                    "{cursor} on {size:?}: {first} {count}"
                );
            }
        }
    }

    #[test]
    fn three_rows_are_seen_at_least_and_with_more_room_a_title_and_a_note() {
        assert_eq!([(64, 32), (128, 64), (192, 96), (192, 128)].map(room), [(9, 3), (20, 5), (31, 8), (31, 11)]);
        let rows: Vec<Row> = (0..6).map(|index| row(&format!("row {index}"), Value::None)).collect();
        let note = Some("what has gone out is seen for one more frame, or glows on for a while".to_owned());
        let page = Page { note, ..page(rows, 0) };
        let lines = |size: (usize, usize)| (page.small_note(size).len(), page.lines(top(size.1), size.1).seen);
        assert_eq!([lines((64, 32)), lines((128, 64)), lines((192, 96))], [(0, 3), (0, 5), (3, 6)]);
    }

    #[test]
    fn a_note_that_is_too_long_is_cut_off_at_its_end() {
        let note = Some("one two three four five six seven eight nine ten ".repeat(9));
        let note = Page { note, ..page(vec![row("row", Value::None); 9], 0) }.small_note((192, 96));
        assert!(note[0].starts_with("one two") && note.len() == 4 && note[3].ends_with('…'), "{note:?}");
    }

    #[test]
    fn a_row_has_what_fits_into_it() {
        let check = |row: &Row, columns: usize, plain: (&str, &str), chosen: (&str, &str)| {
            let text = |(label, value): (&str, &str)| (label.to_owned(), value.to_owned());
            assert_eq!(fitted(row, false, false, columns), text(plain), "{row:?} in {columns}");
            assert_eq!(fitted(row, true, false, columns), text(chosen), "{row:?}, chosen, in {columns}");
        };
        let instructions = row("Instructions a frame", Value::Choice("300".to_owned()));
        check(&instructions, 31, ("Instructions a frame", "300"), ("Instructions a frame", "< 300 >"));
        check(&instructions, 20, ("Instructions a …", "300"), ("Instruction…", "< 300 >"));
        check(&instructions, 10, ("Instructi…", ""), ("", "< 300 >"));
        let slot = row("Slot 3", Value::Text("0:02".to_owned()));
        check(&slot, 11, ("Slot 3", "0:02"), ("Slot 3", "0:02"));
        check(&slot, 10, ("Slot 3", ""), ("3", "0:02"));
        assert_eq!(fitted(&slot, true, true, 10).0, "Slot 3");
        check(&row("Speed", Value::More), 10, ("Speed", ">"), ("Speed", ">"));
        check(&row("Save a state", Value::More), 10, ("Save a st…", ""), ("Save a st…", ""));
    }

    #[test]
    fn cells_say_what_is_on_them_or_the_one_that_is_chosen_does_below_them() {
        let rows: Vec<Row> = (0..16).map(|index| row(&format!("{index:X}"), Value::Text("Space".to_owned()))).collect();
        let rows = [rows, vec![row("Reset all keys", Value::None)]].concat();
        let page = |cursor| Page { cells: 16, ..page(rows.clone(), cursor) };
        assert_eq!(page(5).small_note((64, 32)), ["5: Space"]);
        assert_eq!(page(4).small_note((128, 64)), ["4: Space"]);
        let noted = Page { note: Some("Keypad 5 is on Space.".to_owned()), ..page(5) };
        assert_eq!(noted.small_note((128, 128)), ["Keypad 5 is on", "Space."], "there is room for all of it");
        assert!(page(16).small_note((64, 32)).is_empty() && page(5).small_note((192, 96)).is_empty());
        let seen = |cursor| (page(cursor).lines(top(23), 23).first, page(cursor).lines(top(23), 23).seen);
        assert_eq!([seen(0), seen(7), seen(16)], [(0, 2), (0, 2), (3, 2)]);
    }
}
