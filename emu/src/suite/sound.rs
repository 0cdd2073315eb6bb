//! The sound that a case expects: the SHA-1 of its samples.

use std::ops::Range;

use sha1::{Digest, Sha1};
use toml::Spanned;

use super::expected::Mismatch;
use super::manifest::Source;
use super::{Problem, case};
use crate::rom::hex;
use crate::sound::{Cue, FRAMES_PER_SECOND, Generator, SAMPLE_RATE};

/// An expected sound.
#[derive(Clone, Debug)]
pub struct ExpectedSound {
    /// The SHA-1 of its samples, 16-bit numbers with the low byte first; `None` if none has been recorded yet.
    pub sha1: Option<String>,
    /// Where the manifest has it: the value with its quotes.
    pub(super) at: Range<usize>,
}

impl ExpectedSound {
    /// What differs if the sound is `found`.
    #[must_use]
    pub fn compare(&self, found: &str) -> Option<Mismatch> {
        if self.sha1.as_deref() == Some(found) {
            return None;
        }
        Some(Mismatch::Sound { expected: self.sha1.clone(), found: found.to_owned() })
    }
}

/// The expected sound that `text` stands for.
pub fn read(source: &Source, text: &Spanned<String>) -> Result<ExpectedSound, Problem> {
    let sha1 = if text.as_ref().is_empty() { None } else { Some(case::sha1(source, text)?) };
    Ok(ExpectedSound { sha1, at: text.span() })
}

/// Hears the frames of a run.
#[derive(Clone, Debug)]
pub struct Listener {
    generator: Generator,
    samples: Vec<i16>,
    digest: Sha1,
}

impl Listener {
    /// A listener that has heard nothing.
    pub fn new() -> Self {
        let generator = Generator::new(SAMPLE_RATE, FRAMES_PER_SECOND);
        Self { generator, samples: Vec::new(), digest: Sha1::new() }
    }

    /// Hears a frame.
    pub fn frame(&mut self, cue: &Cue) {
        self.samples.clear();
        self.generator.frame(cue, &mut self.samples);
        let bytes: Vec<u8> = self.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        self.digest.update(bytes);
    }

    /// The SHA-1, in hexadecimal, of all samples as 16-bit numbers, the low byte first: of what a WAV file has behind
    /// its header.
    pub fn sha1(self) -> String {
        hex(&self.digest.finalize())
    }
}
