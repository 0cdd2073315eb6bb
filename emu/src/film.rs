//! Films: the pictures of frames as an animated GIF, at the speed of the program.
//!
//! A GIF counts hundredths of a second, and players take none that lasts for less than two of them seriously. So of the 60
//! pictures a second that may differ, up to 40 are in it, each for as long as it was the last one; what follows on it too soon is left out.
//! Of a picture only the rectangle is written in which it differs from the one before.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use cpu_ops::display::HIRES_WIDTH;
use gif::{DisposalMethod, Encoder, Frame, Repeat};

use crate::picture::{Palette, Picture};
use crate::replace::Replacement;
use crate::sound::FRAMES_PER_SECOND;

/// The least time that a picture is shown, in hundredths of a second.
const LEAST: u64 = 2;

/// Combinations of planes, and so colours.
const COLOURS: u8 = 16;

/// A film that becomes a file when it is finished.
pub struct Film {
    path: PathBuf,
    replacement: Replacement,
    palette: Palette,
    /// Pixels a pixel of the 128 x 64 screen.
    unit: usize,
    /// Once there is a picture, and its size is known.
    encoder: Option<Encoder<BufWriter<File>>>,
    /// Pixels across and down.
    size: (usize, usize),
    /// What the file shows so far: a mask a pixel.
    written: Vec<u8>,
    /// The picture that is shown now, and since when, in hundredths of a second.
    now: Option<(Picture, u64)>,
    frames: u64,
    /// Why no more is written.
    problem: Option<String>,
}

/// A film could not be made.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the film {path}: {problem}", path = path.display())]
pub struct FilmError {
    path: PathBuf,
    problem: String,
}

impl Film {
    /// Begins a film that shall be called `path`. A pixel of a 64 x 32 screen is as close to `scale` pixels wide and high as
    /// an even number, and one of a 128 x 64 screen half of that: the film is as large when the program changes from
    /// one to the other.
    ///
    /// # Errors
    ///
    /// If no file can be written there.
    pub fn begin(path: &Path, palette: &Palette, scale: usize) -> Result<Self, FilmError> {
        let replacement = Replacement::begin(path)
            .map_err(|problem| FilmError { path: path.to_owned(), problem: problem.to_string() })?;
        Ok(Self {
            path: path.to_owned(),
            replacement,
            palette: *palette,
            unit: scale.div_ceil(2).max(1),
            encoder: None,
            size: (0, 0),
            written: Vec::new(),
            now: None,
            frames: 0,
            problem: None,
        })
    }

    /// Appends a frame, which shows `picture`. If it cannot be written, [`Film::finish`] tells.
    pub fn frame(&mut self, picture: &Picture) {
        let time = hundredths(self.frames);
        self.frames += 1;
        match &self.now {
            Some((shown, since)) if shown == picture || time < since + LEAST => {}
            _ => {
                self.end_picture(time);
                self.now = Some((picture.clone(), time));
            }
        }
    }

    /// Writes the picture that was shown until `time`.
    fn end_picture(&mut self, time: u64) {
        if let (Some((picture, since)), None) = (self.now.take(), &self.problem) {
            self.problem = self.write(&picture, time.saturating_sub(since).max(LEAST)).err();
        }
    }

    fn write(&mut self, picture: &Picture, mut duration: u64) -> Result<(), String> {
        let text = |error: &dyn std::fmt::Display| error.to_string();
        if self.encoder.is_none() {
            let file = self.replacement.file().try_clone().map_err(|error| text(&error))?;
            let long = HIRES_WIDTH * self.unit;
            self.size = if picture.width >= picture.height { (long, long / 2) } else { (long / 2, long) };
            let (width, height) = (self.size.0 as u16, self.size.1 as u16);
            let mut encoder = Encoder::new(BufWriter::new(file), width, height, &colours(&self.palette))
                .map_err(|error| text(&error))?;
            encoder.set_repeat(Repeat::Infinite).map_err(|error| text(&error))?;
            self.encoder = Some(encoder);
        }
        let Some(encoder) = &mut self.encoder else { return Ok(()) };
        let masks = enlarged(picture, self.size);
        let mut frame = difference(&self.written, &masks, self.size);
        self.written = masks;
        while duration > 0 {
            frame.delay = duration.min(u64::from(u16::MAX)) as u16;
            encoder.write_frame(&frame).map_err(|error| text(&error))?;
            duration -= u64::from(frame.delay);
        }
        Ok(())
    }

    /// Writes what is left, and gives the file its name. Returns how many frames are in it.
    ///
    /// # Errors
    ///
    /// If not all of it could be written, or there is no frame. There is then no new file.
    pub fn finish(mut self) -> Result<u64, FilmError> {
        self.end_picture(hundredths(self.frames));
        let Self { path, replacement, encoder, frames, problem, .. } = self;
        let written = match (problem, encoder) {
            (Some(problem), _) => Err(problem),
            (None, None) => Err("there is no frame to show".to_owned()),
            (None, Some(encoder)) => {
                end(encoder).and_then(|()| replacement.finish()).map_err(|error| error.to_string())
            }
        };
        written.map_err(|problem| FilmError { path, problem })?;
        Ok(frames)
    }
}

/// Writes what a file ends with.
fn end(encoder: Encoder<BufWriter<File>>) -> std::io::Result<()> {
    let writer = encoder.into_inner().map_err(std::io::Error::other)?;
    writer.into_inner().map(drop).map_err(std::io::IntoInnerError::into_error)
}

/// When frame `frame` is shown, in hundredths of a second.
fn hundredths(frame: u64) -> u64 {
    let rate = u64::from(FRAMES_PER_SECOND);
    (frame * 100 + rate / 2) / rate
}

/// The colours of all combinations of planes: red, green and blue of each.
fn colours(palette: &Palette) -> Vec<u8> {
    (0..COLOURS).flat_map(|mask| palette.colour(mask).to_be_bytes()[1..].to_vec()).collect()
}

/// The masks of `picture` with every pixel enlarged, so that it fills `size`.
fn enlarged(picture: &Picture, (width, height): (usize, usize)) -> Vec<u8> {
    let scale = (width / picture.width).min(height / picture.height).max(1);
    let mut masks = vec![0; width * height];
    for (y, line) in masks.chunks_mut(width).enumerate().take(picture.height * scale) {
        let row = &picture.masks[y / scale * picture.width..][..picture.width];
        for (square, &mask) in line.chunks_mut(scale).zip(row) {
            square.fill(mask);
        }
    }
    masks
}

/// The rectangle in which `after` differs from `before`, or a pixel of it. Nothing is before the first picture.
fn difference(before: &[u8], after: &[u8], (width, height): (usize, usize)) -> Frame<'static> {
    let (mut left, mut right, mut top, mut bottom) = (width, 0, height, 0);
    for y in 0..height {
        let row = y * width..(y + 1) * width;
        let Some(before) = before.get(row.clone()) else {
            (left, right, top, bottom) = (0, width, 0, height);
            break;
        };
        let mut changed = (0..width).filter(|&x| before[x] != after[row.start + x]);
        if let Some(first) = changed.next() {
            left = left.min(first);
            right = right.max(changed.next_back().unwrap_or(first) + 1);
            (top, bottom) = (top.min(y), y + 1);
        }
    }
    if right == 0 {
        (left, right, top, bottom) = (0, 1, 0, 1);
    }
    let rows = (top..bottom).flat_map(|y| after[y * width + left..y * width + right].to_vec());
    Frame {
        left: left as u16,
        top: top as u16,
        width: (right - left) as u16,
        height: (bottom - top) as u16,
        dispose: DisposalMethod::Keep,
        buffer: rows.collect::<Vec<u8>>().into(),
        ..Frame::default()
    }
}

#[cfg(test)]
mod tests;
