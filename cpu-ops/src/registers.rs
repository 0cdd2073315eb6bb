//! The registers: what a region of compiled code keeps in host registers while it runs.
//!
//! They are apart from the [`Bus`](crate::Bus) so that the recompiler can copy them into a local
//! variable, which LLVM then splits into machine registers. Every field is therefore reached with a
//! constant offset once an instruction's operands are known.

use core::hint::select_unpredictable;

/// The register file of the guest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Registers {
    /// State of the random generator: any value is a valid seed. See [`Registers::next_random`].
    pub random: u64,
    // Fields of one type that `choose_others` chooses are not side by side: LLVM would make a vector of them, and keep it.
    /// The address register I, in bytes. 16 bits wide on every platform, and never more than that here; accesses through it wrap at
    /// the platform's memory size. It is kept in 32 bits, which a processor makes an address of as they are.
    pub i: u32,
    /// Address of the next instruction, in bytes. It can lie past the end of memory, which is a fault
    /// when the guest gets there, hence more than 16 bits.
    pub pc: u32,
    /// How many return addresses are on the stack. As wide as what a slot is addressed with.
    pub sp: u64,
    /// The delay timer, in frames.
    pub delay: u8,
    /// The sound timer, in frames.
    pub sound: u8,
    /// v0 to vF.
    pub v: [u8; 16],
}

impl Registers {
    /// The registers at power-on, about to execute the instruction at `pc`.
    #[must_use]
    pub const fn new(pc: u32, seed: u64) -> Self {
        Self { random: seed, pc, i: 0, sp: 0, delay: 0, sound: 0, v: [0; 16] }
    }

    /// The next random byte.
    ///
    /// A 64-bit linear congruential generator with Knuth's MMIX constants, of which the high byte, the
    /// best one, is used: one multiplication, and the sequence is a function of the seed alone.
    #[inline(always)]
    pub const fn next_random(&mut self) -> u8 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 56) as u8
    }

    /// Takes vN of `other` if `takes`, without a branch: one could not be foreseen.
    #[inline(always)]
    pub fn choose_v(&mut self, other: &Self, takes: bool, n: usize) {
        self.v[n & 0xF] = select_unpredictable(takes, other.v[n & 0xF], self.v[n & 0xF]);
    }

    /// Takes all but vN and pc of `other` if `takes`, without a branch.
    #[inline(always)]
    pub fn choose_others(&mut self, other: &Self, takes: bool) {
        self.random = select_unpredictable(takes, other.random, self.random);
        self.i = select_unpredictable(takes, other.i, self.i);
        self.sp = select_unpredictable(takes, other.sp, self.sp);
        self.delay = select_unpredictable(takes, other.delay, self.delay);
        self.sound = select_unpredictable(takes, other.sound, self.sound);
    }

    /// Counts both timers down by one frame, stopping at zero.
    pub const fn tick_timers(&mut self) {
        self.delay = self.delay.saturating_sub(1);
        self.sound = self.sound.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_the_other_is_chosen_or_nothing() {
        let one = Registers { random: 1, i: 2, pc: 3, sp: 4, delay: 5, sound: 6, v: [7; 16] };
        let other = Registers { random: 11, i: 12, pc: 13, sp: 14, delay: 15, sound: 16, v: [17; 16] };
        for takes in [false, true] {
            let mut chosen = one.clone();
            chosen.choose_others(&other, takes);
            (0..16).for_each(|n| chosen.choose_v(&other, takes, n));
            // The way on is chosen by whoever chooses.
            let expected = if takes { Registers { pc: one.pc, ..other.clone() } } else { one.clone() };
            assert_eq!(chosen, expected, "takes: {takes}");
        }
    }

    #[test]
    fn one_register_is_chosen_by_itself() {
        let mut registers = Registers::new(0x200, 0);
        registers.choose_v(&Registers { v: [9; 16], ..Registers::new(0, 1) }, true, 0xA);
        let mut expected = Registers::new(0x200, 0);
        expected.v[0xA] = 9;
        assert_eq!(registers, expected);
    }
}
