//! Makes vectors: words of an instruction, states to execute them from, and what the interpreter makes of these.

use cpu_ops::decode::op_of;
use cpu_ops::display::Display;
use cpu_ops::table::OPS;
use cpu_ops::{FlowKind, Op, Platform, Quirks, State, decode};
use fastrand::Rng;

use super::{Snapshot, Vector, start};
use crate::interpreter::Interpreter;

/// Vectors that one word is executed in, each from another state: a recompiler compiles it once for all of them.
const STATES_A_WORD: usize = 5;
/// Bytes of data at I, for the instructions that read them: as many as any of them reads.
const DATA_BYTES: u16 = 64;

/// The instructions that `platform` has.
#[must_use]
pub fn ops(platform: &Platform, quirks: Quirks) -> Vec<Op> {
    let profile = platform.profile(quirks);
    OPS.iter().map(|info| info.op).filter(|&op| profile.includes(op.info().set)).collect()
}

/// `count` vectors of `op`, a function of all that is given.
#[must_use]
pub fn vectors(platform: &Platform, quirks: Quirks, op: Op, seed: u64, count: usize) -> Vec<Vector> {
    let profile = platform.profile(quirks);
    let words: Vec<u16> = (0..=u16::MAX).filter(|&word| op_of(word, profile) == op).collect();
    let mut random = Rng::with_seed(seed ^ (op as u64) << 32);
    let mut interpreter = Interpreter::new(profile);
    let mut made = Vec::with_capacity(count);
    let mut code = (0, Vec::new());
    // An instruction that another one of the platform hides has no word.
    while made.len() < count && !words.is_empty() {
        if made.len().is_multiple_of(STATES_A_WORD) {
            code = place(platform, words[random.usize(0..words.len())], op, &mut random);
        }
        let state = initial(platform, &code, op, &mut random);
        made.push(vector(platform, quirks, &state, &mut interpreter, made.len()));
    }
    made
}

/// Where an instruction is, and its bytes with those that a skip looks at.
fn place(platform: &Platform, word: u16, op: Op, random: &mut Rng) -> (u32, Vec<u8>) {
    let mut bytes = word.to_be_bytes().to_vec();
    let is_skip = matches!(op.info().flow, FlowKind::Skip);
    if op.info().len == 4 {
        bytes.extend(random.u16(..).to_be_bytes());
    } else if is_skip && random.bool() {
        // Four bytes to skip, where the platform has such instructions.
        bytes.extend([0xF0, 0x00]);
    }
    let last = (1_u32 << platform.memory_bits) - bytes.len() as u32;
    let pc = if random.u8(0..20) == 0 { last } else { random.u32(u32::from(platform.entry)..=last) };
    (pc, bytes)
}

/// A state that is about to execute `code`, all memory besides being 0 but for what `op` reads.
fn initial(platform: &Platform, code: &(u32, Vec<u8>), op: Op, random: &mut Rng) -> Box<State> {
    let mut state = Box::new(State::new(platform, &[], 0));
    state.bus.memory.fill(0);
    start::set_small(&mut state, platform, random);
    let memory_bytes = 1_u32 << platform.memory_bits;
    let i = match random.u8(0..8) {
        0 => random.u16(..),
        1 => (memory_bytes as u16).wrapping_sub(random.u16(1..DATA_BYTES)),
        _ => random.u32(0..memory_bytes) as u16,
    };
    state.registers.i = i.into();
    if reads_memory(op) {
        for offset in 0..DATA_BYTES {
            state.bus.write(platform.profile(platform.quirks), i.wrapping_add(offset), random.u8(..));
        }
    }
    state.bus.display = start::display(platform, random);
    if !touches_screen(op) {
        darken(&mut state.bus.display);
    }
    state.registers.pc = code.0;
    state.bus.memory[code.0 as usize..][..code.1.len()].copy_from_slice(&code.1);
    // What is above the top of the stack is nobody's business, and not in the files.
    let used = state.registers.sp as usize;
    state.bus.stack[used..].fill(0);
    state
}

/// Whether what is at I matters to `op`.
fn reads_memory(op: Op) -> bool {
    matches!(op.info().pattern, "DXYN" | "FX65" | "5XY3" | "F002")
}

/// Whether what is on the screen matters to `op`. The others leave it alone, and are shown a dark one.
fn touches_screen(op: Op) -> bool {
    op.info().pattern.starts_with("00") && op.info().pattern != "00EE" || op.info().pattern == "DXYN"
}

fn darken(display: &mut Display) {
    let Display { hires, doubled, selected, .. } = *display;
    *display = Display { hires, doubled, selected, ..Display::new() };
}

/// What the interpreter makes of `state`.
fn vector(platform: &Platform, quirks: Quirks, state: &State, interpreter: &mut Interpreter, number: usize) -> Vector {
    let profile = platform.profile(quirks);
    let mut after = Box::new(state.clone());
    interpreter.memory_changed();
    let run = interpreter.run(&mut after, 1);
    let memory = state.bus.memory.iter().zip(&after.bus.memory);
    let addresses = 0..profile.memory_bytes();
    let (mut initial, mut changed) = (Vec::new(), Vec::new());
    for (address, (&before, &after)) in addresses.zip(memory) {
        if before != 0 {
            initial.push((address, before));
        }
        if before != after {
            changed.push((address, after));
        }
    }
    let instr = decode(&state.bus.memory, state.registers.pc, profile);
    let text = instr.map_or_else(String::new, |instr| {
        let second = if instr.size() == 4 { format!("{:04X}", instr.operands.nnn()) } else { String::new() };
        format!("{:04X}{second} {instr}", instr.word)
    });
    let is_random = instr.is_some_and(|instr| instr.op.info().pattern == "CXNN");
    Vector {
        name: format!("{text} #{}", number + 1),
        initial: Snapshot::of(state, platform, initial),
        result: Snapshot::of(&after, platform, changed),
        exit: run.exit.into(),
        random_byte: is_random.then(|| state.registers.clone().next_random()),
    }
}
