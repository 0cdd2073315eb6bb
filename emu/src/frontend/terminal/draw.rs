//! What a view looks like in characters: the picture in the middle, and over it the menu, messages and notices as text.

use super::cells::{Cell, Grid, Mode, least};
use crate::frontend::menu::{Page, Row, Value};
use crate::frontend::message::Message;
use crate::frontend::surface::View;
use crate::frontend::text::{shortened, wrap};

const BRIGHT: u32 = 0xFF_FFFF;
const PLAIN: u32 = 0xD8_D8D8;
const FAINT: u32 = 0x90_9090;
const PAPER: u32 = 0x1C_1C1C;
const SHADE: u32 = 0x40_4040;
const ON_BAR: u32 = 0x10_1010;

/// The most columns of a menu.
const MENU_COLUMNS: usize = 52;

/// Rows of a menu that are its title and its frame.
const AROUND: usize = 3;

/// Cells of a menu that are beside each other.
const CELLS_ACROSS: usize = 4;

/// Columns and rows of text that a page of the menu to be read has on a screen of that size.
pub(super) fn room((columns, rows): (usize, usize)) -> (usize, usize) {
    (MENU_COLUMNS.min(columns).saturating_sub(4), rows.saturating_sub(AROUND))
}

/// The screen of that size, in columns and rows, that shows `view` of the program that `title` names.
pub(super) fn grid(view: &View, title: &str, (columns, rows): (usize, usize)) -> Grid {
    let mut grid = Grid::of((columns, rows), view.margin);
    let picture = &view.picture;
    let size = (picture.width, picture.pixels.len() / picture.width.max(1));
    // The last row is the program's name's, unless the picture needs it.
    let mode = Mode::fitting(size, (columns, rows.saturating_sub(1)));
    let room = if mode.is_some() { rows.saturating_sub(1) } else { rows };
    match mode.or_else(|| Mode::fitting(size, (columns, rows))) {
        Some(mode) => {
            let (across, down) = mode.size(size);
            grid.draw(picture, mode, ((columns - across) / 2, (room - down) / 2), behind(view));
        }
        None => too_small(&mut grid, least(size)),
    }
    if room < rows {
        let keys = "Esc menu  Ctrl-C end";
        let line = format!(" {title}");
        let last = (0, rows - 1);
        grid.write(last, &" ".repeat(columns), FAINT, PAPER);
        grid.write(last, &line, PLAIN, PAPER);
        if line.chars().count() + keys.len() + 2 < columns {
            grid.write((columns - keys.len() - 1, rows - 1), keys, FAINT, PAPER);
        }
    }
    let overlay = &view.overlay;
    if let Some(message) = &overlay.message {
        message_over(&mut grid, message);
    }
    if let Some((page, _)) = &overlay.page {
        page_over(&mut grid, page);
    }
    if let Some(badge) = &overlay.badge {
        grid.write((columns.saturating_sub(badge.len() + 3), 0), &format!(" {badge} "), BRIGHT, PAPER);
    }
    if let Some(notice) = &overlay.notice {
        notice_over(&mut grid, notice);
    }
    grid
}

/// The colour of what is not lit: the one that most pixels have, for a picture may be of any colours.
fn behind(view: &View) -> u32 {
    let pixels = &view.picture.pixels;
    let corner = pixels.first().copied().unwrap_or(view.margin);
    let mut colours: Vec<(u32, usize)> = Vec::new();
    for &pixel in pixels {
        match colours.iter_mut().find(|(colour, _)| *colour == pixel) {
            Some((_, count)) => *count += 1,
            None => colours.push((pixel, 1)),
        }
    }
    colours.into_iter().max_by_key(|&(colour, count)| (count, colour == corner)).map_or(corner, |(colour, _)| colour)
}

fn too_small(grid: &mut Grid, (columns, rows): (usize, usize)) {
    let text = format!("too small: it takes {columns} columns and {rows} rows");
    for (row, line) in (0..).zip(wrap(&text, grid.size().0.max(1))) {
        grid.write((0, row), &line, BRIGHT, PAPER);
    }
}

fn notice_over(grid: &mut Grid, notice: &str) {
    let (columns, rows) = grid.size();
    let lines = wrap(notice, columns.saturating_sub(2).max(1));
    let first = rows.saturating_sub(lines.len());
    for (row, line) in (first..).zip(lines) {
        let line = format!(" {line} ");
        grid.write((0, row), &format!("{line:<columns$}"), BRIGHT, PAPER);
    }
}

fn message_over(grid: &mut Grid, message: &Message) {
    grid.darken();
    let (columns, _) = grid.size();
    for (row, (line, colour)) in (1..).zip(message.lines(columns.saturating_sub(4).max(1))) {
        grid.write((2, row), &line, colour, PAPER);
    }
}

/// The page in a box in the middle.
fn page_over(grid: &mut Grid, page: &Page) {
    grid.darken();
    let (columns, rows) = grid.size();
    let width = MENU_COLUMNS.min(columns);
    let note: Vec<String> = page.note.iter().flat_map(|note| wrap(note, width.saturating_sub(4).max(1))).collect();
    // One row is before a note.
    let around = AROUND + if note.is_empty() { 0 } else { note.len() + 1 };
    let across = if page.cells > 0 { CELLS_ACROSS } else { 1 };
    let lines = page.cells / across + page.rows.len() - page.cells;
    let seen = lines.min(rows.saturating_sub(around)).max(1);
    let (left, top) = ((columns - width) / 2, rows.saturating_sub(seen + around) / 2);
    for row in top..(top + seen + around).min(rows) {
        for column in left..left + width {
            grid.set((column, row), Cell { symbol: ' ', front: PAPER, behind: PAPER });
        }
    }
    let hint = page.hint.chars().count();
    let title = shortened(&page.title, width.saturating_sub(hint + 6).max(8).min(width.saturating_sub(4)));
    grid.write((left + 2, top), &title, BRIGHT, PAPER);
    if title.chars().count() + hint + 5 < width {
        grid.write((left + width - hint - 2, top), page.hint, FAINT, PAPER);
    }
    grid.write((left + 1, top + 1), &"─".repeat(width.saturating_sub(2)), FAINT, PAPER);
    let line_of = |index: usize| (index.min(page.cells) / across) + index.saturating_sub(page.cells);
    let first = if page.is_text { page.cursor } else { line_of(page.cursor).saturating_sub(seen / 2) };
    let first = first.min(lines.saturating_sub(seen));
    for (index, row) in page.rows.iter().enumerate() {
        let Some(line) = line_of(index).checked_sub(first).filter(|&line| line < seen) else { continue };
        let is_chosen = index == page.cursor && !page.is_text;
        let (left, width) =
            if index < page.cells { (left + index % across * (width / across), width / across) } else { (left, width) };
        row_over(grid, row, (left, top + 2 + line), width, is_chosen.then_some(page.accent));
    }
    for (row, line) in (top + 3 + seen..).zip(note) {
        grid.write((left + 2, row), &line, FAINT, PAPER);
    }
}

fn row_over(grid: &mut Grid, row: &Row, (left, top): (usize, usize), width: usize, bar: Option<u32>) {
    let (front, behind) = match bar {
        Some(bar) if row.is_enabled => (ON_BAR, bar),
        Some(_) => (FAINT, SHADE),
        None => (if row.is_enabled { PLAIN } else { FAINT }, PAPER),
    };
    let value = match &row.value {
        Value::None => String::new(),
        Value::More => ">".to_owned(),
        Value::Text(text) => text.clone(),
        Value::Choice(text) if row.is_enabled => format!("< {text} >"),
        Value::Choice(text) => format!("  {text}  "),
    };
    let room = width.saturating_sub(4);
    let label: String = row.label.chars().take(room).collect();
    let gap = room.saturating_sub(label.chars().count() + value.chars().count());
    let line: String = format!("{label}{}{value}", " ".repeat(gap)).chars().take(room).collect();
    grid.write((left + 1, top), &format!(" {line:<room$} "), front, behind);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontend::overlay::Overlay;
    use crate::picture::{Colours, Palette};

    /// A dark picture of that size with its first pixel lit.
    fn view(width: usize, height: usize) -> View {
        let mut pixels = vec![0; width * height];
        pixels[0] = 0xFF_FFFF;
        View { picture: Colours { width, pixels }, margin: 0x11_1111, ..View::default() }
    }

    fn text(grid: &Grid) -> Vec<String> {
        grid.rows().map(|row| row.iter().map(|cell| cell.symbol).collect::<String>().trim_end().to_owned()).collect()
    }

    fn page(rows: usize) -> Page {
        let row =
            |index| Row { label: format!("row {index}"), value: Value::Choice("on".to_owned()), is_enabled: true };
        Page {
            title: "Menu".to_owned(),
            hint: "Esc: back",
            rows: (0..rows).map(row).collect(),
            cells: 0,
            cursor: rows - 1,
            is_text: false,
            note: None,
            thumbnail: None,
            swatches: Vec::new(),
            accent: 0xFF_0000,
        }
    }

    #[test]
    fn the_picture_is_in_the_middle_above_the_name() {
        let lines = text(&grid(&view(64, 32), "Pong", (80, 24)));
        let row = lines.iter().position(|line| line.contains('▀')).unwrap();
        assert_eq!((row, lines[row].chars().position(|symbol| symbol == '▀')), (3, Some(8)));
        assert!(lines[23].starts_with(" Pong") && lines[23].ends_with("Ctrl-C end"), "{lines:?}");
    }

    #[test]
    fn the_picture_takes_the_last_row_if_it_needs_it() {
        let lines = text(&grid(&view(64, 32), "Pong", (64, 8)));
        assert!(lines[0].contains('⠁') && !lines.concat().contains("Pong"), "{lines:?}");
    }

    #[test]
    fn a_terminal_that_is_too_small_is_told_the_least() {
        let lines = text(&grid(&view(64, 32), "Pong", (20, 6)));
        assert!(lines.join(" ").contains("it takes 32 columns and 8 rows"), "{lines:?}");
        for size in [(0, 0), (1, 1), (0, 5), (5, 0)] {
            let overlay = Overlay {
                message: Some(Message { problem: "no such name".to_owned(), ..Message::default() }),
                page: Some((page(5), Palette::ALL[0])),
                badge: Some(">>".to_owned()),
                notice: Some("saved in slot 3".to_owned()),
            };
            assert_eq!(grid(&View { overlay, ..view(64, 32) }, "Pong", size).size().0, size.0);
        }
    }

    #[test]
    fn a_menu_shows_the_row_that_is_chosen_in_its_colour() {
        let overlay = Overlay { page: Some((page(40), Palette::ALL[0])), ..Overlay::default() };
        let grid = grid(&View { overlay, ..view(64, 32) }, "Pong", (60, 12));
        let lines = text(&grid);
        assert!(lines[0].contains("Menu") && lines[0].contains("Esc: back"), "{lines:?}");
        let row = lines.iter().position(|line| line.contains("row 39") && line.contains("< on >")).unwrap();
        assert!(grid.rows().nth(row).unwrap().iter().any(|cell| cell.behind == 0xFF_0000), "{lines:?}");
    }

    #[test]
    fn a_notice_takes_as_many_rows_as_it_needs() {
        let overlay =
            Overlay { notice: Some("a rather long notice of what was done".to_owned()), ..Overlay::default() };
        let lines = text(&grid(&View { overlay, ..view(16, 8) }, "Pong", (20, 10)));
        assert!(lines[7..] == [" a rather long", " notice of what was", " done"], "{lines:?}");
    }
}
