//! Optimization: the passes that turn stitched calls into one tight function.

use std::collections::{HashMap, HashSet};

use stitch8_llvm::inkwell::basic_block::BasicBlock;
use stitch8_llvm::inkwell::module::Module;
use stitch8_llvm::inkwell::passes::PassBuilderOptions;
use stitch8_llvm::inkwell::targets::TargetMachine;
use stitch8_llvm::inkwell::values::{CallSiteValue, FunctionValue, InstructionOpcode, InstructionValue, Operand};

use super::error::Error;

/// The passes, in order, with what is done to loops.
macro_rules! pipeline {
    ($loops:literal) => {
        concat!(
            "always-inline,globaldce,function(sroa<modify-cfg>,early-cse<memssa>,simplifycfg,",
            "instcombine<no-verify-fixpoint>,loop-simplify,lcssa,loop(",
            $loops,
            "),jump-threading,correlated-propagation,sroa<modify-cfg>,instcombine<no-verify-fixpoint>,simplifycfg,gvn,",
            "loop-mssa(licm),memcpyopt,dse,instcombine<no-verify-fixpoint>,simplifycfg)"
        )
    };
}

/// What runs, in order, where the ops have loops.
///
/// Inlining brings in the ops, whose operands and quirks are constants; splitting the local copy of the
/// registers (`sroa`) makes values of them; loops over a constant number of registers or sprite rows unroll,
/// after which there is more to split; registers that the region never touches are copied in and out of the
/// local in chunks, which `memcpyopt` sees to be copies of themselves.
const WITH_UNROLLING: &str = pipeline!("loop-rotate,loop-unroll-full");

/// What runs where they have none: looking for something to unroll among the guest's own loops takes a third of the time.
const WITHOUT_UNROLLING: &str = pipeline!("loop-rotate");

/// Optimizes `module`, in which all but the stitched function may be dropped; `unrolls` if the ops in it have loops.
///
/// # Errors
///
/// LLVM's own words if it rejects the pipeline.
pub fn optimize(module: &Module<'_>, machine: &TargetMachine, unrolls: bool) -> Result<(), Error> {
    let pipeline = if unrolls { WITH_UNROLLING } else { WITHOUT_UNROLLING };
    module
        .run_passes(pipeline, machine, PassBuilderOptions::create())
        .map_err(|message| Error::Optimize(message.to_string()))
}

/// The names of the functions of `module` that have a loop, or call one of it that has.
#[must_use]
pub fn with_loops(module: &Module<'_>) -> HashSet<String> {
    let name = |function: FunctionValue<'_>| function.get_name().to_string_lossy().into_owned();
    let mut found: HashSet<String> = module.get_functions().filter(|&function| loops(function)).map(name).collect();
    let mut before = usize::MAX;
    while before != found.len() {
        before = found.len();
        let callers =
            module.get_functions().filter(|&function| callees(function).any(|callee| found.contains(&name(callee))));
        let callers: Vec<String> = callers.map(name).collect();
        found.extend(callers);
    }
    found
}

/// Whether a branch leads back: in whatever order the blocks of a loop are, one does.
fn loops(function: FunctionValue<'_>) -> bool {
    let blocks = function.get_basic_blocks();
    let order: HashMap<BasicBlock<'_>, usize> = blocks.iter().copied().zip(0..).collect();
    let leads_back = |(at, block): (usize, &BasicBlock<'_>)| {
        let targets = block.get_terminator().into_iter().flat_map(InstructionValue::get_operands);
        targets.flatten().any(|operand| matches!(operand, Operand::Block(target) if order[&target] <= at))
    };
    blocks.iter().enumerate().any(leads_back)
}

/// The functions that `function` calls by name.
fn callees(function: FunctionValue<'_>) -> impl Iterator<Item = FunctionValue<'_>> {
    let instructions = function.get_basic_blocks().into_iter().flat_map(BasicBlock::get_instructions);
    let calls = instructions.filter(|instruction| instruction.get_opcode() == InstructionOpcode::Call);
    calls.filter_map(|call| CallSiteValue::try_from(call).ok()?.get_called_fn_value())
}
