//! Guest addresses as line numbers: so that machine code can be shown beside the guest code it is for.
//!
//! LLVM carries line numbers through inlining and all passes to the assembly. A guest address is the line
//! one above it, since line 0 means "none".

use stitch8_llvm::inkwell::builder::Builder;
use stitch8_llvm::inkwell::context::ContextRef;
use stitch8_llvm::inkwell::debug_info::{
    AsDIScope, DICompileUnit, DIFlags, DIFlagsConstants, DISubprogram, DWARFEmissionKind, DWARFSourceLanguage,
    DebugInfoBuilder, debug_metadata_version,
};
use stitch8_llvm::inkwell::module::{FlagBehavior, Module};
use stitch8_llvm::inkwell::values::FunctionValue;

/// The module flag without which LLVM drops line numbers.
const VERSION_FLAG: &str = "Debug Info Version";

/// Line numbers for one function.
pub struct Lines<'ctx> {
    builder: DebugInfoBuilder<'ctx>,
    _unit: DICompileUnit<'ctx>,
    subprogram: DISubprogram<'ctx>,
    context: ContextRef<'ctx>,
}

impl<'ctx> Lines<'ctx> {
    /// Line numbers for `function` of `module`.
    pub fn begin(module: &Module<'ctx>, function: FunctionValue<'ctx>, symbol: &str) -> Self {
        let context = module.get_context();
        if module.get_flag(VERSION_FLAG).is_none() {
            let version = context.i32_type().const_int(debug_metadata_version().into(), false);
            module.add_basic_value_flag(VERSION_FLAG, FlagBehavior::Warning, version);
        }
        let (language, kind) = (DWARFSourceLanguage::C, DWARFEmissionKind::LineTablesOnly);
        let (builder, unit) = module.create_debug_info_builder(
            true, language, "guest", ".", "stitch8", true, "", 0, "", kind, 0, false, false, "", "",
        );
        let file = unit.get_file();
        let flags = DIFlags::ZERO;
        let r#type = builder.create_subroutine_type(file, None, &[], flags);
        let scope = unit.as_debug_info_scope();
        let subprogram = builder.create_function(scope, symbol, None, file, 0, r#type, false, true, 0, flags, true);
        function.set_subprogram(subprogram);
        Self { builder, _unit: unit, subprogram, context }
    }

    /// What is built from now on is for the guest instruction at `pc`.
    pub fn at(&self, builder: &Builder<'ctx>, pc: u32) {
        let scope = self.subprogram.as_debug_info_scope();
        builder.set_current_debug_location(self.builder.create_debug_location(self.context, pc + 1, 0, scope, None));
    }

    /// To be called when all has been built.
    pub fn finish(&self) {
        self.builder.finalize();
    }
}

/// The guest address that line `line` stands for.
#[must_use]
pub fn address(line: u32) -> Option<u32> {
    line.checked_sub(1)
}
