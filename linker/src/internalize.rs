//! Step 3: only the exports stay visible, each under its own name as a function of its own.

#![allow(unsafe_code, reason = "LLVM is called where inkwell has no face for it")]

use std::collections::HashSet;

use stitch8_llvm::inkwell::module::{Linkage, Module};
use stitch8_llvm::inkwell::values::{AsValueRef, FunctionValue};
use stitch8_llvm::inkwell::{GlobalVisibility, types::FunctionType};
use stitch8_llvm::llvm_sys::LLVMLinkage;
use stitch8_llvm::llvm_sys::core as llvm;
use stitch8_llvm::llvm_sys::prelude::LLVMValueRef;

use crate::{Error, Export};

/// Makes everything that is defined and is not an export internal.
///
/// # Errors
///
/// If an export does not exist, or LLVM has another idea of an alias than we have.
pub fn internalize(module: &Module<'_>, exports: &[Export]) -> Result<(), Error> {
    let kept: HashSet<&str> = exports.iter().map(|export| export.symbol.as_str()).collect();
    for export in exports {
        replace_alias(module, &export.symbol)?;
    }
    for function in module.get_functions().filter(|function| function.count_basic_blocks() > 0) {
        if kept.contains(&*function.get_name().to_string_lossy()) {
            function.set_linkage(Linkage::External);
        } else {
            function.set_linkage(Linkage::Internal);
            function.as_global_value().set_visibility(GlobalVisibility::Default);
            remove_comdat(function.as_value_ref());
        }
    }
    for global in module.get_globals().filter(|global| global.get_initializer().is_some()) {
        global.set_linkage(Linkage::Internal);
        global.set_visibility(GlobalVisibility::Default);
        remove_comdat(global.as_value_ref());
    }
    Ok(())
}

/// Lets a module that has linked or cloned this one drop the exports that it does not call.
pub fn make_discardable(module: &Module<'_>, exports: &[Export]) {
    for function in exports.iter().filter_map(|export| module.get_function(&export.symbol)) {
        function.set_linkage(Linkage::LinkOnceODR);
        function.as_global_value().set_visibility(GlobalVisibility::Hidden);
    }
}

/// rustc merges functions with equal bodies into aliases of one. An alias is not found as a function, and
/// calls through it are not inlined: replaces the one called `symbol` by a function that calls its target.
fn replace_alias(module: &Module<'_>, symbol: &str) -> Result<(), Error> {
    if module.get_function(symbol).is_some() {
        return Ok(());
    }
    let target =
        take_alias(module, symbol).ok_or_else(|| Error::Broken(format!("the crate exports no function {symbol}")))?;
    let function_type: FunctionType<'_> = target.get_type();
    let thunk = module.add_function(symbol, function_type, Some(Linkage::External));
    for location in 0..=target.count_params() {
        copy_attributes(target, thunk, location);
    }
    let context = module.get_context();
    let builder = context.create_builder();
    builder.position_at_end(context.append_basic_block(thunk, "call"));
    let arguments: Vec<_> = thunk.get_param_iter().map(Into::into).collect();
    let failed = Error::llvm("replacing an alias");
    let call = builder.build_call(target, &arguments, "").map_err(|error| failed(&error))?;
    let result = call.try_as_basic_value().basic();
    builder
        .build_return(result.as_ref().map(|value| value as &dyn stitch8_llvm::inkwell::values::BasicValue<'_>))
        .map_err(|error| failed(&error))?;
    Ok(())
}

/// Copies the return value's (0) or a parameter's (1 and up) attributes.
fn copy_attributes(from: FunctionValue<'_>, to: FunctionValue<'_>, location: u32) {
    use stitch8_llvm::inkwell::attributes::AttributeLoc;
    let location = if location == 0 { AttributeLoc::Return } else { AttributeLoc::Param(location - 1) };
    for attribute in from.attributes(location) {
        to.add_attribute(location, attribute);
    }
}

/// Takes the name from the alias called `symbol`, which leaves it for the optimizer to drop, and returns the
/// function it stands for.
fn take_alias<'ctx>(module: &Module<'ctx>, symbol: &str) -> Option<FunctionValue<'ctx>> {
    // SAFETY: the module is alive for the whole call. The alias found is one of its own; an alias always has
    // an aliasee, which was checked to be a function; alias and aliasee are both pointers, so that one may
    // stand in for the other.
    unsafe {
        let alias = llvm::LLVMGetNamedGlobalAlias(module.as_mut_ptr(), symbol.as_ptr().cast(), symbol.len());
        if alias.is_null() {
            return None;
        }
        let target = llvm::LLVMAliasGetAliasee(alias);
        if llvm::LLVMIsAFunction(target).is_null() {
            return None;
        }
        llvm::LLVMReplaceAllUsesWith(alias, target);
        llvm::LLVMSetValueName2(alias, std::ptr::null(), 0);
        llvm::LLVMSetLinkage(alias, LLVMLinkage::LLVMInternalLinkage);
        FunctionValue::new(target)
    }
}

/// An internal symbol belongs to no group of interchangeable definitions.
fn remove_comdat(global: LLVMValueRef) {
    // SAFETY: `global` is a function or variable of a module that the caller holds.
    unsafe { stitch8_llvm::llvm_sys::comdat::LLVMSetComdat(global, std::ptr::null_mut()) }
}
