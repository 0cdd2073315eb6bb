//! Regions that are not worth it: dropped.
//!
//! To enter a region and to leave it takes as long as to interpret some instructions. A region of fewer than that, left each time for code that
//! stays interpreted, as code does that keeps changing, or for another such region, makes a program slower than the interpreter alone.

use super::Recompiler;
use super::reason::Reason;
use super::statistics::Activity;

/// What it counts that a region is left for code that is interpreted, and for another region: that may yet become one with it.
const FOR_INTERPRETED: u64 = 4;
const FOR_REGION: u64 = 1;

/// Each time that the count comes to as much as this, it is asked whether a region is worth it: by then code that holds still has long been
/// hot, and regions that are left for each other have become larger ones.
const OFTEN: u64 = 16384;

/// The instructions that a region has to execute, in the mean, to be worth it.
const WORTHWHILE_STAY: u64 = 10;

impl Recompiler {
    /// The region at `entry` has been left for `pc`, outside of it: if it often is left so, and soon after it was entered, it is dropped. That does
    /// not count while what either is of is being compiled, unless that takes long: it will not stay so.
    pub(super) fn left_early(&mut self, entry: u32, pc: u32) {
        // With low thresholds and with cold code, it is for comparing engines that regions are compiled.
        if !self.settings.wary || self.settings.cold_code {
            return;
        }
        if !self.pending.is_slow() && (self.pending.is_made_from(pc) || self.pending.is_made_from(entry)) {
            return;
        }
        let weight = if self.heat.is_compiled(pc) { FOR_REGION } else { FOR_INTERPRETED };
        let Some(count) = self.cache.fell(entry, weight).filter(|count| count % OFTEN < weight) else { return };
        let Some(region) = self.cache.at(entry) else { return };
        let Activity { entered, instructions, .. } = region.activity();
        if count < entered / 2 || instructions / entered >= WORTHWHILE_STAY {
            return;
        }
        for removed in self.cache.retain(|region| region.entry != entry) {
            log::debug!("{entry:04X}: dropped, {} instructions were executed each time", instructions / entered);
            self.statistics.units_fleeting += 1;
            self.dropped(removed, Reason::Fleeting);
        }
    }
}
