//! Specialization: from the ops as the linker packed them to the ops of one profile.
//!
//! Done once, before the first region: what depends on quirks, platform and memory size alone is decided
//! here and not again for each region, and what the platform lacks is not even read again. What the ops call and
//! do not inline is compiled here as well, once for all regions.

use std::sync::{Arc, Mutex, PoisonError};

use stitch8_llvm::inkwell::context::Context;
use stitch8_llvm::inkwell::memory_buffer::MemoryBuffer;
use stitch8_llvm::inkwell::module::{Linkage, Module};
use stitch8_llvm::inkwell::passes::PassBuilderOptions;
use stitch8_llvm::inkwell::values::FunctionValue;

use cpu_ops::Profile;
use cpu_ops::table::OPS;

use super::codegen::Codegen;
use super::error::Error;

/// Which of an op's parameters the profile is.
const PROFILE_PARAMETER: u32 = 4;

/// What folds the constant in. Loops whose number of turns is known now are unrolled when they are stitched, when
/// the operands are known as well.
const PIPELINE: &str = "globaldce,function(sccp,simplifycfg,instcombine<no-verify-fixpoint>,simplifycfg,\
    loop-simplify,lcssa,loop(loop-rotate,indvars,loop-deletion),jump-threading,\
    early-cse<memssa>,instcombine<no-verify-fixpoint>,simplifycfg,dse,adce),globaldce,strip-dead-prototypes";

/// The ops as the linker packed them.
static OPS_BITCODE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/ops.bc"));

/// What has been specialized in this process: as many as there are profiles in use.
static DONE: Mutex<Vec<(Profile, Arc<Specialized>)>> = Mutex::new(Vec::new());

/// The ops for programs of one profile.
#[derive(Debug)]
pub struct Specialized {
    /// What regions are stitched from, as bitcode.
    pub ops: Vec<u8>,
    /// What the ops call and do not inline, compiled: an object file, and one of the symbols it defines.
    pub shared: Option<(Vec<u8>, String)>,
}

/// The ops for programs of `profile`, specialized if nobody has asked for them before.
///
/// # Errors
///
/// If the ops' bitcode is damaged, or LLVM rejects a pipeline.
pub fn ops_for(profile: Profile, codegen: &Codegen) -> Result<Arc<Specialized>, Error> {
    let done = || DONE.lock().unwrap_or_else(PoisonError::into_inner);
    let known = done().iter().find(|(other, _)| *other == profile).map(|(_, ops)| Arc::clone(ops));
    if let Some(ops) = known {
        return Ok(ops);
    }
    // Two threads may get here for one profile; then the work is done twice, and neither has waited.
    let ops = Arc::new(specialize(OPS_BITCODE, profile, codegen)?);
    done().push((profile, Arc::clone(&ops)));
    Ok(ops)
}

fn specialize(bitcode: &[u8], profile: Profile, codegen: &Codegen) -> Result<Specialized, Error> {
    let context = Context::create();
    let module = read(&context, bitcode)?;
    let run = |module: &Module<'_>, pipeline| {
        let ran = module.run_passes(pipeline, codegen.machine(), PassBuilderOptions::create());
        ran.map_err(|message| Error::Optimize(message.to_string()))
    };
    let kept = fold_profile(&module, profile)?;
    // What nothing calls would be dropped, and nothing calls the ops yet: they are visible for a while.
    relink(kept.iter().map(|(function, _)| (*function, Linkage::External)));
    run(&module, PIPELINE)?;
    relink(kept.iter().copied());

    let is_shared = |function: &FunctionValue<'_>| {
        function.get_linkage() == Linkage::Internal && function.get_first_basic_block().is_some()
    };
    let shared: Vec<FunctionValue<'_>> = module.get_functions().filter(is_shared).collect();
    relink(shared.iter().map(|&function| (function, Linkage::External)));
    let object = match shared.first() {
        Some(first) => {
            let alone = module.clone();
            run(&alone, "globaldce")?;
            Some((codegen.object(&alone)?.as_slice().to_vec(), first.get_name().to_string_lossy().into_owned()))
        }
        None => None,
    };
    relink(shared.iter().map(|&function| (function, Linkage::AvailableExternally)));
    run(&module, "elim-avail-extern")?;
    Ok(Specialized { ops: module.write_bitcode_to_memory().as_slice().to_vec(), shared: object })
}

/// Makes the profile a constant in every op of the platform. Returns what stitched code may call, and how each is
/// linked; the ops that the platform lacks are left out.
fn fold_profile<'ctx>(module: &Module<'ctx>, profile: Profile) -> Result<Vec<(FunctionValue<'ctx>, Linkage)>, Error> {
    let constant = module.get_context().i32_type().const_int(profile.bits().into(), false);
    let mut kept = Vec::new();
    for function in module.get_functions().filter(|function| function.get_linkage() == Linkage::LinkOnceODR) {
        let name = function.get_name().to_string_lossy();
        if let Some(info) = OPS.iter().find(|info| info.symbol == name) {
            if !profile.includes(info.set) {
                continue;
            }
            let parameter = function.get_nth_param(PROFILE_PARAMETER).ok_or_else(|| missing(info.symbol))?;
            parameter.into_int_value().replace_all_uses_with(constant);
        }
        kept.push((function, function.get_linkage()));
    }
    Ok(kept)
}

fn relink<'ctx>(functions: impl Iterator<Item = (FunctionValue<'ctx>, Linkage)>) {
    for (function, linkage) in functions {
        function.set_linkage(linkage);
    }
}

fn missing(symbol: &str) -> Error {
    Error::MissingOp(symbol.to_owned())
}

/// Reads a module from `bitcode`.
///
/// # Errors
///
/// If it is none.
pub fn read<'ctx>(context: &'ctx Context, bitcode: &[u8]) -> Result<Module<'ctx>, Error> {
    let buffer = MemoryBuffer::create_from_memory_range_copy(bitcode, "ops");
    Module::parse_bitcode_from_buffer(&buffer, context).map_err(|message| Error::Bitcode(message.to_string()))
}
