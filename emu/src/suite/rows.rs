//! Pictures as text: a line a row, a character a pixel.
//!
//! `.` is dark, `#` is lit in the first plane; on screens of several planes a hexadecimal digit is the mask of the
//! planes that are lit.

use cpu_ops::display::{HIRES_HEIGHT, HIRES_WIDTH};

use crate::picture::Picture;

/// Sizes that a screen can have: pixels across and down.
const SIZES: [(usize, usize); 2] = [(HIRES_WIDTH / 2, HIRES_HEIGHT / 2), (HIRES_WIDTH, HIRES_HEIGHT)];

/// A text that is no picture: the row that is to blame, counted from 0, if it is one row, and what is wrong.
pub type NoPicture = (Option<usize>, String);

/// The picture that `rows` draw.
pub fn picture<'a>(rows: impl ExactSizeIterator<Item = &'a str>) -> Result<Picture, NoPicture> {
    let height = rows.len();
    let mut width = 0;
    let mut masks = Vec::new();
    for (y, row) in rows.enumerate() {
        let before = masks.len();
        for character in row.chars() {
            masks.push(mask(character).ok_or_else(|| {
                (Some(y), format!("{character:?} is no pixel: . is dark, # is lit, a digit is a mask of planes"))
            })?);
        }
        if y == 0 {
            width = masks.len();
        } else if masks.len() - before != width {
            return Err((Some(y), format!("this row has {} pixels, the first one has {width}", masks.len() - before)));
        }
    }
    if SIZES.contains(&(width, height)) {
        return Ok(Picture { width, height, masks });
    }
    let sizes = SIZES.map(|(width, height)| format!("{width} x {height}")).join(" or ");
    Err((None, format!("the picture is {width} x {height}, a screen is {sizes}")))
}

/// The rows that draw `picture`.
#[must_use]
pub fn rows(picture: &Picture) -> Vec<String> {
    picture.masks.chunks(picture.width).map(|row| row.iter().map(|&mask| character(mask)).collect()).collect()
}

fn mask(character: char) -> Option<u8> {
    match character {
        '.' => Some(0),
        '#' => Some(1),
        _ => character.to_digit(16).map(|digit| digit as u8),
    }
}

fn character(mask: u8) -> char {
    match mask {
        0 => '.',
        1 => '#',
        _ => char::from_digit(u32::from(mask & 15), 16).map_or('?', |digit| digit.to_ascii_uppercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_pictures_are_the_same_thing() {
        let masks: Vec<u8> = (0..64 * 32_u32).map(|n| (n * 7 % 16) as u8).collect();
        let original = Picture { width: 64, height: 32, masks };
        let text = rows(&original);
        assert_eq!(text[0].get(..5), Some(".7E5C"));
        assert_eq!(picture(text.iter().map(String::as_str)).unwrap(), original);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let refused = |rows: &[&str]| picture(rows.iter().copied()).unwrap_err();
        assert_eq!(refused(&["..", "..."]).0, Some(1));
        assert!(refused(&["..", ".x"]).1.contains("'x'"));
        assert_eq!(refused(&["..", ".#"]), (None, "the picture is 2 x 2, a screen is 64 x 32 or 128 x 64".to_owned()));
        assert!(refused(&[]).1.contains("0 x 0"));
    }
}
