//! Pictures of failed cases: what was expected, what was found, and where they differ.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::run::Outcome;
use super::{Case, Problem};
use crate::picture::{Picture, write_png};

/// Pixels across of each of the pictures that stand side by side, whatever the screen's resolution.
const WIDTH: usize = 512;
/// Pixels between and around them.
const GAP: usize = 16;

/// The frame around the pictures.
const FRAME: u32 = 0x40_4850;
/// A pixel by how many planes are lit: one, or others.
const LIT: [u32; 4] = [0x00_0000, 0xFF_FFFF, 0x80_8080, 0xC8_C8C8];
/// Lit as expected, in the picture of the differences.
const SAME: u32 = 0x50_5050;
/// Expected to be lit, and dark.
const MISSING: u32 = 0xFF_4040;
/// Expected to be dark, and lit.
const EXTRA: u32 = 0x40_A0FF;
/// Lit in other planes than expected.
const OTHER: u32 = 0xFF_D040;

/// Characters of a case's name that its file's has.
const MOST_CHARACTERS: usize = 100;

/// Writes what the engines drew into `folder`, as PNG files called `name`, beside what was expected. Where the
/// engines drew different things there is a file for each. Returns the files.
///
/// # Errors
///
/// If they cannot be written.
pub fn write_pictures(folder: &Path, name: &str, case: &Case, outcome: &Outcome) -> Result<Vec<PathBuf>, Problem> {
    let Some(first) = outcome.findings.first() else { return Ok(Vec::new()) };
    std::fs::create_dir_all(folder).map_err(|error| Problem::new(folder.display(), error))?;
    let recorded = case.expected.screen.as_ref().and_then(|screen| screen.picture.as_ref());
    let alike = outcome.findings.iter().all(|finding| finding.picture == first.picture);
    let mut paths = Vec::new();
    for finding in &outcome.findings[..if alike { 1 } else { outcome.findings.len() }] {
        let file = if alike { format!("{name}.png") } else { format!("{name}-{}.png", finding.engine) };
        let path = folder.join(file);
        let (width, colours) = side_by_side(recorded, &finding.picture);
        write_png(&path, width, &colours, None).map_err(|error| Problem::new("", error))?;
        paths.push(path);
    }
    Ok(paths)
}

/// Names for files, one for each of `names`: of letters, digits, `-`, `_` and `.` only, no longer than a file system takes, and no
/// two alike, capitals or not.
pub fn file_names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let (mut found, mut taken) = (Vec::new(), HashSet::new());
    for name in names {
        let keep = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
        let plain: String = name.chars().take(MOST_CHARACTERS).map(keep).collect();
        let numbered = (found.len() + 1..).map(|number| format!("{plain}-{number}"));
        let mut names = std::iter::once(plain.clone()).chain(numbered);
        let free = names.find(|name| taken.insert(name.to_ascii_lowercase())).expect("there is always another number");
        found.push(free);
    }
    found
}

/// Expected, found and difference, or only what was found: pixels across, and colours row by row.
fn side_by_side(expected: Option<&Picture>, found: &Picture) -> (usize, Vec<u32>) {
    let plain = |picture: &Picture| picture.masks.iter().map(|&mask| LIT[usize::from(mask & 3)]).collect();
    let mut panels: Vec<(&Picture, Vec<u32>)> = Vec::new();
    panels.extend(expected.map(|expected| (expected, plain(expected))));
    panels.push((found, plain(found)));
    let same_size = expected.filter(|expected| (expected.width, expected.height) == (found.width, found.height));
    panels.extend(same_size.map(|expected| (found, differences(expected, found))));

    let scale = |picture: &Picture| (WIDTH / picture.width).max(1);
    let height = panels.iter().map(|(picture, _)| picture.height * scale(picture)).max().unwrap_or(0) + 2 * GAP;
    let width = panels.len() * (WIDTH + GAP) + GAP;
    let mut colours = vec![FRAME; width * height];
    for (number, (picture, panel)) in panels.iter().enumerate() {
        let left = GAP + number * (WIDTH + GAP);
        let scale = scale(picture);
        for (y, row) in colours[GAP * width..].chunks_mut(width).take(picture.height * scale).enumerate() {
            for (x, colour) in row[left..].iter_mut().take(picture.width * scale).enumerate() {
                *colour = panel[y / scale * picture.width + x / scale];
            }
        }
    }
    (width, colours)
}

fn differences(expected: &Picture, found: &Picture) -> Vec<u32> {
    let colour = |(&expected, &found): (&u8, &u8)| match (expected, found) {
        (0, 0) => LIT[0],
        (expected, found) if expected == found => SAME,
        (_, 0) => MISSING,
        (0, _) => EXTRA,
        _ => OTHER,
    };
    expected.masks.iter().zip(&found.masks).map(colour).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expected_found_and_difference_stand_side_by_side() {
        let blank = |mask| Picture { width: 64, height: 32, masks: vec![mask; 64 * 32] };
        let (width, colours) = side_by_side(Some(&blank(1)), &blank(0));
        assert_eq!((width, colours.len() / width), (3 * 512 + 4 * 16, 256 + 2 * 16));
        let middle = &colours[width * 100..][..width];
        assert_eq!([middle[0], middle[16], middle[544], middle[1072]], [FRAME, LIT[1], LIT[0], MISSING]);
        let (width, _) = side_by_side(None, &blank(0));
        assert_eq!(width, 512 + 2 * 16);
        let larger = Picture { width: 128, height: 64, masks: vec![0; 128 * 64] };
        assert_eq!(side_by_side(Some(&larger), &blank(0)).0, 2 * 512 + 3 * 16);
    }

    #[test]
    fn names_of_files_are_plain_and_differ() {
        let names = ["a b", "a/b", "A-b", "../x"];
        assert_eq!(file_names(names.into_iter()), ["a-b", "a-b-2", "A-b-3", "..-x"]);
        assert_eq!(file_names(["x--3", "x!", "x?"].into_iter()), ["x--3", "x-", "x--4"]);
        let long = "n".repeat(1000);
        assert!(file_names([long.as_str(), &long].into_iter()).iter().all(|name| name.len() < 120));
    }
}
