//! Any structured program on both engines in lockstep: on each platform, with its own quirks and with all of them the
//! other way round, at several budgets, with keys. Everything that control arrives at is compiled at once, mostly with little effort.

#![no_main]

use std::cell::RefCell;
use std::collections::HashMap;

use cpu_ops::Platform;
use libfuzzer_sys::{Corpus, fuzz_target};
use stitch8::engine::Engine;
use stitch8::recompiler::{Effort, Settings};
use stitch8_tests::compare::{Course, Pair};
use stitch8_tests::lockstep::inverted;
use stitch8_tests::random_program::chosen_program;

/// How a program is run.
const COURSES: [Course; 4] = [
    Course { budget: 1, runs: 300 },
    Course { budget: 5, runs: 100 },
    Course { budget: 32, runs: 40 },
    Course { budget: 1024, runs: 4 },
];
/// The byte of the budget from which on all effort is made: it takes four times as long.
const FULL: u8 = 0xE0;
/// The most instructions of a program, one of which may stand for several: more than a region can have.
const MOST: usize = 220;
/// Programs that one recompiler is kept for: it learns which addresses are not worth compiling.
const PROGRAMS_AN_ENGINE: u32 = 32;

thread_local! {
    /// The engines for each profile and effort, and for how many programs they have been used.
    static PAIRS: RefCell<HashMap<(u32, bool), (Pair, u32)>> = RefCell::default();
}

fuzz_target!(|data: &[u8]| -> Corpus {
    // Platform and quirks; budget and effort; four bytes that say which keys are down when.
    let Some((&[machine, course, ref keys @ ..], chosen)) = data.split_first_chunk::<6>() else {
        return Corpus::Reject;
    };
    let platform = &Platform::ALL[usize::from(machine) % Platform::ALL.len()];
    let quirks = if machine & 0x80 == 0 { platform.quirks } else { inverted(platform.quirks) };
    let is_full = course >= FULL;
    let course = COURSES[usize::from(course) % COURSES.len()];
    let program = chosen_program(platform, chosen, MOST);
    let profile = platform.profile(quirks);
    let new = || {
        let effort = if is_full { Effort::Full } else { Effort::Quick };
        let settings = Settings { threshold: 1, effort, ..Settings::eager() };
        (Pair::new(platform, profile, Engine::recompiler(profile, &settings).expect("LLVM starts")), 0)
    };
    PAIRS.with_borrow_mut(|pairs| {
        let (pair, used) = pairs.entry((profile.bits(), is_full)).or_insert_with(new);
        let keys = |run: u64| {
            let byte = keys[run as usize % keys.len()];
            if byte < 0x80 { 0 } else { u16::from(byte).rotate_left(run as u32 % 16) }
        };
        pair.compare_with_keys(platform.id, &program, course, keys)
            .unwrap_or_else(|difference| panic!("{difference}\nprogram {program:02X?}"));
        *used += 1;
        if *used == PROGRAMS_AN_ENGINE {
            pairs.remove(&(profile.bits(), is_full));
        }
    });
    Corpus::Keep
});
