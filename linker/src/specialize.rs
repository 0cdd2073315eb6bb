//! From the packed module to the ops of one profile.
//!
//! What depends on quirks, platform and memory size alone is decided here and not again for each region, and what the
//! platform lacks is left out. What the ops call and do not inline becomes a module of its own, for all regions to
//! share.

use std::collections::HashMap;

use stitch8_llvm::inkwell::basic_block::BasicBlock;
use stitch8_llvm::inkwell::context::Context;
use stitch8_llvm::inkwell::module::{Linkage, Module};
use stitch8_llvm::inkwell::passes::PassBuilderOptions;
use stitch8_llvm::inkwell::values::{CallSiteValue, FunctionValue, InstructionOpcode, InstructionValue, Operand};

use cpu_ops::Profile;
use cpu_ops::table::OPS;

use crate::{Error, optimize, parse};

/// The text of this module: which ops have loops, found out here, decides how regions are optimized, and nothing else of a region tells.
pub const SOURCE: &[u8] = include_bytes!("specialize.rs");

/// Which of an op's parameters the profile is.
const PROFILE_PARAMETER: u32 = 4;

/// What folds the constant in. Loops whose number of turns is known now are unrolled when they are stitched, when
/// the operands are known as well.
const PIPELINE: &str = "globaldce,function(sccp,simplifycfg,instcombine<no-verify-fixpoint>,simplifycfg,\
    loop-simplify,lcssa,loop(loop-rotate,indvars,loop-deletion),jump-threading,\
    early-cse<memssa>,instcombine<no-verify-fixpoint>,simplifycfg,dse,adce),globaldce,strip-dead-prototypes";

/// The ops for programs of one profile.
#[derive(Clone, Debug)]
pub struct Specialized {
    /// What regions are stitched from: bitcode.
    pub ops: Vec<u8>,
    /// The symbols of those that have a loop, or call one of them that has.
    pub with_loops: Vec<String>,
    /// What the ops call and do not inline, as bitcode.
    pub shared: Vec<u8>,
    /// The symbols that this defines; none if there is nothing of the kind.
    pub shared_symbols: Vec<String>,
}

/// Makes the ops of `profile` from those for all, the bitcode that [`crate::build`] made.
///
/// # Errors
///
/// If the bitcode is damaged, or LLVM rejects a pipeline.
pub fn specialize(bitcode: &[u8], profile: Profile) -> Result<Specialized, Error> {
    let context = Context::create();
    let module = parse(&context, bitcode, "the ops")?;
    let machine = optimize::target_machine(&module)?;
    let run = |module: &Module<'_>, pipeline| {
        let ran = module.run_passes(pipeline, &machine, PassBuilderOptions::create());
        ran.map_err(|message| Error::llvm("specializing")(&message.to_string()))
    };
    let kept = fold_profile(&module, profile)?;
    // What nothing calls would be dropped, and nothing calls the ops yet: they are visible for a while.
    relink(kept.iter().map(|(function, _)| (*function, Linkage::External)));
    run(&module, PIPELINE)?;
    relink(kept.iter().copied());
    let with_loops = with_loops(&module);

    let shared: Vec<FunctionValue<'_>> = module.get_functions().filter(|&function| is_shared(function)).collect();
    let shared_symbols: Vec<String> = shared.iter().map(|&function| name(function)).collect();
    relink(shared.iter().map(|&function| (function, Linkage::External)));
    let alone = module.clone();
    run(&alone, "globaldce")?;
    relink(shared.iter().map(|&function| (function, Linkage::AvailableExternally)));
    run(&module, "elim-avail-extern")?;
    let bytes = |module: &Module<'_>| module.write_bitcode_to_memory().as_slice().to_vec();
    Ok(Specialized { ops: bytes(&module), with_loops, shared: bytes(&alone), shared_symbols })
}

/// Makes the profile a constant in every op of the platform. Returns what stitched code may call, and how each is
/// linked; the ops that the platform lacks are left out.
fn fold_profile<'ctx>(module: &Module<'ctx>, profile: Profile) -> Result<Vec<(FunctionValue<'ctx>, Linkage)>, Error> {
    let constant = module.get_context().i32_type().const_int(profile.bits().into(), false);
    let mut kept = Vec::new();
    for function in module.get_functions().filter(|function| function.get_linkage() == Linkage::LinkOnceODR) {
        let name = name(function);
        if let Some(info) = OPS.iter().find(|info| info.symbol == name) {
            if !profile.includes(info.set) {
                continue;
            }
            let parameter = function
                .get_nth_param(PROFILE_PARAMETER)
                .ok_or_else(|| Error::Broken(format!("{name} has no parameter for the profile")))?;
            parameter.into_int_value().replace_all_uses_with(constant);
        }
        kept.push((function, function.get_linkage()));
    }
    Ok(kept)
}

/// Whether the ops call it, and it is not inlined.
fn is_shared(function: FunctionValue<'_>) -> bool {
    function.get_linkage() == Linkage::Internal && function.get_first_basic_block().is_some()
}

fn relink<'ctx>(functions: impl Iterator<Item = (FunctionValue<'ctx>, Linkage)>) {
    for (function, linkage) in functions {
        function.set_linkage(linkage);
    }
}

/// The names of the functions of `module` that have a loop, or call one of it that has.
fn with_loops(module: &Module<'_>) -> Vec<String> {
    let mut found: Vec<String> = module.get_functions().filter(|&function| loops(function)).map(name).collect();
    let mut before = usize::MAX;
    while before != found.len() {
        before = found.len();
        let more = module
            .get_functions()
            .filter(|&function| !found.contains(&name(function)))
            .filter(|&function| callees(function).any(|callee| found.contains(&name(callee))));
        let more: Vec<String> = more.map(name).collect();
        found.extend(more);
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

fn name(function: FunctionValue<'_>) -> String {
    function.get_name().to_string_lossy().into_owned()
}
