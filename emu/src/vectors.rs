//! Single-step vectors: what one instruction makes of a state, as JSON that other emulators can be tested with.
//!
//! ```text
//! platform, seed -generate-> Vector -folder-> one JSON file an instruction -folder-> Vector -check-> what differs
//! ```
//!
//! The format is described in docs/vectors.md. Everything that is read is checked: the values of a [`Snapshot`] that was
//! taken from a file fit the machine before they get there.

pub mod check;
pub mod folder;
pub mod generate;
mod reader;
pub mod start;

use cpu_ops::bus::{NO_KEY, STACK_SLOTS};
use cpu_ops::display::Display;
use cpu_ops::profile::{InstructionSet, ScreenModel};
use cpu_ops::{Exit, FaultKind, Platform, Profile, State};
use serde::{Deserialize, Serialize};

use crate::state::PC_END;

/// One instruction: the machine before it and after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// The instruction's bytes in hexadecimal and Octo's statement for it, and a number to tell vectors apart.
    pub name: String,
    /// The machine before. `ram` has every byte that is not 0.
    pub initial: Snapshot,
    /// The machine after. `ram` has every byte that changed.
    #[serde(rename = "final")]
    pub result: Snapshot,
    /// What the instruction asks of the emulator.
    pub exit: Ending,
    /// The byte that the random generator gave, if the instruction is CXNN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub random_byte: Option<u8>,
}

/// How an instruction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// The next instruction follows.
    Next,
    /// It was executed, and the frame is over: it drew, and the platform waits for the display.
    DisplayWait,
    /// The frame is over: it waits for a key.
    KeyWait,
    /// It jumps to itself.
    SelfJump,
    /// It ends the program.
    Halt,
    /// It has no meaning on the platform, and nothing has changed.
    UnknownOpcode,
    /// It calls machine code, which the platform does not run; nothing has changed.
    MachineCode,
    /// It calls when the stack is full; nothing has changed.
    StackOverflow,
    /// It returns when the stack is empty; nothing has changed.
    StackUnderflow,
    /// It does not lie wholly inside memory; nothing has changed.
    OutOfMemory,
}

impl From<Exit> for Ending {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::BudgetSpent => Self::Next,
            Exit::DisplayWait => Self::DisplayWait,
            Exit::KeyWait => Self::KeyWait,
            Exit::SelfJump => Self::SelfJump,
            Exit::Halted => Self::Halt,
            Exit::Fault(fault) => match fault.kind {
                FaultKind::UnknownOpcode => Self::UnknownOpcode,
                FaultKind::MachineCode => Self::MachineCode,
                FaultKind::StackOverflow => Self::StackOverflow,
                FaultKind::StackUnderflow => Self::StackUnderflow,
                FaultKind::OutOfMemory => Self::OutOfMemory,
            },
        }
    }
}

/// A state as other emulators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Address of the instruction.
    pub pc: u32,
    /// The address register.
    pub i: u16,
    /// v0 to vF.
    pub v: [u8; 16],
    /// Return addresses, the one to return to first being the last.
    pub stack: Vec<u32>,
    /// The delay timer.
    pub delay: u8,
    /// The sound timer.
    pub sound: u8,
    /// The keys that are down.
    pub keys: Vec<u8>,
    /// The key that FX0A has seen down and waits to see up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_for: Option<u8>,
    /// The state of Stitch8's random generator, in hexadecimal: JSON's numbers are not exact enough.
    pub random: String,
    /// Bytes of memory: address and value.
    pub ram: Vec<(u32, u8)>,
    /// The screen.
    pub screen: Screen,
    /// The flag registers, on platforms that have them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<[u8; 16]>,
    /// XO-CHIP's sample pattern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<[u8; 16]>,
    /// XO-CHIP's pitch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pitch: Option<u8>,
}

/// The pixels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// Pixels across: 64 or 128.
    pub width: usize,
    /// Whether the program is at the low resolution of a screen that always has 128 x 64 pixels.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub doubled: bool,
    /// The planes that are selected, on XO-CHIP: bit P is plane P.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planes: Option<u8>,
    /// The rows with lit pixels: plane, row, and the pixels in hexadecimal digits, leftmost first.
    pub rows: Vec<(usize, usize, String)>,
}

impl Snapshot {
    /// `state` with the bytes of memory in `ram`.
    #[must_use]
    pub fn of(state: &State, platform: &Platform, ram: Vec<(u32, u8)>) -> Self {
        let (registers, bus) = (&state.registers, &state.bus);
        let has = |set| platform.sets.contains(&set);
        Self {
            pc: registers.pc,
            i: registers.i as u16,
            v: registers.v,
            stack: bus.stack[..registers.sp as usize].to_vec(),
            delay: registers.delay,
            sound: registers.sound,
            keys: (0..16).filter(|&key| bus.is_down(key)).collect(),
            waiting_for: (bus.latched_key != NO_KEY).then_some(bus.latched_key),
            random: format!("{:016x}", registers.random),
            ram,
            screen: Screen::of(&bus.display, has(InstructionSet::XoChip)),
            flags: has(InstructionSet::SuperChip).then_some(bus.flags),
            pattern: has(InstructionSet::XoChip).then_some(bus.pattern),
            pitch: has(InstructionSet::XoChip).then_some(bus.pitch),
        }
    }

    /// Makes `state` what this says, but for memory.
    ///
    /// # Errors
    ///
    /// If a value does not fit the machine of `profile`: which one.
    pub fn apply(&self, state: &mut State, profile: Profile) -> Result<(), String> {
        let (registers, bus) = (&mut state.registers, &mut state.bus);
        if self.pc >= PC_END {
            return Err(format!("`pc` is {}, outside of any memory", self.pc));
        }
        if let Some(outside) = self.stack.iter().find(|address| **address >= PC_END) {
            return Err(format!("`stack` has {outside}, outside of any memory"));
        }
        if self.stack.len() > usize::from(profile.stack_depth()) {
            return Err(format!("`stack` has {} addresses; {} fit", self.stack.len(), profile.stack_depth()));
        }
        if let Some(key) = self.keys.iter().chain(&self.waiting_for).find(|key| **key > 15) {
            return Err(format!("there is no key {key}; keys are 0 to 15"));
        }
        registers.random = u64::from_str_radix(&self.random, 16)
            .map_err(|_| format!("`random` is {:?}, not 16 hexadecimal digits", self.random))?;
        (registers.pc, registers.i, registers.v) = (self.pc, self.i.into(), self.v);
        (registers.delay, registers.sound) = (self.delay, self.sound);
        registers.sp = self.stack.len() as u64;
        bus.stack = [0; STACK_SLOTS];
        bus.stack[..self.stack.len()].copy_from_slice(&self.stack);
        bus.keys = self.keys.iter().fold(0, |keys, key| keys | 1 << key);
        bus.latched_key = self.waiting_for.unwrap_or(NO_KEY);
        bus.flags = self.flags.unwrap_or_default();
        bus.pattern = self.pattern.unwrap_or_default();
        bus.pitch = self.pitch.unwrap_or(64);
        bus.display = self.screen.display(profile)?;
        Ok(())
    }

    /// Sets the bytes of memory that are listed.
    ///
    /// # Errors
    ///
    /// If one is outside of the memory of `profile`.
    pub fn write_ram(&self, state: &mut State, profile: Profile) -> Result<(), String> {
        for &(address, value) in &self.ram {
            if address >= profile.memory_bytes() {
                return Err(format!("`ram` names address {address}; memory ends at {}", profile.address_mask()));
            }
            state.bus.memory[address as usize] = value;
        }
        Ok(())
    }
}

impl Screen {
    fn of(display: &Display, has_planes: bool) -> Self {
        let digits = display.width() / 4;
        let mut rows = Vec::new();
        for (plane, pixels) in display.planes.iter().enumerate() {
            for (y, row) in pixels.iter().enumerate().filter(|(_, row)| **row != 0) {
                rows.push((plane, y, format!("{row:032x}")[..digits].to_owned()));
            }
        }
        let planes = has_planes.then_some(display.selected);
        Self { width: display.width(), doubled: display.doubled, planes, rows }
    }

    fn display(&self, profile: Profile) -> Result<Display, String> {
        let mut display = Display::new();
        display.hires = match self.width {
            64 => false,
            128 => true,
            width => return Err(format!("`width` is {width}; screens are 64 or 128 pixels wide")),
        };
        let always_wide = profile.screen() == ScreenModel::Doubled;
        if (display.hires && profile.screen() == ScreenModel::Single) || (always_wide && !display.hires) {
            return Err(format!("the platform has no screen of {} pixels across", self.width));
        }
        if self.doubled && !always_wide {
            return Err("`doubled` is for screens that always have 128 x 64 pixels".to_owned());
        }
        display.doubled = self.doubled;
        let has_planes = profile.includes(InstructionSet::XoChip);
        display.selected = self.planes.unwrap_or(1);
        if display.selected > 3 || (display.selected != 1 && !has_planes) {
            return Err(format!("`planes` is {}; there are {}", display.selected, if has_planes { 2 } else { 1 }));
        }
        let (digits, height) = (display.width() / 4, display.height());
        for (plane, y, pixels) in &self.rows {
            if *plane > usize::from(has_planes) || *y >= height {
                return Err(format!("`rows` names row {y} of plane {plane}, which there is not"));
            }
            let is_row = pixels.len() == digits && pixels.bytes().all(|digit| digit.is_ascii_hexdigit());
            let row = is_row.then(|| u128::from_str_radix(pixels, 16).ok()).flatten();
            let row = row.ok_or_else(|| format!("row {y} is {pixels:?}, not {digits} hexadecimal digits"))?;
            display.planes[*plane][*y] = row << (128 - 4 * digits);
        }
        Ok(display)
    }
}
