//! What is asked of `cpu-ops`: its table's functions, and what else stitched code calls.

use std::path::Path;

use cpu_ops::table::OPS;
use cpu_ops::{Bus, Registers, code_map::Distances};

use crate::{Export, Request};

/// The request for the crate `cpu-ops`, whose folder is `folder`.
#[must_use]
pub fn request(folder: &Path) -> Request {
    Request {
        root: folder.join("src/lib.rs"),
        crate_name: "cpu_ops".to_owned(),
        cfgs: vec!["stitch8_bitcode".to_owned()],
        exports: exports(),
        may_panic: false,
    }
}

/// The functions that the recompiler calls. The sizes are this build's own: `cpu-ops` was compiled into
/// this program by the same rustc as into the bitcode.
fn exports() -> Vec<Export> {
    let registers = size_of::<Registers>() as u64;
    let bus = size_of::<Bus>() as u64;
    let export = |symbol: &str, signature: &str, pointees: &[(u32, u64)]| Export {
        symbol: symbol.to_owned(),
        signature: signature.to_owned(),
        pointees: pointees.to_vec(),
        inline: true,
    };
    let ops = OPS.iter().map(|info| export(info.symbol, "i32 (ptr, ptr, i32, i32, i32)", &[(0, registers), (1, bus)]));
    let others = [
        export("stitch8_hits_code", "i1 (ptr, i32)", &[(0, size_of::<Distances>() as u64)]),
        export("stitch8_operands_at", "i32 (ptr, i32, i32, i32)", &[(0, bus)]),
        export("stitch8_is_same", "i1 (ptr, i32, i32)", &[(0, bus)]),
        export("stitch8_copy_registers", "void (ptr, ptr)", &[(0, registers), (1, registers)]),
        export("stitch8_choose_v", "void (ptr, ptr, i1, i32)", &[(0, registers), (1, registers)]),
        export("stitch8_choose_others", "void (ptr, ptr, i1)", &[(0, registers), (1, registers)]),
        export("stitch8_is_stack_full", "i1 (ptr, i32)", &[(0, registers)]),
        export("stitch8_next_slot", "i32 (ptr, ptr)", &[(0, registers), (1, bus)]),
        export("stitch8_set_pc", "void (ptr, i32)", &[(0, registers)]),
    ];
    ops.chain(others).collect()
}
