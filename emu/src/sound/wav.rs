//! WAV files: 16-bit samples of one channel.

use std::io::BufWriter;
use std::path::{Path, PathBuf};

use hound::{SampleFormat, WavSpec, WavWriter};

use super::{Cue, FRAMES_PER_SECOND, Generator, Phase, SAMPLE_RATE};
use crate::replace::Replacement;

/// The most frames that fit: a WAV file counts its bytes in 32 bits, of which the header has less than a hundred.
pub const MAX_FRAMES: u64 = (u32::MAX as u64 - 100) / 2 / (SAMPLE_RATE / FRAMES_PER_SECOND) as u64;

/// A recording that becomes a file when it is finished.
pub struct Recording {
    writer: WavWriter<BufWriter<std::fs::File>>,
    replacement: Replacement,
    path: PathBuf,
    generator: Generator,
    samples: Vec<i16>,
    /// Why no more is written.
    problem: Option<hound::Error>,
}

/// A recording could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the sound to {path}: {problem}", path = path.display())]
pub struct WavError {
    path: PathBuf,
    problem: String,
}

impl WavError {
    fn new(path: &Path, problem: &dyn std::fmt::Display) -> Self {
        Self { path: path.to_owned(), problem: problem.to_string() }
    }
}

impl Recording {
    /// Begins a recording that shall be called `path`.
    ///
    /// # Errors
    ///
    /// If no file can be written there.
    pub fn begin(path: &Path) -> Result<Self, WavError> {
        let mut replacement = Replacement::begin(path).map_err(|error| WavError::new(path, &error))?;
        let file = replacement.file().try_clone().map_err(|error| WavError::new(path, &error))?;
        let spec =
            WavSpec { channels: 1, sample_rate: SAMPLE_RATE, bits_per_sample: 16, sample_format: SampleFormat::Int };
        let writer = WavWriter::new(BufWriter::new(file), spec).map_err(|error| WavError::new(path, &error))?;
        let generator = Generator::new(SAMPLE_RATE, FRAMES_PER_SECOND);
        Ok(Self { writer, replacement, path: path.to_owned(), generator, samples: Vec::new(), problem: None })
    }

    /// Lets the sound go on from where `frames` frames have left `phase`, before the first frame is appended.
    pub fn go_on_from(&mut self, frames: u64, phase: &Phase) {
        self.generator = Generator::resumed(SAMPLE_RATE, FRAMES_PER_SECOND, frames, phase);
    }

    /// Appends a frame. If it cannot be written, [`Recording::finish`] tells.
    pub fn frame(&mut self, cue: &Cue) {
        if self.problem.is_some() {
            return;
        }
        self.samples.clear();
        self.generator.frame(cue, &mut self.samples);
        self.problem = self.samples.iter().try_for_each(|&sample| self.writer.write_sample(sample)).err();
    }

    /// Writes what is left, and gives the file its name.
    ///
    /// # Errors
    ///
    /// If not all of it could be written. There is then no new file.
    pub fn finish(self) -> Result<(), WavError> {
        if let Some(problem) = self.problem {
            return Err(WavError::new(&self.path, &problem));
        }
        self.writer.finalize().map_err(|error| WavError::new(&self.path, &error))?;
        self.replacement.finish().map_err(|error| WavError::new(&self.path, &error))
    }
}
