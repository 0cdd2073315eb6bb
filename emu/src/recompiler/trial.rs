//! Trials: whether compiled code is faster than the interpreter is measured now and then, and the faster one is taken.
//!
//! Nearly always it is, many times over. But a processor foresees some programs better when they are interpreted, and no rule
//! that looks at the program tells which. A trial is a pair of stretches of the program, one right after the other, one of them with
//! compiled code and one interpreted. One pair says little, for no two stretches do the same: what is slower loses its place only after
//! several, in either order. Nothing that a program can notice depends on it.

use std::time::{Duration, Instant};

use cpu_ops::{Exit, State};

use super::Recompiler;
use super::reason::Reason;
use crate::engine::Run;

/// Instructions of a stretch that is timed: long enough for a clock, and for caches to fill again.
const LENGTH: u64 = 8192;
/// Instructions before the first trial, and between the first two.
const FIRST: u64 = 1 << 18;
/// Instructions between two trials when the last one spoke for a change.
const SOON: u64 = 1 << 15;
/// How much longer it is to the next trial each time that there is nothing to change.
const LONGER: u64 = 4;
/// The time from a trial to the next is at least so many times what the slower one of its stretches took, if there is nothing to change.
const RARE: u64 = 256;
/// The most picoseconds for an instruction that are told apart: a second. What is computed with them stays far from overflowing.
const MOST: u64 = 1_000_000_000_000;
/// How many percent faster the other one has to be for a trial to speak for it.
const MARGIN: u64 = 4;
/// Trials that speak for a change before there is one.
const ENOUGH: u8 = 6;
/// What a trial takes back that speaks against.
const TAKEN_BACK: u8 = 2;

/// What hot code is executed with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Means {
    /// Compiled code, where there is some.
    #[default]
    Compiled,
    /// The interpreter alone.
    Interpreted,
}

impl Means {
    fn other(self) -> Self {
        match self {
            Self::Compiled => Self::Interpreted,
            Self::Interpreted => Self::Compiled,
        }
    }

    /// The most instructions between two trials: few where compiled code might become worth it again.
    fn longest(self) -> u64 {
        match self {
            Self::Compiled => 1 << 30,
            Self::Interpreted => 1 << 22,
        }
    }
}

/// What is executed next, without another decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    instructions: u64,
    means: Means,
    is_timed: bool,
}

/// When there are trials, and what came of them.
#[derive(Clone, Copy, Debug)]
pub struct Trials {
    means: Means,
    /// Instructions until the next trial.
    until: u64,
    /// What that was when nothing spoke for a change.
    interval: u64,
    /// Trials that spoke for a change.
    against: u8,
    /// What of a trial has been measured: one of its stretches, in picoseconds an instruction.
    measured: Option<(Means, u64)>,
    /// Which means the next trial begins with.
    first: Means,
}

impl Default for Trials {
    fn default() -> Self {
        let means = Means::default();
        Self { means, until: FIRST, interval: FIRST, against: 0, measured: None, first: means }
    }
}

impl Trials {
    /// What to do with the next instructions of a run, of which `left` are left.
    fn next(&self, left: u64) -> Stretch {
        if self.until > 0 || left < LENGTH {
            let instructions = if self.until > 0 { left.min(self.until) } else { left };
            return Stretch { instructions, means: self.means, is_timed: false };
        }
        let means = self.measured.map_or(self.first, |(means, _)| means.other());
        Stretch { instructions: LENGTH, means, is_timed: true }
    }

    /// `instructions` were executed that nobody timed.
    fn passed(&mut self, instructions: u64) {
        self.until = self.until.saturating_sub(instructions);
    }

    /// A stretch with `means` took so many picoseconds an instruction; `None` if it says nothing.
    fn took(&mut self, means: Means, picoseconds: Option<u64>) {
        let Some(picoseconds) = picoseconds else {
            (self.measured, self.until) = (None, SOON);
            return;
        };
        let Some((_, before)) = self.measured.take() else {
            self.measured = Some((means, picoseconds));
            return;
        };
        self.first = self.first.other();
        let (own, other) = if means == self.means { (picoseconds, before) } else { (before, picoseconds) };
        self.decide(own * 100 > other * (100 + MARGIN), RARE * LENGTH * other / own.max(1));
    }

    /// A trial is over, which speaks for a change or does not; there is no need of the next one in less than `rarely` instructions.
    fn decide(&mut self, for_change: bool, rarely: u64) {
        self.against = if for_change { self.against + 1 } else { self.against.saturating_sub(TAKEN_BACK) };
        if self.against == ENOUGH {
            *self = Self { means: self.means.other(), first: self.first, ..Self::default() };
            log::debug!("compiled code is {}", if self.means == Means::Compiled { "faster" } else { "slower" });
        } else if self.against > 0 {
            self.until = SOON;
        } else {
            self.interval = (self.interval * LONGER).max(rarely).min(self.means.longest());
            self.until = self.interval;
        }
    }
}

impl Recompiler {
    /// Runs up to `budget` instructions.
    pub fn run(&mut self, state: &mut State, budget: u64) -> Run {
        if !self.is_tried() {
            return self.run_compiled(state, budget);
        }
        let mut executed = 0;
        loop {
            let stretch = self.trials.next(budget - executed);
            let run = self.run_stretch(state, stretch);
            executed += run.executed;
            if run.exit != Exit::BudgetSpent || executed == budget {
                return Run { executed, exit: run.exit };
            }
        }
    }

    /// Whether it is to be measured what is faster. Where nearly everything is compiled, to compare engines, that is no question.
    fn is_tried(&mut self) -> bool {
        if self.cache.len() == 0 {
            self.trials = Trials::default();
        }
        self.settings.wary && !self.settings.cold_code && self.cache.len() > 0
    }

    fn run_stretch(&mut self, state: &mut State, Stretch { instructions, means, is_timed }: Stretch) -> Run {
        let (idle, interpreted) = (self.idle(), self.interpreted.total());
        let compiled = (self.cache.len(), self.pending.len());
        let started = is_timed.then(Instant::now);
        let run = match means {
            Means::Compiled => self.run_compiled(state, instructions),
            Means::Interpreted => self.run_interpreted(state, instructions),
        };
        let worked = run.executed - (self.idle() - idle);
        let Some(took) = started.map(|started| started.elapsed()) else {
            self.trials.passed(worked);
            return run;
        };
        // Nothing is learned from a stretch that mostly waits, or beside which something is compiled, or for which little is.
        let natively = worked - (self.interpreted.total() - interpreted).min(worked);
        let is_fair = worked >= LENGTH / 2
            && compiled == (self.cache.len(), 0)
            && self.pending.len() == 0
            && (means == Means::Interpreted || natively >= worked / 2);
        self.trials.took(means, is_fair.then(|| picoseconds(took, worked)));
        run
    }

    /// As the interpreter alone, but that compiled code which is written over is dropped.
    fn run_interpreted(&mut self, state: &mut State, budget: u64) -> Run {
        let mut left = budget;
        let exit = loop {
            if left == 0 {
                break Exit::BudgetSpent;
            }
            if let Some(exit) = self.interpret::<false>(state, &mut left, u64::MAX, Reason::Slower) {
                break exit;
            }
        };
        Run { executed: budget - left, exit }
    }
}

/// How long an instruction took.
fn picoseconds(took: Duration, instructions: u64) -> u64 {
    let all = took.as_nanos() * 1000 / u128::from(instructions);
    u64::try_from(all).unwrap_or(u64::MAX).min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs `instructions` in frames of `frame`, an instruction taking so many picoseconds. Returns how many were interpreted.
    fn run(trials: &mut Trials, instructions: u64, frame: u64, mut takes: impl FnMut(u64, Means) -> u64) -> u64 {
        let (mut all, mut interpreted) = (0, 0);
        while all < instructions {
            let mut left = frame;
            while left > 0 {
                let Stretch { instructions, means, is_timed } = trials.next(left);
                assert!((1..=left).contains(&instructions), "{instructions} of {left}");
                if is_timed {
                    trials.took(means, Some(takes(all, means)));
                } else {
                    trials.passed(instructions);
                }
                interpreted += if means == Means::Interpreted { instructions } else { 0 };
                left -= instructions;
                all += instructions;
            }
        }
        interpreted
    }

    const ALL: u64 = 1 << 28;

    #[test]
    fn what_is_faster_is_taken() {
        for frame in [LENGTH, 30_000, 1 << 24] {
            let of = |compiled, interpreted| {
                let takes = |_, means| if means == Means::Compiled { compiled } else { interpreted };
                run(&mut Trials::default(), ALL, frame, takes) as f64 / ALL as f64
            };
            assert!(of(300, 3000) < 0.001, "frames of {frame}: compiled code is faster");
            assert!(of(4000, 3000) > 0.97, "frames of {frame}: the interpreter is faster");
        }
    }

    #[test]
    fn a_program_whose_nature_changes_is_compiled_again() {
        let takes = |at, means| match means {
            Means::Interpreted => 3000,
            Means::Compiled if at < ALL / 4 => 5000,
            Means::Compiled => 1000,
        };
        let mut trials = Trials::default();
        assert!(run(&mut trials, ALL / 4, 30_000, takes) > ALL / 5);
        let after = run(&mut trials, ALL, 30_000, |_, means| takes(ALL, means));
        assert!(after < ALL / 25, "{after}");
    }

    #[test]
    fn a_program_that_does_now_this_and_now_that_is_no_reason_to_change() {
        // Each stretch is something else than the one before, whoever executes it.
        let mut turn = 0;
        let takes = |_, means| {
            turn += 1;
            let work = if turn % 2 == 0 { 100 } else { 1000 };
            work * if means == Means::Compiled { 2 } else { 3 }
        };
        assert!(run(&mut Trials::default(), ALL, 30_000, takes) < ALL / 20);
    }

    #[test]
    fn frames_too_short_to_measure_are_compiled() {
        let takes = |_, _| panic!("it was timed");
        assert_eq!(run(&mut Trials::default(), ALL / 100, LENGTH - 1, takes), 0);
    }

    #[test]
    fn what_says_nothing_is_tried_again() {
        let mut trials = Trials::default();
        trials.passed(FIRST);
        let Stretch { means, is_timed, .. } = trials.next(LENGTH);
        assert!(is_timed);
        trials.took(means, None);
        assert_eq!(trials.next(u64::MAX), Stretch { instructions: SOON, means: Means::Compiled, is_timed: false });
    }
}
