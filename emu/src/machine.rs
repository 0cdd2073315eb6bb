//! The machine: a program's state, advanced frame by frame by an engine.

use cpu_ops::quirks::Quirks;
use cpu_ops::{Exit, Fault, State};

use crate::engine::{Engine, Run};
use crate::flags::Flags;
use crate::rom::Rom;
use crate::setup::Setup;
use crate::sound::{Cue, Phase};
use crate::state::Snapshot;

/// A program being run.
#[derive(Debug)]
pub struct Machine {
    rom: Rom,
    state: Box<State>,
    engine: Engine,
    /// Whether memory has changed other than by running since the engine last ran.
    is_engine_stale: bool,
    setup: Setup,
    /// Bytes that were set after loading.
    pokes: Vec<(u16, u8)>,
    /// The state that a reset goes back to.
    initial: Box<State>,
    counts: Counts,
    /// What of that was the last frame's.
    last: Counts,
    /// What is heard of the last frame, and goes on with the next.
    phase: Phase,
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

impl Counts {
    /// As far as anything is counted: a saved state may say that there has been more than there can have been.
    pub const MOST: u64 = u64::MAX / 2;

    /// Counts what has happened besides.
    pub fn add(&mut self, more: &Self) {
        let sum = |count: u64, more: u64| count.saturating_add(more).min(Self::MOST);
        self.frames = sum(self.frames, more.frames);
        self.instructions = sum(self.instructions, more.instructions);
        self.idle = sum(self.idle, more.idle);
    }
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
        Self {
            rom: rom.clone(),
            initial: state.clone(),
            phase: silence(&state, &setup),
            state,
            engine,
            is_engine_stale: false,
            setup,
            pokes: Vec::new(),
            counts: Counts::default(),
            last: Counts::default(),
        }
    }

    /// Sets a byte of memory, now and after every reset. `address` wraps at the platform's memory size.
    pub fn poke(&mut self, address: u16, value: u8) {
        let profile = self.setup.profile();
        self.state.bus.write(profile, address, value);
        self.initial.bus.write(profile, address, value);
        self.pokes.push((address, value));
        self.is_engine_stale = true;
    }

    /// Runs one frame with the keys in `keys` held down, bit K being key K: the frame's instructions, then
    /// the timers.
    pub fn frame(&mut self, keys: u16) -> FrameEnd {
        self.run_frame(keys).1
    }

    /// Tells the engine now, and not when the next frame begins, that memory has changed other than by running.
    pub fn prepare(&mut self) {
        if std::mem::take(&mut self.is_engine_stale) {
            self.engine.memory_changed(&self.state);
        }
    }

    /// As [`Machine::frame`]; tells as well what the engine came to.
    pub fn run_frame(&mut self, keys: u16) -> (Run, FrameEnd) {
        self.state.bus.keys = keys;
        self.prepare();
        let budget = self.setup.instructions_per_frame;
        let run = self.engine.run(&mut self.state, budget);
        let Run { executed, exit } = run;
        let idle = if matches!(exit, Exit::SelfJump) { budget - executed } else { 0 };
        self.last = Counts { frames: 1, instructions: executed + idle, idle };
        self.counts.add(&self.last);
        let end = match exit {
            Exit::BudgetSpent | Exit::DisplayWait | Exit::KeyWait => FrameEnd::Over,
            Exit::SelfJump => FrameEnd::SelfJump,
            Exit::Halted => FrameEnd::Halted,
            Exit::Fault(fault) => FrameEnd::Fault(fault),
        };
        self.phase.advance(Cue::of(&self.state, self.setup.platform));
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
        self.is_engine_stale = true;
        self.counts = Counts::default();
        self.phase = silence(&self.state, &self.setup);
    }

    /// All that its future depends on, besides the program and the keys pressed.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { state: self.state.clone(), setup: self.setup, counts: self.counts, phase: self.phase }
    }

    /// Goes on from `snapshot`, which must be one of the same program. Its setup counts from now on, and a reset goes back
    /// to power-on with that.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        let Snapshot { state, setup, counts, phase } = snapshot;
        if setup.profile() != self.setup.profile() {
            self.engine = self.engine.for_profile(setup.profile());
        }
        let at_power_on = |setup: &Setup| (setup.platform.id, setup.font.id, setup.seed);
        if at_power_on(setup) != at_power_on(&self.setup) {
            *self.initial = State::with_font(setup.platform, setup.font, &self.rom.bytes, setup.seed);
            for &(address, value) in &self.pokes {
                self.initial.bus.write(setup.profile(), address, value);
            }
        }
        self.state.clone_from(state);
        (self.setup, self.counts, self.phase) = (*setup, *counts, *phase);
        self.is_engine_stale = true;
    }

    /// The program.
    #[must_use]
    pub fn rom(&self) -> &Rom {
        &self.rom
    }

    /// The bytes that were set after loading: address and value.
    #[must_use]
    pub fn pokes(&self) -> &[(u16, u8)] {
        &self.pokes
    }

    /// Runs another state of the same program with this machine's engine, for finding out where it went
    /// wrong. What the engine has compiled and decoded stays as far as it is what is in that state's memory: that is what is being looked into.
    pub fn rerun(&mut self, state: &mut State, budget: u64) -> Run {
        if self.is_engine_stale || state.bus.memory != self.state.bus.memory {
            self.engine.memory_changed(state);
        }
        let run = self.engine.run(state, budget);
        self.is_engine_stale = state.bus.memory != self.state.bus.memory;
        run
    }

    /// The state now.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What is heard of the last frame: the sound timer as it was during that frame, before it was counted down.
    #[must_use]
    pub fn cue(&self) -> &Cue {
        self.phase.cue()
    }

    /// What of its sound goes on with the next frame.
    #[must_use]
    pub fn phase(&self) -> &Phase {
        &self.phase
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

    /// Changes which quirks are on, from the next frame on and after a reset as well. What was compiled is of no use any
    /// more: code is made for one set of quirks.
    pub fn set_quirks(&mut self, quirks: Quirks) {
        self.setup.quirks = quirks;
        self.engine = self.engine.for_profile(self.setup.profile());
        self.is_engine_stale = true;
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What of that was the last frame's.
    #[must_use]
    pub fn last_frame(&self) -> &Counts {
        &self.last
    }

    /// What has happened since power-on.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }
}

/// Nothing has been heard of a program that has come to `state`.
fn silence(state: &State, setup: &Setup) -> Phase {
    Phase::silent(Cue::of(state, setup.platform))
}
