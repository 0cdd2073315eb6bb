//! If-converted skips in stitched code: both ways are executed, and the registers of one are chosen. See
//! [`if_conversion`](super::super::if_conversion).

use stitch8_llvm::inkwell::IntPredicate;
use stitch8_llvm::inkwell::values::{IntValue, PointerValue};

use cpu_ops::{FlowKind, Registers};

use super::{Stitcher, align};
use crate::recompiler::error::Error;
use crate::recompiler::exit::LeaveReason;
use crate::recompiler::if_conversion::{Hammock, Join, Way};
use crate::recompiler::region::{Block, Edge};

/// How many registers there are that are called vN.
const VARIABLES: u32 = 16;

/// What control has executed on one of two ways.
struct Executed<'ctx> {
    /// How many instructions.
    instrs: IntValue<'ctx>,
    /// Address of the last one; 0 if there was none.
    last: IntValue<'ctx>,
}

impl<'ctx> Stitcher<'_, 'ctx> {
    /// Ends `block` with both ways on from its skip, whose packed outcome is `skips`.
    pub(super) fn hammock(&self, block: &Block, hammock: &Hammock, skips: IntValue<'ctx>) -> Result<(), Error> {
        let skips = self.builder.build_int_compare(IntPredicate::NE, skips, self.int(0), "skips")?;
        if hammock.calls(self.region) {
            self.leave_if_full(block, hammock, skips)?;
        }
        let always = self.context.bool_type().const_int(1, false);
        let Executed { instrs, last } = self.both_ways(hammock, skips, always, self.local)?;
        let most = self.longest(&hammock.next).max(self.longest(&hammock.skipped));
        let shorter = self.builder.build_int_sub(self.long(most.into()), instrs, "")?;
        let left = self.builder.build_load(self.i64, self.budget, "left")?.into_int_value();
        let left = self.builder.build_int_nuw_add(left, shorter, "")?;
        self.builder.build_store(self.budget, left)?;
        debug_assert!(most <= block.rest(), "the longer way has been paid for");
        let rest = block.rest() - most;
        let to = match hammock.join {
            Join::Block(to) => Edge::Block(to),
            Join::Return(to) => {
                self.return_of(hammock, self.local)?;
                to
            }
            Join::Dynamic => {
                let outcome = self.return_of(hammock, self.local)?;
                return self.dispatch_return(rest, last, outcome);
            }
        };
        let to = self.edge(rest, to)?;
        self.builder.build_unconditional_branch(to)?;
        Ok(())
    }

    /// Both ways were to end in a return: executes one, for they do the same, wherever they are. Only a return that fails tells where it was, and that is up to
    /// the caller.
    fn return_of(&self, hammock: &Hammock, registers: PointerValue<'ctx>) -> Result<IntValue<'ctx>, Error> {
        let mut way = &hammock.next;
        loop {
            let step = way.steps.last().expect("a way that ends in a return has it");
            if let Some(inner) = &step.hammock {
                way = &inner.next;
                continue;
            }
            let instrs = &self.region.blocks[step.block].instrs;
            let instr = &instrs[instrs.len() - 1];
            self.at(instr.pc);
            return self.op(instr, registers, self.int(instr.next()));
        }
    }

    /// Before ways that call: leaves, the skip having been executed, if a call would fail.
    fn leave_if_full(&self, block: &Block, hammock: &Hammock, skips: IntValue<'ctx>) -> Result<(), Error> {
        let profile = self.int(self.region.profile.bits());
        let is_full = self.call("stitch8_is_stack_full", &[self.local.into(), profile.into()])?;
        let is_full = is_full.expect("the linker has verified that it returns i1").into_int_value();
        let start = |way: &Way| match (way.steps.first(), hammock.join) {
            (Some(step), _) => self.region.blocks[step.block].start(),
            (None, Join::Block(to)) => self.region.blocks[to].start(),
            (None, Join::Return(_) | Join::Dynamic) => unreachable!("the return is on the way"),
        };
        let (next, skipped) = (self.int(start(&hammock.next)), self.int(start(&hammock.skipped)));
        let pc = self.builder.build_select(skips, skipped, next, "pc")?.into_int_value();
        self.leave_if(is_full, pc, self.reason(LeaveReason::Edge), block.rest())
    }

    /// Executes both ways on `registers`, of which those of one are left: if it `skips`, that from what is skipped to. `taken`: control comes to the
    /// skip. Returns what control executes.
    fn both_ways(
        &self,
        hammock: &Hammock,
        skips: IntValue<'ctx>,
        taken: IntValue<'ctx>,
        registers: PointerValue<'ctx>,
    ) -> Result<Executed<'ctx>, Error> {
        let others = self.new_registers()?;
        self.call("stitch8_copy_registers", &[others.into(), registers.into()])?;
        let goes_on = self.builder.build_not(skips, "")?;
        let is_skipped = self.builder.build_and(taken, skips, "")?;
        let is_next = self.builder.build_and(taken, goes_on, "")?;
        let skipped = self.way(&hammock.skipped, is_skipped, others)?;
        let next = self.way(&hammock.next, is_next, registers)?;
        for n in 0..VARIABLES {
            self.call("stitch8_choose_v", &[registers.into(), others.into(), skips.into(), self.int(n).into()])?;
        }
        self.call("stitch8_choose_others", &[registers.into(), others.into(), skips.into()])?;
        let instrs = self.builder.build_select(skips, skipped.instrs, next.instrs, "executed")?.into_int_value();
        let last = self.builder.build_select(skips, skipped.last, next.last, "last")?.into_int_value();
        Ok(Executed { instrs, last })
    }

    /// Executes a way on `registers`, but for the return that ends both. `taken`: control goes this way. Returns what it executes then.
    fn way(&self, way: &Way, taken: IntValue<'ctx>, registers: PointerValue<'ctx>) -> Result<Executed<'ctx>, Error> {
        let (mut executed, mut last) = (self.long(0), self.int(0));
        let mut calls = 0;
        for step in &way.steps {
            let block = &self.region.blocks[step.block];
            let returning = step.hammock.as_ref().filter(|inner| matches!(inner.join, Join::Return(_)));
            for instr in &block.instrs {
                self.at(instr.pc);
                last = self.int(instr.pc);
                let flow = instr.op.info().flow;
                let next = self.int(instr.next());
                let next = match flow {
                    FlowKind::Return if calls == 0 => continue,
                    FlowKind::Return => {
                        calls -= 1;
                        next
                    }
                    FlowKind::Call => {
                        calls += 1;
                        let before = self.call("stitch8_next_slot", &[registers.into(), self.bus.into()])?;
                        let before = before.expect("the linker has verified that it returns i32");
                        self.builder.build_select(taken, next, before.into_int_value(), "slot")?.into_int_value()
                    }
                    _ => next,
                };
                let outcome = self.op(instr, registers, next)?;
                if let Some(inner) = step.hammock.as_ref().filter(|_| flow == FlowKind::Skip) {
                    let skips = self.builder.build_int_compare(IntPredicate::NE, outcome, self.int(0), "skips")?;
                    let inner = self.both_ways(inner, skips, taken, registers)?;
                    executed = self.builder.build_int_add(executed, inner.instrs, "")?;
                    last = inner.last;
                }
                if let Some(inner) = returning.filter(|_| flow == FlowKind::Skip && calls > 0) {
                    self.return_of(inner, registers)?;
                    calls -= 1;
                }
            }
            executed = self.builder.build_int_add(executed, self.long(block.cost().into()), "")?;
        }
        Ok(Executed { instrs: executed, last })
    }

    /// The most instructions on a way.
    fn longest(&self, way: &Way) -> u32 {
        let inner = |inner: &Hammock| self.longest(&inner.next).max(self.longest(&inner.skipped));
        way.steps
            .iter()
            .map(|step| self.region.blocks[step.block].cost() + step.hammock.as_ref().map_or(0, inner))
            .sum()
    }

    /// Another copy of the registers, in the entry block as LLVM wants it.
    fn new_registers(&self) -> Result<PointerValue<'ctx>, Error> {
        let here = self.builder.get_insert_block().expect("the builder stands in a block");
        let entry = self.function.get_first_basic_block().expect("it was made first");
        match entry.get_first_instruction() {
            Some(first) => self.builder.position_before(&first),
            None => self.builder.position_at_end(entry),
        }
        let copy =
            self.builder.build_alloca(self.context.i8_type().array_type(size_of::<Registers>() as u32), "way")?;
        align(copy, align_of::<Registers>() as u32)?;
        self.builder.position_at_end(here);
        Ok(copy)
    }
}
