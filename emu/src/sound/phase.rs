//! The phase: what of a program's sound outlasts a frame, whatever the rate of the samples that are made of it.
//!
//! A machine keeps it, for a generator that begins in the middle: after a state was loaded, or time was turned back.

use cpu_ops::SoundModel;

use super::{Cue, FRAMES_PER_SECOND, TONE_HERTZ, pattern_rate};

/// Bits of a pattern.
pub(super) const BITS: u64 = 128;

/// Units of [`Phase::end`] that are a bit of the pattern: a frame is then as many of them as the rate of [`bit_rate`].
pub(super) const UNITS: u64 = (FRAMES_PER_SECOND as u64) << 16;

/// Where a program is in its sound after a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase {
    cue: Cue,
    heard: bool,
    /// Where in the pattern the frame ended, in 60 x 65,536ths of a bit.
    end: u64,
}

impl Phase {
    /// The first value that [`Phase::end`] cannot have.
    const END: u64 = BITS * UNITS;

    /// A program that has not been heard yet, and now is as `cue` says.
    #[must_use]
    pub fn silent(cue: Cue) -> Self {
        Self { cue, heard: false, end: 0 }
    }

    /// The phase after a frame of `cue` that was heard or not, and ended at [`Phase::end`]. None if there is no such
    /// place.
    #[must_use]
    pub fn restored(cue: Cue, heard: bool, end: u64) -> Option<Self> {
        (end < Self::END).then_some(Self { cue, heard, end })
    }

    /// Goes on by a frame.
    pub fn advance(&mut self, cue: Cue) {
        let start = self.next();
        self.heard = cue.is_heard(self.heard);
        self.end = if self.heard { (start + bit_rate(&cue).1) % Self::END } else { 0 };
        self.cue = cue;
    }

    /// What is heard of the last frame.
    #[must_use]
    pub fn cue(&self) -> &Cue {
        &self.cue
    }

    /// Whether the last frame was heard.
    #[must_use]
    pub fn is_heard(&self) -> bool {
        self.heard
    }

    /// Where in the pattern the last frame ended, in 60 x 65,536ths of a bit.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.end
    }

    /// Where in the pattern the next frame begins.
    pub(super) fn next(&self) -> u64 {
        if self.cue.starts_anew(self.heard) { 0 } else { self.end }
    }
}

impl Cue {
    /// Whether the pattern starts anew with the frame after this one, which was heard or not: it does when the timer has
    /// become 0, and only then. A tone goes on as long as it is heard.
    pub(super) fn starts_anew(&self, heard: bool) -> bool {
        !heard || self.model == SoundModel::Pattern && self.timer <= 1
    }
}

/// The pattern that a cue plays, and how many of its bits a second, times 65,536. A tone is 1 and 0 in turns.
pub(super) fn bit_rate(cue: &Cue) -> (u128, u64) {
    const SQUARE: u128 = u128::from_be_bytes([0xAA; 16]);
    match cue.model {
        SoundModel::Vip | SoundModel::Tone => (SQUARE, u64::from(TONE_HERTZ * 2) << 16),
        SoundModel::Pattern => (cue.pattern, pattern_rate(cue.pitch)),
    }
}
