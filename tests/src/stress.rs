//! The recompiler under stress: a program that keeps rewriting its hot loops, while they are compiled beside it, dropped and
//! compiled again, thousands of times; and what the process takes of memory meanwhile.

pub mod footprint;
mod program;
pub mod relink;

use std::time::{Duration, Instant};

use cpu_ops::{Platform, Quirks, State};
use cpu_time::ThreadTime;
use stitch8::engine::Engine;
use stitch8::interpreter::Interpreter;
use stitch8::recompiler::{Effort, Error, Settings, Statistics};

use footprint::Footprint;
pub use program::Rewriting;
use program::program;

/// What a recompiler under stress does.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How often the program rewrites its loops.
    pub rewriting: Rewriting,
    /// With how much effort they are compiled.
    pub effort: Effort,
    /// Whether the program goes on meanwhile. If it waits, whatever is compiled is run and then invalidated, and nothing is compiled in vain.
    pub background: bool,
}

/// Instructions a run: a 60 Hz frame at 3 million instructions a second.
const BUDGET: u64 = 50_000;

/// Fewer regions than the program has loops, so that some have to go for others.
const CACHE_REGIONS: usize = 96;

/// A recompiler, the program that keeps it busy, and the interpreter that it is compared with.
#[derive(Debug)]
pub struct Stress {
    engine: Engine,
    state: Box<State>,
    reference: Interpreter,
    expected: Box<State>,
    longest: Longest,
    interpreter_longest: Longest,
    runs: u64,
}

/// How far it is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// What the recompiler has done.
    pub statistics: Statistics,
    /// What the process takes now, where the system tells.
    pub footprint: Option<Footprint>,
    /// The longest frame so far, of the recompiler.
    pub longest: Longest,
    /// The same of the interpreter, which has no compiling thread: what of it is the machine's.
    pub interpreter_longest: Longest,
}

/// How long the longest frame took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Longest {
    /// By the clock, the time in which other programs had the processor included.
    pub clock: Duration,
    /// On a processor.
    pub processor: Duration,
}

impl Longest {
    /// Runs a frame.
    fn of<T>(&mut self, frame: impl FnOnce() -> T) -> T {
        let (started, busy) = (Instant::now(), ThreadTime::now());
        let result = frame();
        self.processor = self.processor.max(busy.elapsed());
        self.clock = self.clock.max(started.elapsed());
        result
    }
}

impl Stress {
    /// Everything is at its start.
    ///
    /// # Errors
    ///
    /// If LLVM does not start.
    pub fn new(Options { rewriting, effort, background }: Options) -> Result<Self, Error> {
        let platform = Platform::DEFAULT;
        let profile = platform.profile(Quirks::NONE);
        let settings = Settings { threshold: 1, background, cache_regions: CACHE_REGIONS, effort, ..Settings::eager() };
        let state = Box::new(State::new(platform, &program(rewriting), 0x5EED));
        Ok(Self {
            engine: Engine::recompiler(profile, &settings)?,
            expected: state.clone(),
            state,
            reference: Interpreter::untiring(profile),
            longest: Longest::default(),
            interpreter_longest: Longest::default(),
            runs: 0,
        })
    }

    /// Runs the program for a frame on both.
    ///
    /// # Panics
    ///
    /// If they differ.
    pub fn frame(&mut self) {
        let run = self.longest.of(|| self.engine.run(&mut self.state, BUDGET));
        let expected = self.interpreter_longest.of(|| self.reference.run(&mut self.expected, BUDGET));
        self.runs += 1;
        assert_eq!(expected, run, "run {}", self.runs);
        assert!(self.expected == self.state, "the states differ after run {}", self.runs);
    }

    /// Runs until `count` tells of what the recompiler has done that it came to `number`.
    pub fn until(&mut self, number: u64, count: impl Fn(&Statistics) -> u64) {
        while count(&self.statistics()) < number {
            self.frame();
        }
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            statistics: self.statistics(),
            footprint: Footprint::now(),
            longest: self.longest,
            interpreter_longest: self.interpreter_longest,
        }
    }

    fn statistics(&self) -> Statistics {
        self.engine.statistics().expect("it is a recompiler")
    }
}
