//! Jump tables: where a computed jump may go.
//!
//! Input: the address that the jump adds a register to. Output: the addresses of the entries there. A table is
//! recognized by its regularity: entries of as many instructions and bytes each, which end in a jump or a return.

use cpu_ops::FlowKind;

use crate::program::Program;

/// The most instructions of one entry.
const MAX_ENTRY: usize = 8;

/// How far an entry can be from the table's start: registers hold one byte.
const MAX_OFFSET: u32 = 0xFF;

/// What the entries of a table have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    instructions: usize,
    bytes: u32,
}

/// The entries of the table at `base`, of which the first is `base` itself.
pub(crate) fn entries(program: &Program, base: u32) -> Vec<u32> {
    let Some(shape) = shape(program, base) else { return vec![base] };
    let places = (base..=base + MAX_OFFSET).step_by(shape.bytes as usize);
    places.take_while(|&place| self::shape(program, place) == Some(shape)).collect()
}

/// The shape of the entry at `base`, if the instructions there end in a jump or a return soon enough.
fn shape(program: &Program, base: u32) -> Option<Shape> {
    let mut pc = base;
    for instructions in 1..=MAX_ENTRY {
        let instr = program.instr(pc)?;
        pc = instr.next();
        match instr.op.info().flow {
            FlowKind::Jump if !program.contains(instr.target()) => return None,
            FlowKind::Jump | FlowKind::Return | FlowKind::Halt => {
                return Some(Shape { instructions, bytes: pc - base });
            }
            FlowKind::Fault | FlowKind::ComputedJump => return None,
            _ => {}
        }
    }
    None
}
