//! The machine: a program's state, advanced frame by frame by an engine.

use cpu_ops::{Exit, Fault, State};

use crate::engine::{Engine, Run};
use crate::flags::Flags;
use crate::rom::Rom;
use crate::setup::Setup;
use crate::sound::Cue;

/// A program being run.
#[derive(Debug)]
pub struct Machine {
    state: Box<State>,
    engine: Engine,
    setup: Setup,
    /// The state that a reset goes back to.
    initial: Box<State>,
    counts: Counts,
    /// What is heard of the last frame.
    cue: Cue,
}

/// What has happened since power-on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Frames begun.
    pub frames: u64,
    /// Units of budget consumed by instructions, [`Counts::idle`] included.
    pub instructions: u64,
    /// Of these, the ones that a jump to itself would have consumed, and that nobody had to execute.
    pub idle: u64,
}

/// How a frame ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameEnd {
    /// As frames do: its budget was spent or given up.
    Over,
    /// The program jumps to itself and will do so for ever, unless memory is changed from outside.
    SelfJump,
    /// The program ended itself.
    Halted,
    /// The program did something that has no meaning. The screen is as it was then.
    Fault(Fault),
}

impl Machine {
    /// A machine at power-on with `rom` loaded.
    #[must_use]
    pub fn new(rom: &Rom, setup: Setup, engine: Engine) -> Self {
        let state = Box::new(State::with_font(setup.platform, setup.font, &rom.bytes, setup.seed));
        Self { initial: state.clone(), state, engine, setup, counts: Counts::default(), cue: Cue::SILENCE }
    }

    /// Sets a byte of memory, now and after every reset. `address` wraps at the platform's memory size.
    pub fn poke(&mut self, address: u16, value: u8) {
        let profile = self.setup.profile();
        self.state.bus.write(profile, address, value);
        self.initial.bus.write(profile, address, value);
        self.engine.memory_changed(&self.state);
    }

    /// Runs one frame with the keys in `keys` held down, bit K being key K: the frame's instructions, then
    /// the timers.
    pub fn frame(&mut self, keys: u16) -> FrameEnd {
        self.run_frame(keys).1
    }

    /// As [`Machine::frame`]; tells as well what the engine came to.
    pub fn run_frame(&mut self, keys: u16) -> (Run, FrameEnd) {
        self.state.bus.keys = keys;
        let budget = self.setup.instructions_per_frame;
        let run = self.engine.run(&mut self.state, budget);
        let Run { executed, exit } = run;
        self.counts.frames += 1;
        self.counts.instructions += executed;
        let end = match exit {
            Exit::BudgetSpent | Exit::DisplayWait | Exit::KeyWait => FrameEnd::Over,
            Exit::SelfJump => {
                self.counts.idle += budget - executed;
                self.counts.instructions += budget - executed;
                FrameEnd::SelfJump
            }
            Exit::Halted => FrameEnd::Halted,
            Exit::Fault(fault) => FrameEnd::Fault(fault),
        };
        self.cue = Cue::of(&self.state, self.setup.platform);
        if matches!(end, FrameEnd::Over | FrameEnd::SelfJump) {
            self.state.registers.tick_timers();
        }
        (run, end)
    }

    /// Sets the flag registers. The program finds them when it looks.
    pub fn set_flags(&mut self, flags: Flags) {
        self.state.bus.flags = flags;
    }

    /// Back to power-on, with the same seed. The flag registers, which outlast that, stay.
    pub fn reset(&mut self) {
        self.initial.bus.flags = self.state.bus.flags;
        self.state.clone_from(&self.initial);
        self.engine.memory_changed(&self.state);
        self.counts = Counts::default();
        self.cue = Cue::SILENCE;
    }

    /// Runs another state of the same program with this machine's engine, for finding out where it went
    /// wrong. What the engine has compiled and decoded stays: that is what is being looked into.
    pub fn rerun(&mut self, state: &mut State, budget: u64) -> Run {
        self.engine.run(state, budget)
    }

    /// The state now.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What is heard of the last frame: the sound timer as it was during that frame, before it was counted down.
    #[must_use]
    pub fn cue(&self) -> &Cue {
        &self.cue
    }

    /// How it was set up.
    #[must_use]
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Changes how many instructions a frame executes, from the next frame on.
    pub fn set_instructions_per_frame(&mut self, instructions: u64) {
        self.setup.instructions_per_frame = instructions;
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What has happened since power-on.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }
}
