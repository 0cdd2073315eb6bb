//! The program in memory: its bytes at their addresses, and the instructions they decode to.
//!
//! Input: the ROM and where it is loaded. Output: bytes and instructions inside of it, never outside.

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::{Instr, Profile, decode};

use crate::Error;

/// A program where it is loaded.
#[derive(Debug)]
pub(crate) struct Program {
    memory: Box<[u8; MEMORY_BYTES]>,
    start: u32,
    end: u32,
    profile: Profile,
}

impl Program {
    /// The program `rom`, loaded at `start`.
    pub(crate) fn new(rom: &[u8], start: u16, profile: Profile) -> Result<Self, Error> {
        let first = usize::from(start);
        let mut memory = Box::new([0; MEMORY_BYTES]);
        let place = memory.get_mut(first..first + rom.len()).ok_or(Error::TooLarge { bytes: rom.len(), start })?;
        place.copy_from_slice(rom);
        Ok(Self { memory, start: u32::from(start), end: u32::from(start) + rom.len() as u32, profile })
    }

    /// The address of its first byte.
    pub(crate) const fn start(&self) -> u32 {
        self.start
    }

    /// The address after its last byte.
    pub(crate) const fn end(&self) -> u32 {
        self.end
    }

    /// Whether the byte at `address` belongs to it.
    pub(crate) fn contains(&self, address: u32) -> bool {
        (self.start..self.end).contains(&address)
    }

    /// Its bytes from one address up to another; both lie inside it or at its end.
    pub(crate) fn bytes(&self, from: u32, to: u32) -> &[u8] {
        &self.memory[from as usize..to as usize]
    }

    /// The instruction at `pc`, if it lies wholly inside the program.
    pub(crate) fn instr(&self, pc: u32) -> Option<Instr> {
        let instr = self.contains(pc).then(|| decode(&self.memory, pc, self.profile))??;
        (instr.next() <= self.end).then_some(instr)
    }

    /// Where the skip `instr` goes when it skips.
    pub(crate) fn skip_target(&self, instr: &Instr) -> u32 {
        instr.next() + cpu_ops::decode::skipped_bytes(&self.memory, instr.next(), self.profile)
    }
}
