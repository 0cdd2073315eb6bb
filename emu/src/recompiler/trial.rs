//! Trials: whether compiled code is faster than the interpreter is measured now and then, and the faster one is taken.
//!
//! Nearly always compiled code is, many times over. But a processor foresees some programs better when they are interpreted, and no
//! rule that looks at the program tells which. A trial is four stretches of the program, one right after the other: two with compiled
//! code and two interpreted, the inner two alike and the outer two. So it is fair to a program that does something else in every
//! other stretch, or frame. When trials come, and what they begin with, is left to chance, for one that is in step with them
//! in another way. Still one says little, and compiled code loses its place only after several. Where a program waits for the rest of a frame,
//! the trial goes on in the next one.

use std::time::Duration;

use fastrand::Rng;

/// Instructions of a stretch that is timed: long enough for a clock, and for caches to fill again.
pub const LENGTH: u64 = 8192;
/// The least that has to be left of a run for a stretch that is timed: with fewer after it, what is left would be too little to enter compiled code for.
const ROOM: u64 = LENGTH + 1024;
/// Stretches of a trial.
const STRETCHES: u8 = 4;
/// Instructions to the first trial, and to the first after a change.
const FIRST: u64 = 1 << 18;
/// Instructions, and up to twice as many, to the next trial where there may be a change.
const SOON: u64 = 1 << 15;
/// How many times longer it is to the next trial each time that there is nothing to change.
const LONGER: u64 = 4;
/// The time to the next trial is this many times what the slower stretches took, if compiled code is faster and it may be as long.
const RARE: u64 = 256;
/// The most instructions between two trials while compiled code is used.
const LONGEST: u64 = 1 << 30;
/// The same while it is not, so that code which becomes worth it is found.
const LONGEST_INTERPRETED: u64 = 1 << 22;
/// The same where trials say nothing.
const LONGEST_UNFAIR: u64 = 1 << 26;
/// The most picoseconds for an instruction that are told apart: a tenth of a second. What is computed with them stays far from overflowing.
const MOST: u64 = 100_000_000_000;
/// How many percent faster the other means has to be for a trial to speak for it.
const MARGIN: u64 = 4;
/// Trials for the interpreter, without those that were taken back, before compiled code is not used.
const ENOUGH: u8 = 8;
/// How many of these a trial takes back that is for compiled code.
const TAKEN_BACK: u8 = 3;
/// How many stretches of a trial with little to do are let pass before there is none for long: those that begin where a frame's work is done.
const PATIENCE: u8 = 6;

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
}

/// What is executed next, without another decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// How many instructions.
    pub instructions: u64,
    /// With what.
    pub means: Means,
    /// Whether it belongs to a trial.
    pub is_timed: bool,
}

/// Why a stretch says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfair {
    /// Something was compiled meanwhile.
    Compiling,
    /// The program mostly waited, or hardly came to compiled code.
    LittleWork,
}

/// A trial that has begun.
#[derive(Clone, Copy, Debug)]
struct Trial {
    /// What its first and its last stretch are executed with.
    outer: Means,
    /// Stretches that were measured.
    measured: u8,
    /// Picoseconds an instruction, of both stretches with compiled code and of both that were interpreted.
    picoseconds: [u64; 2],
    /// Stretches that were let pass.
    passed: u8,
    /// Whether what comes next in the run is let pass as well.
    rests: bool,
}

impl Trial {
    /// What the next stretch is executed with.
    fn means(&self) -> Means {
        if matches!(self.measured, 1 | 2) { self.outer.other() } else { self.outer }
    }
}

/// When there are trials, and what came of them.
#[derive(Clone, Debug)]
pub struct Trials {
    means: Means,
    /// Instructions until the next trial.
    until: u64,
    /// What that was when there was nothing to change.
    interval: u64,
    /// Trials for the interpreter, but for those taken back.
    against: u8,
    trial: Option<Trial>,
    chance: Rng,
}

impl Default for Trials {
    fn default() -> Self {
        Self {
            means: Means::default(),
            until: FIRST,
            interval: FIRST,
            against: 0,
            trial: None,
            chance: Rng::with_seed(FIRST),
        }
    }
}

impl Trials {
    /// What to do with the next instructions of a run, of which `left` are left.
    pub fn next(&mut self, left: u64) -> Stretch {
        if self.until > 0 || left < ROOM {
            return self.untimed(self.until, left);
        }
        let outer = if self.chance.bool() { Means::Compiled } else { Means::Interpreted };
        let trial =
            self.trial.get_or_insert(Trial { outer, measured: 0, picoseconds: [0; 2], passed: 0, rests: false });
        if std::mem::take(&mut trial.rests) {
            return self.untimed(FIRST, left);
        }
        Stretch { instructions: LENGTH, means: trial.means(), is_timed: true }
    }

    /// A stretch of so many instructions that belongs to no trial, or of all that are `left` of a run: to cut one in two takes time, most of all in
    /// a loop that waits, and is done only if there is room for a trial after it.
    fn untimed(&self, instructions: u64, left: u64) -> Stretch {
        let is_cut = instructions > 0 && left >= instructions + ROOM;
        Stretch { instructions: if is_cut { instructions } else { left }, means: self.means, is_timed: false }
    }

    /// `instructions` were executed, or waited for, that nobody timed.
    pub fn passed(&mut self, instructions: u64) {
        self.until = self.until.saturating_sub(instructions);
    }

    /// A stretch with `means` took so many picoseconds an instruction, or says nothing.
    pub fn took(&mut self, means: Means, picoseconds: Result<u64, Unfair>) {
        let Some(trial) = &mut self.trial else { return };
        match picoseconds {
            Ok(picoseconds) => {
                trial.picoseconds[means as usize] += picoseconds.clamp(1, MOST);
                trial.measured += 1;
                if trial.measured == STRETCHES {
                    let [compiled, interpreted] = trial.picoseconds;
                    self.trial = None;
                    self.decide(compiled, interpreted);
                }
            }
            Err(Unfair::Compiling) => {
                self.trial = None;
                self.try_soon();
            }
            Err(Unfair::LittleWork) if trial.passed < PATIENCE => {
                trial.passed += 1;
                trial.rests = true;
            }
            Err(Unfair::LittleWork) => {
                self.trial = None;
                self.use_compiled();
                self.interval = (self.interval * LONGER).min(LONGEST_UNFAIR);
                self.until = self.interval;
            }
        }
    }

    /// A trial is over.
    fn decide(&mut self, compiled: u64, interpreted: u64) {
        let is_faster = |one: u64, other: u64| one * (100 + MARGIN) < other * 100;
        match self.means {
            Means::Compiled if is_faster(interpreted, compiled) => {
                self.against += 1;
                if self.against == ENOUGH {
                    log::debug!("interpreted from here on: compiled code is slower");
                    (self.means, self.interval, self.until) = (Means::Interpreted, FIRST, FIRST);
                } else {
                    self.try_soon();
                }
            }
            Means::Compiled => {
                self.against = self.against.saturating_sub(TAKEN_BACK);
                if self.against > 0 {
                    self.try_soon();
                } else {
                    let rarely = RARE * 2 * LENGTH * interpreted / compiled;
                    self.interval = (self.interval * LONGER).max(rarely).min(LONGEST);
                    self.until = self.interval;
                }
            }
            Means::Interpreted if is_faster(compiled, interpreted) => {
                log::debug!("compiled code is faster again");
                self.use_compiled();
                self.until = FIRST;
            }
            Means::Interpreted => {
                self.interval = (self.interval * LONGER).min(LONGEST_INTERPRETED);
                self.until = self.interval;
            }
        }
    }

    /// As at first.
    fn use_compiled(&mut self) {
        if self.means == Means::Interpreted {
            (self.means, self.interval) = (Means::Compiled, FIRST);
        }
        self.against = 0;
    }

    fn try_soon(&mut self) {
        self.until = self.chance.u64(SOON..=2 * SOON);
    }
}

/// How long an instruction took, in picoseconds.
#[must_use]
pub fn picoseconds(took: Duration, instructions: u64) -> u64 {
    u64::try_from(took.as_nanos() * 1000 / u128::from(instructions)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs `instructions` in frames of `frame`; `takes` tells, of what begins at an instruction, how many picoseconds one takes.
    /// Returns the share that was interpreted.
    fn run(
        trials: &mut Trials,
        instructions: u64,
        frame: u64,
        mut takes: impl FnMut(u64, Means) -> Result<u64, Unfair>,
    ) -> f64 {
        let (mut all, mut interpreted) = (0, 0);
        while all < instructions {
            let mut left = frame;
            while left > 0 {
                let Stretch { instructions, means, is_timed } = trials.next(left);
                assert!((1..=left).contains(&instructions), "{instructions} of {left}");
                if is_timed {
                    trials.took(means, takes(all, means));
                } else {
                    trials.passed(instructions);
                }
                interpreted += if means == Means::Interpreted { instructions } else { 0 };
                left -= instructions;
                all += instructions;
            }
        }
        interpreted as f64 / all as f64
    }

    const ALL: u64 = 1 << 28;
    const FRAMES: [u64; 5] = [ROOM, 11_500, 16_384, 30_000, 1 << 24];

    #[test]
    fn what_is_faster_is_taken() {
        for frame in FRAMES {
            let of = |compiled, interpreted| {
                let takes = |_, means| Ok(if means == Means::Compiled { compiled } else { interpreted });
                run(&mut Trials::default(), ALL, frame, takes)
            };
            assert!(of(300, 3000) < 0.001, "frames of {frame}: compiled code is faster");
            assert!(of(4000, 3000) > 0.95, "frames of {frame}: the interpreter is faster");
        }
    }

    #[test]
    fn a_program_whose_nature_changes_is_compiled_again() {
        let at_first = |_, means| Ok(if means == Means::Compiled { 5000 } else { 3000 });
        let then = |_, means| Ok(if means == Means::Compiled { 1000 } else { 3000 });
        let waits = |_, _| Err(Unfair::LittleWork);
        for frame in FRAMES {
            let mut trials = Trials::default();
            assert!(run(&mut trials, ALL / 4, frame, at_first) > 0.8);
            let after = run(&mut trials, ALL, frame, then);
            assert!(after < 0.04, "{after}");
            // Or it waits, and nobody can tell.
            let mut trials = Trials::default();
            assert!(run(&mut trials, ALL / 4, frame, at_first) > 0.8);
            let after = run(&mut trials, ALL, frame, waits);
            assert!(after < 0.04, "{after}");
        }
    }

    #[test]
    fn a_program_that_does_now_this_and_now_that_stays_compiled() {
        for frame in FRAMES {
            for period in [2, 3, 4, 5, 7] {
                // In one of so many frames there is ten times as much to do.
                let takes = |at: u64, means| {
                    let work = if (at / frame).is_multiple_of(period) { 1000 } else { 100 };
                    Ok(work * if means == Means::Compiled { 2 } else { 3 })
                };
                let interpreted = run(&mut Trials::default(), ALL, frame, takes);
                assert!(interpreted < 0.05, "frames of {frame}, period {period}: {interpreted}");
            }
            // Or each stretch is something else than the one before.
            let mut turn = 0;
            let takes = |_, means| {
                turn += 1;
                Ok(if turn % 2 == 0 { 100 } else { 1000 } * if means == Means::Compiled { 2 } else { 3 })
            };
            assert!(run(&mut Trials::default(), ALL, frame, takes) < 0.05, "frames of {frame}");
        }
    }

    #[test]
    fn a_program_that_waits_for_the_rest_of_a_frame_is_measured_as_well() {
        for frame in [30_000, 100_000] {
            for work in [4000, 11_000, 20_000] {
                let of = |compiled, interpreted| {
                    let took = |means| if means == Means::Compiled { compiled } else { interpreted };
                    let takes = |at, means| {
                        let works = at % frame < work;
                        works.then(|| took(means)).ok_or(Unfair::LittleWork)
                    };
                    run(&mut Trials::default(), ALL, frame, takes)
                };
                assert!(of(300, 3000) < 0.001, "{work} of {frame}: compiled code is faster");
                assert!(of(4000, 3000) > 0.9, "{work} of {frame}: the interpreter is faster");
            }
        }
    }

    #[test]
    fn where_nothing_can_be_measured_it_is_seldom_tried() {
        for unfair in [Unfair::Compiling, Unfair::LittleWork] {
            let mut tried = 0;
            let takes = |_, _| {
                tried += 1;
                Err(unfair)
            };
            run(&mut Trials::default(), ALL, 30_000, takes);
            let most = if unfair == Unfair::LittleWork { 10 * u64::from(PATIENCE + 1) } else { ALL / SOON };
            assert!((2..=most).contains(&tried), "{unfair:?}: {tried} times");
        }
    }

    #[test]
    fn frames_too_short_to_measure_are_compiled_and_not_cut() {
        let mut trials = Trials::default();
        for _ in 0..1000 {
            let stretch = Stretch { instructions: ROOM - 1, means: Means::Compiled, is_timed: false };
            assert_eq!(trials.next(ROOM - 1), stretch);
            trials.passed(ROOM - 1);
        }
    }
}
