//! The picture: the screen as one byte a pixel, and as colours.

mod blend;
mod palette;
mod png_file;
mod rotation;

use std::path::{Path, PathBuf};

use cpu_ops::display::Display;

use crate::replace;
use crate::rom::hex_sha1;

pub use blend::{Afterglow, Blend, Colours, UnknownBlend};
pub use palette::{Colour, ColourError, ColoursError, Palette};
pub use png_file::{Caption, write_png};
pub use rotation::{Rotation, RotationError};

/// The screen at its current resolution: for each pixel the mask of the planes lit there, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// One byte a pixel.
    pub masks: Vec<u8>,
}

/// A picture file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the screenshot {path}: {problem}", path = path.display())]
pub struct ScreenshotError {
    path: PathBuf,
    problem: String,
}

impl Picture {
    /// What `display` shows.
    #[must_use]
    pub fn of(display: &Display) -> Self {
        let (width, height) = (display.width(), display.height());
        let masks = (0..height).flat_map(|y| (0..width).map(move |x| display.pixel(x, y))).collect();
        Self { width, height, masks }
    }

    /// The SHA-1, in hexadecimal, of its bytes.
    #[must_use]
    pub fn sha1(&self) -> String {
        hex_sha1(&self.masks)
    }

    /// Its pixels as colours, each `scale` pixels wide and high, row by row.
    #[must_use]
    pub fn colours(&self, palette: &Palette, scale: usize) -> Vec<u32> {
        let mut colours = Vec::with_capacity(self.masks.len() * scale * scale);
        for row in self.masks.chunks(self.width) {
            let line: Vec<u32> =
                row.iter().flat_map(|&mask| std::iter::repeat_n(palette.colour(mask), scale)).collect();
            for _ in 0..scale {
                colours.extend_from_slice(&line);
            }
        }
        colours
    }

    /// Whether a picture can be written to `path`; what is there is left alone.
    ///
    /// # Errors
    ///
    /// If it cannot.
    pub fn can_be_written(path: &Path) -> Result<(), ScreenshotError> {
        replace::can_write(path).map_err(|error| ScreenshotError { path: path.to_owned(), problem: error.to_string() })
    }

    /// Writes it as a PNG file with a `caption`, each pixel `scale` pixels wide and high.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write_png(
        &self,
        path: &Path,
        palette: &Palette,
        scale: usize,
        caption: &Caption,
    ) -> Result<(), ScreenshotError> {
        write_png(path, self.width * scale, &self.colours(palette, scale), Some(caption))
    }
}
