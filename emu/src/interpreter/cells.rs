//! The predecoded table: for each address the instruction that begins there, once it has been executed.

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::decode::{decode, skipped_bytes};
use cpu_ops::flow::{FlowKind, Span};
use cpu_ops::{Operands, Profile};

use crate::code_map::CodeMap;

/// Cells there are: one for any value that pc can take, those past the end of memory included, so that an
/// index needs a mask and no test. They stay empty, and cost nothing until touched.
const CELLS: usize = 2 * MEMORY_BYTES;

/// A decoded instruction in 64 bits, 0 meaning "not decoded".
///
/// | bits | meaning |
/// |---|---|
/// | 0-7 | the op's number plus 1 |
/// | 8-15 | how many bytes a skip passes over |
/// | 16-23 | how many bytes the cell was decoded from: they count as code |
/// | 32-63 | the operands |
///
/// A cell whose bytes have been written is *stale*: it keeps bits 16 to 23 alone. Its bytes go on counting as code, for
/// most of what writes over code is about to run it, and counting them anew each time is dear. They stop counting if
/// they are written once more before that.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell(u64);

impl Cell {
    /// The op's number plus 1, or 0.
    #[inline(always)]
    pub(super) fn tag(self) -> u8 {
        self.0 as u8
    }

    /// How many bytes after this instruction a skip passes over.
    #[inline(always)]
    pub(super) fn skipped_bytes(self) -> u32 {
        (self.0 >> 8) as u32 & 0xFF
    }

    #[inline(always)]
    pub(super) fn operands(self) -> Operands {
        Operands::from_bits((self.0 >> 32) as u32)
    }

    /// How many bytes of memory the cell depends on.
    fn extent(self) -> u32 {
        (self.0 >> 16) as u32 & 0xFF
    }
}

/// What a stale cell keeps.
const STALE: u64 = 0xFF_0000;

/// The longest [`Cell::extent`]: a skip, and the word that says how long the instruction after it is.
const MAX_EXTENT: u32 = 4;

/// The table.
#[derive(Debug)]
pub(super) struct Cells {
    cells: Box<[u64; CELLS]>,
    profile: Profile,
}

impl Cells {
    /// A table without any decoded instruction.
    pub(super) fn new(profile: Profile) -> Self {
        let cells = vec![0; CELLS].into_boxed_slice().try_into().expect("the length is the array's");
        Self { cells, profile }
    }

    /// The cell of the instruction at `pc`.
    #[inline(always)]
    pub(super) fn at(&self, pc: u32) -> Cell {
        Cell(self.cells[pc as usize & (CELLS - 1)])
    }

    /// Decodes the instruction at `pc` and counts its bytes as code; `false` if it is not wholly inside
    /// memory.
    pub(super) fn decode(&mut self, code: &mut CodeMap, memory: &[u8; MEMORY_BYTES], pc: u32) -> bool {
        let Some(instr) = decode(memory, pc, self.profile) else { return false };
        let (skipped, extent) = if instr.op.info().flow == FlowKind::Skip {
            (skipped_bytes(memory, instr.next(), self.profile), instr.extent(self.profile))
        } else {
            (0, instr.size())
        };
        let stale = self.at(pc).extent();
        if stale != extent {
            code.remove(pc..pc + stale);
            code.add(pc..pc + extent);
        }
        self.cells[pc as usize & (CELLS - 1)] = (u64::from(instr.op as u8) + 1)
            | u64::from(skipped) << 8
            | u64::from(extent) << 16
            | u64::from(instr.operands.bits()) << 32;
        true
    }

    /// Drops the cells that contain bytes of `span`, which have been written.
    pub(super) fn forget(&mut self, code: &mut CodeMap, span: Span) {
        let size = self.profile.memory_bytes();
        let first = u32::from(span.start) + size - (MAX_EXTENT - 1);
        for (distance, address) in (first..first + u32::from(span.len) + MAX_EXTENT - 1).enumerate() {
            let pc = address & (size - 1);
            let cell = self.at(pc);
            let reaches = cell.extent() as usize + distance >= MAX_EXTENT as usize;
            if !reaches {
                continue;
            }
            self.cells[pc as usize] = cell.0 & STALE;
            if cell.tag() == 0 {
                self.cells[pc as usize] = 0;
                code.remove(pc..pc + cell.extent());
            }
        }
    }
}
