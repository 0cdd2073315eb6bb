//! The op table: one row an instruction. Decoding, disassembly, the interpreter's dispatch and the
//! exported bitcode functions are all generated from it.

use crate::flow::{Effect, FlowKind};
use crate::profile::InstructionSet;

/// Calls the macro `$reader` with the rows of the op table.
///
/// A row is `pattern set name flow effect semantics mnemonic`:
///
/// - *pattern*: the instruction's hexadecimal digits; `X`, `Y` and `N` stand for operands, and `_` for any
///   digit. The first row that fits a word and whose set the platform has wins.
/// - *set*: the [`InstructionSet`] it belongs to.
/// - *name*: its variant in [`Op`].
/// - *flow*: its [`FlowKind`], which fixes what its function returns.
/// - *effect*: its [`Effect`], how far what it does reaches.
/// - *semantics*: its function in [`semantics`](crate::semantics).
/// - *mnemonic*: Octo's statement for it; `{x}`, `{y}`, `{n}`, `{nn}`, `{nnn}` stand for operands, `{planes}`
///   for X as a mask of planes, and `{word}` for the whole word.
#[macro_export]
macro_rules! for_each_op {
    ($reader:ident) => {
        $reader! {
            "00E0" Base ClearScreen Next Screen display::clear "clear";
            "00CN" Scroll ScrollDown Next Screen display::scroll_down "scroll-down {n}";
            "00DN" XoChip ScrollUp Next Screen display::scroll_up "scroll-up {n}";
            "00EE" Base Return Return Registers flow::return_from_call "return";
            "00FB" Scroll ScrollRight Next Screen display::scroll_right "scroll-right";
            "00FC" Scroll ScrollLeft Next Screen display::scroll_left "scroll-left";
            "00FD" SuperChip Exit Halt Beyond system::exit "exit";
            "00FE" SuperChip LowResolution Next Screen display::low_resolution "lores";
            "00FF" SuperChip HighResolution Next Screen display::high_resolution "hires";
            "0NNN" Base MachineRoutine Fault Beyond system::machine_routine "native {nnn}";
            "1NNN" Base Jump Jump Registers flow::jump "jump {nnn}";
            "2NNN" Base Call Call Stack flow::call ":call {nnn}";
            "3XNN" Base SkipIfByte Skip Registers flow::skip_if_byte "if v{x} != {nn} then";
            "4XNN" Base SkipUnlessByte Skip Registers flow::skip_unless_byte "if v{x} == {nn} then";
            "5XY0" Base SkipIfEqual Skip Registers flow::skip_if_equal "if v{x} != v{y} then";
            "5XY2" XoChip StoreRange Store Beyond memory::store_range "save v{x} - v{y}";
            "5XY3" XoChip LoadRange Next Registers memory::load_range "load v{x} - v{y}";
            "6XNN" Base SetByte Next Registers alu::set_byte "v{x} := {nn}";
            "7XNN" Base AddByte Next Registers alu::add_byte "v{x} += {nn}";
            "8XY0" Base Copy Next Registers alu::copy "v{x} := v{y}";
            "8XY1" Base Or Next Registers alu::or "v{x} |= v{y}";
            "8XY2" Base And Next Registers alu::and "v{x} &= v{y}";
            "8XY3" Base Xor Next Registers alu::xor "v{x} ^= v{y}";
            "8XY4" Base Add Next Registers alu::add "v{x} += v{y}";
            "8XY5" Base Subtract Next Registers alu::subtract "v{x} -= v{y}";
            "8XY6" Base ShiftRight Next Registers alu::shift_right "v{x} >>= v{y}";
            "8XY7" Base SubtractFrom Next Registers alu::subtract_from "v{x} =- v{y}";
            "8XYE" Base ShiftLeft Next Registers alu::shift_left "v{x} <<= v{y}";
            "9XY0" Base SkipUnlessEqual Skip Registers flow::skip_unless_equal "if v{x} == v{y} then";
            "ANNN" Base SetI Next Registers memory::set_i "i := {nnn}";
            "BNNN" Base ComputedJump ComputedJump Registers flow::computed_jump "jump0 {nnn}";
            "CXNN" Base Random Next Registers alu::random "v{x} := random {nn}";
            "DXYN" Base Draw Draw Screen display::draw "sprite v{x} v{y} {n}";
            "EX9E" Base SkipIfKey Skip Poll flow::skip_if_key "if v{x} -key then";
            "EXA1" Base SkipUnlessKey Skip Poll flow::skip_unless_key "if v{x} key then";
            "F000NNNN" XoChip SetLongI Next Registers memory::set_i "i := long {nnn}";
            "FX01" XoChip SelectPlanes Next Screen display::select_planes "plane {planes}";
            "F002" XoChip LoadPattern Next Beyond audio::load_pattern "audio";
            "FX07" Base ReadDelay Next Poll system::read_delay "v{x} := delay";
            "FX0A" Base WaitForKey Wait Beyond system::wait_for_key "v{x} := key";
            "FX15" Base SetDelay Next Registers system::set_delay "delay := v{x}";
            "FX18" Base SetSound Next Registers audio::set_sound "buzzer := v{x}";
            "FX1E" Base AddToI Next Registers memory::add_to_i "i += v{x}";
            "FX29" Base PointAtDigit Next Registers memory::point_at_digit "i := hex v{x}";
            "FX30" SuperChip PointAtLargeDigit Next Registers memory::point_at_large_digit "i := bighex v{x}";
            "FX33" Base StoreDecimal Store Beyond memory::store_decimal "bcd v{x}";
            "FX3A" XoChip SetPitch Next Beyond audio::set_pitch "pitch := v{x}";
            "FX55" Base StoreRegisters Store Beyond memory::store_registers "save v{x}";
            "FX65" Base LoadRegisters Next Registers memory::load_registers "load v{x}";
            "FX75" SuperChip SaveFlags Next Beyond memory::save_flags "saveflags v{x}";
            "FX85" SuperChip LoadFlags Next Registers memory::load_flags "loadflags v{x}";
            "____" Base Unknown Fault Beyond system::unknown "{word}";
        }
    };
}

/// What the table says of an instruction.
#[derive(Clone, Copy, Debug)]
pub struct OpInfo {
    /// The instruction.
    pub op: Op,
    /// Its name, as in [`Op`].
    pub name: &'static str,
    /// The hexadecimal digits of its words, operands as letters.
    pub pattern: &'static str,
    /// The bits of the first word that are fixed.
    pub mask: u16,
    /// The values of those bits.
    pub value: u16,
    /// Its length in bytes: 2 or 4.
    pub len: u8,
    /// The set it belongs to.
    pub set: InstructionSet,
    /// How it continues.
    pub flow: FlowKind,
    /// How far what it does reaches.
    pub effect: Effect,
    /// Octo's statement for it, operands in braces.
    pub mnemonic: &'static str,
    /// The symbol of its function in the bitcode.
    pub symbol: &'static str,
}

macro_rules! define_ops {
    ($($pattern:literal $set:ident $name:ident $flow:ident $effect:ident $module:ident::$function:ident $mnemonic:literal;)*) => {
        /// An instruction: a row of the op table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Op {
            $(#[doc = concat!($pattern, ": `", $mnemonic, "`")] $name,)*
        }

        /// The numbers of the ops, for `match` on a number.
        #[allow(non_upper_case_globals, reason = "they are named as the variants of Op")]
        pub mod number {
            $(#[doc = concat!("The number of [`Op::", stringify!($name), "`](super::Op).")]
            pub const $name: u8 = super::Op::$name as u8;)*
        }

        /// The rows, each at the index that is its op's number.
        pub const OPS: &[OpInfo] = &[
            $(OpInfo {
                op: Op::$name,
                name: stringify!($name),
                pattern: $pattern,
                mask: fixed_bits($pattern).0,
                value: fixed_bits($pattern).1,
                len: if $pattern.len() > 4 { 4 } else { 2 },
                set: InstructionSet::$set,
                flow: FlowKind::$flow,
                effect: Effect::$effect,
                mnemonic: $mnemonic,
                symbol: concat!("stitch8_op_", stringify!($name)),
            },)*
        ];
    };
}

for_each_op!(define_ops);

impl Op {
    /// The op's row.
    #[inline(always)]
    #[must_use]
    pub const fn info(self) -> &'static OpInfo {
        &OPS[self as usize]
    }
}

/// For each value of a word's high four bits the rows that can fit it: from the first to one past the last.
pub const ROWS_OF_HIGH_DIGIT: [(u8, u8); 16] = {
    let mut ranges = [(0, 0); 16];
    let mut digit = 0;
    while digit < 16 {
        let mut first = OPS.len();
        let mut row = OPS.len();
        while row > 0 {
            row -= 1;
            let info = &OPS[row];
            if info.mask >> 12 == 0xF && info.value >> 12 == digit as u16 {
                first = row;
            }
        }
        let mut end = first;
        while end < OPS.len() && OPS[end].mask >> 12 == 0xF && OPS[end].value >> 12 == digit as u16 {
            end += 1;
        }
        ranges[digit] = (first as u8, end as u8);
        digit += 1;
    }
    ranges
};

/// The fixed bits of a pattern's first word: mask and value.
const fn fixed_bits(pattern: &str) -> (u16, u16) {
    let digits = pattern.as_bytes();
    let (mut mask, mut value) = (0, 0);
    let mut index = 0;
    while index < 4 {
        let (fixed, digit) = match digits[index] {
            digit @ b'0'..=b'9' => (0xF, digit - b'0'),
            digit @ b'A'..=b'F' => (0xF, digit - b'A' + 10),
            b'X' | b'Y' | b'N' | b'_' => (0, 0),
            _ => panic!("a pattern is made of hexadecimal digits, X, Y, N and _"),
        };
        mask = mask << 4 | fixed;
        value = value << 4 | digit as u16;
        index += 1;
    }
    (mask, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_the_same_high_digit_are_adjacent() {
        for (row, info) in OPS.iter().enumerate().filter(|(_, info)| info.mask != 0) {
            let (first, end) = ROWS_OF_HIGH_DIGIT[usize::from(info.value >> 12)];
            assert!((usize::from(first)..usize::from(end)).contains(&row), "{} stands apart", info.pattern);
        }
    }

    #[test]
    fn fixed_bits_are_the_digits_of_a_pattern() {
        let expected: [(&str, (u16, u16)); 6] = [
            ("00E0", (0xFFFF, 0x00E0)),
            ("00CN", (0xFFF0, 0x00C0)),
            ("1NNN", (0xF000, 0x1000)),
            ("8XYE", (0xF00F, 0x800E)),
            ("F000 NNNN", (0xFFFF, 0xF000)),
            ("____", (0, 0)),
        ];
        for (pattern, bits) in expected {
            assert_eq!(fixed_bits(pattern), bits, "{pattern}");
        }
        for info in OPS {
            assert_eq!(fixed_bits(info.pattern), (info.mask, info.value), "{}", info.pattern);
        }
    }

    #[test]
    #[should_panic = "a pattern is made of hexadecimal digits"]
    fn a_pattern_has_no_other_letters() {
        let _ = fixed_bits("8XG0");
    }

    #[test]
    fn every_row_is_at_its_number() {
        for (row, info) in OPS.iter().enumerate() {
            assert_eq!(info.op as usize, row);
        }
    }
}
