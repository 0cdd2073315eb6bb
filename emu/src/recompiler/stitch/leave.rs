//! The ways out of a region: why it is left, at which instruction, and what was paid for by then and not executed.

use stitch8_llvm::inkwell::IntPredicate;
use stitch8_llvm::inkwell::basic_block::BasicBlock;
use stitch8_llvm::inkwell::values::IntValue;

use cpu_ops::{Instr, Loose, flow::FAULT_BIT};

use super::Stitcher;
use crate::recompiler::error::Error;
use crate::recompiler::exit::{LeaveReason, RawExit};

impl<'ctx> Stitcher<'_, 'ctx> {
    /// Before a loose instruction whose first byte is written as well: leaves if that makes another of it.
    pub(super) fn leave_if_another(&self, instr: &Instr, unused: u32) -> Result<(), Error> {
        if self.region.loose.get(&instr.pc) != Some(&Loose::Word) {
            return Ok(());
        }
        let digit = self.int(u32::from(instr.op.info().value >> 12));
        let is_same = self.call("stitch8_is_same", &[self.bus.into(), self.int(instr.pc).into(), digit.into()])?;
        let is_same = is_same.expect("the linker has verified that it returns i1").into_int_value();
        let is_another = self.builder.build_not(is_same, "")?;
        self.leave_if(is_another, self.int(instr.pc), self.reason(LeaveReason::CodeChanged), unused)
    }

    /// After a store: leaves before the next instruction if the bytes written contain code.
    pub(super) fn leave_on_code_write(&self, instr: &Instr, span: IntValue<'ctx>, unused: u32) -> Result<(), Error> {
        let hit = self.call("stitch8_hits_code", &[self.distances.into(), span.into()])?;
        let hit = hit.expect("the linker has verified that it returns i1").into_int_value();
        let reason = self.reason_with(LeaveReason::CodeWritten, span)?;
        self.leave_if(hit, self.int(instr.next()), reason, unused)
    }

    /// After a call or return, at `pc`: leaves before it if it failed, for it has had no effect.
    pub(super) fn leave_on_fault(&self, pc: IntValue<'ctx>, outcome: IntValue<'ctx>, unused: u32) -> Result<(), Error> {
        let bit = self.builder.build_and(outcome, self.int(FAULT_BIT), "")?;
        let failed = self.builder.build_int_compare(IntPredicate::NE, bit, self.int(0), "failed")?;
        self.leave_if(failed, pc, self.reason(LeaveReason::Fault), unused)
    }

    /// Leaves if `condition` holds, `unused` instructions that were paid for not having been executed. Goes on
    /// building where it does not hold.
    pub(super) fn leave_if(
        &self,
        condition: IntValue<'ctx>,
        pc: IntValue<'ctx>,
        reason: IntValue<'ctx>,
        unused: u32,
    ) -> Result<(), Error> {
        let (out, on) = (self.new_block("out"), self.new_block("on"));
        self.branch_rarely(condition, out, on)?;
        self.builder.position_at_end(out);
        self.leave_with(pc, reason, unused)?;
        self.builder.position_at_end(on);
        Ok(())
    }

    /// Leaves the region, `unused` instructions that were paid for not having been executed. Every way out writes the registers back itself, and
    /// leaves it to the host to give back what is unused: of a sum LLVM would see that it is what the budget was before, and keep that for it.
    pub(super) fn leave_with(&self, pc: IntValue<'ctx>, reason: IntValue<'ctx>, unused: u32) -> Result<(), Error> {
        self.call("stitch8_set_pc", &[self.local.into(), pc.into()])?;
        self.call("stitch8_copy_registers", &[self.registers.into(), self.local.into()])?;
        let budget = self.builder.build_load(self.i64, self.budget, "left")?;
        let reason = self.builder.build_or(reason, self.long(RawExit::unused_bits(unused)), "")?;
        self.builder.build_aggregate_return(&[budget, reason.into()])?;
        Ok(())
    }

    /// Branches to `rare` if `condition` holds, which it hardly ever does, and else to `usual`.
    pub(super) fn branch_rarely(
        &self,
        condition: IntValue<'ctx>,
        rare: BasicBlock<'ctx>,
        usual: BasicBlock<'ctx>,
    ) -> Result<(), Error> {
        let branch = self.builder.build_conditional_branch(condition, rare, usual)?;
        let name = self.context.metadata_string("branch_weights");
        let weights = self.context.metadata_node(&[name.into(), self.int(1).into(), self.int(2000).into()]);
        let kind = self.context.get_kind_id("prof");
        branch.set_metadata(weights, kind).map_err(|error| Error::Stitch(error.to_string()))
    }

    /// A reason without a detail.
    pub(super) fn reason(&self, reason: LeaveReason) -> IntValue<'ctx> {
        self.long(reason as u64)
    }

    /// A reason with a detail of 32 bits.
    fn reason_with(&self, reason: LeaveReason, detail: IntValue<'ctx>) -> Result<IntValue<'ctx>, Error> {
        let wide = self.builder.build_int_z_extend(detail, self.i64, "")?;
        let high = self.builder.build_left_shift(wide, self.long(32), "")?;
        Ok(self.builder.build_or(high, self.reason(reason), "")?)
    }
}
