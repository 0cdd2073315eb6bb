//! The memory image being assembled.
//!
//! Input: bytes and patches at addresses. Output: the ROM. Addresses below the
//! program start may be written as scratch space; they can be read back during
//! assembly but are not part of the ROM.

use crate::error::ErrorKind;
use crate::limits::{MEMORY_BYTES, PROGRAM_START, XO_CHIP_PROGRAM_BYTES};

/// Memory during assembly.
#[derive(Debug)]
pub(crate) struct Image {
    bytes: Vec<u8>,
    used: Vec<bool>,
    here: usize,
    rom_end: usize,
    limit: usize,
    emitted: usize,
}

impl Image {
    /// An empty image for a ROM of at most `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            bytes: vec![0; MEMORY_BYTES],
            used: vec![false; MEMORY_BYTES],
            here: PROGRAM_START,
            rom_end: PROGRAM_START,
            limit: limit.min(XO_CHIP_PROGRAM_BYTES),
            emitted: 0,
        }
    }

    /// The address the next byte goes to; one past the last address when
    /// memory is full.
    pub(crate) const fn here(&self) -> usize {
        self.here
    }

    /// How many bytes have been emitted so far.
    pub(crate) const fn emitted(&self) -> usize {
        self.emitted
    }

    /// Moves on to another address.
    pub(crate) fn set_here(&mut self, address: u16) {
        self.here = usize::from(address);
    }

    /// Appends one byte.
    pub(crate) fn emit(&mut self, byte: u8) -> Result<(), ErrorKind> {
        let address = self.here;
        if address >= PROGRAM_START + self.limit {
            return Err(ErrorKind::ProgramTooLarge { limit: self.limit });
        }
        if address >= PROGRAM_START {
            if self.used[address] {
                return Err(ErrorKind::Overlap { address });
            }
            self.used[address] = true;
            self.rom_end = self.rom_end.max(address + 1);
        }
        self.bytes[address] = byte;
        self.here += 1;
        self.emitted += 1;
        Ok(())
    }

    /// Gives up the jump reserved at the program start and goes back there.
    ///
    /// The ROM keeps at least those two bytes.
    pub(crate) fn release_entry_jump(&mut self) {
        self.here = PROGRAM_START;
        for address in [PROGRAM_START, PROGRAM_START + 1] {
            self.used[address] = false;
            self.bytes[address] = 0;
        }
    }

    /// The byte at any address; zero outside memory.
    pub(crate) fn peek(&self, address: i32) -> u8 {
        usize::try_from(address).ok().and_then(|address| self.bytes.get(address)).copied().unwrap_or(0)
    }

    /// Overwrites the byte at `address`, which must already be emitted.
    pub(crate) fn patch(&mut self, address: usize, byte: u8) {
        if let Some(place) = self.bytes.get_mut(address) {
            *place = byte;
        }
    }

    /// Overwrites the low four bits of a byte.
    pub(crate) fn patch_low_nibble(&mut self, address: usize, nibble: u8) {
        if let Some(place) = self.bytes.get_mut(address) {
            *place = (*place & 0xF0) | (nibble & 0x0F);
        }
    }

    /// Writes a jump instruction over two emitted bytes.
    pub(crate) fn patch_jump(&mut self, address: usize, target: usize) {
        let [high, low] = low_word(target);
        self.patch(address, 0x10 | (high & 0x0F));
        self.patch(address + 1, low);
    }

    /// The bytes of `length` addresses from `start`.
    pub(crate) fn slice(&self, start: usize, length: usize) -> &[u8] {
        self.bytes.get(start..start + length).unwrap_or(&[])
    }

    /// The finished ROM.
    pub(crate) fn rom(&self, trim_trailing_zeros: bool) -> Vec<u8> {
        let rom = &self.bytes[PROGRAM_START..self.rom_end];
        let kept = if trim_trailing_zeros {
            rom.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1)
        } else {
            rom.len()
        };
        rom[..kept].to_vec()
    }
}

/// The low 16 bits of an address, high byte first.
pub(crate) fn low_word(address: usize) -> [u8; 2] {
    let [.., high, low] = address.to_be_bytes();
    [high, low]
}
