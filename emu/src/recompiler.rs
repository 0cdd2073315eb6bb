//! The recompiler: interprets cold code, compiles hot code, and leaves the same state either way.
//!
//! ```text
//! hot address -discover-> Region -stitch-> LLVM function -optimize-> same -codegen-> object -orc-> Code
//!             -cache-> dispatch -run-> RegionExit -> dispatch again, or Exit
//! ```
//!
//! Terms: a *block* is a straight run of guest instructions; a *region* is the blocks reachable from a hot
//! address, compiled as one host function; the *dispatcher* is [`Recompiler::run`]. A region checks the
//! budget where it could run away, and leaves in time for the interpreter to execute the last instructions
//! one by one, which makes every budget exact. A store that hits code leaves the region before the next
//! instruction; regions made from the bytes written are dropped then, between runs, never inside one.

mod cache;
#[forbid(unsafe_code)]
mod checks;
pub mod codegen;
#[forbid(unsafe_code)]
mod compiler;
#[forbid(unsafe_code)]
mod discover;
#[forbid(unsafe_code)]
pub mod dump;
#[forbid(unsafe_code)]
mod error;
#[forbid(unsafe_code)]
mod exit;
#[forbid(unsafe_code)]
pub mod explain;
pub mod host;
#[forbid(unsafe_code)]
mod lines;
#[forbid(unsafe_code)]
mod optimize;
pub mod orc;
#[forbid(unsafe_code)]
pub mod perf_map;
#[forbid(unsafe_code)]
pub mod reason;
#[forbid(unsafe_code)]
mod region;
#[forbid(unsafe_code)]
pub mod report;
#[forbid(unsafe_code)]
mod settings;
#[forbid(unsafe_code)]
mod specialize;
#[forbid(unsafe_code)]
mod statistics;
#[forbid(unsafe_code)]
mod stitch;
#[forbid(unsafe_code)]
pub mod store;
#[forbid(unsafe_code)]
mod symbol;
#[forbid(unsafe_code)]
mod tier;

use std::time::Instant;

use cpu_ops::flow::Span;
use cpu_ops::{Exit, Profile, State};
use cpu_time::ThreadTime;

use crate::engine::Run;
use crate::interpreter::{Interpreter, Pause};
use cache::{Cache, Left, Origin, Removed};
use compiler::{Compiled, Compiler, Request};
use discover::{Scope, discover};
pub use error::Error;
use exit::RegionExit;
use reason::{Interpreted, Reason};
use report::{InterpretedShare, Report};
pub use settings::Settings;
use statistics::microseconds;
pub use statistics::{Activity, Exits, Phases, RegionRecord, Statistics};
use tier::{Heat, Lookout};

/// Instructions interpreted between two looks at whether a region has been compiled.
const SLICE: u64 = 20_000;

/// The most regions that are waited for at a time: bounds the code that is neither in the cache nor freed yet.
const MAX_PENDING: usize = 64;

/// Executes a program, compiling what is hot.
#[derive(Debug)]
pub struct Recompiler {
    interpreter: Interpreter,
    heat: Heat,
    cache: Cache,
    compiler: Compiler,
    profile: Profile,
    settings: Settings,
    /// But for what the cache knows better.
    statistics: Statistics,
    interpreted: Interpreted,
    failure_told: bool,
    /// Regions asked for and not yet answered.
    pending: usize,
}

impl Drop for Recompiler {
    fn drop(&mut self) {
        log::debug!("compiled code was left: {:?}", self.cache.activity().exits);
    }
}

impl Recompiler {
    /// A recompiler for programs of `profile`, with nothing compiled.
    ///
    /// # Errors
    ///
    /// If LLVM cannot compile for this host.
    pub fn new(profile: Profile, settings: &Settings) -> Result<Self, Error> {
        Ok(Self {
            interpreter: Interpreter::new(profile),
            heat: Heat::new(settings.threshold, profile),
            cache: Cache::new(profile, settings.cache_bytes, settings.cache_regions),
            compiler: Compiler::start(profile, settings)?,
            profile,
            settings: settings.clone(),
            statistics: Statistics::default(),
            interpreted: Interpreted::default(),
            failure_told: false,
            pending: 0,
        })
    }

    /// Adapts to memory having changed other than by running: forgets what was decoded, and drops the regions
    /// that are not what memory holds any more.
    pub fn memory_changed(&mut self, state: &State) {
        self.interpreter.memory_changed();
        self.heat.memory_changed();
        for Removed { region, code } in self.cache.retain(|region| region.matches(&state.bus.memory)) {
            self.heat.evicted(region.entry);
            self.compiler.free(code);
        }
        for region in self.cache.regions() {
            region.bytes().for_each(|bytes| self.interpreter.code.add(bytes));
        }
    }

    /// How it goes about its work.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What has been done so far.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let activity = self.cache.activity();
        Statistics {
            units_live: self.cache.len() as u64,
            code_bytes: self.cache.bytes(),
            native_instructions: activity.instructions,
            interpreted_instructions: self.interpreted.total(),
            exits: activity.exits,
            ..self.statistics
        }
    }

    /// What has been done so far, region by region, and what was left out.
    #[must_use]
    pub fn report(&self) -> Report {
        let mut regions = self.cache.records();
        regions.sort_by_key(|record| std::cmp::Reverse(record.activity.instructions));
        let share = |(reason, instructions)| InterpretedShare { reason, instructions };
        Report {
            threshold: self.settings.threshold,
            least_budget: self.settings.least_budget,
            regions,
            totals: self.statistics(),
            interpreted: self.interpreted.by_reason().map(share).filter(|share| share.instructions > 0).collect(),
            not_compiled: self.heat.not_compiled(),
        }
    }

    /// Runs up to `budget` instructions.
    pub fn run(&mut self, state: &mut State, budget: u64) -> Run {
        self.install_finished(state);
        let mut left = budget;
        let is_short = budget < self.settings.least_budget;
        let exit = loop {
            if left == 0 {
                break Exit::BudgetSpent;
            }
            if is_short {
                match self.interpret::<false>(state, &mut left, Reason::BelowLeastBudget) {
                    Some(exit) => break exit,
                    None => continue,
                }
            }
            let pc = state.registers.pc;
            let step = match self.cache.at(pc) {
                Some(region) if left >= region.needed() => self.run_region(state, &mut left),
                Some(_) => self.interpret::<false>(state, &mut left, Reason::EndOfBudget),
                None => {
                    if self.heat.is_hot(pc) && self.compile(state, pc) {
                        continue;
                    }
                    self.interpret::<true>(state, &mut left, self.heat.reason(pc))
                }
            };
            if let Some(exit) = step {
                break exit;
            }
        };
        Run { executed: budget - left, exit }
    }

    /// Runs the region at the state's pc. `None`: go on from where it was left.
    fn run_region(&mut self, state: &mut State, left: &mut u64) -> Option<Exit> {
        let distances = self.interpreter.code.distances();
        let Left { budget, exit } = self.cache.run(&mut state.registers, &mut state.bus, distances, *left)?;
        *left = budget;
        log::trace!("left for {exit:?} at {:04X}", state.registers.pc);
        match exit {
            RegionExit::Edge => {
                // The code goes on there: it gets a region of its own, or else it would be interpreted for ever.
                self.heat.arrive(state.registers.pc);
                None
            }
            // What called this code, most likely, and is about to come to compiled code again.
            RegionExit::Elsewhere => None,
            RegionExit::ShortBudget => self.interpret::<false>(state, left, Reason::EndOfBudget),
            RegionExit::Fault => self.interpret::<false>(state, left, Reason::Faulting),
            RegionExit::CodeWritten(span) => {
                self.heat.written(span);
                self.interpreter.forget(span);
                self.invalidate(span);
                None
            }
            RegionExit::Guest(wait) => Some(wait.into()),
        }
    }

    /// Interprets until code is written over, until something that is being compiled may be ready, and, if
    /// `AT_ENTRIES`, until compiled or hot code is reached. What is executed is counted for `reason`. `None`: go on.
    fn interpret<const AT_ENTRIES: bool>(&mut self, state: &mut State, left: &mut u64, reason: Reason) -> Option<Exit> {
        let mut lookout: Lookout<'_, AT_ENTRIES> = Lookout { heat: &mut self.heat, cache: &self.cache, written: None };
        let slice = if AT_ENTRIES && self.pending > 0 { SLICE.min(*left) } else { *left };
        let (executed, pause) = self.interpreter.run_watched(state, slice, &mut lookout);
        let written = lookout.written;
        self.interpreted.count(reason, executed);
        *left -= executed;
        if let Some(span) = written {
            self.invalidate(span);
        }
        self.install_finished(state);
        match pause {
            Pause::Exit(Exit::BudgetSpent) if *left > 0 => None,
            Pause::Exit(exit) => Some(exit),
            Pause::Watch => None,
        }
    }

    /// Asks for the code of the region at `pc`. `true` if it is there already.
    fn compile(&mut self, state: &State, pc: u32) -> bool {
        if self.pending >= MAX_PENDING {
            // What is hot will be hot again soon.
            self.heat.evicted(pc);
            return false;
        }
        let started = ThreadTime::now();
        let scope = Scope {
            wanted: |pc| self.settings.cold_code || self.interpreter.has_executed(pc),
            compiled: |pc| self.heat.is_compiled(pc),
            weight: self.settings.region_weight,
        };
        let region = discover(&state.bus.memory, pc, self.profile, &scope);
        let phases = Phases { discover: microseconds(started.elapsed()), ..Phases::default() };
        let Some(region) = region else {
            self.statistics.microseconds.add(&phases);
            log::debug!("{pc:04X}: left to the interpreter, the first instruction cannot be compiled");
            self.heat.rejected(pc, Reason::NotCompilable);
            return false;
        };
        if self.settings.wary && !self.heat.is_quiet(&region) {
            self.statistics.microseconds.add(&phases);
            log::debug!("{pc:04X}: left to the interpreter for a while, its code keeps changing");
            self.heat.set_back(pc);
            return false;
        }
        self.heat.requested(pc);
        let asked = self.compiler.request(Request { region, phases });
        if let Err(error) = asked {
            self.heat.rejected(pc, Reason::Failed);
            self.failed(&error);
            return false;
        }
        self.pending += 1;
        self.statistics.units_requested += 1;
        if self.settings.background {
            return false;
        }
        let started = Instant::now();
        let answer = self.compiler.wait();
        self.statistics.waited_microseconds += microseconds(started.elapsed());
        match answer {
            Ok(compiled) => self.install(state, compiled),
            Err(error) => {
                self.thread_ended(&error);
                false
            }
        }
    }

    /// Installs what has been compiled in the meantime.
    fn install_finished(&mut self, state: &State) {
        while self.pending > 0 {
            match self.compiler.finished() {
                Ok(Some(compiled)) => {
                    self.install(state, compiled);
                }
                Ok(None) => break,
                Err(error) => self.thread_ended(&error),
            }
        }
    }

    /// Nothing that is pending will ever be answered.
    fn thread_ended(&mut self, error: &Error) {
        self.pending = 0;
        self.failed(error);
    }

    /// Puts a compiled region in the cache, if it still is what memory holds. `true` if it did.
    fn install(&mut self, state: &State, compiled: Compiled) -> bool {
        self.pending -= 1;
        let Compiled { region, code, loaded, phases, specialize } = compiled;
        let entry = region.entry;
        self.statistics.specialize_microseconds += specialize;
        self.statistics.microseconds.add(&phases);
        let code = match code {
            Ok(code) => code,
            Err(error) => {
                self.statistics.units_failed += 1;
                self.heat.rejected(entry, Reason::Failed);
                log::debug!("{entry:04X}: not compiled: {error}");
                self.failed(&error);
                return false;
            }
        };
        if !region.matches(&state.bus.memory) {
            self.statistics.units_stale += 1;
            self.heat.set_back(entry);
            self.compiler.free(code);
            log::debug!("{entry:04X}: compiled in vain, its code has changed");
            return false;
        }
        log::debug!(
            "{entry:04X}: {} {} instructions in {} blocks to {} bytes in {} us: {phases}",
            if loaded { "loaded" } else { "compiled" },
            region.instructions(),
            region.blocks.len(),
            code.bytes,
            phases.total()
        );
        *(if loaded { &mut self.statistics.units_loaded } else { &mut self.statistics.units_compiled }) += 1;
        region.bytes().for_each(|bytes| self.interpreter.code.add(bytes));
        for Removed { region, code } in self.cache.insert(region, code, Origin { phases, loaded }) {
            self.statistics.units_evicted += 1;
            region.bytes().for_each(|bytes| self.interpreter.code.remove(bytes));
            self.heat.evicted(region.entry);
            self.compiler.free(code);
            log::debug!("{:04X}: evicted", region.entry);
        }
        self.heat.installed(entry);
        true
    }

    /// Drops the regions made from bytes that have been written.
    fn invalidate(&mut self, span: Span) {
        for Removed { region, code } in self.cache.invalidate(span) {
            self.statistics.invalidations += 1;
            region.bytes().for_each(|bytes| self.interpreter.code.remove(bytes));
            self.heat.set_back(region.entry);
            self.compiler.free(code);
            log::debug!("{:04X}: invalidated by a store to {:04X}", region.entry, span.start);
        }
    }

    /// Tells the user, once, that code which is worth compiling is not compiled.
    fn failed(&mut self, error: &Error) {
        if !self.failure_told {
            log::error!("code that could be compiled stays interpreted, which is slower and nothing else: {error}");
            self.failure_told = true;
        }
    }
}
