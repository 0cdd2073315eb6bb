//! Screenshots: the screen in a file of a name that was free.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::picture::{Caption, Palette, Picture, ScreenshotError};

/// Pixels of a screenshot a pixel of the screen.
const SCALE: usize = 8;

/// There is no screenshot.
#[derive(Debug, thiserror::Error)]
pub(super) enum SaveError {
    /// No file can be made.
    #[error("cannot write {path}: {source}", path = path.display())]
    NoFile { path: PathBuf, source: io::Error },
    /// The file cannot be written.
    #[error(transparent)]
    Unwritten(#[from] ScreenshotError),
}

/// Writes `picture` to `folder/stem-N.png`, where N is the lowest number whose file does not exist. Returns its path.
pub(super) fn save(
    picture: &Picture,
    palette: &Palette,
    folder: &Path,
    stem: &str,
    caption: &Caption,
) -> Result<PathBuf, SaveError> {
    let path = claim(folder, stem, "png")?;
    match picture.write_png(&path, palette, SCALE, caption) {
        Ok(()) => Ok(path),
        Err(error) => {
            // The empty file is of no use; that it cannot be removed is no worse than what is reported.
            let _ = fs::remove_file(&path);
            Err(error.into())
        }
    }
}

/// Makes an empty file of a name that was free, with that ending.
pub(super) fn claim(folder: &Path, title: &str, ending: &str) -> Result<PathBuf, SaveError> {
    let mut number = 1_u32;
    loop {
        let path = folder.join(format!("{title}-{number}.{ending}"));
        match File::create_new(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < u32::MAX => number += 1,
            Err(source) => return Err(SaveError::NoFile { path, source }),
        }
    }
}
