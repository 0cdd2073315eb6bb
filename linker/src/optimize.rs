//! Step 5: drops what no export needs, and optimizes the rest, for no particular CPU.

#![allow(unsafe_code, reason = "LLVM is called where inkwell has no face for it")]

use stitch8_llvm::inkwell::OptimizationLevel;
use stitch8_llvm::inkwell::module::Module;
use stitch8_llvm::inkwell::passes::PassBuilderOptions;
use stitch8_llvm::inkwell::targets::{CodeModel, InitializationConfig, RelocMode, Target, TargetMachine};
use stitch8_llvm::inkwell::values::AsValueRef;
use stitch8_llvm::llvm_sys::core as llvm;

use crate::Error;

/// Nothing unwinds here, so landing pads go first; what they kept alive follows.
const STRIP: &str = "globaldce,function(lower-invoke,simplifycfg),globaldce";
/// rustc has optimized each crate already: this is for what linking them brought together.
const PIPELINE: &str = "default<O2>,globaldce,strip-dead-prototypes";

/// Runs both pipelines.
///
/// # Errors
///
/// If LLVM does not know the module's target or rejects a pipeline.
pub fn optimize(module: &Module<'_>) -> Result<(), Error> {
    let machine = target_machine(module)?;
    module.strip_debug_info();
    for pipeline in [STRIP, PIPELINE] {
        module
            .run_passes(pipeline, &machine, PassBuilderOptions::create())
            .map_err(|error| Error::llvm("optimizing")(&error))?;
        drop_personalities(module);
    }
    Ok(())
}

/// A target machine for the module's own target and its most ordinary CPU.
pub(crate) fn target_machine(module: &Module<'_>) -> Result<TargetMachine, Error> {
    Target::initialize_x86(&InitializationConfig::default());
    Target::initialize_aarch64(&InitializationConfig::default());
    let triple = module.get_triple();
    let target = Target::from_triple(&triple).map_err(|error| Error::llvm("finding the target")(&error))?;
    target
        .create_target_machine(&triple, "", "", OptimizationLevel::Default, RelocMode::PIC, CodeModel::Default)
        .ok_or_else(|| Error::llvm("finding the target")(&triple))
}

/// Without landing pads no function needs to name the routine that would choose one.
fn drop_personalities(module: &Module<'_>) {
    for function in module.get_functions() {
        if function.has_personality_function() {
            // SAFETY: the function belongs to `module`; a null personality is how LLVM says "none".
            unsafe { llvm::LLVMSetPersonalityFn(function.as_value_ref(), std::ptr::null_mut()) }
        }
    }
}
