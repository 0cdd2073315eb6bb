//! The opcode sweep: every word that an instruction can begin with, on every platform, from many states, on the
//! interpreter and on the [oracle](crate::oracle), and on the recompiler and the interpreter. The whole state is
//! compared after each.

#[cfg(feature = "jit")]
pub mod compiled;
pub mod oracle;
pub mod programs;

use std::sync::Mutex;

use cpu_ops::{Platform, Quirks};
use fastrand::Rng;

use crate::oracle::rules::Rules;
use crate::workers::for_each_case;

/// What a sweep has found.
#[derive(Debug, Default)]
pub struct Found {
    /// Instructions or programs that were compared.
    pub compared: u64,
    /// Of these, those whose first instruction ran in compiled code.
    pub native: u64,
    /// How many of them differed.
    pub different: u64,
    /// What differed, up to [`Found::TOLD`] of them.
    pub told: Vec<String>,
}

impl Found {
    /// The most differences that are told.
    pub const TOLD: usize = 20;

    /// Counts a difference and remembers what it was.
    pub fn differs(&mut self, what: impl FnOnce() -> String) {
        self.different += 1;
        if self.told.len() < Self::TOLD {
            self.told.push(what());
        }
    }

    /// Adds what another part of the sweep has found.
    pub fn add(&mut self, other: Self) {
        self.compared += other.compared;
        self.native += other.native;
        self.different += other.different;
        self.told.extend(other.told);
        self.told.truncate(Self::TOLD);
    }

    /// # Panics
    ///
    /// If anything differed; says what.
    pub fn assert_none(&self) {
        assert!(self.different == 0, "{} differences:\n{}", self.different, self.told.join("\n"));
    }
}

/// What `case` finds in all of the numbers below `cases`, on all cores; `start` makes what a thread keeps.
fn gather<T>(cases: u64, start: impl Fn() -> T + Sync, case: impl Fn(&mut T, u64) -> Found + Sync) -> Found {
    let all = Mutex::new(Found::default());
    for_each_case(cases, start, |kept, number| {
        let found = case(kept, number);
        all.lock().expect("nobody panicked").add(found);
    });
    all.into_inner().expect("nobody panicked")
}

/// The quirks that part `part` of the start states numbered `number` runs under: the platform's own, and every second
/// time any.
fn quirks_of(platform: &Platform, number: u64, part: u64) -> Quirks {
    if number.is_multiple_of(2) {
        platform.quirks
    } else {
        Quirks::from_bits(random_for(platform, number, !part).u8(..))
    }
}

/// What the oracle goes by: its own table where `platform` has the quirks that it comes with, so that wrong ones show.
fn rules_of(platform: &Platform, quirks: Quirks) -> Rules {
    let rules = Rules::of(platform.id);
    if quirks == platform.quirks { rules } else { rules.with_quirks(quirks) }
}

/// Random numbers that are a function of the platform and two numbers.
fn random_for(platform: &Platform, number: u64, part: u64) -> Rng {
    let id = platform.id.bytes().fold(0_u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    let mut random = Rng::with_seed(id ^ number.rotate_left(32));
    Rng::with_seed(random.u64(..) ^ part)
}
