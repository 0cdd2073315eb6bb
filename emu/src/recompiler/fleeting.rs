//! Regions that are not worth it: dropped.
//!
//! To enter a region, to leave it and to begin to interpret takes as long as to interpret some instructions. A region of fewer than that, left
//! each time for code that stays interpreted, as code does that keeps changing, makes a program slower than the interpreter alone.

use super::Recompiler;
use super::reason::Reason;
use super::statistics::Activity;

/// Each time that a region has been left as often as this for code that is interpreted, it is asked whether it is worth it: by then code
/// that holds still has long been hot.
const FALLEN_OFTEN: u64 = 2048;

/// The instructions that a region has to execute, in the mean, to be worth it.
const WORTHWHILE_STAY: u64 = 10;

impl Recompiler {
    /// The region at `entry` has been left for `pc`, where the code is not compiled: if it mostly is, and soon after it was entered, it is dropped.
    pub(super) fn left_for_interpreted(&mut self, entry: u32, pc: u32) {
        // With low thresholds and with cold code, it is for comparing engines that regions are compiled.
        if !self.settings.wary || self.settings.cold_code || self.heat.is_compiled(pc) {
            return;
        }
        let fallen = self.cache.fell(entry);
        if fallen == 0 || !fallen.is_multiple_of(FALLEN_OFTEN) || self.pending.wanted().any(|asked| asked.has(pc)) {
            return;
        }
        let Some(region) = self.cache.at(entry) else { return };
        let Activity { entered, instructions, .. } = region.activity();
        if fallen < entered / 2 || instructions / entered >= WORTHWHILE_STAY {
            return;
        }
        for removed in self.cache.retain(|region| region.entry != entry) {
            log::debug!("{entry:04X}: dropped, {} instructions were executed each time", instructions / entered);
            self.statistics.units_fleeting += 1;
            self.dropped(removed, Reason::Fleeting);
        }
    }
}
