//! The mutants that make an instruction do nothing, one a row of the op table.
//!
//! They are derived from the rows themselves, so that a new row has its mutant. Doing nothing is going on to the next
//! instruction, whatever the row's flow kind: a skip does not skip, a call or a jump goes nowhere, a wait is over at once,
//! a fault goes unnoticed.

use anyhow::{Context as _, Result};
use cpu_ops::table::{OPS, OpInfo};

use super::mutant::{Kind, Mutant};

/// The flow kind, the effect and the function of a row that does nothing.
const NOTHING: &str = "Next Registers flow::jump";

/// A mutant for each row of the op table, whose source is `table`.
pub fn of_table(table: &str) -> Result<Vec<Mutant>> {
    OPS.iter().map(|row| of_row(table, row)).collect()
}

fn of_row(table: &str, row: &OpInfo) -> Result<Mutant> {
    let begin = format!("\"{}\" {:?} {} ", row.pattern, row.set, row.name);
    let text = table
        .lines()
        .find_map(|line| line.trim_start().strip_prefix(&begin))
        .with_context(|| format!("no row of table.rs begins with {begin}"))?;
    let (meaning, _) = text.split_once(" \"").with_context(|| format!("{begin}has no mnemonic"))?;
    Ok(Mutant {
        kind: Kind::NoOp,
        name: format!("{} {} does nothing", row.pattern, row.name),
        file: "table.rs",
        item: "macro_rules! for_each_op {",
        from: format!("{begin}{meaning} "),
        to: format!("{begin}{NOTHING} "),
    })
}
