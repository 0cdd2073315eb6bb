//! Every word that can be compiled on the recompiler and on the interpreter.
//!
//! A region is keyed by its address alone, and its entry is the only way in; a region a word would be some fifty
//! thousand compilations a platform. So many words share one region, whose entry dispatches on a return address:
//!
//! ```text
//! ENTRY - 2  jump ENTRY          run a few times, so that ENTRY gets hot
//! ENTRY      skip always         both ways are compiled, this one is never gone:
//! ENTRY + 2    call link 0
//! ENTRY + 4  return              to whichever word the stack's last address is that of
//! link 0     call link 1         once more, for what is called from one place alone is part of that
//!            call link 1         makes the next address one that the return may arrive at
//!            the first word
//!            an operand, or what a skip looks at, or nothing
//!            no instruction
//! link 1     call link 2 ...
//! ```
//!
//! Everywhere else memory holds bytes of which no two are an instruction, so that a program ends after its word.

use std::collections::HashMap;

use cpu_ops::{FlowKind, Op, Platform, State, decode};
use fastrand::Rng;
use stitch8::engine::Engine;
use stitch8::recompiler::Settings;
use stitch8::vectors::start;

use super::{Found, gather, random_for};

/// Where the region is entered.
const ENTRY: u16 = 0x202;
/// Where the first link is.
const LINKS: u16 = ENTRY + 6;
/// From one link to the next.
const STRIDE: u16 = 12;
/// Words in a region.
const WORDS: usize = 80;
/// Room for a word, its link, and what a skip looks at, whatever they are.
const WEIGHT: usize = 128 * WORDS;
/// The end of all that.
const END: u16 = LINKS + STRIDE * (WORDS as u16 + 1);
/// How often control must be transferred to an address before it is compiled: more often than stray jumps do.
const THRESHOLD: u32 = 4;
/// How often it is before each state: a stray program may have written over the region, which then has to get hotter.
const WARMTH: u32 = 64 * THRESHOLD;
/// Instructions executed for one word: the skip, the return, and the word.
const EXECUTED: u64 = 3;
/// More than any check in a region asks for.
const BUDGET: u64 = 200;

/// Compiles words of `platform` in `regions` regions, all words if there are enough of them, and runs each from
/// `states` states on both engines. Of each op some words come early. `done` is called after each region with how
/// many there are.
///
/// # Panics
///
/// If LLVM does not start.
#[must_use]
pub fn sweep(platform: &'static Platform, regions: usize, states: u64, done: impl Fn(usize) + Sync) -> Found {
    let words = compilable(platform);
    let pieces: Vec<&[u16]> = words.chunks(WORDS).take(regions).collect();
    gather(
        pieces.len() as u64,
        || Sweeper::new(platform),
        |sweeper, number| {
            let found = sweeper.sweep(pieces[number as usize], states);
            done(pieces.len());
            found
        },
    )
}

/// The words that a region can have in it, shuffled: first one of each op, then another of each, and so on.
fn compilable(platform: &'static Platform) -> Vec<u16> {
    let profile = platform.profile(platform.quirks);
    let mut state = Box::new(State::new(platform, &[], 0));
    let mut words: Vec<u16> = (0..=u16::MAX).collect();
    random_for(platform, 0, 1).shuffle(&mut words);
    let mut of_op: HashMap<Op, usize> = HashMap::new();
    let mut ranked = Vec::new();
    for word in words {
        state.bus.memory[usize::from(ENTRY)..][..2].copy_from_slice(&word.to_be_bytes());
        let Some(instr) = decode(&state.bus.memory, ENTRY.into(), profile) else { continue };
        if !matches!(instr.op.info().flow, FlowKind::Fault | FlowKind::Halt) {
            let rank = of_op.entry(instr.op).or_default();
            *rank += 1;
            ranked.push((*rank, word));
        }
    }
    ranked.sort_by_key(|&(rank, _)| rank);
    ranked.into_iter().map(|(_, word)| word).collect()
}

/// Both engines, kept from region to region.
struct Sweeper {
    platform: &'static Platform,
    interpreter: Engine,
    recompiler: Engine,
}

impl Sweeper {
    fn new(platform: &'static Platform) -> Self {
        let profile = platform.profile(platform.quirks);
        let settings = Settings { threshold: THRESHOLD, region_weight: WEIGHT, ..Settings::eager() };
        let recompiler = Engine::recompiler(profile, &settings).expect("LLVM starts");
        Self { platform, interpreter: Engine::interpreter(profile), recompiler }
    }

    /// Runs each of `words`, at most [`WORDS`], from `states` states on both engines, compiled once.
    fn sweep(&mut self, words: &[u16], states: u64) -> Found {
        let mut random = random_for(self.platform, words[0].into(), states);
        let mut start = place(self.platform, words, &mut random);
        self.interpreter.memory_changed(&start);
        self.recompiler.memory_changed(&start);
        let mut found = Found::default();
        for _ in 0..states {
            for _ in 0..WARMTH {
                start.registers.pc = u32::from(ENTRY) - 2;
                self.recompiler.run(&mut start, 1);
            }
            start.bus.display = start::display(self.platform, &mut random);
            for (index, &word) in words.iter().enumerate() {
                start::set_small(&mut start, self.platform, &mut random);
                let registers = &mut start.registers;
                registers.sp = registers.sp.max(1);
                start.bus.stack[registers.sp as usize - 1] = u32::from(link(index) + 4);
                registers.pc = ENTRY.into();
                registers.i = address_off_code(self.platform, &mut random).into();
                self.compare(word, &start, &mut found);
            }
        }
        found
    }

    fn compare(&mut self, word: u16, start: &State, found: &mut Found) {
        let native = |engine: &Engine| engine.statistics().map_or(0, |statistics| statistics.native_instructions);
        let (mut expected, mut state) = (Box::new(start.clone()), Box::new(start.clone()));
        let expected_run = self.interpreter.run(&mut expected, BUDGET);
        let before = native(&self.recompiler);
        let run = self.recompiler.run(&mut state, BUDGET);
        found.compared += 1;
        found.native += u64::from(native(&self.recompiler) - before >= EXECUTED);
        if expected_run != run || expected != state {
            let platform = self.platform.id;
            found.differs(|| {
                format!(
                    "{platform}, {word:04X} from {:X?}:\n  interpreter {expected_run:X?} {:X?}\n  \
                     recompiler {run:X?} {:X?}\n  the rest is {}",
                    start.registers,
                    expected.registers,
                    state.registers,
                    if expected.bus == state.bus { "the same" } else { "not the same" }
                )
            });
        }
        if expected_run.executed > EXECUTED {
            // The word jumped somewhere into the region, and what ran there may have changed memory and run that.
            self.interpreter.memory_changed(start);
            self.recompiler.memory_changed(start);
        }
    }
}

/// Where the link numbered `index` is.
fn link(index: usize) -> u16 {
    LINKS + STRIDE * index as u16
}

/// A state with `words` in memory.
fn place(platform: &'static Platform, words: &[u16], random: &mut Rng) -> Box<State> {
    let mut state = Box::new(State::new(platform, &[], 0));
    let memory = &mut state.bus.memory[..1 << platform.memory_bits];
    // No instruction begins with E or F and ends with a byte as high as these.
    memory.fill_with(|| random.u8(0xE0..));
    let mut put = |at: u16, words: &[u16]| {
        for (offset, word) in words.iter().enumerate() {
            memory[usize::from(at) + 2 * offset..][..2].copy_from_slice(&word.to_be_bytes());
        }
    };
    put(ENTRY - 2, &[0x1000 | ENTRY, 0x5000, 0x2000 | LINKS, 0x00EE]);
    for (index, &word) in words.iter().enumerate() {
        put(link(index), &[0x2000 | link(index + 1), 0x2000 | link(index + 1), word]);
        if word == 0xF000 {
            put(link(index) + 6, &[random.u16(..), 0xFFFF]);
        } else if matches!(word >> 12, 3 | 4 | 5 | 9 | 0xE) && random.bool() {
            // Something long for a skip to pass over.
            put(link(index) + 6, &[0xF000, random.u16(..), 0xFFFF]);
        }
    }
    state
}

/// An address from which no instruction reaches the region: a store there would have it compiled anew.
fn address_off_code(platform: &Platform, random: &mut Rng) -> u16 {
    let end = (1_u32 << platform.memory_bits) as u16;
    match random.u8(0..3) {
        0 => end.wrapping_sub(random.u16(0..70)),
        1 => 0_u16.wrapping_sub(random.u16(0..70)),
        _ => random.u16(END..end.wrapping_sub(70)),
    }
}
