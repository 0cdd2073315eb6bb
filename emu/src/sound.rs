//! Sound: from what a machine's state says of a frame to that frame's samples.
//!
//! ```text
//! State -Cue::of-> Cue, one a frame -Generator::frame-> samples -wav, or a sound device
//! ```
//!
//! Everything is integers, so that the same cues make the same samples on every engine and every host. Nothing in here
//! knows frames of a screen, clocks or files, but for [`wav`].

mod generator;
mod phase;
mod pitch;
pub mod wav;

use cpu_ops::bus::NO_KEY;
use cpu_ops::{Platform, SoundModel, State};

pub use generator::Generator;
pub use phase::Phase;
pub use pitch::pattern_rate;

/// Samples a second that sound is recorded with.
pub const SAMPLE_RATE: u32 = 48_000;

/// Frames a second, on every platform that is emulated. Its timers count frames, whatever it executes in one.
pub const FRAMES_PER_SECOND: u32 = 60;

/// The tone of platforms without sample patterns, in hertz. No two of the old machines sounded alike; this one is a
/// whole number of periods a frame and a whole number of samples a period, which leaves no clicks and no false tones.
pub const TONE_HERTZ: u32 = 480;

/// All that the sound of a frame depends on, besides the frames before it: the state after the frame's instructions and
/// before its timers count down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cue {
    /// What sounds.
    pub model: SoundModel,
    /// The sound timer.
    pub timer: u8,
    /// Whether a key wait has seen its key go down and not yet up.
    pub key_held: bool,
    /// The sample pattern, the first sample being the highest bit.
    pub pattern: u128,
    /// The pattern's pitch; see [`pattern_rate`].
    pub pitch: u8,
}

impl Cue {
    /// The cue of a frame in which nothing is heard.
    pub const SILENCE: Self = Self { model: SoundModel::Tone, timer: 0, key_held: false, pattern: 0, pitch: 64 };

    /// The cue of a frame of `platform` that has come to `state`, its timers not yet counted.
    #[must_use]
    pub fn of(state: &State, platform: &Platform) -> Self {
        Self {
            model: platform.sound,
            timer: state.registers.sound,
            key_held: state.bus.latched_key != NO_KEY,
            pattern: u128::from_be_bytes(state.bus.pattern),
            pitch: state.bus.pitch,
        }
    }

    /// Whether it is heard, if the frame before was heard or not. A pattern of equal samples counts as heard, though it
    /// makes no sound.
    fn is_heard(&self, before: bool) -> bool {
        match self.model {
            // A timer of 1 is inaudible by itself, and still the last frame of a longer tone.
            SoundModel::Vip => self.key_held || self.timer > u8::from(!before),
            SoundModel::Tone | SoundModel::Pattern => self.timer > 0,
        }
    }
}
