//! The budget in stitched code: what is paid for, when it is short, and what is given back. See [`checks`](super::super::checks).

use stitch8_llvm::inkwell::IntPredicate;

use super::Stitcher;
use crate::recompiler::error::Error;
use crate::recompiler::exit::LeaveReason;
use crate::recompiler::region::Block;

impl Stitcher<'_, '_> {
    /// Goes on to the block with index `to`, `paid` instructions having been paid for that were not executed. Where the budget is checked, that
    /// is done here and not at the block's head: a loop is left at its end, and its turn begins with work.
    pub(super) fn enter(&self, to: usize, paid: u32) -> Result<(), Error> {
        let block = &self.region.blocks[to];
        let short = match self.shorts[to] {
            Some(short) if block.longest > paid => short,
            // If as much has been paid already as the way from there takes, the check could not fail: only the difference is given back.
            _ => {
                self.give_back(paid - block.longest)?;
                self.builder.build_unconditional_branch(self.heads[to])?;
                return Ok(());
            }
        };
        let left = self.builder.build_load(self.i64, self.budget, "left")?.into_int_value();
        let needed = self.long((block.longest - paid).into());
        let is_short = self.builder.build_int_compare(IntPredicate::ULT, left, needed, "")?;
        let left = self.builder.build_int_sub(left, needed, "")?;
        self.builder.build_store(self.budget, left)?;
        self.branch_rarely(is_short, short, self.heads[to])
    }

    /// What is left of the budget was short of the longest way from the head of `block` to the next check, which has been taken off it.
    pub(super) fn short(&self, block: &Block) -> Result<(), Error> {
        self.at(block.start());
        self.leave_with(self.int(block.start()), self.reason(LeaveReason::ShortBudget), block.longest)
    }

    /// Gives back what has been paid for `instructions` that are not executed. It never comes to more than there was: of an addition that does
    /// not wrap LLVM can tell what comparing its sum amounts to.
    pub(super) fn give_back(&self, instructions: u32) -> Result<(), Error> {
        if instructions > 0 {
            let left = self.builder.build_load(self.i64, self.budget, "left")?.into_int_value();
            let left = self.builder.build_int_nuw_add(left, self.long(instructions.into()), "")?;
            self.builder.build_store(self.budget, left)?;
        }
        Ok(())
    }
}
