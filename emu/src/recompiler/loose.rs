//! Loose instructions: what a region does about a program that rewrites itself.
//!
//! Code that rewrites itself mostly stores into the number of an instruction, and executes it. In a region such an instruction reads
//! its number from memory each time ([`Loose`]), so that the store is one like any other: what it writes is no code to the region,
//! nor to the interpreter. Of what else is written over, the region is invalid, and is left alone for a while.

use std::collections::BTreeMap;

use cpu_ops::Loose;

use super::Recompiler;
use super::region::Region;

/// How often a part of an instruction must have been written for it to be loose at first sight; less often, it may have been an
/// exception, and has to happen again.
const OFTEN: u8 = 4;

impl Recompiler {
    /// Makes loose what is rewritten of `region`. `false` if more of it has been written, since this was last asked, than can be loose.
    pub(super) fn loosen(&mut self, region: &mut Region) -> bool {
        let written = self.heat.take_written(region.bytes());
        let mask = u32::from(self.profile.address_mask());
        let least = if self.settings.wary && !self.heat.is_set_back(region.entry) { OFTEN } else { 1 };
        let is_rewritten = |byte: u32| written.get(&(byte & mask)).is_some_and(|&times| times >= least);
        let mut loose = BTreeMap::new();
        for instr in region.instrs() {
            let known = self.loose.get(&instr.pc);
            let is_first_rewritten = is_rewritten(instr.pc);
            let word = Loose::word_of(instr).filter(|_| is_first_rewritten || known == Some(&Loose::Word));
            // What was a whole word may have become an instruction of which only the number can be loose.
            let part = word.or_else(|| Loose::number_of(instr).filter(|_| !is_first_rewritten));
            let is_known = known.is_some();
            loose.extend(
                part.filter(|part| is_known || part.bytes(instr.pc).any(is_rewritten)).map(|part| (instr.pc, part)),
            );
        }
        if !loose.is_empty() {
            log::debug!("{:04X}: loose are {loose:04X?}", region.entry);
            self.loose.extend(&loose);
            region.loosen(loose);
        }
        !region.bytes().any(|byte| written.contains_key(&(byte & mask)))
    }
}
