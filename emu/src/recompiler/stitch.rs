//! Stitching: from a region to one LLVM function that calls the precompiled ops with constant operands.
//!
//! The stitcher knows flow kinds and nothing of what an opcode or a quirk means, nor where a register is
//! kept: the ops do all loads and stores.
//!
//! ```text
//! {i64 budget, i64 reason} region(ptr registers, ptr bus, ptr distances, i64 budget)
//!   entry:    local = copy of registers
//!   block:    call op(local, bus, next, operands, profile) ...
//!             budget += what the way taken is shorter
//!             if the next block is checked: leave when the budget is short;  budget -= the longest way from there
//!             branch to it
//!   leave:    pc, registers = local, return
//! ```

mod budget;
mod hammock;
mod leave;

use std::collections::{BTreeMap, HashMap, HashSet};

use stitch8_llvm::inkwell::attributes::{Attribute, AttributeLoc};
use stitch8_llvm::inkwell::basic_block::BasicBlock;
use stitch8_llvm::inkwell::builder::{Builder, BuilderError};
use stitch8_llvm::inkwell::context::ContextRef;
use stitch8_llvm::inkwell::module::Module;
use stitch8_llvm::inkwell::types::IntType;
use stitch8_llvm::inkwell::values::{BasicMetadataValueEnum, BasicValueEnum, FunctionValue, IntValue, PointerValue};
use stitch8_llvm::inkwell::{AddressSpace, IntPredicate};

use cpu_ops::{FlowKind, Instr, Registers};

use super::bitcode::Packed;
use super::error::Error;
use super::exit::LeaveReason;
use super::if_conversion::{Hammock, hammocks};
use super::lines::Lines;
use super::region::{Block, Edge, End, Region};

/// The most ways from returns to where they may lead that each have their own: that many more returns share theirs. What LLVM takes grows with
/// the square of them, to minutes (decision 9), and the processor foresees where a return of its own goes.
const MOST_WAYS: usize = 256;

/// A module with the host function of `region`, under the name `symbol`, and what it calls of `ops`, a module that
/// defines the ops; if `with_lines`, with guest addresses as line numbers.
///
/// # Errors
///
/// If `ops` lacks a function, or LLVM refuses to build an instruction.
pub fn stitch<'ctx>(ops: Packed<'ctx>, region: &Region, symbol: &str, with_lines: bool) -> Result<Module<'ctx>, Error> {
    let mut stitcher = Stitcher::begin(ops.names(), region, symbol)?;
    stitcher.lines = with_lines.then(|| Lines::begin(&stitcher.module, stitcher.function, symbol));
    let inside: HashSet<usize> = stitcher.hammocks.values().flat_map(Hammock::blocks).collect();
    for (index, block) in region.blocks.iter().enumerate() {
        if inside.contains(&index) {
            // It is part of the block that the hammock begins with.
            stitcher.builder.position_at_end(stitcher.heads[index]);
            stitcher.builder.build_unreachable()?;
        } else {
            stitcher.block(index, block)?;
        }
    }
    for (&targets, table) in &stitcher.tables {
        stitcher.table(targets, table)?;
    }
    if let Some(block) = stitcher.returns {
        stitcher.shared_return(block)?;
    }
    if let Some(lines) = &stitcher.lines {
        lines.finish();
    }
    let module = stitcher.module;
    ops.link_into(&module)?;
    if cfg!(debug_assertions) {
        module.verify().map_err(|message| Error::Stitch(message.to_string()))?;
    }
    Ok(module)
}

struct Stitcher<'a, 'ctx> {
    region: &'a Region,
    /// Where the ops are looked up.
    ops: &'a Module<'ctx>,
    /// What is being built.
    module: Module<'ctx>,
    context: ContextRef<'ctx>,
    builder: Builder<'ctx>,
    function: FunctionValue<'ctx>,
    /// The function's arguments.
    registers: PointerValue<'ctx>,
    bus: PointerValue<'ctx>,
    distances: PointerValue<'ctx>,
    /// The registers while the region runs.
    local: PointerValue<'ctx>,
    /// What is left of the budget, all being paid for until the next check.
    budget: PointerValue<'ctx>,
    /// Where each block's work begins.
    heads: Vec<BasicBlock<'ctx>>,
    /// Where it leaves when the budget is short of that, if it is checked.
    shorts: Vec<Option<BasicBlock<'ctx>>>,
    /// By where they lead, where computed jumps go on: those of one table share it, or there would be a way from each jump to each target.
    tables: BTreeMap<&'a [usize], Table<'ctx>>,
    /// Where returns go on of which nothing is known, if they share that.
    returns: Option<BasicBlock<'ctx>>,
    /// Where a computed jump, or such a return, leads.
    target: PointerValue<'ctx>,
    /// What both ways of a block's skip are, if it is if-converted.
    hammocks: HashMap<usize, Hammock>,
    i32: IntType<'ctx>,
    i64: IntType<'ctx>,
    lines: Option<Lines<'ctx>>,
}

/// Where computed jumps of one table go on.
struct Table<'ctx> {
    block: BasicBlock<'ctx>,
    /// What has been paid for by then and not executed: the least of what it is after each of the jumps.
    paid: u32,
}

impl<'a, 'ctx> Stitcher<'a, 'ctx> {
    /// Adds the function with its entry code; its blocks are still empty.
    fn begin(ops: &'a Module<'ctx>, region: &'a Region, symbol: &str) -> Result<Self, Error> {
        let context = ops.get_context();
        let (i32, i64) = (context.i32_type(), context.i64_type());
        let pointer = context.ptr_type(AddressSpace::default());
        let result = context.struct_type(&[i64.into(), i64.into()], false);
        let parameters = [pointer.into(), pointer.into(), pointer.into(), i64.into()];
        let module = context.create_module(symbol);
        module.set_triple(&ops.get_triple());
        module.set_data_layout(&ops.get_data_layout());
        let function = module.add_function(symbol, result.fn_type(&parameters, false), None);
        for (name, parameters) in [("noalias", 0..3), ("nonnull", 0..3), ("noundef", 0..4)] {
            let attribute = context.create_enum_attribute(kind(name), 0);
            parameters.for_each(|parameter| function.add_attribute(AttributeLoc::Param(parameter), attribute));
        }
        function.add_attribute(AttributeLoc::Function, context.create_enum_attribute(kind("nounwind"), 0));

        let argument = |index: u32| function.get_nth_param(index).expect("it was declared above");
        let builder = context.create_builder();
        builder.position_at_end(context.append_basic_block(function, "entry"));
        let local = builder.build_alloca(context.i8_type().array_type(size_of::<Registers>() as u32), "local")?;
        align(local, align_of::<Registers>() as u32)?;
        let block =
            |name: &str, block: &Block| context.append_basic_block(function, &format!("{name}_{:04X}", block.start()));
        let mut tables = BTreeMap::new();
        for jump in region.blocks.iter().filter(|block| block.end == End::Computed) {
            let table = tables
                .entry(jump.targets.as_slice())
                .or_insert_with(|| Table { block: context.append_basic_block(function, "table"), paid: u32::MAX });
            table.paid = table.paid.min(jump.rest());
        }
        let returns = region.blocks.iter().filter(|block| block.end == End::Dynamic).count();
        let is_shared = returns * region.return_sites.len() > MOST_WAYS;
        let stitcher = Self {
            region,
            ops,
            module,
            registers: argument(0).into_pointer_value(),
            bus: argument(1).into_pointer_value(),
            distances: argument(2).into_pointer_value(),
            local,
            budget: builder.build_alloca(i64, "budget")?,
            tables,
            returns: is_shared.then(|| context.append_basic_block(function, "returns")),
            target: builder.build_alloca(i32, "target")?,
            hammocks: hammocks(region),
            heads: region.blocks.iter().map(|head| block("at", head)).collect(),
            shorts: region.blocks.iter().map(|head| head.checked.then(|| block("short", head))).collect(),
            context,
            builder,
            function,
            i32,
            i64,
            lines: None,
        };
        stitcher.call("stitch8_copy_registers", &[local.into(), stitcher.registers.into()])?;
        stitcher.builder.build_store(stitcher.budget, argument(3))?;
        stitcher.enter(0, 0)?;
        Ok(stitcher)
    }

    /// Fills in a block.
    fn block(&self, index: usize, block: &Block) -> Result<(), Error> {
        if let Some(short) = self.shorts[index] {
            self.builder.position_at_end(short);
            self.short(block)?;
        }
        self.builder.position_at_end(self.heads[index]);
        let last = block.instrs.len() - 1;
        for (executed, instr) in block.instrs.iter().enumerate() {
            self.at(instr.pc);
            let unused = (last - executed) as u32 + block.rest();
            self.leave_if_another(instr, unused + 1)?;
            let outcome = self.op(instr, self.local, self.int(instr.next()))?;
            match instr.op.info().flow {
                FlowKind::Store => self.leave_on_code_write(instr, outcome, unused)?,
                FlowKind::Draw => {
                    let waits = self.builder.build_int_compare(IntPredicate::NE, outcome, self.int(0), "waits")?;
                    let reason = self.reason(LeaveReason::DisplayWait);
                    self.leave_if(waits, self.int(instr.next()), reason, unused)?;
                }
                FlowKind::Wait => {
                    let waits = self.builder.build_int_compare(IntPredicate::EQ, outcome, self.int(0), "waits")?;
                    self.leave_if(waits, self.int(instr.pc), self.reason(LeaveReason::KeyWait), unused)?;
                }
                FlowKind::Call => self.leave_on_fault(self.int(instr.pc), outcome, unused + 1)?,
                // A return does not fail if what it returns from was called in the region; of another that is asked where it leads to.
                _ => {}
            }
            if executed == last {
                match self.hammocks.get(&index) {
                    Some(hammock) => self.hammock(block, hammock, outcome)?,
                    None => self.end(block, instr, outcome)?,
                }
            }
        }
        Ok(())
    }

    /// What is built from now on is for the instruction at `pc`.
    fn at(&self, pc: u32) {
        if let Some(lines) = &self.lines {
            lines.at(&self.builder, pc);
        }
    }

    /// Calls the op of `instr`, which works on `registers`, `next` being the address after it. Returns its packed outcome.
    fn op(&self, instr: &Instr, registers: PointerValue<'ctx>, next: IntValue<'ctx>) -> Result<IntValue<'ctx>, Error> {
        let arguments = [
            registers.into(),
            self.bus.into(),
            next.into(),
            self.operands(instr)?.into(),
            self.int(self.region.profile.bits()).into(),
        ];
        let outcome = self.call(instr.op.info().symbol, &arguments)?;
        Ok(outcome.expect("the linker has verified that ops return i32").into_int_value())
    }

    /// The operands of `instr`: constants, unless it is loose.
    fn operands(&self, instr: &Instr) -> Result<IntValue<'ctx>, Error> {
        let operands = self.int(instr.operands.bits());
        let Some(&loose) = self.region.loose.get(&instr.pc) else { return Ok(operands) };
        let arguments = [self.bus.into(), self.int(instr.pc).into(), operands.into(), self.int(loose as u32).into()];
        let operands = self.call("stitch8_operands_at", &arguments)?;
        Ok(operands.expect("the linker has verified that it returns i32").into_int_value())
    }

    /// Ends `block`, whose last instruction was `last`.
    fn end(&self, block: &Block, last: &Instr, outcome: IntValue<'ctx>) -> Result<(), Error> {
        match block.end {
            // A return goes where the region has called from: nothing but calls and returns reaches the stack.
            End::Next(edge) | End::Jump(edge) | End::Call(edge) | End::Return { to: edge } => {
                let to = self.edge(block.rest(), edge)?;
                self.builder.build_unconditional_branch(to)?;
            }
            End::Skip { skipped, next } => {
                let (skipped, next) = (self.edge(block.rest(), skipped)?, self.edge(block.rest(), next)?);
                let skips = self.builder.build_int_compare(IntPredicate::NE, outcome, self.int(0), "skips")?;
                self.builder.build_conditional_branch(skips, skipped, next)?;
            }
            End::SelfJump => {
                self.leave_with(self.int(last.pc), self.reason(LeaveReason::SelfJump), block.rest())?;
            }
            End::Dynamic => self.dispatch_return(block.rest(), self.int(last.pc), outcome)?,
            End::Computed => {
                let table = &self.tables[block.targets.as_slice()];
                self.give_back(block.rest() - table.paid)?;
                self.builder.build_store(self.target, outcome)?;
                self.builder.build_unconditional_branch(table.block)?;
            }
        }
        Ok(())
    }

    /// Fills in where the computed jumps go on that may lead to `targets`.
    fn table(&self, targets: &[usize], table: &Table<'ctx>) -> Result<(), Error> {
        self.builder.position_at_end(table.block);
        let pc = self.builder.build_load(self.i32, self.target, "target")?.into_int_value();
        self.dispatch(table.paid, pc, targets)?;
        self.leave_with(pc, self.reason(LeaveReason::Computed), table.paid)
    }

    /// Goes on where a return at `pc` leads to, whose packed outcome is `outcome`, `paid` instructions having been paid for that were not executed.
    ///
    /// Whether it failed is asked where it leads to nothing known: that has no address of code either.
    fn dispatch_return(&self, paid: u32, pc: IntValue<'ctx>, outcome: IntValue<'ctx>) -> Result<(), Error> {
        if let Some(shared) = self.returns {
            self.leave_on_fault(pc, outcome, paid + 1)?;
            self.give_back(paid)?;
            self.builder.build_store(self.target, outcome)?;
            self.builder.build_unconditional_branch(shared)?;
            return Ok(());
        }
        self.dispatch(paid, outcome, &self.region.return_sites)?;
        self.leave_on_fault(pc, outcome, paid + 1)?;
        self.leave_with(outcome, self.reason(LeaveReason::Elsewhere), paid)
    }

    /// Fills in where the returns go on that share that.
    fn shared_return(&self, block: BasicBlock<'ctx>) -> Result<(), Error> {
        self.builder.position_at_end(block);
        let pc = self.builder.build_load(self.i32, self.target, "target")?.into_int_value();
        self.dispatch(0, pc, &self.region.return_sites)?;
        self.leave_with(pc, self.reason(LeaveReason::Elsewhere), 0)
    }

    /// Goes on to the one of the `known` blocks that begins at `pc`, `paid` instructions having been paid for that were not executed. Goes on
    /// building for when none does.
    fn dispatch(&self, paid: u32, pc: IntValue<'ctx>, known: &[usize]) -> Result<(), Error> {
        let elsewhere = self.new_block("elsewhere");
        let case = |&index: &usize| {
            let to = self.edge(paid, Edge::Block(index))?;
            Ok((self.int(self.region.blocks[index].start()), to))
        };
        let cases = known.iter().map(case).collect::<Result<Vec<_>, Error>>()?;
        self.builder.build_switch(pc, elsewhere, &cases)?;
        self.builder.position_at_end(elsewhere);
        Ok(())
    }

    /// The block that an edge leads to, `paid` instructions having been paid for that were not executed: it may be a new one that settles
    /// that, or leaves the region. The builder stays where it is.
    fn edge(&self, paid: u32, edge: Edge) -> Result<BasicBlock<'ctx>, Error> {
        if let Edge::Block(index) = edge
            && self.shorts[index].is_none()
            && paid == self.region.blocks[index].longest
        {
            return Ok(self.heads[index]);
        }
        let here = self.builder.get_insert_block().expect("the builder stands in a block");
        let between = self.new_block(if matches!(edge, Edge::Leave(_)) { "out" } else { "on" });
        self.builder.position_at_end(between);
        match edge {
            Edge::Block(index) => self.enter(index, paid)?,
            Edge::Leave(pc) => self.leave_with(self.int(pc), self.reason(LeaveReason::Edge), paid)?,
        }
        self.builder.position_at_end(here);
        Ok(between)
    }

    /// Calls a function of the ops module.
    fn call(
        &self,
        symbol: &str,
        arguments: &[BasicMetadataValueEnum<'ctx>],
    ) -> Result<Option<BasicValueEnum<'ctx>>, Error> {
        let function = self.function(symbol)?;
        Ok(self.builder.build_call(function, arguments, "")?.try_as_basic_value().basic())
    }

    /// The function of the ops module called `symbol`, declared if nothing has referred to it yet.
    fn function(&self, symbol: &str) -> Result<FunctionValue<'ctx>, Error> {
        if let Some(function) = self.module.get_function(symbol) {
            return Ok(function);
        }
        let op = self.ops.get_function(symbol).ok_or_else(|| Error::MissingOp(symbol.to_owned()))?;
        Ok(self.module.add_function(symbol, op.get_type(), None))
    }

    fn int(&self, value: u32) -> IntValue<'ctx> {
        self.i32.const_int(value.into(), false)
    }

    fn long(&self, value: u64) -> IntValue<'ctx> {
        self.i64.const_int(value, false)
    }

    fn new_block(&self, name: &str) -> BasicBlock<'ctx> {
        self.context.append_basic_block(self.function, name)
    }
}

fn kind(attribute: &str) -> u32 {
    Attribute::get_named_enum_kind_id(attribute)
}

/// Aligns what a stack slot holds as the ops expect it.
fn align(slot: PointerValue<'_>, bytes: u32) -> Result<(), Error> {
    let instruction = slot.as_instruction().expect("a stack slot is an instruction");
    instruction.set_alignment(bytes).map_err(|error| Error::Stitch(error.to_string()))
}

impl From<BuilderError> for Error {
    fn from(error: BuilderError) -> Self {
        Self::Stitch(error.to_string())
    }
}
