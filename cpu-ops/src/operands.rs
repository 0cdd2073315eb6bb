//! The operands of an instruction, unpacked once so that each is one byte or half word away.

/// Operands in 32 bits.
///
/// | bits | two-byte instruction `aXYN` | four-byte instruction `aabb NNNN` |
/// |---|---|---|
/// | 0-7 | X | X of the first word |
/// | 8-15 | Y | `bb`, the low byte of the first word |
/// | 16-31 | the low twelve bits, NNN | the second word, NNNN |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Operands(u32);

impl Operands {
    /// The operands of the two-byte instruction `word`.
    #[must_use]
    pub const fn short(word: u16) -> Self {
        let word = word as u32;
        Self(word >> 8 & 0xF | (word >> 4 & 0xF) << 8 | (word & 0xFFF) << 16)
    }

    /// The operands of the four-byte instruction `first second`.
    #[must_use]
    pub const fn long(first: u16, second: u16) -> Self {
        let word = first as u32;
        Self(word >> 8 & 0xF | (word & 0xFF) << 8 | (second as u32) << 16)
    }

    /// Those of a two-byte instruction with `byte` as its second.
    #[inline(always)]
    #[must_use]
    pub const fn with_second_byte(self, byte: u8) -> Self {
        Self::short((self.x() as u16) << 8 | byte as u16)
    }

    /// Those of a four-byte instruction with `word` as its second.
    #[inline(always)]
    #[must_use]
    pub const fn with_second_word(self, word: u16) -> Self {
        Self(self.0 & 0xFFFF | (word as u32) << 16)
    }

    /// The packed form.
    #[inline(always)]
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The operands whose packed form is `bits`.
    #[inline(always)]
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Register number X.
    #[inline(always)]
    #[must_use]
    pub const fn x(self) -> usize {
        (self.0 & 0xF) as usize
    }

    /// Register number Y.
    #[inline(always)]
    #[must_use]
    pub const fn y(self) -> usize {
        (self.0 >> 8 & 0xF) as usize
    }

    /// The nibble N.
    #[inline(always)]
    #[must_use]
    pub const fn n(self) -> u8 {
        (self.0 >> 16 & 0xF) as u8
    }

    /// The byte NN.
    #[inline(always)]
    #[must_use]
    pub const fn nn(self) -> u8 {
        (self.0 >> 16) as u8
    }

    /// The address NNN, or NNNN of a four-byte instruction.
    #[inline(always)]
    #[must_use]
    pub const fn nnn(self) -> u16 {
        (self.0 >> 16) as u16
    }
}
