use super::*;

const DARK: u32 = 0x10_2030;
const LIT: u32 = 0xFF_EEDD;

/// The picture whose pixels are `#` in `rows` lit.
fn picture(rows: &[&str]) -> Colours {
    let pixels = rows.iter().flat_map(|row| row.chars().map(|pixel| if pixel == '#' { LIT } else { DARK })).collect();
    Colours { width: rows[0].len(), pixels }
}

/// The characters of a screen of that size with the picture drawn on it.
fn drawn(rows: &[&str], mode: Mode, size: (usize, usize), at: (usize, usize)) -> Vec<String> {
    let mut grid = Grid::of(size, 0);
    grid.draw(&picture(rows), mode, at, DARK);
    grid.cells.chunks(size.0).map(|row| row.iter().map(|cell| cell.symbol).collect()).collect()
}

#[test]
fn a_picture_is_as_large_as_it_can_be() {
    let check =
        |picture, terminal, mode| assert_eq!(Mode::fitting(picture, terminal), mode, "{picture:?} in {terminal:?}");
    check((64, 32), (80, 24), Some(Mode::Half(1)));
    check((64, 32), (128, 31), Some(Mode::Half(1)));
    check((64, 32), (128, 32), Some(Mode::Half(2)));
    check((64, 32), (63, 24), Some(Mode::Braille));
    check((64, 32), (64, 15), Some(Mode::Braille));
    check((64, 32), (32, 8), Some(Mode::Braille));
    check((64, 32), (31, 8), None);
    check((64, 32), (32, 7), None);
    check((128, 64), (80, 24), Some(Mode::Braille));
    check((128, 64), (128, 32), Some(Mode::Half(1)));
    check((32, 64), (80, 23), Some(Mode::Braille));
    check((64, 32), (0, 0), None);
}

#[test]
fn two_pixels_are_a_cell() {
    let mut grid = Grid::of((4, 1), 0);
    grid.draw(&picture(&["#.#.", ".##."]), Mode::Half(1), (0, 0), DARK);
    let cell = |symbol, front, behind| Cell { symbol, front, behind };
    assert_eq!(grid.cells, [cell('▀', LIT, DARK), cell('▀', DARK, LIT), cell(' ', LIT, LIT), cell(' ', DARK, DARK)]);
}

#[test]
fn a_pixel_may_be_as_wide_as_several_cells() {
    assert_eq!(drawn(&["#.", ".."], Mode::Half(2), (5, 3), (1, 1)), ["     ", "     ", "     "]);
    let mut grid = Grid::of((6, 3), 0);
    grid.draw(&picture(&["#.", ".#"]), Mode::Half(3), (0, 0), DARK);
    let behind: Vec<u32> = grid.cells.iter().map(|cell| cell.behind).collect();
    assert_eq!(
        behind[..6],
        [LIT, LIT, LIT, DARK, DARK, DARK],
        "the first row of cells has two of the three of a pixel"
    );
    assert_eq!(grid.cells[6], Cell { symbol: '▀', front: LIT, behind: DARK }, "and the second has the third");
    assert_eq!(behind[12..], [DARK, DARK, DARK, LIT, LIT, LIT]);
}

#[test]
fn eight_pixels_are_a_braille_character() {
    let rows = ["#..#", "....", "....", ".#..", "####"];
    // Dots 1 and 8, dot 4; and below them those of the upper row alone.
    assert_eq!(drawn(&rows, Mode::Braille, (2, 2), (0, 0)), ["⢁⠈", "⠉⠉"]);
}

#[test]
fn dots_have_the_colour_of_most_of_them() {
    let mut picture = picture(&["##", "##", "..", ".."]);
    picture.pixels[0] = 0xFF_0000;
    let mut grid = Grid::of((1, 1), 0);
    grid.draw(&picture, Mode::Braille, (0, 0), DARK);
    assert_eq!(grid.cells, [Cell { symbol: '⠛', front: LIT, behind: DARK }]);
}

#[test]
fn what_does_not_fit_is_cut_off() {
    assert_eq!(drawn(&["##", ".."], Mode::Half(1), (2, 1), (1, 0)), [" ▀"]);
    let mut grid = Grid::of((3, 1), 0);
    grid.write((1, 0), "abc", 1, 2);
    grid.write((0, 5), "abc", 1, 2);
    assert_eq!(grid.cells.iter().map(|cell| cell.symbol).collect::<String>(), " ab");
    Grid::of((0, 0), 0).write((0, 0), "abc", 1, 2);
}

#[test]
fn text_is_one_cell_a_character_whatever_is_in_it() {
    let mut grid = Grid::of((6, 1), 0);
    grid.write((0, 0), "é\u{1B}漢▀\u{200B}", 1, 2);
    assert_eq!(grid.cells.iter().map(|cell| cell.symbol).collect::<String>(), "é??▀? ");
}

#[test]
fn only_what_has_changed_is_written() {
    let before = Grid::of((4, 2), DARK);
    assert_eq!(before.changes(Some(&before), Depth::True), "");
    let mut after = before.clone();
    after.write((1, 1), "ab", LIT, DARK);
    let codes = "\x1B[38;2;255;238;221m\x1B[48;2;16;32;48m";
    assert_eq!(after.changes(Some(&before), Depth::True), format!("\x1B[?2026h\x1B[2;2H{codes}ab\x1B[?2026l"));
    // Of what nobody knows, everything is.
    let all = before.changes(None, Depth::True);
    assert_eq!((all.matches(' ').count(), all.matches('H').count()), (8, 2));
}
