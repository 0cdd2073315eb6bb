//! A program played as in a window, without one: 60 frames a second by the clock, with keys pressed by a script, from a cold
//! start; and how long the emulation of each frame took.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use stitch8::database::Database;
use stitch8::engine::{Engine, EngineKind};
use stitch8::machine::{FrameEnd, Machine};
use stitch8::rom::{Rom, RomError};
use stitch8::setup::{Choice, Wishes};

/// Frames a second.
const RATE: u32 = 60;

/// What is played.
#[derive(Debug)]
pub struct Play {
    machine: Machine,
    frames: Vec<Frame>,
}

/// What one frame's emulation took.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// Time by the clock: what a player would notice, whatever it was spent on.
    pub clock: Duration,
    /// Time on a processor: what of it was ours.
    pub processor: Duration,
    /// Whether the thread gave up its processor to wait for something.
    pub waited: bool,
    /// Whether the system took its processor away for another thread.
    pub preempted: bool,
    /// Regions that were asked for so far.
    pub requested: u64,
    /// Regions that were compiled and put to use so far.
    pub compiled: u64,
}

/// How often this thread has not had a processor: of its own accord, and not.
#[derive(Clone, Copy, Debug, Default)]
struct Switches {
    voluntary: u64,
    involuntary: u64,
}

impl Play {
    /// The program in `path` about to start, `instructions_per_frame` of it a frame or as many as the database and its
    /// platform say.
    ///
    /// # Errors
    ///
    /// If the file is no program.
    ///
    /// # Panics
    ///
    /// If LLVM does not start.
    pub fn new(path: &Path, kind: EngineKind, instructions_per_frame: Option<u64>) -> Result<Self, RomError> {
        let rom = Rom::read(path)?;
        let wishes = Wishes { instructions_per_frame, ..Wishes::default() };
        let known = Database::embedded().find(&rom.sha1());
        let setup = Choice::of(&rom, known.as_ref(), &wishes).expect("our own programs fit").setup;
        let engine = match kind {
            EngineKind::Interpreter => Engine::interpreter(setup.profile()),
            #[cfg(feature = "jit")]
            EngineKind::Recompiler => {
                let settings = stitch8::recompiler::Settings { background: true, ..Default::default() };
                Engine::recompiler(setup.profile(), &settings).expect("LLVM starts")
            }
        };
        Ok(Self { machine: Machine::new(&rom, setup, engine), frames: Vec::new() })
    }

    /// Plays for `seconds`, or until the program ends itself.
    pub fn run(&mut self, seconds: u32) {
        let started = Instant::now();
        for number in 0..seconds * RATE {
            let before = Switches::now();
            let (clock, processor) = (Instant::now(), ThreadTime::now());
            let end = self.machine.frame(keys(number));
            let (processor, clock) = (processor.elapsed(), clock.elapsed());
            let after = Switches::now();
            let (requested, compiled) = regions(self.machine.engine());
            self.frames.push(Frame {
                clock,
                processor,
                waited: after.voluntary > before.voluntary,
                preempted: after.involuntary > before.involuntary,
                requested,
                compiled,
            });
            if matches!(end, FrameEnd::Halted | FrameEnd::Fault(_)) {
                break;
            }
            let next = started + Duration::from_secs(1) * (number + 1) / RATE;
            thread::sleep(next.saturating_duration_since(Instant::now()));
        }
    }

    /// What the frames took, in their order.
    #[must_use]
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// What was played.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        &self.machine
    }
}

/// Regions asked for and compiled so far.
fn regions(engine: &Engine) -> (u64, u64) {
    match engine {
        Engine::Interpreter(_) => (0, 0),
        #[cfg(feature = "jit")]
        Engine::Recompiler(recompiler) => {
            let done = recompiler.statistics();
            (done.units_requested, done.units_compiled)
        }
    }
}

/// The keys down in a frame: a fixed mixture of those that our games are played with, some of the time none.
#[must_use]
pub fn keys(frame: u32) -> u16 {
    const CHOICES: [u16; 8] = [1 << 5, 0, 1 << 7, 1 << 9, 1 << 6, 0, 1 << 8, 1 << 6];
    let press = (frame / 12).wrapping_mul(0x9E37_79B1) >> 29;
    CHOICES[press as usize]
}

impl Switches {
    /// So far; none where the system does not tell.
    fn now() -> Self {
        let status = fs::read_to_string("/proc/thread-self/status").unwrap_or_default();
        Self {
            voluntary: field(&status, "voluntary_ctxt_switches:").unwrap_or(0),
            involuntary: field(&status, "nonvoluntary_ctxt_switches:").unwrap_or(0),
        }
    }
}

/// The most bytes that this process has had in memory so far; `None` where the system does not tell.
#[must_use]
pub fn most_resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    field(&status, "VmHWM:").map(|kilobytes| kilobytes * 1024)
}

/// The number in a line of a `status` file.
fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}
