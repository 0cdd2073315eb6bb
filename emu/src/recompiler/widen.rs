//! Regions that keep being left: compiled anew with what they lack.
//!
//! There are two reasons for a region to lack what its loop needs. Code that had not been executed when the region was asked for, such as
//! the less likely way in a loop, is not in it; and where a loop weighs more than a region may, each has a piece of it. As
//! one region, all of it stays in registers of the host.

use cpu_ops::State;
use cpu_time::ThreadTime;

use super::Recompiler;
use super::region::Region;
use super::requests::MAX_PENDING;
use super::statistics::{Activity, Phases, microseconds};

/// How often a region is compiled anew because it was left for what it lacks.
const MAX_WIDENED: u8 = 4;

/// How many times the weight of other regions one has that was enlarged.
pub(super) const LARGE: usize = 3;

/// The most blocks of a region that is enlarged. What LLVM takes for one grows faster than it does: 800 blocks, most of them calls, take it seconds.
const LARGE_BLOCKS: usize = 256;

/// Each time that a region has been left as often as this for code of another, it is asked whether it would better have that itself.
const LEFT_OFTEN: u64 = 4096;

/// The instructions that a region executes, in the mean, before it is left, with which that is no burden.
const LONG_STAY: u64 = 1000;

impl Recompiler {
    /// The region that was just left for `lacking`, as it would be today, if that has both and goes back and forth between them. Each region
    /// is widened [`MAX_WIDENED`] times at most.
    pub(super) fn widened(&mut self, state: &State, lacking: &Region) -> Option<Region> {
        let entry = self.last_left.take().filter(|&entry| entry != lacking.entry && lacking.has(entry))?;
        let times = self.widened.get(&entry).copied().unwrap_or(0);
        if times >= MAX_WIDENED || self.cache.at(entry).is_none() || self.pending.wants(entry) {
            return None;
        }
        let region = self.discover(state, entry).filter(|region| region.has(lacking.entry))?;
        self.widened.insert(entry, times + 1);
        Some(region)
    }

    /// The region at `entry` has been left for code that other regions have: if that was so often, and soon after it was entered, it
    /// is asked for anew, as a large one. At each address that happens once, and not at all inside of another large one; where what it would have
    /// keeps changing, it is asked again later.
    pub(super) fn left_for_another(&mut self, state: &State, entry: u32) {
        let Some(region) = self.cache.at(entry) else { return };
        let Activity { entered, instructions, exits } = region.activity();
        let left = exits.edge + exits.computed;
        if left == 0 || !left.is_multiple_of(LEFT_OFTEN) || instructions / entered.max(1) >= LONG_STAY {
            return;
        }
        let is_in_large = self.cache.regions().any(|region| self.enlarged.contains(&region.entry) && region.has(entry));
        let is_asked_for = self.pending.wanted().any(|asked| asked.has(entry));
        let times = self.widened.get(&entry).copied().unwrap_or(0);
        let is_full = times >= MAX_WIDENED || self.pending.len() >= MAX_PENDING;
        if is_in_large || is_asked_for || is_full || !self.enlarged.insert(entry) {
            return;
        }
        let instructions = region.region().instructions();
        let started = ThreadTime::now();
        let larger = self.discover(state, entry).filter(|larger| larger.instructions() > instructions);
        let phases = Phases { discover: microseconds(started.elapsed()), ..Phases::default() };
        let Some(mut larger) = larger else {
            self.statistics.microseconds.add(&phases);
            return;
        };
        let has_too_many_blocks = larger.blocks.len() > LARGE_BLOCKS;
        if has_too_many_blocks || !self.loosen(&mut larger) && self.settings.wary {
            let why = if has_too_many_blocks { "has too many blocks" } else { "keeps changing" };
            log::debug!("{entry:04X}: not compiled anew, what it would be {why}");
            self.statistics.microseconds.add(&phases);
            self.enlarged.remove(&entry);
            self.widened.insert(entry, times + 1);
            return;
        }
        log::debug!("{entry:04X}: to be compiled anew, {instructions} instructions becoming {}", larger.instructions());
        self.request(state, larger, phases);
    }
}
