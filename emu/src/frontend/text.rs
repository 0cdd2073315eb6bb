//! Text: broken into lines, and drawn on a canvas.

use super::canvas::Canvas;
use super::font::{self, glyph};

/// Pixels from one character to the next, at scale 1.
pub const ADVANCE: usize = font::WIDTH + 1;
/// Pixels from one line to the next, at scale 1.
pub const LINE_HEIGHT: usize = font::HEIGHT + 2;

/// Breaks `text` into lines of at most `columns` characters, at spaces where it can and inside a word that is longer
/// than a line. Line breaks in it stay.
///
/// # Panics
///
/// If `columns` is 0.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    assert!(columns > 0);
    text.lines().flat_map(|line| wrap_line(line, columns)).collect()
}

/// As [`wrap`], but at most `most` lines, the last of which says if there would be more.
#[must_use]
pub fn wrap_short(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = wrap(text, columns);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = shortened(&format!("{last} …"), columns);
        }
    }
    lines
}

fn wrap_line(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for word in text.split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        if length > 0 && length + 1 + word.len() > columns {
            lines.push(String::new());
            length = 0;
        }
        if length > 0 {
            word.insert(0, ' ');
        }
        for (index, piece) in word.chunks(columns).enumerate() {
            if index > 0 {
                lines.push(String::new());
                length = 0;
            }
            lines.last_mut().expect("there is one from the beginning").extend(piece);
            length += piece.len();
        }
    }
    lines
}

/// `text`, if it has at most `most` characters, or as much of it as fits.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).take(most).collect()
}

/// Draws `text` in one line, its upper left corner at column `left` and row `top`, every pixel of the font being a
/// square of `scale`. What is outside of the canvas is cut off.
pub fn draw(canvas: &mut Canvas, text: &str, (left, top): (usize, usize), scale: usize, colour: u32) {
    for (index, character) in text.chars().enumerate() {
        let left = left + index * ADVANCE * scale;
        if left >= canvas.width {
            break;
        }
        for (y, row) in glyph(character).into_iter().enumerate() {
            for x in (0..font::WIDTH).filter(|x| row & 0x10 >> x != 0) {
                let (left, top) = (left + x * scale, top + y * scale);
                canvas.fill(&(left..left + scale), &(top..top + scale), colour);
            }
        }
    }
}

/// Leaves a quarter of its brightness to every pixel, so that text stands out from it whatever the palette.
pub fn darken(canvas: &mut Canvas) {
    let (columns, rows) = (0..canvas.width, 0..canvas.height);
    canvas.dim(&columns, &rows, 2);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canvas(width: usize, height: usize) -> Canvas {
        Canvas { width, height, pixels: vec![0; width * height] }
    }

    /// The canvas as text, a pixel a character.
    fn rows(canvas: &Canvas) -> Vec<String> {
        let row = |row: &[u32]| row.iter().map(|&pixel| if pixel == 0 { '.' } else { '#' }).collect();
        canvas.pixels.chunks(canvas.width).map(row).collect()
    }

    fn check_wrap(text: &str, columns: usize, expected: &[&str]) {
        assert_eq!(wrap(text, columns), expected, "{text:?} in {columns} columns");
    }

    #[test]
    fn lines_break_at_spaces() {
        check_wrap("the name 'x' is not defined", 12, &["the name 'x'", "is not", "defined"]);
        check_wrap("the name 'x' is not defined", 11, &["the name", "'x' is not", "defined"]);
        check_wrap("short", 80, &["short"]);
    }

    #[test]
    fn a_word_longer_than_a_line_is_broken() {
        check_wrap("a /very/long/path.8o is", 6, &["a", "/very/", "long/p", "ath.8o", "is"]);
        check_wrap("abcdef", 6, &["abcdef"]);
        check_wrap("abcd ef", 1, &["a", "b", "c", "d", "e", "f"]);
    }

    #[test]
    fn the_rest_of_a_long_word_shares_its_line() {
        check_wrap("abcdefgh ij k", 6, &["abcdef", "gh ij", "k"]);
    }

    #[test]
    fn line_breaks_stay() {
        check_wrap("one\ntwo  three\n\nfour", 20, &["one", "two three", "", "four"]);
        check_wrap("", 5, &[]);
    }

    #[test]
    fn what_does_not_fit_into_some_lines_is_left_out_at_the_end() {
        let text = "the name 'x' is not defined";
        assert_eq!(wrap_short(text, 12, 3), wrap(text, 12));
        assert_eq!(wrap_short(text, 12, 2), ["the name 'x'", "is not …"]);
        assert_eq!(wrap_short(text, 12, 1), ["the name 'x…"]);
        assert!(wrap_short(text, 12, 0).is_empty());
    }

    #[test]
    fn characters_count_and_not_bytes() {
        check_wrap("äöü äöü", 3, &["äöü", "äöü"]);
    }

    #[test]
    fn characters_stand_side_by_side() {
        let mut canvas = canvas(12, 9);
        draw(&mut canvas, "Lj", (0, 0), 1, 1);
        let expected = [
            "#........#..",
            "#...........",
            "#.......##..",
            "#........#..",
            "#........#..",
            "#........#..",
            "#####.#..#..",
            ".......##...",
            "............",
        ];
        assert_eq!(rows(&canvas), expected);
    }

    #[test]
    fn every_pixel_is_a_square() {
        let mut canvas = canvas(20, 20);
        draw(&mut canvas, "'", (3, 2), 2, 0xFF_FFFF);
        let lit = |x: usize, y: usize| canvas.pixels[y * 20 + x] == 0xFF_FFFF;
        for y in 0..20 {
            for x in 0..20 {
                assert_eq!(lit(x, y), (7..9).contains(&x) && (2..8).contains(&y), "{x}, {y}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_cut_off() {
        let mut small = canvas(8, 5);
        draw(&mut small, "HH", (5, 3), 1, 1);
        assert_eq!(rows(&small), ["........", "........", "........", ".....#..", ".....#.."]);
        for (left, top) in [(0, 100), (100, 0), (7, 4)] {
            draw(&mut small, "words", (left, top), 3, 1);
        }
        draw(&mut canvas(0, 0), "words", (0, 0), 1, 1);
    }

    #[test]
    fn the_brightest_background_becomes_dark() {
        let mut canvas = canvas(2, 1);
        canvas.pixels = vec![0xFF_FFFF, 0x04_1A0B];
        darken(&mut canvas);
        assert_eq!(canvas.pixels, [0x3F_3F3F, 0x01_0602]);
    }
}
