//! Programs made up at random on both engines in lockstep, as many as there is time for.

use std::ops::Range;
use std::sync::Mutex;

use cpu_ops::{Platform, Quirk, Quirks};
use fastrand::Rng;
use stitch8::engine::Engine;
use stitch8::recompiler::{Effort, Settings};

use crate::compare::{Course, Pair};
use crate::random_program::random_program;
use crate::sweep::programs;
use crate::workers::for_each_case;

/// How programs are run: at budgets that end inside of blocks, at the end of blocks, and far beyond them.
pub const COURSES: [Course; 8] = [
    Course { budget: 1, runs: 500 },
    Course { budget: 2, runs: 300 },
    Course { budget: 5, runs: 200 },
    Course { budget: 7, runs: 150 },
    Course { budget: 32, runs: 80 },
    Course { budget: 100, runs: 60 },
    Course { budget: 1024, runs: 10 },
    Course { budget: 10_000, runs: 2 },
];

/// Programs that one recompiler is kept for. It remembers which addresses had code that kept changing, and would come
/// to compile less and less.
const PROGRAMS_AN_ENGINE: u64 = 64;

/// One program in so many is run on the interpreter and on the oracle as well.
const ORACLES: u64 = 16;

/// Which programs are compared.
#[derive(Clone, Copy, Debug)]
pub struct Batch {
    /// Where they run.
    pub platform: &'static Platform,
    /// The number of the first: what it is follows from this and the platform.
    pub first: u64,
    /// How many there are.
    pub programs: u64,
    /// One part of so many is compiled with full effort, 1 for all; for the others quick code is made.
    pub full: u64,
    /// How many of [`COURSES`] each of them is run at: not the same ones for each.
    pub courses: usize,
}

/// What a comparison came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Programs that were compared.
    pub programs: u64,
    /// Of these, the ones that were compiled with full effort.
    pub fully: u64,
    /// Of these, the ones that the oracle ran as well.
    pub with_oracle: u64,
    /// Instructions that both engines executed.
    pub executed: u64,
    /// Of those of the recompiler, the ones that ran in compiled code.
    pub native: u64,
    /// Regions that were compiled.
    pub compiled: u64,
    /// Regions that were dropped because their code was written over.
    pub invalidated: u64,
    /// What differed, up to [`Tally::TOLD`] of them.
    pub differences: Vec<String>,
}

impl Tally {
    /// The most differences that are told.
    pub const TOLD: usize = 10;

    /// Adds what another part has found.
    pub fn add(&mut self, other: Self) {
        self.programs += other.programs;
        self.fully += other.fully;
        self.with_oracle += other.with_oracle;
        self.executed += other.executed;
        self.native += other.native;
        self.compiled += other.compiled;
        self.invalidated += other.invalidated;
        self.differences.extend(other.differences);
        self.differences.truncate(Self::TOLD);
    }

    /// Counts what `recompiler` has done, which nothing has been counted of.
    ///
    /// # Panics
    ///
    /// If it is no recompiler.
    pub fn count(&mut self, recompiler: &Engine) {
        let statistics = recompiler.statistics().expect("it is a recompiler");
        self.native += statistics.native_instructions;
        self.compiled += statistics.units_compiled;
        self.invalidated += statistics.invalidations;
    }

    /// The share of instructions that ran in compiled code, 0 to 1.
    #[must_use]
    pub fn native_share(&self) -> f64 {
        if self.executed == 0 { 0.0 } else { self.native as f64 / self.executed as f64 }
    }
}

/// Compares the engines over the programs of `batch`, on all cores. `done` is as in `in_parts`.
///
/// # Panics
///
/// If LLVM does not start.
pub fn compare(batch: Batch, done: impl Fn(&Tally) -> bool + Sync) -> Tally {
    let few = |part, numbers: Range<u64>| compare_few(batch, part, numbers.map(|number| batch.first + number));
    in_parts(batch.programs, PROGRAMS_AN_ENGINE, few, done)
}

/// Gives `few` the numbers below `programs`, so many at a time, with the number of each such part, on all cores. `done` is called
/// before each part with what was found by then; once it answers no, the rest is left out.
pub(crate) fn in_parts(
    programs: u64,
    at_a_time: u64,
    few: impl Fn(u64, Range<u64>) -> Tally + Sync,
    done: impl Fn(&Tally) -> bool + Sync,
) -> Tally {
    let all: Mutex<Tally> = Mutex::default();
    for_each_case(
        programs.div_ceil(at_a_time),
        || (),
        |(), part| {
            if !done(&all.lock().expect("nobody panicked")) {
                return;
            }
            let first = part * at_a_time;
            let tally = few(part, first..(first + at_a_time).min(programs));
            all.lock().expect("nobody panicked").add(tally);
        },
    );
    all.into_inner().expect("nobody panicked")
}

/// Compares the engines over the programs with these numbers, all with the same quirks: the platform's own, all of them the other way round,
/// or any; and with regions of all that is
/// reachable or, in one part of three, of what was executed before.
fn compare_few(batch: Batch, part: u64, numbers: impl Iterator<Item = u64>) -> Tally {
    let platform = batch.platform;
    let quirks = match part % 4 {
        0 | 2 => platform.quirks,
        1 => inverted(platform.quirks),
        _ => Quirks::from_bits(Rng::with_seed(batch.first + part).u8(..)),
    };
    let profile = platform.profile(quirks);
    let effort = effort(part, batch.full);
    let settings = Settings { threshold: 1, cold_code: !part.is_multiple_of(3), effort, ..Settings::eager() };
    let engine = Engine::recompiler(profile, &settings).expect("LLVM starts");
    let mut pair = Pair::new(platform, profile, engine);
    let mut tally = Tally::default();
    for number in numbers {
        let program = random_program(platform, number, length(number));
        let name = format!("program {number} of {}", platform.id);
        let mut courses: Vec<usize> = (0..COURSES.len()).collect();
        Rng::with_seed(number).shuffle(&mut courses);
        tally.programs += 1;
        tally.fully += u64::from(effort == Effort::Full);
        if number.is_multiple_of(ORACLES) {
            tally.with_oracle += 1;
            tally.differences.extend(differences_from_oracle(&name, platform, quirks, &program, number));
        }
        for course in &courses[..batch.courses.clamp(1, COURSES.len())] {
            match pair.compare(&name, &program, COURSES[*course]) {
                Ok(executed) => tally.executed += executed,
                Err(difference) => tally.differences.push(difference),
            }
        }
    }
    tally.count(pair.checked());
    tally
}

/// Where the interpreter differs from the oracle: a meaning that is wrong is wrong in both engines.
fn differences_from_oracle(
    name: &str,
    platform: &'static Platform,
    quirks: Quirks,
    program: &[u8],
    number: u64,
) -> Vec<String> {
    let course = programs::Course { quirks, frames: 20, budget: 1..40 };
    programs::check(name, platform, program, &course, Rng::with_seed(number)).told
}

/// The effort that part `part` is compiled with, if one of `full` gets all. What LLVM makes of stitched code is checked with these, and
/// with the others, many times as fast, what is ours: which code is in a region, when it is entered, left and dropped.
pub(crate) fn effort(part: u64, full: u64) -> Effort {
    if part.is_multiple_of(full.max(1)) { Effort::Full } else { Effort::Quick }
}

/// How many instructions program `number` has: mostly few, for what takes time is to compile them; now and then more than a
/// region can have.
fn length(number: u64) -> u16 {
    match number % 100 {
        0 => 100 + (number / 100 % 150) as u16,
        1..8 => 20 + (number / 10 % 32) as u16,
        rest @ 8..40 => 6 + (rest % 12) as u16,
        rest => 1 + (rest % 5) as u16,
    }
}

/// Every quirk that is not in `quirks`.
#[must_use]
pub fn inverted(quirks: Quirks) -> Quirks {
    Quirk::ALL.into_iter().fold(Quirks::NONE, |inverted, quirk| inverted.with(quirk, !quirks.has(quirk)))
}
