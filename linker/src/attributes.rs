//! Step 4: attributes that let the functions be inlined into code for any host.
//!
//! rustc writes the CPU and features it compiled for on every function. LLVM does not inline a function
//! into one with other features; without any, all of them follow the machine that compiles them.

use stitch8_llvm::inkwell::attributes::{Attribute, AttributeLoc};
use stitch8_llvm::inkwell::module::Module;

use crate::Export;

/// Attributes that tie a function to a CPU or to rustc's run time.
const HOST_ATTRIBUTES: [&str; 4] = ["target-cpu", "target-features", "tune-cpu", "probe-stack"];

/// Removes what ties functions to a host, and marks the exports that are to be inlined.
pub fn normalize(module: &Module<'_>, exports: &[Export]) {
    let unwind_table = Attribute::get_named_enum_kind_id("uwtable");
    for function in module.get_functions() {
        for name in HOST_ATTRIBUTES {
            function.remove_string_attribute(AttributeLoc::Function, name);
        }
        function.remove_enum_attribute(AttributeLoc::Function, unwind_table);
    }
    let inline = module.get_context().create_enum_attribute(Attribute::get_named_enum_kind_id("alwaysinline"), 0);
    for export in exports.iter().filter(|export| export.inline) {
        let Some(function) = module.get_function(&export.symbol) else { continue };
        function.remove_enum_attribute(AttributeLoc::Function, Attribute::get_named_enum_kind_id("noinline"));
        function.add_attribute(AttributeLoc::Function, inline);
    }
}
