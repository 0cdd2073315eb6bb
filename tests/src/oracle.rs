//! An independent oracle: a small, slow model of the machine that is right at a glance, or wrong at a glance.
//!
//! It is written from the specifications of the platforms and shares no meaning with `cpu-ops`: its own table of
//! platforms, its own decoding, a pixel a `bool`, memory a `Vec`, the stack a `Vec`. What both engines get from
//! `cpu-ops` and have therefore both wrong differs from it. Only how a run ends is told in the words of `cpu-ops`
//! ([`Exit`]), and [`convert`] knows the layout of its `State`.
//!
//! Where the specifications are silent, what is done here is what this project has decided; each such place says so.

pub mod convert;
mod execute;
pub mod rules;
pub mod screen;

use cpu_ops::{Exit, Fault, FaultKind};

use rules::Rules;
use screen::Screen;

/// The machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oracle {
    /// What platform it is, and its quirks.
    pub rules: Rules,
    /// All of memory.
    pub memory: Vec<u8>,
    /// v0 to vF.
    pub v: [u8; 16],
    /// The address register.
    pub i: u16,
    /// Address of the next instruction.
    pub pc: u32,
    /// The return addresses, the one to return to first being the last.
    pub stack: Vec<u32>,
    /// The delay timer.
    pub delay: u8,
    /// The sound timer.
    pub sound: u8,
    /// The pixels.
    pub screen: Screen,
    /// Which keys are down.
    pub keys: [bool; 16],
    /// The key that a key wait has seen down and waits to see up.
    pub latched: Option<u8>,
    /// The flag registers.
    pub flags: [u8; 16],
    /// XO-CHIP's sample pattern.
    pub pattern: [u8; 16],
    /// XO-CHIP's pitch.
    pub pitch: u8,
    /// The random generator: D. E. Knuth's linear congruential generator MMIX, of which the highest byte is used.
    pub random: u64,
}

/// How an instruction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Executed; the next one is at `pc`.
    Done,
    /// Executed, and the rest of the frame's budget is given up.
    Waits(Exit),
    /// Not executed: nothing has changed, and the program is over.
    Stops(Exit),
}

impl Oracle {
    /// Executes up to `budget` instructions. Returns how many it executed, and why it stopped.
    pub fn run(&mut self, budget: u64) -> (u64, Exit) {
        for executed in 0..budget {
            match self.step() {
                End::Done => {}
                End::Waits(exit) => return (executed + 1, exit),
                End::Stops(exit) => return (executed, exit),
            }
        }
        (budget, Exit::BudgetSpent)
    }

    /// What happens at the end of a frame.
    pub fn tick_timers(&mut self) {
        if self.delay > 0 {
            self.delay -= 1;
        }
        if self.sound > 0 {
            self.sound -= 1;
        }
    }

    /// The byte at `address`, which wraps at the end of memory.
    fn load(&self, address: u32) -> u8 {
        self.memory[address as usize % self.memory.len()]
    }

    /// Writes the byte at `address`, which wraps at the end of memory.
    fn store(&mut self, address: u32, value: u8) {
        let size = self.memory.len();
        self.memory[address as usize % size] = value;
    }

    /// The word at `address` if both of its bytes are in memory. Decided here: code does not wrap, also where memory
    /// ends at the last address there is.
    fn word(&self, address: u32) -> Option<u16> {
        let at = address as usize;
        let high = *self.memory.get(at)?;
        let low = *self.memory.get(at + 1)?;
        Some(u16::from(high) << 8 | u16::from(low))
    }

    /// How many bytes the instruction at `address` has, as a skip sees it.
    fn length_at(&self, address: u32) -> u32 {
        // Decided here: where there is no whole word to be skipped, a skip goes on by two.
        if self.rules.xo_chip && self.word(address) == Some(0xF000) { 4 } else { 2 }
    }

    fn next_random(&mut self) -> u8 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 56) as u8
    }

    fn fault(&self, kind: FaultKind, opcode: u16) -> End {
        End::Stops(Exit::Fault(Fault { kind, pc: self.pc, opcode }))
    }
}
