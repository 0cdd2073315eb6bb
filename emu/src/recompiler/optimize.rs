//! Optimization: the passes that turn stitched calls into one tight function.

use stitch8_llvm::inkwell::module::Module;
use stitch8_llvm::inkwell::passes::PassBuilderOptions;
use stitch8_llvm::inkwell::targets::TargetMachine;

use super::error::Error;

/// What runs, in order.
///
/// Inlining brings in the ops, whose operands and quirks are constants; splitting the local copy of the
/// registers (`sroa`) makes values of them; loops over a constant number of registers or sprite rows unroll,
/// after which there is more to split; registers that the region never touches are copied in and out of the
/// local in chunks, which `memcpyopt` sees to be copies of themselves.
pub const PIPELINE: &str = "always-inline,globaldce,\
    function(sroa<modify-cfg>,early-cse<memssa>,simplifycfg,instcombine<no-verify-fixpoint>,\
    loop-simplify,lcssa,loop(loop-rotate,indvars,loop-unroll-full),\
    jump-threading,correlated-propagation,sroa<modify-cfg>,instcombine<no-verify-fixpoint>,simplifycfg,gvn,\
    loop-mssa(licm),memcpyopt,dse,instcombine<no-verify-fixpoint>,simplifycfg)";

/// Optimizes `module`, in which all but the stitched function may be dropped.
///
/// # Errors
///
/// LLVM's own words if it rejects the pipeline.
pub fn optimize(module: &Module<'_>, machine: &TargetMachine) -> Result<(), Error> {
    module
        .run_passes(PIPELINE, machine, PassBuilderOptions::create())
        .map_err(|message| Error::Optimize(message.to_string()))
}
