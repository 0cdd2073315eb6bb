//! The ops as functions that regions call and do not inline: code for a region is made in a fraction of the time then.
//!
//! They are the same ops of the same profile, compiled once a process; that their operands are constants, this code does not know.

use stitch8_llvm::inkwell::GlobalVisibility;
use stitch8_llvm::inkwell::context::Context;
use stitch8_llvm::inkwell::module::Linkage;

use super::bitcode;
use super::codegen::Codegen;
use super::error::Error;

/// The ops of a profile as functions.
#[derive(Debug)]
pub struct Called {
    /// Their code, as an object file.
    pub object: Vec<u8>,
    /// One symbol that it defines.
    pub symbol: String,
    /// A module that declares them, as bitcode.
    pub declarations: Vec<u8>,
}

/// Compiles `ops`, the bitcode of the ops of a profile.
///
/// # Errors
///
/// If the bitcode is damaged, or LLVM does not generate code from it.
pub fn compile(ops: &[u8], codegen: &Codegen) -> Result<Called, Error> {
    let context = Context::create();
    let module = bitcode::read(&context, ops)?;
    let declared = context.create_module("declarations");
    declared.set_triple(&module.get_triple());
    declared.set_data_layout(&module.get_data_layout());
    let mut symbol = String::new();
    for function in module.get_functions().filter(|function| function.get_linkage() == Linkage::LinkOnceODR) {
        // Nothing of this module calls them, and all is to stay.
        function.set_linkage(Linkage::External);
        function.as_global_value().set_visibility(GlobalVisibility::Default);
        symbol = function.get_name().to_string_lossy().into_owned();
        declared.add_function(&symbol, function.get_type(), None);
    }
    let object = codegen.object(&module)?.as_slice().to_vec();
    Ok(Called { object, symbol, declarations: declared.write_bitcode_to_memory().as_slice().to_vec() })
}
