//! One ROM for a long time on both engines, with keys that a script presses.

use std::fmt::Write as _;

use fastrand::Rng;
use sha1::{Digest as _, Sha1};
use stitch8::engine::Engine;
use stitch8::machine::{FrameEnd, Machine};
use stitch8::recompiler::Settings;
use stitch8::recording::fingerprint;
use stitch8::rom::Rom;
use stitch8::setup::Setup;

use crate::compare::uncompiled;

/// Frames in an hour of a platform with 60 frames a second.
pub const FRAMES_AN_HOUR: u64 = 60 * 60 * 60;
/// The frame after which what a run needs is known: ten minutes.
const EARLY: u64 = FRAMES_AN_HOUR / 6;
/// Frames from one comparison of everything, and one hash, to the next.
const HASHED: u64 = 1000;
/// Frames that a program may jump to itself for before it is started anew.
const PATIENCE: u32 = 600;

/// What a run came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Frames that were run.
    pub frames: u64,
    /// Instructions that each engine executed.
    pub instructions: u64,
    /// How often the program was started anew, having ended.
    pub restarts: u64,
    /// Regions that were compiled.
    pub compiled: u64,
    /// Regions that were dropped because their code was written over.
    pub invalidated: u64,
    /// SHA-1 over the checksums of the whole states after every thousandth frame: the same seed, the same hash.
    pub hash: String,
    /// What this process held in memory after ten minutes, in KiB, where the system tells.
    pub early_kib: Option<i64>,
    /// The same at the end.
    pub late_kib: Option<i64>,
    /// Where the engines parted.
    pub difference: Option<String>,
}

impl Outcome {
    /// By how much the process grew after the first ten minutes, in KiB.
    #[must_use]
    pub fn growth(&self) -> Option<i64> {
        Some(self.late_kib? - self.early_kib?)
    }
}

/// Runs `rom` for `frames` frames on both engines. What each frame came to and the registers are compared after each,
/// the whole state after every thousandth.
///
/// # Panics
///
/// If LLVM does not start.
#[must_use]
pub fn soak(rom: &Rom, setup: Setup, frames: u64, seed: u64) -> Outcome {
    // As while playing, but that everything that comes up twice is compiled, and waited for: emulated hours pass in
    // seconds, and what is compiled when must not depend on that.
    let settings = Settings { wary: true, ..Settings::eager() };
    let engine = Engine::recompiler(setup.profile(), &settings).expect("LLVM starts");
    let mut checked = Machine::new(rom, setup, engine);
    let mut reference = Machine::new(rom, setup, Engine::interpreter(setup.profile()));
    let mut keys = Script::new(seed);
    let (mut outcome, mut hash, mut waited) = (Outcome::default(), Sha1::new(), 0);
    for frame in 0..frames {
        let down = keys.down();
        let (expected, found) = (reference.run_frame(down), checked.run_frame(down));
        outcome.frames += 1;
        outcome.instructions += expected.0.executed;
        let whole = frame % HASHED == HASHED - 1 || frame + 1 == frames;
        let same = expected == found
            && reference.state().registers == checked.state().registers
            && reference.cue() == checked.cue()
            && (!whole || reference.state() == checked.state());
        if !same {
            outcome.difference = Some(format!("frame {frame}: interpreter {expected:?}, recompiler {found:?}"));
            break;
        }
        if whole {
            hash.update(fingerprint(checked.state()).to_le_bytes());
        }
        if frame == EARLY {
            outcome.early_kib = resident_kib();
        }
        waited = if expected.1 == FrameEnd::SelfJump { waited + 1 } else { 0 };
        if matches!(expected.1, FrameEnd::Halted | FrameEnd::Fault(_)) || waited > PATIENCE {
            outcome.restarts += 1;
            waited = 0;
            reference.reset();
            checked.reset();
        }
    }
    outcome.late_kib = resident_kib();
    outcome.difference = outcome.difference.or_else(|| uncompiled(checked.engine()));
    let statistics = checked.engine().statistics().expect("it is a recompiler");
    (outcome.compiled, outcome.invalidated) = (statistics.units_compiled, statistics.invalidations);
    outcome.hash = hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    outcome
}

/// Keys as an impatient player presses them: one or none at a time, held for some frames.
#[derive(Debug)]
struct Script {
    random: Rng,
    down: u16,
    left: u32,
}

impl Script {
    fn new(seed: u64) -> Self {
        Self { random: Rng::with_seed(seed), down: 0, left: 0 }
    }

    fn down(&mut self) -> u16 {
        if self.left == 0 {
            self.left = self.random.u32(3..40);
            self.down = if self.random.u8(0..3) == 0 { 0 } else { 1 << self.random.u32(0..16) };
        }
        self.left -= 1;
        self.down
    }
}

/// What this process has in memory, in KiB, where the system tells.
fn resident_kib() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
