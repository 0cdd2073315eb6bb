//! The screen that a case expects: read from a manifest in up to two forms, and compared.

use std::ops::Range;
use std::path::PathBuf;

use toml::Spanned;

use super::expected::Mismatch;
use super::manifest::{Section, Source};
use super::{Problem, case, rows};
use crate::picture::Picture;

/// An expected screen, in as many forms as the manifest has it.
#[derive(Clone, Debug, Default)]
pub struct ExpectedScreen {
    /// The SHA-1 of one byte a pixel; `None` if none has been recorded yet.
    pub sha1: Option<String>,
    /// The picture, for showing what differs.
    pub picture: Option<Picture>,
    /// Where the manifest has the SHA-1: the value with its quotes.
    pub(super) sha1_at: Option<Range<usize>>,
    /// Where the manifest has the picture: the array, and each row with its quotes.
    pub(super) rows_at: Option<(Range<usize>, Vec<Range<usize>>)>,
    /// The file that has the picture.
    pub(super) file: Option<PathBuf>,
}

impl ExpectedScreen {
    /// What differs if the screen is `found`.
    #[must_use]
    pub fn compare(&self, found: &Picture) -> Option<Mismatch> {
        let sha1 = found.sha1();
        let size = |picture: &Picture| (picture.width, picture.height);
        let same_size = self.picture.as_ref().is_none_or(|expected| size(expected) == size(found));
        if self.sha1.as_ref() == Some(&sha1) && same_size {
            return None;
        }
        let comparable = self.picture.as_ref().filter(|_| same_size);
        let pixels = comparable.map(|expected| expected.masks.iter().zip(&found.masks).filter(|(a, b)| a != b).count());
        Some(Mismatch::Screen { expected: self.sha1.clone(), found: sha1, pixels })
    }
}

impl ExpectedScreen {
    /// Whether the manifest has a place for a picture that is still to be recorded.
    #[must_use]
    pub fn lacks_picture(&self) -> bool {
        self.picture.is_none() && (self.file.is_some() || self.rows_at.is_some())
    }
}

/// The screen that `section` expects, in all its forms; they must agree.
pub fn read(source: &Source, section: &Section) -> Result<Option<ExpectedScreen>, Problem> {
    let mut screen = ExpectedScreen::default();
    match (&section.rows, &section.picture) {
        (None, None) if section.screen.is_none() => return Ok(None),
        (None, None) => {}
        (Some(_), Some(path)) => return Err(source.problem(&path.span(), "a case has `rows` or `picture`, not both")),
        (Some(rows), None) => read_rows(source, rows, &mut screen)?,
        (None, Some(path)) => read_file(source, path, &mut screen)?,
    }
    let drawn = screen.picture.as_ref().map(Picture::sha1);
    if let Some(text) = &section.screen {
        screen.sha1_at = Some(text.span());
        if !text.as_ref().is_empty() {
            let sha1 = case::sha1(source, text)?;
            if let Some(drawn) = drawn.as_ref().filter(|drawn| **drawn != sha1) {
                return Err(source.problem(&text.span(), format!("the picture in this case has the SHA-1 {drawn}")));
            }
            screen.sha1 = Some(sha1);
            return Ok(Some(screen));
        }
    }
    screen.sha1 = drawn;
    Ok(Some(screen))
}

/// The picture in the manifest; one without rows has not been recorded yet.
fn read_rows(
    source: &Source,
    rows: &Spanned<Vec<Spanned<String>>>,
    screen: &mut ExpectedScreen,
) -> Result<(), Problem> {
    let each: Vec<Range<usize>> = rows.as_ref().iter().map(Spanned::span).collect();
    if !each.is_empty() {
        let picture = rows::picture(rows.as_ref().iter().map(|row| row.as_ref().as_str()));
        screen.picture = Some(picture.map_err(|(row, message)| {
            let at = row.map_or(rows.span(), |row| each[row].clone());
            source.problem(&at, message)
        })?);
    }
    screen.rows_at = Some((rows.span(), each));
    Ok(())
}

/// The picture in a file of its own; if there is no such file, it has not been recorded yet.
fn read_file(source: &Source, path: &Spanned<String>, screen: &mut ExpectedScreen) -> Result<(), Problem> {
    let problem = |message| source.problem(&path.span(), message);
    screen.file = source.files.path(path.as_ref());
    let Some(text) = source.files.text(path.as_ref()).map_err(problem)? else { return Ok(()) };
    let lines: Vec<&str> = text.trim_start_matches('\u{FEFF}').lines().map(str::trim_end).collect();
    screen.picture = Some(rows::picture(lines.into_iter()).map_err(|(row, message)| {
        let line = row.map_or(String::new(), |row| format!(":{}", row + 1));
        problem(format!("{}{line}: {message}", path.as_ref()))
    })?);
    Ok(())
}
