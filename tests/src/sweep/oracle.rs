//! Every word on the interpreter and on the oracle, one instruction at a time.

use cpu_ops::display::Display;
use cpu_ops::{Platform, State};
use fastrand::Rng;
use stitch8::interpreter::Interpreter;
use stitch8::vectors::start;

use super::{Found, gather, quirks_of, random_for, rules_of};
use crate::oracle::Oracle;

/// Bytes from one word to the next: a word, and what follows it, which a skip looks at.
const STRIDE: usize = 4;
/// Words that are placed in memory at once: as many as the smallest has room for.
const WORDS: usize = 4096 / STRIDE - 2;
/// The most bytes that an instruction writes, from I on.
const WRITTEN: u16 = 16;

/// Executes each of the 65,536 words on `platform` from `states` states and compares. A state is one memory, screen and
/// set of quirks for many words, and registers for each.
#[must_use]
pub fn sweep(platform: &'static Platform, states: u64) -> Found {
    gather(states, || (), |(), number| sweep_once(platform, number))
}

/// Executes each word once, from states numbered `number`.
fn sweep_once(platform: &'static Platform, number: u64) -> Found {
    let mut words: Vec<u16> = (0..=u16::MAX).collect();
    random_for(platform, number, 0).shuffle(&mut words);
    let mut found = Found::default();
    for (part, words) in (1..).zip(words.chunks(WORDS)) {
        let mut batch = Batch::new(platform, number, part, words);
        let before = found.different;
        if batch.run(words, false, &mut found) && found.different == before {
            // Something wrote where no instruction should: which one did?
            Batch::new(platform, number, part, words).run(words, true, &mut found);
            if found.different == before {
                found.differs(|| format!("{}, states {number}, part {part}: memory differs at the end", platform.id));
            }
        }
    }
    found
}

/// The last bytes of memory: skips over what is cut off, and the long instruction cut off itself.
fn memory_end(random: &mut Rng) -> [u8; 4] {
    let [high, low] = [0x3000_u16, 0x4000, 0x5000, 0x9000, 0xE09E, 0xE0A1][random.usize(0..6)].to_be_bytes();
    let (high, low) = (high | random.u8(0..16), if low == 0 { random.u8(0..16) << 4 } else { low });
    match random.u8(0..4) {
        0 => [high, low, 0xF0, 0x00],
        1 => [random.u8(..), high, low, 0xF0],
        2 => [0xF0, 0x00, high, low],
        _ => random.u32(..).to_be_bytes(),
    }
}

/// Many words in one memory, each at an address of its own, so that the interpreter need not forget any.
struct Batch {
    platform: &'static Platform,
    random: Rng,
    number: u64,
    /// Where the first word is.
    first: usize,
    /// What screen and memory are before each instruction.
    display: Display,
    memory: Vec<u8>,
    dark_or_lit: Oracle,
    state: Box<State>,
    oracle: Oracle,
    interpreter: Interpreter,
}

impl Batch {
    fn new(platform: &'static Platform, number: u64, part: u64, words: &[u16]) -> Self {
        let mut random = random_for(platform, number, part);
        let quirks = quirks_of(platform, number, part);
        let mut state = Box::new(State::new(platform, &[], 0));
        let size = 1 << platform.memory_bits;
        random.fill(&mut state.bus.memory[..size]);
        let first = random.usize(0..size - STRIDE * (WORDS + 1));
        for (slot, word) in state.bus.memory[first..size].chunks_mut(STRIDE).zip(words) {
            slot[..2].copy_from_slice(&word.to_be_bytes());
            if random.bool() {
                slot[2..].copy_from_slice(&[0xF0, 0x00]);
            }
        }
        let end = memory_end(&mut random);
        state.bus.memory[size - end.len()..size].copy_from_slice(&end);
        state.bus.display = start::display(platform, &mut random);
        let oracle = Oracle::of(&state, rules_of(platform, quirks));
        Self {
            platform,
            random,
            number,
            first,
            display: state.bus.display.clone(),
            memory: state.bus.memory.to_vec(),
            dark_or_lit: oracle.clone(),
            state,
            oracle,
            interpreter: Interpreter::new(platform.profile(quirks)),
        }
    }

    /// Runs every word. Whether memory differs at the end. `thorough`: compares all of it each time.
    fn run(&mut self, words: &[u16], thorough: bool, found: &mut Found) -> bool {
        let size = 1 << self.platform.memory_bits;
        let ends = [size - 4, size - 3, size - 2, size - 1, size, size + 1, size + 0xFF];
        let places = (0..words.len()).map(|slot| (self.first + STRIDE * slot) as u32);
        for pc in places.chain(ends).collect::<Vec<_>>() {
            start::set_small(&mut self.state, self.platform, &mut self.random);
            self.state.registers.pc = pc;
            let i: u16 = match self.random.u8(0..4) {
                0 => (size as u16).wrapping_sub(self.random.u16(0..36)),
                1 => 0_u16.wrapping_sub(self.random.u16(0..36)),
                _ => self.random.u16(..),
            };
            self.state.registers.i = i.into();
            self.step(thorough, found);
        }
        self.memory_differs()
    }

    fn memory_differs(&self) -> bool {
        let (inside, beyond) = self.state.bus.memory.split_at(self.oracle.memory.len());
        inside != self.oracle.memory || beyond.iter().any(|&byte| byte != 0)
    }

    /// Executes one instruction on both, compares, and undoes what it did to memory and screen.
    fn step(&mut self, thorough: bool, found: &mut Found) {
        let before = self.state.registers.clone();
        self.oracle.take_small(&self.state);
        let keys = (self.state.bus.keys, self.state.bus.latched_key);
        let run = self.interpreter.run(&mut self.state, 1);
        let expected = self.oracle.run(1);
        let mut differences = self.oracle.differences(&self.state);
        if (run.executed, run.exit) != expected {
            differences.push(format!("ends: the oracle {expected:X?}, the engine {run:X?}"));
        }
        if self.oracle.screen == self.dark_or_lit.screen {
            if self.state.bus.display != self.display {
                differences.push("screen: the engine changes it, the oracle does not".to_owned());
            }
        } else {
            if self.state.bus.display != self.oracle.display() {
                differences.push("screen: both change it, not in the same way".to_owned());
            }
            self.oracle.screen.clone_from(&self.dark_or_lit.screen);
        }
        self.state.bus.display.clone_from(&self.display);
        let size = self.oracle.memory.len();
        let written = (0..WRITTEN).map(|offset| usize::from((before.i as u16).wrapping_add(offset)) % size);
        if written.clone().any(|at| self.state.bus.memory[at] != self.oracle.memory[at])
            || thorough && self.memory_differs()
        {
            differences.push("memory differs".to_owned());
        }
        for at in written {
            self.state.bus.memory[at] = self.memory[at];
            self.oracle.memory[at] = self.memory[at];
        }
        found.compared += 1;
        if !differences.is_empty() {
            let bytes = self.memory.get(before.pc as usize..).unwrap_or_default();
            let (platform, number, rules) = (self.platform.id, self.number, &self.oracle.rules);
            found.differs(|| {
                format!(
                    "{platform}, states {number}, {:02X?} from {before:X?}, keys and latched {keys:X?}, {rules:?}:\n  {}",
                    &bytes[..bytes.len().min(4)],
                    differences.join("\n  ")
                )
            });
        }
    }
}
