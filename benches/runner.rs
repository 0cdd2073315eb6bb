//! Whatever runs a program, behind one face, so that all are measured in the same way: the whole program, from its first
//! instruction until it jumps to itself, with everything compiled and decoded that was needed the last time.

use std::time::Duration;

use cpu_ops::{Exit, Platform, State};
use cpu_time::ThreadTime;
use stitch8::engine::{Engine, EngineKind};

use crate::limit::Limit;
use crate::switch::Switch;
use crate::{Program, engine};

/// Beyond the end of every program.
const FOR_EVER: u64 = 1 << 32;

/// Runs in a row that compile nothing, after which all that gets hot is taken to be compiled: what a run comes to rarely gets hot late.
const QUIET_RUNS: u32 = 8;
/// The most runs that are waited for that.
const MAX_WARM_UPS: u32 = 200;

/// What runs a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// See [`Switch`].
    Switch,
    /// One of our engines.
    Engine(EngineKind),
    /// See [`Limit`].
    Limit,
}

impl Kind {
    /// All, the slowest first.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let engines = EngineKind::ALL.iter().copied().map(Self::Engine);
        [Self::Switch].into_iter().chain(engines).chain([Self::Limit]).collect()
    }

    /// What to call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Switch => "switch",
            Self::Engine(kind) => kind.name(),
            Self::Limit => "limit",
        }
    }
}

/// Runs one program again and again.
#[derive(Debug)]
pub struct Runner {
    means: Means,
    start: Box<State>,
}

#[derive(Debug)]
enum Means {
    Switch,
    Engine(Engine),
    Limit(Limit),
}

/// A run, ready to start.
#[derive(Debug)]
enum Ready {
    Switch(Box<Switch>),
    State(Box<State>),
}

impl Runner {
    /// What runs `program` by means of `kind`, warmed up by as many runs as compile anything; `None` if nothing does.
    ///
    /// # Panics
    ///
    /// If LLVM does not start, or the program does not end in a jump to itself.
    #[must_use]
    pub fn new(kind: Kind, program: &Program) -> Option<Self> {
        let means = match kind {
            // It is an interpreter of plain CHIP-8.
            Kind::Switch if *program.setup.platform != *Platform::DEFAULT => return None,
            Kind::Switch => Means::Switch,
            Kind::Engine(kind) => Means::Engine(engine(kind, program)),
            Kind::Limit => Means::Limit(Limit::new(program)?),
        };
        let mut runner = Self { means, start: program.state() };
        runner.warm_up();
        Some(runner)
    }

    /// Runs the program until nothing is compiled any more.
    fn warm_up(&mut self) {
        self.time();
        let mut quiet = 0;
        for _ in 0..MAX_WARM_UPS {
            let before = self.requested();
            if quiet == QUIET_RUNS || before == 0 {
                return;
            }
            self.time();
            quiet = if self.requested() == before { quiet + 1 } else { 0 };
        }
    }

    /// Regions asked for so far: none where nothing compiles.
    fn requested(&self) -> u64 {
        match &self.means {
            #[cfg(feature = "jit")]
            Means::Engine(engine) => engine.statistics().map_or(0, |statistics| statistics.units_requested),
            _ => 0,
        }
    }

    /// Gets ready for a run. Not part of what is measured.
    fn ready(&mut self) -> Ready {
        if let Means::Engine(engine) = &mut self.means {
            // What was decoded is forgotten, and what was compiled is kept if its code is as it was.
            engine.memory_changed(&self.start);
        }
        match self.means {
            Means::Switch => {
                let memory = self.start.bus.memory.first_chunk().expect("it has less memory");
                Ready::Switch(Box::new(Switch::new(*memory)))
            }
            Means::Engine(_) | Means::Limit(_) => Ready::State(self.start.clone()),
        }
    }

    /// Runs the program to its end. Returns how many instructions that took.
    fn run(&mut self, ready: &mut Ready) -> u64 {
        let run = match (&mut self.means, ready) {
            (Means::Switch, Ready::Switch(switch)) => return switch.run(FOR_EVER),
            (Means::Engine(engine), Ready::State(state)) => engine.run(state, FOR_EVER),
            (Means::Limit(limit), Ready::State(state)) => limit.run(state, FOR_EVER),
            _ => unreachable!("a run is started by whom it was made for"),
        };
        assert_eq!(run.exit, Exit::SelfJump, "a program has not come to its end");
        run.executed
    }

    /// Runs the program once. Returns how many instructions that took, and how long.
    ///
    /// Time is this thread's time on a processor: other programs do not count, nor does compiling, which is another thread's
    /// work and waited for.
    pub fn time(&mut self) -> (u64, Duration) {
        let mut ready = self.ready();
        let started = ThreadTime::now();
        let executed = self.run(&mut ready);
        (executed, started.elapsed())
    }

    /// Runs the program as often as it takes for `least`. Returns its speed in millions of instructions a second.
    pub fn speed(&mut self, least: Duration) -> f64 {
        let (mut executed, mut elapsed) = (0, Duration::ZERO);
        while elapsed < least {
            let run = self.time();
            executed += run.0;
            elapsed += run.1;
        }
        executed as f64 / elapsed.as_secs_f64() / 1e6
    }
}
