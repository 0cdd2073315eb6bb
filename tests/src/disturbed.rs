//! Random programs in lockstep whose machine is meddled with between runs, as a saved state, rewinding, a reset, a cheat or a
//! debugger does: other registers, another stack, other memory, an earlier state, the first one, other quirks. Programs are at the ends of memory as
//! well, where stores and code that wraps or runs off meet them, and no two runs have the same budget.

use std::ops::Range;

use cpu_ops::bus::{MEMORY_BYTES, STACK_SLOTS};
use cpu_ops::{Exit, Platform, Profile, State};
use fastrand::Rng;
use stitch8::engine::Engine;
use stitch8::recompiler::{Effort, Settings};

use crate::compare::{Pair, States};
use crate::lockstep::{Tally, effort, in_parts, inverted};
use crate::random_program::{Extent, branching_program, random_instructions};

/// Runs of each program.
const RUNS: usize = 60;
/// Programs that one recompiler is kept for: it learns which addresses are not worth compiling.
pub const PROGRAMS_AN_ENGINE: u64 = 4;
/// The recompilers with different settings or quirks that there are.
pub const ENGINES: u64 = 12;
/// One in so many disturbances is that the player changes quirks, for which an engine has to start anew.
const QUIRK_CHANGES: u8 = 60;
/// Instructions of a loop that waits.
const WAIT_WORDS: usize = 3;
/// The first address that pc and return addresses cannot have.
const PC_END: u32 = 2 * MEMORY_BYTES as u32;

/// Compares the engines over `programs` programs of `platform`, from number `first` on. Each few of them have a
/// recompiler with other [`Settings`], and one of `full` such parts is compiled with full effort. `done` is as in `in_parts`.
///
/// # Panics
///
/// If LLVM does not start.
#[must_use]
pub fn compare(
    platform: &'static Platform,
    first: u64,
    programs: u64,
    full: u64,
    done: impl Fn(&Tally) -> bool + Sync,
) -> Tally {
    let few = |part: u64, numbers: Range<u64>| {
        let quirks = if part.is_multiple_of(2) { platform.quirks } else { inverted(platform.quirks) };
        let profile = platform.profile(quirks);
        let settings = Settings { effort: effort(part, full), ..settings(part) };
        let engine = Engine::recompiler(profile, &settings).expect("LLVM starts");
        let (mut pair, mut tally) = (Pair::new(platform, profile, engine), Tally::default());
        for number in numbers {
            tally.programs += 1;
            tally.fully += u64::from(settings.effort == Effort::Full);
            match compare_one(&mut pair, &mut tally, platform, first + number) {
                Ok(executed) => tally.executed += executed,
                Err(difference) => tally.differences.push(difference),
            }
        }
        tally.count(pair.checked());
        tally
    };
    in_parts(programs, PROGRAMS_AN_ENGINE, few, done)
}

/// How the recompiler of a part goes about its work: everything at once, only what was executed, hardly any room for
/// code, beside the program, warily, and as in a game but sooner.
fn settings(part: u64) -> Settings {
    let eager = Settings { threshold: (part / 6 % 2) as u32, ..Settings::eager() };
    match part % 6 {
        0 => eager,
        1 => Settings { cold_code: false, ..eager },
        2 => Settings { cache_regions: 3, ..eager },
        3 => Settings { background: true, ..eager },
        4 => Settings { wary: true, cold_code: false, ..eager },
        _ => Settings { background: true, wary: true, cold_code: false, ..eager },
    }
}

/// Runs program `number` on both engines of `pair`. Returns how many instructions were executed.
fn compare_one(pair: &mut Pair, tally: &mut Tally, platform: &'static Platform, number: u64) -> Result<u64, String> {
    let mut random = Rng::with_seed(number);
    let (state, places) = place(platform, &mut random);
    let mut states = pair.begin(Box::new(state));
    let reset = states.state().clone();
    let (mut earlier, mut executed) = (reset.clone(), 0);
    for run in 0..RUNS {
        if random.u8(0..8) == 0 {
            earlier.clone_from(states.state());
        }
        if random.u8(0..3) == 0 {
            let changes_quirks = random.u8(0..QUIRK_CHANGES) == 0;
            if changes_quirks {
                tally.count(pair.checked());
                pair.change_profile(other_quirks(platform, pair.profile()));
            }
            let before = if random.u8(0..4) == 0 { &reset } else { &earlier };
            if disturb(&mut states, before, &places, &mut random) || changes_quirks {
                pair.memory_changed(&states);
            }
        }
        let keys = if random.bool() { 0 } else { random.u16(..) };
        states.each(|state| state.bus.keys = keys);
        let budget = if random.u8(0..8) == 0 { random.u64(60..2000) } else { random.u64(1..=60) };
        let place = || format!("disturbed program {number} of {}, run {run} of {budget}", platform.id);
        let went = pair.run(&mut states, budget, place)?;
        executed += went.executed;
        if matches!(went.exit, Exit::Fault(_) | Exit::Halted | Exit::SelfJump) {
            let pc = address_in(&places, &mut random);
            states.each(|state| state.registers.pc = pc);
        }
        states.each(|state| state.registers.tick_timers());
    }
    pair.end(&states, || format!("disturbed program {number} of {}", platform.id))?;
    Ok(executed)
}

/// `platform` with all of its quirks, and with none of them, in turn.
fn other_quirks(platform: &'static Platform, profile: Profile) -> Profile {
    let own = platform.profile(platform.quirks);
    if profile == own { platform.profile(inverted(platform.quirks)) } else { own }
}

/// A state with a program in one place, or with one at each end of memory, and where they are.
fn place(platform: &'static Platform, random: &mut Rng) -> (State, Vec<Extent>) {
    let mut state = State::new(platform, &[], random.u64(..));
    let instructions = random.u16(4..24);
    let size = 1_u32 << platform.memory_bits;
    let odd = random.u16(0..2);
    let entries = match random.u8(0..3) {
        0 => vec![platform.entry],
        // The last bytes are half an instruction, or none.
        1 => vec![0, (size as u16).wrapping_sub(2 * instructions - odd)],
        // A jump arrives in the last of the addresses that it can name, and control goes on.
        _ => vec![0x1000 - 2 * instructions + odd, 0x400],
    };
    let mut places = Vec::new();
    for entry in entries {
        let extent = Extent { entry, instructions };
        let is_branching = entry == platform.entry && random.u8(0..4) == 0;
        let mut program = if is_branching {
            branching_program(random.u64(..))
        } else {
            random_instructions(platform, random, extent)
        };
        let instructions = if is_branching { (program.len() / 2) as u16 } else { instructions };
        let extent = Extent { entry, instructions };
        if random.bool() {
            let at = 2 * random.usize(0..=usize::from(instructions) - WAIT_WORDS);
            program[at..at + 2 * WAIT_WORDS].copy_from_slice(&wait(entry.wrapping_add(at as u16), random));
        }
        for (offset, byte) in program.into_iter().enumerate() {
            if let Some(at) = state.bus.memory[..size as usize].get_mut(usize::from(entry) + offset) {
                *at = byte;
            }
        }
        places.push(extent);
    }
    state.registers.pc = address_in(&places, random);
    (state, places)
}

/// A loop at `address` that waits for the timer or a key.
fn wait(address: u16, random: &mut Rng) -> [u8; 2 * WAIT_WORDS] {
    let x = random.u16(0..16) << 8;
    let (poll, skip) = if random.bool() { (0xF007, 0x3000) } else { (0x8000, 0xE09E) };
    let words = [poll | x, skip | x, 0x1000 | address & 0xFFF].map(u16::to_be_bytes);
    std::array::from_fn(|at| words[at / 2][at % 2])
}

/// The address of an instruction of a program, rarely between two.
fn address_in(places: &[Extent], random: &mut Rng) -> u32 {
    let Extent { entry, instructions } = places[random.usize(0..places.len())];
    u32::from(entry) + 2 * u32::from(random.u16(0..instructions)) + u32::from(random.u8(0..20) == 0)
}

/// Changes something in both states. `true` if memory may have changed.
fn disturb(states: &mut States, before: &State, places: &[Extent], random: &mut Rng) -> bool {
    let (pc, value) = (address_in(places, random), random.u8(..));
    match random.u8(0..8) {
        0 => states.each(|state| state.registers.pc = pc),
        1 => {
            let beyond = random.u32(0..PC_END);
            states.each(|state| state.registers.pc = beyond);
        }
        2 => {
            let i = if value < 0x80 { pc as u16 } else { random.u16(..) };
            states.each(|state| state.registers.i = i.into());
        }
        3 => {
            let register = random.usize(0..16);
            states.each(|state| state.registers.v[register] = value);
        }
        4 => {
            let (slot, depth) = (random.usize(0..12), random.u8(0..=12));
            let all: Option<[u32; STACK_SLOTS]> =
                random.bool().then(|| std::array::from_fn(|_| address_in(places, random)));
            states.each(|state| {
                state.bus.stack = all.unwrap_or(state.bus.stack);
                state.bus.stack[slot] = pc;
                state.registers.sp = depth.into();
            });
        }
        5 => states.each(|state| state.registers.delay = value),
        6 => {
            states.each(|state| state.bus.memory[pc as usize % MEMORY_BYTES] = value);
            return true;
        }
        _ => {
            states.each(|state| state.clone_from(before));
            return true;
        }
    }
    false
}
