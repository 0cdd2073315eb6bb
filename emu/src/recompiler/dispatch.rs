//! The dispatcher: where compiled code is entered, where it is left, and what is interpreted in between.

use std::time::Instant;

use cpu_ops::{Exit, State};

use super::Recompiler;
use super::cache::Left;
use super::exit::RegionExit;
use super::reason::Reason;
use super::rest::MOST_AT_ONCE;
use super::tier::Lookout;
use super::trial::{LENGTH, Means, Stretch, Trials, Unfair, picoseconds};
use crate::engine::Run;
use crate::interpreter::{Pause, Unwatched};

/// Instructions of a stretch that have to be executed, and not waited for, to say anything about speed.
const LEAST_WORK: u64 = LENGTH / 4;

/// Instructions interpreted between two looks at whether a region has been compiled.
const SLICE: u64 = 20_000;

/// After so many runs in which there was little to do, nobody watches what is interpreted, until there is more: a second of a game.
const QUIET: u32 = 60;

impl Recompiler {
    /// Runs up to `budget` instructions.
    pub fn run(&mut self, state: &mut State, budget: u64) -> Run {
        if budget <= MOST_AT_ONCE && self.is_quiet(budget) {
            return self.run_quietly(state, budget);
        }
        if self.cache.len() == 0 {
            self.trials = Trials::default();
        }
        if !self.settings.trials || self.cache.len() == 0 {
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

    /// As the interpreter alone, and hardly slower: there is nothing compiled, and nothing to be.
    fn run_quietly(&mut self, state: &mut State, budget: u64) -> Run {
        let idle = self.interpreter.idle();
        let run = self.interpreter.run(state, budget);
        let worked = run.executed - (self.interpreter.idle() - idle);
        self.interpreted.count(Reason::LittleWork, worked);
        self.did_enough = worked >= self.settings.least_work;
        if self.did_enough {
            self.little_runs = 0;
        }
        run
    }

    fn run_stretch(&mut self, state: &mut State, Stretch { instructions, means, is_timed }: Stretch) -> Run {
        if !is_timed {
            let run = self.run_by(means, state, instructions);
            self.trials.passed(run.executed);
            return run;
        }
        let (idle, interpreted, compiled) = (self.idle(), self.interpreted.total(), self.statistics.units_installed());
        let started = Instant::now();
        let run = self.run_by(means, state, instructions);
        let took = started.elapsed();
        let worked = run.executed - (self.idle() - idle);
        let natively = worked.saturating_sub(self.interpreted.total() - interpreted);
        let is_waited_for = self.pending.len() > 0 && !self.pending.is_slow();
        let is_compiling = is_waited_for || compiled != self.statistics.units_installed();
        let measured = if is_compiling {
            Err(Unfair::Compiling)
        } else if worked < LEAST_WORK || means == Means::Compiled && natively < worked / 8 {
            Err(Unfair::LittleWork)
        } else {
            Ok(picoseconds(took, worked))
        };
        self.trials.took(means, measured);
        run
    }

    fn run_by(&mut self, means: Means, state: &mut State, budget: u64) -> Run {
        match means {
            Means::Compiled => self.run_compiled(state, budget),
            Means::Interpreted => self.run_interpreted(state, budget),
        }
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

    /// Runs up to `budget` instructions, of code that is compiled or hot as such.
    fn run_compiled(&mut self, state: &mut State, budget: u64) -> Run {
        self.looks = 0;
        self.install_finished(state);
        let mut left = budget;
        let is_short = budget < self.settings.least_work;
        let idle_before = self.idle();
        let mut step =
            if self.is_quiet(budget) { self.interpret_alone(state, &mut left, Reason::LittleWork) } else { None };
        let exit = loop {
            if let Some(exit) = step {
                break exit;
            }
            if left == 0 {
                break Exit::BudgetSpent;
            }
            if is_short {
                step = self.interpret::<false>(state, &mut left, u64::MAX, Reason::LittleWork);
                continue;
            }
            let pc = state.registers.pc;
            step = match self.cache.at(pc) {
                Some(region) if left >= region.needed() => self.run_region(state, &mut left),
                Some(_) => self.interpret::<false>(state, &mut left, u64::MAX, Reason::EndOfBudget),
                None => {
                    if self.heat.is_hot(pc) {
                        let worked = budget - left - (self.idle() - idle_before);
                        if worked < self.settings.least_work && self.is_too_early(pc) {
                            self.heat.evicted(pc);
                        } else if self.compile(state, pc) {
                            continue;
                        }
                    }
                    self.interpret_cold(state, &mut left, self.heat.reason(pc))
                }
            };
        };
        let executed = budget - left;
        let worked = executed - (self.idle() - idle_before);
        self.did_enough = worked >= self.settings.least_work;
        self.little_runs = if self.did_enough { 0 } else { self.little_runs.saturating_add(1) };
        Run { executed, exit }
    }

    /// Whether what is hot at `pc`, near the beginning of a run, is not worth compiling there. What the last run did, this one will do as well, most
    /// likely: the same code may be hot at the same place in each. But a run may begin inside of a loop that is compiled, and comes to its
    /// entry soon.
    fn is_too_early(&self, pc: u32) -> bool {
        !self.did_enough || self.cache.is_made_from(pc)
    }

    /// Whether there is nothing compiled, and nothing will be in a run of up to `budget` instructions: that is too little for it, or will be if it
    /// does as little as the last ones.
    fn is_quiet(&self, budget: u64) -> bool {
        let is_little = self.little_runs >= QUIET || budget < self.settings.least_work;
        is_little && self.cache.len() == 0 && self.pending.len() == 0
    }

    /// Runs the region at the state's pc. `None`: go on from where it was left.
    fn run_region(&mut self, state: &mut State, left: &mut u64) -> Option<Exit> {
        let entry = state.registers.pc;
        let distances = self.interpreter.code.distances();
        let Left { budget, exit } = self.cache.run(&mut state.registers, &mut state.bus, distances, *left)?;
        *left = budget;
        log::trace!("left for {exit:?} at {:04X}", state.registers.pc);
        match exit {
            RegionExit::Edge | RegionExit::Computed => {
                if exit == RegionExit::Computed {
                    self.heat.computed(state.registers.pc);
                }
                // The code goes on there: it gets into a region, or else it would be interpreted for ever.
                self.last_left = Some(entry);
                if self.heat.arrive(state.registers.pc, true) {
                    self.left_for_another(state, entry);
                }
                self.left_early(entry, state.registers.pc);
                None
            }
            // What called this code, most likely, and is about to come to compiled code again.
            RegionExit::Elsewhere => {
                self.left_early(entry, state.registers.pc);
                None
            }
            RegionExit::ShortBudget => self.interpret::<false>(state, left, u64::MAX, Reason::EndOfBudget),
            RegionExit::Fault => self.interpret::<false>(state, left, u64::MAX, Reason::Faulting),
            RegionExit::CodeWritten(span) => {
                self.heat.written(span);
                self.interpreter.forget(span);
                self.invalidate(span);
                // What was about to change when the region was asked for is not in it.
                self.last_left = Some(entry);
                self.heat.arrive(state.registers.pc, true);
                self.left_early(entry, state.registers.pc);
                None
            }
            RegionExit::CodeChanged => {
                self.outdated(entry, state.registers.pc);
                None
            }
            RegionExit::Guest(wait) => Some(wait.into()),
        }
    }

    /// Interprets code that is not compiled, while it is looked for what is hot: seldom, where that has led to nothing for long.
    fn interpret_cold(&mut self, state: &mut State, left: &mut u64, reason: Reason) -> Option<Exit> {
        if self.pending.len() > 0 {
            self.rest.end();
            return self.interpret::<true>(state, left, SLICE, reason);
        }
        if self.cache.len() > 0 {
            self.rest.end();
            return self.interpret::<true>(state, left, u64::MAX, reason);
        }
        let executed = self.interpreted.total();
        let exit = if self.rest.is_watched() {
            self.interpret::<true>(state, left, MOST_AT_ONCE, reason)
        } else {
            self.interpret_alone(state, left, reason)
        };
        self.rest.count(self.interpreted.total() - executed);
        exit
    }

    /// Interprets as the interpreter alone does, up to [`MOST_AT_ONCE`] instructions. `None`: go on.
    fn interpret_alone(&mut self, state: &mut State, left: &mut u64, reason: Reason) -> Option<Exit> {
        let idle = self.interpreter.idle();
        let (executed, pause) = self.interpreter.run_watched(state, MOST_AT_ONCE.min(*left), &mut Unwatched);
        self.interpreted.count(reason, executed - (self.interpreter.idle() - idle));
        *left -= executed;
        exit_of(pause, *left)
    }

    /// Interprets up to `most` instructions, until code is written over, and, if `AT_ENTRIES`, until compiled or hot code is reached; then looks
    /// whether something that was being compiled is ready. What is executed is counted for `reason`. `None`: go on.
    fn interpret<const AT_ENTRIES: bool>(
        &mut self,
        state: &mut State,
        left: &mut u64,
        most: u64,
        reason: Reason,
    ) -> Option<Exit> {
        let mut lookout: Lookout<'_, AT_ENTRIES> =
            Lookout { heat: &mut self.heat, cache: &self.cache, pending: &self.pending, written: None };
        let idle = self.interpreter.idle();
        let (executed, pause) = self.interpreter.run_watched(state, most.min(*left), &mut lookout);
        let written = lookout.written;
        self.interpreted.count(reason, executed - (self.interpreter.idle() - idle));
        *left -= executed;
        if let Some(span) = written {
            self.invalidate(span);
        }
        self.install_finished(state);
        exit_of(pause, *left)
    }
}

/// Why the whole run is over, `left` being left of its budget. `None` if it is not.
fn exit_of(pause: Pause, left: u64) -> Option<Exit> {
    match pause {
        Pause::Exit(Exit::BudgetSpent) if left > 0 => None,
        Pause::Exit(exit) => Some(exit),
        Pause::Watch => None,
    }
}
