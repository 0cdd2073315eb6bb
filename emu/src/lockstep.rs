//! Lockstep: the interpreter and the recompiler side by side, the whole state and what is heard compared after each frame.

use std::fmt::{self, Write as _};

use cpu_ops::{Fault, State, decode};

use crate::engine::{Engine, Run};
use crate::flags::Flags;
use crate::interpreter::Interpreter;
use crate::machine::{FrameEnd, Machine};
use crate::rom::Rom;
use crate::setup::Setup;
use crate::sound::Cue;
use crate::state::Snapshot;

/// A machine and, beside it, the interpreter that it must agree with.
#[derive(Debug)]
pub struct Lockstep {
    machine: Machine,
    reference: Interpreter,
    state: Box<State>,
}

/// Where the two engines parted.
#[derive(Debug)]
pub struct Difference {
    /// The frame, counted from 0.
    pub frame: u64,
    /// The instructions of that frame after which the states first differ.
    pub instruction: u64,
    /// The state before that instruction.
    before: Box<State>,
    expected: (Box<State>, Run),
    found: (Box<State>, Run),
    setup: Setup,
}

impl Lockstep {
    /// Both engines at power-on with `rom` loaded. `engine` is the one that is checked.
    #[must_use]
    pub fn new(rom: &Rom, setup: Setup, engine: Engine) -> Self {
        let machine = Machine::new(rom, setup, engine);
        Self { state: Box::new(machine.state().clone()), reference: Interpreter::untiring(setup.profile()), machine }
    }

    /// As [`Machine::poke`], on both sides.
    pub fn poke(&mut self, address: u16, value: u8) {
        self.machine.poke(address, value);
        self.state.bus.write(self.machine.setup().profile(), address, value);
        self.reference.memory_changed();
    }

    /// As [`Machine::reset`], on both sides.
    pub fn reset(&mut self) {
        self.machine.reset();
        self.state.as_mut().clone_from(self.machine.state());
        self.reference.memory_changed();
    }

    /// As [`Machine::set_flags`], on both sides.
    pub fn set_flags(&mut self, flags: Flags) {
        self.machine.set_flags(flags);
        self.state.bus.flags = flags;
    }

    /// As [`Machine::restore`], on both sides.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        self.machine.restore(snapshot);
        self.state.clone_from(&snapshot.state);
        self.reference = Interpreter::untiring(snapshot.setup.profile());
    }

    /// As [`Machine::frame`], on both sides.
    ///
    /// # Errors
    ///
    /// If the states, what is heard, or what the frames came to, differ.
    pub fn frame(&mut self, keys: u16) -> Result<FrameEnd, Box<Difference>> {
        let mut start = self.machine.state().clone();
        let frame = self.machine.counts().frames;
        let (found, end) = self.machine.run_frame(keys);
        self.state.bus.keys = keys;
        let expected = self.reference.run(&mut self.state, self.machine.setup().instructions_per_frame);
        let cue = Cue::of(&self.state, self.machine.setup().platform);
        if matches!(end, FrameEnd::Over | FrameEnd::SelfJump) {
            self.state.registers.tick_timers();
        }
        if found == expected && cue == *self.machine.cue() && *self.state == *self.machine.state() {
            return Ok(end);
        }
        start.bus.keys = keys;
        Err(Box::new(self.narrow_down(frame, &start, expected, found)))
    }

    /// The machine that is checked.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Finds the first instruction of a frame after which a fresh interpreter is not where the checked engine
    /// arrives with just that budget. If every shorter budget agrees, it is the whole frame.
    fn narrow_down(&mut self, frame: u64, start: &State, expected: Run, found: Run) -> Difference {
        let setup = *self.machine.setup();
        let whole = expected.executed.max(found.executed);
        let mut interpreter = Interpreter::untiring(setup.profile());
        let mut before = Box::new(start.clone());
        let mut at = Box::new(start.clone());
        for instruction in 1..=whole.min(100_000) {
            let expected = interpreter.run(&mut at, 1);
            let mut other = Box::new(start.clone());
            let found = self.machine.rerun(&mut other, instruction);
            if *at != *other {
                return Difference {
                    frame,
                    instruction,
                    before,
                    expected: (at, expected),
                    found: (other, found),
                    setup,
                };
            }
            before.clone_from(&at);
        }
        let found_state = Box::new(self.machine.state().clone());
        Difference {
            frame,
            instruction: whole,
            before,
            expected: (self.state.clone(), expected),
            found: (found_state, found),
            setup,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pc = self.before.registers.pc;
        writeln!(f, "the engines differ in frame {}, after {} of its instructions", self.frame, self.instruction)?;
        f.write_str(&disassembly_around(&self.before, pc, &self.setup))?;
        writeln!(f, "interpreter: {:?}", self.expected.1)?;
        f.write_str(&describe(&self.expected.0))?;
        writeln!(f, "recompiler: {:?}", self.found.1)?;
        f.write_str(&describe(&self.found.0))?;
        let memory = self.expected.0.bus.memory.iter().zip(&self.found.0.bus.memory);
        for (address, (expected, found)) in memory.enumerate().filter(|(_, (a, b))| a != b).take(16) {
            writeln!(f, "memory {address:04X}: interpreter {expected:02X}, recompiler {found:02X}")?;
        }
        if self.expected.0.bus.display != self.found.0.bus.display {
            writeln!(f, "the screens differ")?;
        }
        Ok(())
    }
}

impl std::error::Error for Difference {}

/// The instructions around `pc`, which is marked.
#[must_use]
pub fn disassembly_around(state: &State, pc: u32, setup: &Setup) -> String {
    let mut text = String::new();
    for at in (pc.saturating_sub(8)..pc + 10).step_by(2) {
        if let Some(instr) = decode(&state.bus.memory, at, setup.profile()) {
            let mark = if at == pc { '>' } else { ' ' };
            let _ = writeln!(text, "{mark} {at:04X}  {:04X}  {instr}", instr.word);
        }
    }
    text
}

/// The registers and the stack as text, a few lines long.
#[must_use]
pub fn describe(state: &State) -> String {
    let r = &state.registers;
    let v: Vec<String> = r.v.iter().map(|value| format!("{value:02X}")).collect();
    let stack: Vec<String> =
        state.bus.stack[..(r.sp as usize).min(16)].iter().map(|address| format!("{address:04X}")).collect();
    format!(
        "  pc {:04X}  i {:04X}  delay {}  sound {}  keys {:04X}\n  v {}\n  stack [{}]\n",
        r.pc,
        r.i,
        r.delay,
        r.sound,
        state.bus.keys,
        v.join(" "),
        stack.join(" ")
    )
}

/// A fault with the instructions around it.
#[must_use]
pub fn describe_fault(state: &State, fault: &Fault, setup: &Setup) -> String {
    format!("{fault}\n{}{}", disassembly_around(state, fault.pc, setup), describe(state))
}
