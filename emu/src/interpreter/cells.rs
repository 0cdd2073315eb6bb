//! The predecoded table: for each address the instruction that begins there, once it has been executed.

use std::ops::Range;

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::decode::{bytes_that_tell_length, decode, skipped_bytes};
use cpu_ops::flow::{FlowKind, Span};
use cpu_ops::loose::is_alone_with_its_first_digit;
use cpu_ops::table::OPS;
use cpu_ops::{Loose, Operands, Profile};

use super::idle::{self, TRIES};
use crate::code_map::{CodeMap, include};

/// Cells there are: one for any value that pc can take, those past the end of memory included, so that an
/// index needs a mask and no test. They stay empty, and cost nothing until touched.
const CELLS: usize = 2 * MEMORY_BYTES;

/// A decoded instruction in 64 bits, 0 meaning "not decoded".
///
/// | bits | meaning |
/// |---|---|
/// | 0-7 | the op's number plus 1 |
/// | 8-15 | of a skip, how many bytes it passes over; of a jump, whether it closes a loop that may be idle: see [`Cell::tries`] |
/// | 16-23 | how many bytes the cell was decoded from: they count as code |
/// | 24-25 | which part of the instruction is [`Loose`], if any: it is read from memory each time, and does not count as code |
/// | 26-31 | of a loose one, what bits 0 to 7 are of others; those are 0 |
/// | 32-63 | the operands |
///
/// A cell whose bytes have been written is *stale*: it keeps bits 16 to 23 alone. Its bytes go on counting as code, for
/// most of what writes over code is about to run it, and counting them anew each time is dear. They stop counting if
/// they are written once more before that: what the cell keeps then is [`EXECUTED`] alone.
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

    /// How often the loop that this jump closes may still turn out not to be idle; 0 if it is none.
    #[inline(always)]
    pub(super) fn tries(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// Whether this is a jump that closes a loop which may be idle.
    #[cfg(feature = "jit")]
    pub(super) fn closes_idle_loop(self) -> bool {
        self.tag() == cpu_ops::table::number::Jump + 1 && self.tries() != 0
    }

    #[inline(always)]
    pub(super) fn operands(self) -> Operands {
        Operands::from_bits((self.0 >> 32) as u32)
    }

    /// Whether there is or was an instruction here that has been executed, or begun to be.
    #[cfg(feature = "jit")]
    pub(super) fn has_executed(self) -> bool {
        self.0 != 0
    }

    /// Which part of the instruction is loose, if any is.
    #[inline(always)]
    fn loose(self) -> Option<Loose> {
        let bits = (self.0 >> LOOSE) as u32 & 3;
        if bits == 0 { None } else { Some(Loose::from_bits(bits)) }
    }

    /// The same with a part that is loose.
    #[cfg(feature = "jit")]
    fn loosened(self, loose: Loose) -> Self {
        Self(self.0 & !0xFF | u64::from(loose as u32) << LOOSE | u64::from(self.tag()) << LOOSE_TAG)
    }

    /// The tag that the cell at `pc` would have if its instruction were not loose.
    pub(super) fn tight_tag(self, memory: &[u8; MEMORY_BYTES], pc: u32) -> u8 {
        self.tightened(memory, pc).unwrap_or(self).tag()
    }

    /// What the cell at `pc` would be if its instruction were not loose. `None` if it is not, or is no more what it was.
    #[inline(always)]
    pub(super) fn tightened(self, memory: &[u8; MEMORY_BYTES], pc: u32) -> Option<Self> {
        let loose = self.loose()?;
        let tag = self.0 >> LOOSE_TAG & 0x3F;
        let digit = u32::from(OPS[tag as usize - 1].value >> 12);
        if loose == Loose::Word && !Loose::is_same(memory, pc, digit) {
            return None;
        }
        let operands = loose.operands(memory, pc, self.operands());
        Some(Self(self.0 & 0xFF_FF00 | tag | u64::from(operands.bits()) << 32))
    }

    /// Addresses of the bytes that count as code, the instruction being at `pc`.
    fn bytes(self, pc: u32) -> impl Iterator<Item = u32> {
        let loose = self.loose().map_or(0..0, |loose| loose.bytes(pc));
        (pc..pc + self.extent()).filter(move |byte| !loose.contains(byte))
    }

    /// How many bytes of memory the cell depends on.
    #[inline(always)]
    fn extent(self) -> u32 {
        (self.0 >> 16) as u32 & 0xFF
    }

    /// Whether the second byte of the instruction is all operand: another one there makes it no other instruction.
    #[inline(always)]
    fn has_operand_byte(self) -> bool {
        OPERAND_BYTE >> self.tag() & 1 != 0
    }

    /// The cell of the instruction whose second byte is `byte`, and which is the same otherwise.
    #[inline(always)]
    fn with_operand_byte(self, byte: u8) -> Self {
        Self(self.0 & 0xFFFF_FFFF | u64::from(self.operands().with_second_byte(byte).bits()) << 32)
    }
}

/// The tags, as bits, of the instructions of which the first byte decides which they are: those that are alone
/// in the op table with their first digit.
const OPERAND_BYTE: u64 = {
    let mut tags = 0;
    let mut op = 0;
    while op < OPS.len() {
        if is_alone_with_its_first_digit(&OPS[op]) {
            tags |= 1 << (op + 1);
        }
        op += 1;
    }
    tags
};

/// Where in a cell it says which part of the instruction is loose.
const LOOSE: u32 = 24;

/// Where the tag of a loose one is.
const LOOSE_TAG: u32 = 26;

/// What a stale cell keeps.
const STALE: u64 = 0xFF_0000;

/// A cell of which nothing is left but that an instruction was executed there.
const EXECUTED: u64 = 0x100;

/// The longest [`Cell::extent`]: a skip, and the word that says how long the instruction after it is.
const MAX_EXTENT: u32 = 4;

/// See [`Cells::looks_left`]: all that a program can have, many times over.
const LOOKS: u32 = 1 << 20;

/// The table.
#[derive(Debug)]
pub(super) struct Cells {
    table: Box<[u64; CELLS]>,
    /// Between the first and the last of the cells that are not empty, or have not been.
    used: Range<usize>,
    profile: Profile,
    /// Whether jumps are marked that close loops which may be idle.
    marks_idle_loops: bool,
    /// Instructions that may still be looked at for that: code that is written over again and again would take long to look at
    /// each time.
    looks_left: u32,
}

impl Cells {
    /// A table without any decoded instruction, which marks jumps that close loops which may be idle, or does not.
    pub(super) fn new(profile: Profile, marks_idle_loops: bool) -> Self {
        let table = vec![0; CELLS].into_boxed_slice().try_into().expect("the length is the array's");
        Self { table, used: 0..0, profile, marks_idle_loops, looks_left: LOOKS }
    }

    /// Forgets all decoded instructions.
    pub(super) fn clear(&mut self) {
        self.table[std::mem::take(&mut self.used)].fill(0);
        self.looks_left = LOOKS;
    }

    /// The cell of the instruction at `pc`.
    #[inline(always)]
    pub(super) fn at(&self, pc: u32) -> Cell {
        Cell(self.table[pc as usize & (CELLS - 1)])
    }

    /// Decodes the instruction at `pc` and counts its bytes as code; `false` if it is not wholly inside
    /// memory.
    pub(super) fn decode(&mut self, code: &mut CodeMap, memory: &[u8; MEMORY_BYTES], pc: u32) -> bool {
        let Some(instr) = decode(memory, pc, self.profile) else { return false };
        let (aside, extent) = match instr.op.info().flow {
            FlowKind::Skip => {
                let ahead = bytes_that_tell_length(memory, instr.next(), self.profile);
                (skipped_bytes(memory, instr.next(), self.profile), instr.size() + ahead)
            }
            FlowKind::Jump if self.marks_idle_loops => {
                let may_be_idle = idle::may_be_closed_by(&instr, memory, self.profile, &mut self.looks_left);
                (if may_be_idle { TRIES.into() } else { 0 }, instr.size())
            }
            _ => (0, instr.size()),
        };
        let stale = self.at(pc);
        if stale.extent() != extent || stale.loose().is_some() {
            code.remove(stale.bytes(pc));
            code.add(pc..pc + extent);
        }
        let at = pc as usize & (CELLS - 1);
        include(&mut self.used, at);
        self.table[at] = (u64::from(instr.op as u8) + 1)
            | u64::from(aside) << 8
            | u64::from(extent) << 16
            | u64::from(instr.operands.bits()) << 32;
        true
    }

    /// From now on the part `loose` of the instruction at `pc` is read from memory each time it is executed, and does not count as code. If
    /// another instruction is there by now, of which that part is more than a number, it stays as it is.
    #[cfg(feature = "jit")]
    pub(super) fn loosen(&mut self, code: &mut CodeMap, memory: &[u8; MEMORY_BYTES], pc: u32, loose: Loose) {
        let can_be_loose = |instr| [Loose::number_of(&instr), Loose::word_of(&instr)].contains(&Some(loose));
        if decode(memory, pc, self.profile).is_some_and(can_be_loose) && self.decode(code, memory, pc) {
            let cell = self.at(pc);
            code.remove(cell.bytes(pc));
            code.add(cell.loosened(loose).bytes(pc));
            self.table[pc as usize & (CELLS - 1)] = cell.loosened(loose).0;
        }
    }

    /// Sets [`Cell::tries`] of the jump at `pc`.
    pub(super) fn set_tries(&mut self, pc: u32, tries: u8) {
        let cell = &mut self.table[pc as usize & (CELLS - 1)];
        *cell = *cell & !0xFF00 | u64::from(tries) << 8;
    }

    /// Drops the cells that contain bytes of `span`, which have been written.
    #[cfg(any(test, feature = "jit"))]
    pub(super) fn forget(&mut self, code: &mut CodeMap, span: Span) {
        self.for_each_with(span, |cells, pc| cells.drop_cell(code, pc, span));
    }

    /// Brings the cells that contain bytes of `span`, which have been written, up to date with `memory`: where nothing
    /// but an operand has changed it is replaced, and all others are dropped.
    pub(super) fn update(&mut self, code: &mut CodeMap, memory: &[u8; MEMORY_BYTES], span: Span) {
        self.for_each_with(span, |cells, pc| {
            let cell = cells.at(pc);
            let alone = u32::from(span.start) == pc + 1 && (span.len == 1 || cell.extent() == 2);
            if alone && cell.has_operand_byte() {
                cells.table[pc as usize] = cell.with_operand_byte(memory[usize::from(span.start)]).0;
            } else {
                cells.drop_cell(code, pc, span);
            }
        });
    }

    /// Calls `change` with the address of each cell, stale ones too, that depends on a byte of `span`: one that is `n` bytes before the span does
    /// if its extent is more than `n`. Of those in the span but the first, empty ones are among them.
    #[inline(always)]
    fn for_each_with(&mut self, span: Span, mut change: impl FnMut(&mut Self, u32)) {
        let size = self.profile.memory_bytes();
        let first = u32::from(span.start) + size - (MAX_EXTENT - 1);
        for (distance, address) in (first..first + u32::from(span.len) + MAX_EXTENT - 1).enumerate() {
            let pc = address & (size - 1);
            if self.at(pc).extent() as usize + distance >= MAX_EXTENT as usize {
                change(self, pc);
            }
        }
    }

    /// The cell at `pc` becomes stale, or [`EXECUTED`] if it is stale already; an empty one stays that. That of a loose
    /// instruction becomes [`EXECUTED`] at once, unless only its number is in `span`.
    #[inline(always)]
    fn drop_cell(&mut self, code: &mut CodeMap, pc: u32, span: Span) {
        let cell = self.at(pc);
        if cell.tag() != 0 {
            self.table[pc as usize] = cell.0 & STALE;
            return;
        }
        if cell.0 == 0 {
            return;
        }
        let is_written =
            |byte: u32| byte.wrapping_sub(span.start.into()) & (self.profile.memory_bytes() - 1) < span.len.into();
        if cell.loose().is_none() || cell.bytes(pc).any(is_written) {
            self.table[pc as usize] = EXECUTED;
            code.remove(cell.bytes(pc));
        }
    }
}

#[cfg(test)]
mod tests {
    use cpu_ops::Platform;
    use cpu_ops::bus::Bus;

    use super::*;

    #[test]
    fn a_replaced_operand_is_what_decoding_anew_gives() {
        for platform in Platform::ALL {
            let profile = platform.profile(platform.quirks);
            let (mut cells, mut code) = (Cells::new(profile, true), CodeMap::new(profile));
            let mut memory = Bus::new().memory;
            let mut replaced = 0;
            for first in 0..=0xFF {
                for byte in 0..=0xFF_u8 {
                    memory[0x300..0x304].copy_from_slice(&[first, byte, 0xF0, 0x00]);
                    assert!(cells.decode(&mut code, &memory, 0x300));
                    memory[0x301] = byte.rotate_left(3) ^ 0x5A;
                    cells.update(&mut code, &memory, Span { start: 0x301, len: 1 });
                    let updated = cells.at(0x300);
                    cells.forget(&mut code, Span { start: 0x300, len: 1 });
                    if updated.tag() != 0 {
                        assert!(cells.decode(&mut code, &memory, 0x300));
                        assert_eq!(cells.at(0x300).0, updated.0, "{first:02X} {byte:02X}");
                        replaced += 1;
                    }
                }
            }
            assert_eq!(replaced, 10 * 16 * 256, "{}: ten instructions have nothing but operands there", platform.id);
        }
    }

    #[test]
    fn a_store_marks_what_was_executed_and_nothing_else() {
        for len in 1..=16 {
            let profile = Platform::DEFAULT.profile(Platform::DEFAULT.quirks);
            let (mut cells, mut code) = (Cells::new(profile, true), CodeMap::new(profile));
            let memory = Bus::new().memory;
            assert!(cells.decode(&mut code, &memory, 0x300));
            let span = Span { start: 0x300, len };
            for _ in 0..3 {
                cells.update(&mut code, &memory, span);
                let marked: Vec<u32> = (0x2F0..0x320).filter(|&pc| cells.at(pc).0 != 0).collect();
                assert_eq!(marked, [0x300], "{len} bytes");
            }
            assert!(!code.hits(span), "{len} bytes");
        }
    }
}
