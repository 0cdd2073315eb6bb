//! The recompiler: interprets cold code, compiles hot code, and leaves the same state either way.
//!
//! ```text
//! hot address -discover-> Region -stitch-> LLVM function -optimize-> same -codegen-> object -orc-> Code
//!             -cache-> dispatch -run-> RegionExit -> dispatch again, or Exit
//! ```
//!
//! Terms: a *block* is a straight run of guest instructions; a *region* is the blocks reachable from a hot
//! address, compiled as one host function; the *dispatcher* is `dispatch.rs`. A region checks the
//! budget where it could run away, and leaves in time for the interpreter to execute the last instructions
//! one by one, which makes every budget exact. A store that hits code leaves the region before the next
//! instruction; regions made from the bytes written are dropped then, between runs, never inside one.

mod bitcode;
#[forbid(unsafe_code)]
mod branch_profile;
mod cache;
#[forbid(unsafe_code)]
mod checks;
pub mod codegen;
#[forbid(unsafe_code)]
mod compiler;
#[forbid(unsafe_code)]
mod discover;
#[forbid(unsafe_code)]
mod dispatch;
#[forbid(unsafe_code)]
pub mod dump;
#[forbid(unsafe_code)]
mod error;
#[forbid(unsafe_code)]
mod exit;
#[forbid(unsafe_code)]
pub mod explain;
#[forbid(unsafe_code)]
mod fleeting;
mod heap;
#[forbid(unsafe_code)]
pub mod host;
#[forbid(unsafe_code)]
mod if_conversion;
#[forbid(unsafe_code)]
mod lines;
#[forbid(unsafe_code)]
mod loose;
#[forbid(unsafe_code)]
mod optimize;
pub mod orc;
#[forbid(unsafe_code)]
mod pending;
#[forbid(unsafe_code)]
pub mod perf_map;
#[cfg(target_arch = "x86_64")]
#[forbid(unsafe_code)]
mod placement;
#[forbid(unsafe_code)]
mod quick;
#[forbid(unsafe_code)]
pub mod reason;
#[forbid(unsafe_code)]
mod region;
#[forbid(unsafe_code)]
pub mod report;
#[forbid(unsafe_code)]
mod requests;
#[forbid(unsafe_code)]
mod rest;
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
#[forbid(unsafe_code)]
mod trial;
#[forbid(unsafe_code)]
mod widen;

use std::collections::{BTreeMap, BTreeSet};

use cpu_ops::flow::Span;
use cpu_ops::{Loose, Profile, State};

use crate::interpreter::Interpreter;
use cache::{Cache, Removed};
use compiler::Compiler;
pub use error::Error;
use pending::Pending;
use reason::{Interpreted, Reason};
use report::{InterpretedShare, Report};
use rest::Rest;
pub use settings::{Effort, IfConversion, Settings};
pub use statistics::{Activity, Exits, Phases, RegionRecord, Statistics};
use tier::Heat;
use trial::Trials;

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
    pending: Pending,
    /// How often it was looked whether something is finished: tells when to look how hot is what is pending.
    looks: u32,
    rest: Rest,
    trials: Trials,
    /// How many runs, up to the last one, executed less than makes it worth to compile anything.
    little_runs: u32,
    /// Whether the last run executed enough for that.
    did_enough: bool,
    /// The region that was last left for code outside of it.
    last_left: Option<u32>,
    /// How often the regions at these addresses were asked for anew, because they had been left for what they lacked.
    widened: BTreeMap<u32, u8>,
    /// Addresses at which regions may be large.
    enlarged: BTreeSet<u32>,
    /// What was found to be loose: addresses of instructions, and which part.
    loose: BTreeMap<u32, Loose>,
}

impl Drop for Recompiler {
    fn drop(&mut self) {
        // The compiling thread is waited for.
        self.pending.cancel(|_| true);
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
            pending: Pending::new(profile),
            looks: 0,
            rest: Rest::default(),
            trials: Trials::default(),
            little_runs: 0,
            did_enough: false,
            last_left: None,
            widened: BTreeMap::new(),
            enlarged: BTreeSet::new(),
            loose: BTreeMap::new(),
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
            self.interpreter.code.add(region.bytes());
            region.loose.iter().for_each(|(&pc, &loose)| self.interpreter.loosen(&state.bus.memory, pc, loose));
            // What runs natively, nobody sees any more.
            region.targets().for_each(|pc| self.heat.computed(pc));
        }
        for asked in self.pending.cancel(|asked| !asked.matches(&state.bus.memory)) {
            if self.cache.at(asked.entry).is_none() {
                self.heat.evicted(asked.entry);
            }
        }
        self.rest.end();
        self.little_runs = 0;
        self.widened.clear();
        self.enlarged.clear();
        self.loose = self.cache.regions().flat_map(|region| &region.loose).map(|(&pc, &loose)| (pc, loose)).collect();
        for asked in self.pending.wanted() {
            self.interpreter.code.add(asked.bytes.iter().copied());
        }
    }

    /// How it goes about its work.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// See [`Statistics::idle_instructions`].
    #[must_use]
    pub fn idle(&self) -> u64 {
        self.interpreter.idle()
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
            idle_instructions: self.idle(),
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
            least_work: self.settings.least_work,
            regions,
            totals: self.statistics(),
            interpreted: self.interpreted.by_reason().map(share).filter(|share| share.instructions > 0).collect(),
            not_compiled: self.heat.not_compiled(),
        }
    }

    /// Drops the regions made from bytes that have been written, and gives up those that were to be.
    fn invalidate(&mut self, span: Span) {
        for asked in self.pending.cancel_written(span) {
            self.interpreter.code.remove(asked.bytes.iter().copied());
            // One that was to become wider stays as it is, unless it was written over itself.
            if self.cache.at(asked.entry).is_none() {
                self.heat.set_back(asked.entry, Reason::Changing);
            }
            log::debug!("{:04X}: given up because of a store to {:04X}", asked.entry, span.start);
        }
        for removed in self.cache.invalidate(span) {
            log::debug!("{:04X}: invalidated by a store to {:04X}", removed.region.entry, span.start);
            self.invalidated(removed);
        }
    }

    /// Drops the region at `entry`: what had been loose at `pc` has become another instruction.
    fn outdated(&mut self, entry: u32, pc: u32) {
        self.loose.remove(&pc);
        for removed in self.cache.retain(|region| region.entry != entry) {
            log::debug!("{entry:04X}: invalid, there is another instruction at {pc:04X}");
            self.invalidated(removed);
        }
    }

    /// A region has been dropped because its code changed.
    fn invalidated(&mut self, removed: Removed) {
        self.statistics.invalidations += 1;
        self.dropped(removed, Reason::Changing);
    }

    /// A region has been dropped, and is left alone for a while, for `reason`.
    fn dropped(&mut self, Removed { region, code }: Removed, reason: Reason) {
        self.interpreter.code.remove(region.bytes());
        self.heat.set_back(region.entry, reason);
        self.compiler.free(code);
    }
}
