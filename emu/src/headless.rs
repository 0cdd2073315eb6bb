//! Headless runs: a number of frames as fast as they go, with scripted keys.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use cpu_ops::{Fault, State};

use crate::engine::Engine;
use crate::flags::Flags;
use crate::keys::{KeyPress, keys_in_frame};
use crate::lockstep::{Difference, Lockstep};
use crate::machine::{Counts, FrameEnd, Machine};
use crate::recording;
use crate::rom::Rom;
use crate::setup::Setup;
use crate::sound::Cue;
use crate::state::Snapshot;
use crate::tape::Tape;

/// What to run.
#[derive(Clone, Debug)]
pub struct Job {
    /// How the program is set up.
    pub setup: Setup,
    /// Frames to run.
    pub frames: u64,
    /// Whether to stop after the frame in which the program jumps to itself.
    pub until_halt: bool,
    /// Bytes to set after loading: address and value.
    pub pokes: Vec<(u16, u8)>,
    /// Keys to press.
    pub keys: Vec<KeyPress>,
}

/// Why a run ended.
#[derive(Debug)]
pub enum Ending {
    /// All frames were run.
    Frames,
    /// The program jumped to itself, which was asked to end the run.
    SelfJump,
    /// The program ended itself.
    Exited,
    /// The program faulted.
    Fault(Fault),
    /// The engines differed.
    Difference(Box<Difference>),
    /// The program came to something else than when it was recorded.
    NotAsRecorded(recording::Difference),
    /// Nobody wanted it to go on.
    Interrupted,
}

impl Ending {
    /// One word for it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Frames => "frames",
            Self::SelfJump => "halt",
            Self::Exited => "exited",
            Self::Fault(_) => "fault",
            Self::Difference(_) => "difference",
            Self::NotAsRecorded(_) => "not as recorded",
            Self::Interrupted => "interrupted",
        }
    }
}

/// What a run came to.
#[derive(Debug)]
pub struct Report {
    /// Why it ended.
    pub ending: Ending,
    /// Frames and instructions of this run.
    pub counts: Counts,
    /// Of the instructions, those that nobody had to execute: the jumps to itself in [`Counts::idle`], and turns of loops that
    /// wait for a timer or a key, as far as the engine noticed.
    pub idle: u64,
    /// How long it took, from the first frame to the last.
    pub elapsed: Duration,
}

/// A machine alone, or beside the interpreter it must agree with.
#[derive(Debug)]
pub enum Runner {
    /// One engine.
    Single(Box<Machine>),
    /// Two engines, compared after each frame.
    Lockstep(Box<Lockstep>),
}

impl Runner {
    /// A runner for `job` at power-on, pokes done.
    #[must_use]
    pub fn new(rom: &Rom, job: &Job, engine: Engine, lockstep: bool) -> Self {
        if lockstep {
            let mut both = Lockstep::new(rom, job.setup, engine);
            job.pokes.iter().for_each(|&(address, value)| both.poke(address, value));
            Self::Lockstep(Box::new(both))
        } else {
            let mut machine = Machine::new(rom, job.setup, engine);
            job.pokes.iter().for_each(|&(address, value)| machine.poke(address, value));
            Self::Single(Box::new(machine))
        }
    }

    /// Sets the flag registers that the program begins with; all are zero otherwise.
    pub fn set_flags(&mut self, flags: Flags) {
        match self {
            Self::Single(machine) => machine.set_flags(flags),
            Self::Lockstep(both) => both.set_flags(flags),
        }
    }

    /// Goes on from `snapshot`, which must be one of the same program.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        match self {
            Self::Single(machine) => machine.restore(snapshot),
            Self::Lockstep(both) => both.restore(snapshot),
        }
    }

    /// Runs the frames of `job`, telling `progress` the number of each before it begins.
    pub fn run(&mut self, job: &Job, progress: impl FnMut(u64)) -> Report {
        self.run_heard(job, progress, |_| ())
    }

    /// As [`Runner::run`]; tells `hear` as well what is heard of each frame, when it is over.
    pub fn run_heard(&mut self, job: &Job, mut progress: impl FnMut(u64), mut hear: impl FnMut(&Cue)) -> Report {
        let progress = |frame| {
            progress(frame);
            ControlFlow::Continue(())
        };
        self.run_taped(job, &mut Tape::None, progress, |machine| hear(machine.cue()))
    }

    /// As [`Runner::run`], recorded or played, and as long as `progress` wants it to go on; shows `look` as well the machine after each
    /// frame. What is played decides which keys are down, and the run ends with it.
    pub fn run_taped(
        &mut self,
        job: &Job,
        tape: &mut Tape,
        mut progress: impl FnMut(u64) -> ControlFlow<()>,
        mut look: impl FnMut(&Machine),
    ) -> Report {
        let started = Instant::now();
        // A jump takes the machine's own counts elsewhere.
        let (mut counts, mut idle) = (Counts::default(), 0);
        let mut ending = Ending::Frames;
        for frame in 0..job.frames {
            if progress(frame).is_break() {
                ending = Ending::Interrupted;
                break;
            }
            while let Some(snapshot) = tape.jump() {
                self.restore(&snapshot);
            }
            let Some(keys) = tape.keys(keys_in_frame(&job.keys, frame)) else { break };
            tape.frame(self.machine(), keys);
            let idle_before = self.machine().engine().idle();
            let ended = match self {
                Self::Single(machine) => Ok(machine.frame(keys)),
                Self::Lockstep(both) => both.frame(keys),
            };
            counts.add(self.machine().last_frame());
            let end = match ended {
                Ok(end) => end,
                // The engine has been at work since, to find out where.
                Err(difference) => {
                    ending = Ending::Difference(difference);
                    break;
                }
            };
            idle += self.machine().engine().idle() - idle_before;
            look(self.machine());
            if let Err(difference) = tape.ran(self.machine()) {
                ending = Ending::NotAsRecorded(difference);
                break;
            }
            ending = match end {
                FrameEnd::Over => continue,
                FrameEnd::SelfJump if !job.until_halt => continue,
                FrameEnd::SelfJump => Ending::SelfJump,
                // Whoever played it went on from elsewhere.
                FrameEnd::Halted | FrameEnd::Fault(_) if frame + 1 < job.frames && tape.goes_on_elsewhere() => continue,
                FrameEnd::Halted => Ending::Exited,
                FrameEnd::Fault(fault) => Ending::Fault(fault),
            };
            break;
        }
        if matches!(ending, Ending::SelfJump) {
            // The run ends with the jump: nothing was spent on repeating it.
            counts.instructions -= counts.idle;
            counts.idle = 0;
        }
        let idle = counts.idle + idle;
        Report { ending, counts, idle, elapsed: started.elapsed() }
    }

    /// Back to power-on, pokes done. What the engine has compiled and decoded is kept as far as it still fits.
    pub fn reset(&mut self) {
        match self {
            Self::Single(machine) => {
                machine.reset();
                machine.prepare();
            }
            Self::Lockstep(both) => both.reset(),
        }
    }

    /// The machine.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        match self {
            Self::Single(machine) => machine,
            Self::Lockstep(both) => both.machine(),
        }
    }

    /// What runs it: an engine's name, or `lockstep`.
    #[must_use]
    pub fn engine_name(&self) -> &'static str {
        match self {
            Self::Single(machine) => machine.engine().kind().name(),
            Self::Lockstep(_) => "lockstep",
        }
    }

    /// Its state.
    #[must_use]
    pub fn state(&self) -> &State {
        self.machine().state()
    }
}

impl Report {
    /// Millions of instructions executed a second, without those that nobody had to execute.
    #[must_use]
    pub fn mips(&self) -> f64 {
        self.millions_a_second(self.counts.instructions - self.idle)
    }

    /// Millions of units of budget consumed a second, by instructions that were executed and by those that nobody had to execute.
    #[must_use]
    pub fn mips_with_idle(&self) -> f64 {
        self.millions_a_second(self.counts.instructions)
    }

    fn millions_a_second(&self, instructions: u64) -> f64 {
        let seconds = self.elapsed.as_secs_f64();
        if seconds > 0.0 { instructions as f64 / seconds / 1e6 } else { 0.0 }
    }
}
