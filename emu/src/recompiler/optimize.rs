//! Optimization: the passes that turn stitched calls into one tight function.

use stitch8_llvm::inkwell::module::Module;
use stitch8_llvm::inkwell::passes::PassBuilderOptions;
use stitch8_llvm::inkwell::targets::TargetMachine;

use super::error::Error;

/// The passes, in order, with what is done to loops.
macro_rules! pipeline {
    ($loops:literal) => {
        concat!(
            "always-inline,globaldce,function(sroa<modify-cfg>,early-cse<memssa>,simplifycfg,",
            "instcombine<no-verify-fixpoint>,loop-simplify,lcssa,loop(",
            $loops,
            "),jump-threading,correlated-propagation,sroa<modify-cfg>,reassociate,instcombine<no-verify-fixpoint>,simplifycfg,gvn,",
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
