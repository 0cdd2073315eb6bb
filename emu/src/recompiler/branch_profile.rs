//! How well a processor will foresee the skips of a program, found by running some of it.
//!
//! A copy of the program is interpreted for a moment, from where a region begins, and what its skips do is told to simple models of
//! branch prediction. What none of them foresees, a processor will hardly either.

use std::collections::{HashMap, HashSet};

use cpu_ops::flow::Span;
use cpu_ops::{Exit, Profile, State};

use crate::interpreter::{Interpreter, Pause, Watch};

/// Frames that are interpreted, so that what waits for a timer goes on. Where there are fewer, what comes again and again only after long is taken
/// for chance.
const FRAMES: usize = 16;

/// Instructions in each.
const FRAME: u64 = 4096;

/// Of the skips in a sample, the part that is only to learn from: one of these many.
const LEARNING: usize = 3;

/// How many regions one is good for: a program goes on.
const AGE: u32 = 8;

/// The fewest times that a skip must have been executed for anything to be known of it.
const FEWEST: u32 = 16;

/// How many earlier outcomes each model goes by, of all skips together.
const HISTORIES: [u32; 4] = [0, 4, 12, 32];

/// Counters of each model, a power of two.
const COUNTERS: usize = 1 << 14;

/// The least part of the times that a skip is executed that must be surprises, for these to matter: one in so many. A branch that is foreseen tells
/// what comes of it sooner than it could be worked out.
const RARE: u32 = 5;

/// What skips a program executed.
#[derive(Debug)]
pub struct BranchProfile {
    /// The address of each, and whether it skipped.
    outcomes: Vec<(u32, bool)>,
    /// How often it was asked for more than the region that it was made for.
    asked: u32,
}

/// How often a skip was executed, and what came of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surprises {
    executed: u32,
    /// How often it skipped.
    skipped: u32,
    /// How often it was foreseen wrongly, by each of the models.
    wrong: [u32; HISTORIES.len()],
}

impl Surprises {
    /// Whether they cost more than it would to execute the other way as well each time, if a surprise costs `worth` instructions: there are `next` of them
    /// where it does not skip, and `skipped` where it does. The best model counts.
    #[must_use]
    pub fn outweigh(&self, worth: u32, next: u32, skipped: u32) -> bool {
        let fewest = self.wrong.into_iter().min().unwrap_or(0);
        fewest * RARE > self.executed && fewest * worth > self.skipped * next + (self.executed - self.skipped) * skipped
    }
}

/// Looks on what skips do.
#[derive(Default)]
struct Skips {
    outcomes: Vec<(u32, bool)>,
}

impl Watch for Skips {
    fn arrive(&mut self, _: u32, _: bool) -> bool {
        false
    }
    fn computed(&mut self, _: u32) {}
    fn skip(&mut self, pc: u32, skips: bool) {
        self.outcomes.push((pc, skips));
    }
    fn code_written(&mut self, _: Span) -> bool {
        false
    }
}

impl BranchProfile {
    /// Runs a copy of the program in `state`, which it uses up.
    #[must_use]
    pub fn of(mut state: Box<State>, profile: Profile) -> Self {
        let mut skips = Skips::default();
        let mut interpreter = Interpreter::new(profile);
        for _ in 0..FRAMES {
            let (_, pause) = interpreter.run_watched(&mut state, FRAME, &mut skips);
            if !matches!(pause, Pause::Exit(Exit::BudgetSpent | Exit::DisplayWait)) {
                break;
            }
            state.registers.tick_timers();
        }
        Self { outcomes: skips.outcomes, asked: 0 }
    }

    /// Whether it tells of each of the skips at `candidates`, and is still good: it ages with each question.
    pub fn knows(&mut self, candidates: &HashSet<u32>) -> bool {
        self.asked += 1;
        let executed: HashSet<u32> = self.outcomes.iter().map(|&(pc, _)| pc).collect();
        self.asked < AGE && candidates.is_subset(&executed)
    }

    /// What is known of the skips, if it is enough to go by. Those that are `gone` are branches no more: nothing can be learnt from
    /// them of what others will do.
    #[must_use]
    pub fn surprises(&self, gone: &HashSet<u32>) -> HashMap<u32, Surprises> {
        let branches: Vec<(u32, bool)> = self.outcomes.iter().copied().filter(|(pc, _)| !gone.contains(pc)).collect();
        let mut skips = foresee(&branches);
        skips.retain(|_, known| known.executed >= FEWEST);
        skips
    }
}

/// What models of branch prediction make of skips and whether each skipped.
fn foresee(outcomes: &[(u32, bool)]) -> HashMap<u32, Surprises> {
    let mut models = [[0_i8; COUNTERS]; HISTORIES.len()];
    let mut skips: HashMap<u32, Surprises> = HashMap::new();
    let mut history = 0_u64;
    for (index, &(pc, skipped)) in outcomes.iter().enumerate() {
        let counts = index >= outcomes.len() / LEARNING;
        let known = skips.entry(pc).or_default();
        known.executed += u32::from(counts);
        known.skipped += u32::from(counts && skipped);
        for ((model, &length), wrong) in models.iter_mut().zip(&HISTORIES).zip(&mut known.wrong) {
            let past = history & ((1 << length) - 1);
            let counter =
                &mut model[(u64::from(pc >> 1) ^ past.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 50) as usize % COUNTERS];
            *wrong += u32::from(counts && (*counter >= 0) != skipped);
            *counter = (*counter + if skipped { 1 } else { -1 }).clamp(-2, 1);
        }
        history = history << 1 | u64::from(skipped);
    }
    skips
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::*;

    const FIRST: u32 = 0x200;
    const SECOND: u32 = 0x210;

    /// Whether a skip over one instruction is worth to be no branch, going by what `skips` says of each time: of the one at [`FIRST`], and of the one at
    /// [`SECOND`] after it.
    fn worth(skips: impl FnMut(u64) -> (bool, bool), gone: &[u32]) -> (bool, bool) {
        let pairs = (0..2000).map(skips);
        let outcomes = pairs.flat_map(|(first, second)| [(FIRST, first), (SECOND, second)]).collect();
        let profile = BranchProfile { outcomes, asked: 0 };
        let surprises = profile.surprises(&gone.iter().copied().collect());
        let outweigh = |pc| surprises.get(&pc).is_some_and(|surprises| surprises.outweigh(16, 1, 0));
        (outweigh(FIRST), outweigh(SECOND))
    }

    #[test]
    fn what_comes_again_and_again_is_foreseen_and_chance_is_not() {
        let mut random = Rng::with_seed(1);
        assert_eq!(worth(|time| (time % 2 == 0, time % 5 == 0), &[]), (false, false));
        assert_eq!(worth(|_| (random.bool(), true), &[]), (true, false));
    }

    #[test]
    fn what_follows_from_another_is_a_surprise_once_that_is_no_branch() {
        let mut random = Rng::with_seed(2);
        let mut opposite = |_| {
            let skips = random.bool();
            (skips, !skips)
        };
        assert_eq!(worth(&mut opposite, &[]), (true, false));
        assert_eq!(worth(&mut opposite, &[FIRST]), (false, true));
    }

    #[test]
    fn a_branch_that_is_mostly_foreseen_stays_one() {
        let mut random = Rng::with_seed(3);
        assert_eq!(worth(|_| (random.u8(0..10) == 0, false), &[]), (false, false));
    }

    #[test]
    fn what_was_executed_seldom_is_not_known() {
        let outcomes = (0..FEWEST).map(|time| (FIRST, time % 3 == 0)).collect();
        assert!(BranchProfile { outcomes, asked: 0 }.surprises(&HashSet::new()).is_empty());
    }
}
