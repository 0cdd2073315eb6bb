//! Step 6: the module is what was promised, or there is none.

use std::ffi::CStr;

use stitch8_llvm::inkwell::attributes::{Attribute, AttributeLoc};
use stitch8_llvm::inkwell::module::Module;
use stitch8_llvm::inkwell::values::FunctionValue;
use stitch8_llvm::symbols;

use crate::{Error, Export};

/// Checks that the module is well formed, that each export is a function with its signature and sizes, and
/// that nothing is undefined but what the host provides.
///
/// # Errors
///
/// Names the first promise that is broken.
pub fn verify(module: &Module<'_>, exports: &[Export], may_panic: bool) -> Result<(), Error> {
    module.verify().map_err(|message| Error::llvm("verifying")(&message.to_string()))?;
    for export in exports {
        verify_export(module, export)?;
    }
    let foreign: Vec<String> =
        undefined_symbols(module).into_iter().filter(|symbol| !symbols::is_host_symbol(symbol, may_panic)).collect();
    if foreign.is_empty() {
        return Ok(());
    }
    let hint = if foreign.iter().any(|symbol| symbol == symbols::PANIC) { " (it can panic, and must not)" } else { "" };
    Err(Error::Broken(format!("undefined symbols that the host does not provide: {}{hint}", foreign.join(", "))))
}

/// What the module uses and does not define, without LLVM's own intrinsics.
pub(crate) fn undefined_symbols(module: &Module<'_>) -> Vec<String> {
    let functions = module
        .get_functions()
        .filter(|function| function.count_basic_blocks() == 0 && function.get_intrinsic_id() == 0)
        .map(|function| text(function.get_name()));
    let variables =
        module.get_globals().filter(|global| global.get_initializer().is_none()).map(|global| text(global.get_name()));
    functions.chain(variables).collect()
}

fn verify_export(module: &Module<'_>, export: &Export) -> Result<(), Error> {
    let symbol = &export.symbol;
    let function = module
        .get_function(symbol)
        .filter(|function| function.count_basic_blocks() > 0)
        .ok_or_else(|| Error::Broken(format!("{symbol} is not defined")))?;
    let signature = function.get_type().print_to_string().to_string();
    if signature != export.signature {
        return Err(Error::Broken(format!("{symbol} has the signature {signature}, not {}", export.signature)));
    }
    for &(parameter, bytes) in &export.pointees {
        let found = dereferenceable_bytes(function, parameter);
        if found != Some(bytes) {
            return Err(Error::Broken(format!(
                "parameter {parameter} of {symbol} points at {found:?} bytes in the bitcode, at {bytes} natively"
            )));
        }
    }
    Ok(())
}

/// How many bytes are readable through a pointer parameter.
fn dereferenceable_bytes(function: FunctionValue<'_>, parameter: u32) -> Option<u64> {
    let kind = Attribute::get_named_enum_kind_id("dereferenceable");
    function.get_enum_attribute(AttributeLoc::Param(parameter), kind).map(Attribute::get_enum_value)
}

fn text(name: &CStr) -> String {
    name.to_string_lossy().into_owned()
}
