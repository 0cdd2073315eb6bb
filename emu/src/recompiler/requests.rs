//! From a hot address to an installed region: what the emulation thread asks of the compiling thread, and what it does with
//! the answers.

use std::time::Instant;

use cpu_ops::State;
use cpu_time::ThreadTime;

use super::cache::{Origin, Removed};
use super::compiler::{Compiled, HostCode, Request};
use super::discover::{Scope, discover};
use super::if_conversion::candidates;
use super::reason::Reason;
use super::region::Region;
use super::settings::IfConversion;
use super::statistics::{Phases, microseconds};
use super::widen::LARGE;
use super::{Error, Recompiler};

/// The most regions that are waited for at a time: bounds the code that is neither in the cache nor freed yet.
pub(super) const MAX_PENDING: usize = 64;

/// Looks at what is finished between two at how hot the rest is; the first of each run is one.
const LOOKS_BETWEEN_WARMINGS: u32 = 64;

impl Recompiler {
    /// Asks for the code of the region at `pc`, or of a wider one that has it. `true` if it is there already.
    pub(super) fn compile(&mut self, state: &State, pc: u32) -> bool {
        if self.pending.len() >= MAX_PENDING || self.is_asked_for(pc) {
            self.heat.postponed(pc);
            return false;
        }
        if self.interpreter.closes_idle_loop(pc) {
            self.heat.waits(pc);
            return false;
        }
        let started = ThreadTime::now();
        let region = self.discover(state, pc);
        let phases = Phases { discover: microseconds(started.elapsed()), ..Phases::default() };
        let Some(region) = region else {
            self.statistics.microseconds.add(&phases);
            log::debug!("{pc:04X}: left to the interpreter, the first instruction cannot be compiled");
            self.heat.rejected(pc, Reason::NotCompilable);
            return false;
        };
        let mut region = self.widened(state, &region).unwrap_or(region);
        if !self.settings.cold_code && region.is_mere_return() {
            self.statistics.microseconds.add(&phases);
            self.heat.rejected(pc, Reason::TooSmall);
            return false;
        }
        if !self.loosen(&mut region) && self.settings.wary {
            self.statistics.microseconds.add(&phases);
            log::debug!("{pc:04X}: left to the interpreter for a while, its code keeps changing");
            self.heat.set_back(pc, Reason::Changing);
            return false;
        }
        if region.entry == pc {
            self.heat.requested(pc);
        } else {
            log::debug!("{:04X}: to be compiled anew, with what is at {pc:04X}", region.entry);
            self.heat.evicted(pc);
        }
        self.request(state, region, phases)
    }

    /// Asks for the code of `region`. `true` if it is there already.
    pub(super) fn request(&mut self, state: &State, region: Region, phases: Phases) -> bool {
        let entry = region.entry;
        // Counted as code from now on, so that a store to it is noticed.
        self.interpreter.code.add(region.bytes());
        let ticket = self.pending.add(&region);
        let sample = (self.settings.if_conversion == IfConversion::Unforeseen && !candidates(&region).is_empty())
            .then(|| Box::new(state.clone()));
        if let Err(error) = self.compiler.request(Request { region, sample, phases, ticket }) {
            if self.cache.at(entry).is_none() {
                self.heat.rejected(entry, Reason::Failed);
            }
            self.thread_ended(&error);
            return false;
        }
        self.statistics.units_requested += 1;
        log::debug!("{entry:04X}: asked for, {} pending", self.pending.len());
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

    /// Whether a region is being compiled that has the code at `pc`: once it is there, that may not be come to any more.
    fn is_asked_for(&self, pc: u32) -> bool {
        self.pending.wanted().any(|asked| asked.has(pc))
    }

    /// The region at `pc`, or `None` if not even one instruction can be compiled there.
    pub(super) fn discover(&self, state: &State, pc: u32) -> Option<Region> {
        let is_large = self.enlarged.contains(&pc);
        let scope = Scope {
            wanted: |pc| {
                // What runs natively, the interpreter may not have come to since the memory was changed from outside.
                let executed =
                    self.settings.cold_code || self.interpreter.has_executed(pc) || self.cache.is_made_from(pc);
                executed && !self.interpreter.closes_idle_loop(pc)
            },
            computed: |pc| self.heat.is_computed(pc),
            compiled: |pc| !is_large && self.heat.is_compiled(pc),
            weight: self.settings.region_weight * if is_large { LARGE } else { 1 },
        };
        discover(&state.bus.memory, pc, self.profile, &scope)
    }

    /// Installs what has been compiled in the meantime, and tells how hot the rest is.
    pub(super) fn install_finished(&mut self, state: &State) {
        while self.pending.len() > 0 {
            match self.compiler.finished() {
                Ok(Some(compiled)) => {
                    self.install(state, compiled);
                }
                Ok(None) => break,
                Err(error) => self.thread_ended(&error),
            }
        }
        if self.pending.len() > 1 && self.looks.is_multiple_of(LOOKS_BETWEEN_WARMINGS) {
            self.pending.warm(|entry| self.heat.since_requested(entry));
        }
        self.pending.look(Instant::now);
        self.looks = self.looks.wrapping_add(1);
    }

    /// Nothing that is pending will ever be answered. That it counts as code does no harm.
    fn thread_ended(&mut self, error: &Error) {
        self.pending.clear();
        self.failed(error);
    }

    /// Puts a compiled region in the cache, if it still is what memory holds. `true` if it did.
    fn install(&mut self, state: &State, compiled: Compiled) -> bool {
        let Compiled { region, code, loaded, phases, specialize, ticket } = compiled;
        let entry = region.entry;
        self.statistics.specialize_microseconds += specialize;
        self.statistics.microseconds.add(&phases);
        self.pending.answered(&ticket);
        if ticket.is_cancelled() {
            self.gave_up(entry, code);
            return false;
        }
        let code = match code {
            Ok(code) => code,
            Err(error) => {
                self.statistics.units_failed += 1;
                self.interpreter.code.remove(region.bytes());
                self.heat.rejected(entry, Reason::Failed);
                if self.cache.at(entry).is_some() {
                    self.heat.installed(entry);
                }
                log::debug!("{entry:04X}: not compiled: {error}");
                self.failed(&error);
                return false;
            }
        };
        if !region.matches(&state.bus.memory) {
            debug_assert!(false, "{entry:04X}: a store to its code was not noticed");
            self.interpreter.code.remove(region.bytes());
            self.heat.set_back(entry, Reason::Changing);
            self.gave_up(entry, Ok(code));
            return false;
        }
        region.loose.iter().for_each(|(&pc, &loose)| self.interpreter.loosen(&state.bus.memory, pc, loose));
        log::debug!(
            "{entry:04X}: {} {} instructions in {} blocks to {} bytes in {} us: {phases}",
            if loaded { "loaded" } else { "compiled" },
            region.instructions(),
            region.blocks.len(),
            code.bytes,
            phases.total()
        );
        *(if loaded { &mut self.statistics.units_loaded } else { &mut self.statistics.units_compiled }) += 1;
        for Removed { region, code } in self.cache.insert(region, code, Origin { phases, loaded }) {
            let is_widened = region.entry == entry;
            *(if is_widened { &mut self.statistics.units_widened } else { &mut self.statistics.units_evicted }) += 1;
            self.interpreter.code.remove(region.bytes());
            self.heat.evicted(region.entry);
            self.compiler.free(code);
            log::debug!("{:04X}: {}", region.entry, if is_widened { "replaced" } else { "evicted" });
        }
        self.heat.installed(entry);
        true
    }

    /// A region that was cancelled has been answered: with its code, if that was finished by then.
    fn gave_up(&mut self, entry: u32, code: Result<HostCode, Error>) {
        if let Ok(code) = code {
            self.statistics.units_stale += 1;
            self.compiler.free(code);
            log::debug!("{entry:04X}: compiled in vain, its code has changed");
        } else {
            self.statistics.units_cancelled += 1;
            log::debug!("{entry:04X}: not compiled, its code has changed");
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
