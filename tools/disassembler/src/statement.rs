//! Statements: one instruction as Octo writes it.
//!
//! Input: an [`Instr`]. Output: its text with names for addresses, and what the text of its row in the op table
//! tells: whether the assembler makes the same bytes of it, and what it does to `i`.

use cpu_ops::table::OpInfo;
use cpu_ops::{FlowKind, Instr};

use crate::labels::Labels;

/// Octo's statement for `instr`, with names for the addresses that have one.
pub(crate) fn text(instr: &Instr, labels: &Labels) -> String {
    let info = instr.op.info();
    let text = instr.to_string();
    let name = takes_address(info).then(|| labels.name(instr.target())).flatten();
    let Some(name) = name else { return text };
    let text = text.replacen(&format!("0x{:03X}", instr.target()), name, 1);
    // A subroutine that has a name is called by its name alone.
    text.strip_prefix(":call ").map(ToOwned::to_owned).unwrap_or(text)
}

/// The highest mask of planes that Octo's `plane` takes.
const ALL_PLANES: usize = 3;

/// Whether the assembler makes exactly the bytes of `instr` from its statement.
pub(crate) fn is_exact(instr: &Instr) -> bool {
    let info = instr.op.info();
    let in_range = !info.mnemonic.contains("{planes}") || instr.operands.x() <= ALL_PLANES;
    is_row_exact(info) && in_range
}

/// Whether the assembler can make exactly the word of an instruction of this row from its statement: the
/// statement has every operand, and the instruction is one that the platform runs.
fn is_row_exact(info: &OpInfo) -> bool {
    let has = |letter: char, operand: &str| !info.pattern.contains(letter) || info.mnemonic.contains(operand);
    let number = match info.pattern.matches('N').count() {
        0 | 1 => "{n}",
        2 => "{nn}",
        _ => "{nnn}",
    };
    let spelled_out =
        (has('X', "{x}") || has('X', "{planes}")) && has('Y', "{y}") && has('N', number) && !info.pattern.contains('_');
    spelled_out && info.flow != FlowKind::Fault
}

/// Whether one of the operands is an address that can have a name.
fn takes_address(info: &OpInfo) -> bool {
    info.mnemonic.contains("{nnn}") && info.flow != FlowKind::Fault
}

/// What an instruction does to `i`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IndexEffect {
    /// It leaves it alone.
    Kept,
    /// It adds something to it, on some platforms at least.
    Moved,
    /// It gives it a value that has nothing to do with the one it had.
    Replaced,
}

/// What `instr` does to `i`.
pub(crate) fn index_effect(instr: &Instr) -> IndexEffect {
    let mnemonic = instr.op.info().mnemonic;
    if mnemonic.starts_with("i := ") {
        IndexEffect::Replaced
    } else if ["i += ", "save ", "load "].iter().any(|start| mnemonic.starts_with(start)) {
        IndexEffect::Moved
    } else {
        IndexEffect::Kept
    }
}

/// The address that `instr` points `i` at, if that is one of its operands.
pub(crate) fn points_at(instr: &Instr) -> Option<u32> {
    let points = index_effect(instr) == IndexEffect::Replaced && takes_address(instr.op.info());
    points.then(|| instr.target())
}

#[cfg(test)]
mod tests {
    use cpu_ops::table::{OPS, OpInfo};

    use super::is_row_exact;

    #[test]
    fn a_statement_is_exact_if_it_has_every_operand() {
        for (pattern, mnemonic, exact) in [
            ("8XY6", "v{x} >>= v{y}", true),
            ("8XY6", "v{x} >>= v{x}", false),
            ("7XNN", "v{x} += {nn}", true),
            ("7XNN", "v{x} += {n}", false),
            ("DXYN", "sprite v{x} v{y} {n}", true),
            ("1NNN", "jump {nnn}", true),
            ("F000NNNN", "i := long {nnn}", true),
            ("FX01", "plane {planes}", true),
            ("FX01", "plane {n}", false),
            ("00E0", "clear", true),
            ("00E_", "clear", false),
        ] {
            let info = OpInfo { pattern, mnemonic, ..OPS[0] };
            assert_eq!(is_row_exact(&info), exact, "{pattern} {mnemonic}");
        }
    }
}
