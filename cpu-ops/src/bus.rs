//! Everything of the guest that is not a register: memory, stack, screen, keypad, sound, flags.

use crate::display::Display;
use crate::profile::Profile;

/// Bytes of memory the state always holds; a platform with less wraps at its own size.
pub const MEMORY_BYTES: usize = 0x1_0000;

/// Return addresses the state always has room for.
pub const STACK_SLOTS: usize = 16;

/// The value of [`Bus::latched_key`] while no key is latched.
pub const NO_KEY: u8 = 0xFF;

/// What instructions reach through addresses and ports.
#[derive(Clone, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Bus {
    /// The screen.
    pub display: Display,
    /// Memory from address 0.
    pub memory: [u8; MEMORY_BYTES],
    /// Return addresses, in bytes; the first [`Registers::sp`](crate::Registers::sp) of them count.
    pub stack: [u32; STACK_SLOTS],
    /// The sample pattern: 128 one-bit samples, most significant bit first.
    pub pattern: [u8; 16],
    /// The flag registers, which some platforms keep between runs of a program.
    pub flags: [u8; 16],
    /// The keys held down in this frame: bit K is key K.
    pub keys: u16,
    /// The playback pitch of the sample pattern; 64 plays 4,000 samples a second.
    pub pitch: u8,
    /// The key that a key wait has seen go down and expects to go up, or [`NO_KEY`].
    pub latched_key: u8,
}

impl Bus {
    /// The bus at power-on: memory empty, screen dark, no key down.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            display: Display::new(),
            memory: [0; MEMORY_BYTES],
            stack: [0; STACK_SLOTS],
            pattern: [0; 16],
            flags: [0; 16],
            keys: 0,
            pitch: 64,
            latched_key: NO_KEY,
        }
    }

    /// The byte at `address`, which wraps at the platform's memory size.
    #[inline(always)]
    #[must_use]
    pub const fn read(&self, profile: Profile, address: u16) -> u8 {
        self.memory[(address & profile.address_mask()) as usize]
    }

    /// Sets the byte at `address`, which wraps at the platform's memory size.
    #[inline(always)]
    pub const fn write(&mut self, profile: Profile, address: u16, value: u8) {
        self.memory[(address & profile.address_mask()) as usize] = value;
    }

    /// Copies memory from `address` on to `to`; addresses wrap at the platform's memory size.
    #[inline(always)]
    pub const fn read_block(&self, profile: Profile, address: u16, to: &mut [u8]) {
        let start = (address & profile.address_mask()) as usize;
        if start + to.len() <= profile.memory_bytes() as usize
            && let Some((_, rest)) = self.memory.split_at_checked(start)
            && let Some((block, _)) = rest.split_at_checked(to.len())
        {
            to.copy_from_slice(block);
            return;
        }
        let mut index = 0;
        while index < to.len() {
            to[index] = self.read(profile, address.wrapping_add(index as u16));
            index += 1;
        }
    }

    /// Copies `from` to memory from `address` on; addresses wrap at the platform's memory size.
    #[inline(always)]
    pub const fn write_block(&mut self, profile: Profile, address: u16, from: &[u8]) {
        let start = (address & profile.address_mask()) as usize;
        if start + from.len() <= profile.memory_bytes() as usize
            && let Some((_, rest)) = self.memory.split_at_mut_checked(start)
            && let Some((block, _)) = rest.split_at_mut_checked(from.len())
        {
            block.copy_from_slice(from);
            return;
        }
        let mut index = 0;
        while index < from.len() {
            self.write(profile, address.wrapping_add(index as u16), from[index]);
            index += 1;
        }
    }

    /// The return address that was in the slot which a call with `depth` of them on the stack will write.
    #[inline(always)]
    #[must_use]
    pub const fn next_slot(&self, depth: u64) -> u32 {
        self.stack[depth as usize % STACK_SLOTS]
    }

    /// Whether the key in the low four bits of `key` is down.
    #[inline(always)]
    #[must_use]
    pub const fn is_down(&self, key: u8) -> bool {
        self.keys >> (key & 0xF) & 1 != 0
    }
}

impl Default for Bus {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_power_on_all_is_empty() {
        let bus = Bus::default();
        assert_eq!(bus, Bus::new());
        assert!(bus.memory.iter().all(|&byte| byte == 0) && bus.stack == [0; STACK_SLOTS] && bus.flags == [0; 16]);
        assert_eq!((bus.keys, bus.pitch, bus.latched_key), (0, 64, NO_KEY));
    }

    #[test]
    fn the_next_slot_is_that_of_the_next_call() {
        let mut bus = Bus::new();
        for (slot, address) in bus.stack.iter_mut().zip(0x300..) {
            *slot = address;
        }
        // A call with all slots taken fails, or wraps: it is the platform that decides.
        assert_eq!([0, 1, 15, 16].map(|depth| bus.next_slot(depth)), [0x300, 0x301, 0x30F, 0x300]);
    }
}
