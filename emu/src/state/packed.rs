//! Snapshots as bytes: fields in order as postcard writes them, memory and picture compressed.
//!
//! What is read may be anything. Whatever an engine relies on is checked, so that what comes out is a state that a program
//! could be in, if only a strange one.

use cpu_ops::bus::{MEMORY_BYTES, NO_KEY, STACK_SLOTS};
use cpu_ops::display::{Display, HIRES_HEIGHT, HIRES_WIDTH, PLANES};
use cpu_ops::profile::{InstructionSet, ScreenModel};
use cpu_ops::quirks::Quirks;
use cpu_ops::{Bus, Font, Platform, Registers, State};
use serde::{Deserialize, Serialize};

use super::Snapshot;
use crate::machine::Counts;
use crate::setup::{MAX_INSTRUCTIONS, Setup};
use crate::sound::{Cue, Phase};

/// Bytes of a row of one plane.
const ROW_BYTES: usize = HIRES_WIDTH / 8;
/// Bytes of all planes.
const SCREEN_BYTES: usize = PLANES * HIRES_HEIGHT * ROW_BYTES;
/// The first address that pc, or a return address, cannot have: the engines' tables end there.
pub(crate) const PC_END: u32 = 2 * MEMORY_BYTES as u32;

/// The bytes are no snapshot, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Damage(pub &'static str);

/// A setup as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PackedSetup<'a> {
    platform: &'a str,
    /// Bit K is the K-th of `Quirk::ALL`.
    quirks: u8,
    font: &'a str,
    instructions_per_frame: u64,
    seed: u64,
}

/// A snapshot as it is written.
#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    #[serde(borrow)]
    setup: PackedSetup<'a>,
    counts: [u64; 3],
    random: u64,
    pc: u32,
    i: u16,
    sp: u8,
    delay: u8,
    sound: u8,
    v: [u8; 16],
    stack: [u32; STACK_SLOTS],
    pattern: [u8; 16],
    flags: [u8; 16],
    keys: u16,
    pitch: u8,
    latched_key: u8,
    hires: bool,
    doubled: bool,
    selected: u8,
    /// The sound timer as it was during the last frame, whether that was heard, and where in the pattern it ended.
    phase: (u8, bool, u64),
    /// The platform's memory, then the planes row by row, leftmost pixel first; as one block of LZ4.
    block: &'a [u8],
}

/// The checksum of `bytes`: CRC-32 as in PNG files.
pub(crate) fn checksum(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

impl PackedSetup<'_> {
    /// `setup` as it is written.
    pub(crate) fn of(setup: &Setup) -> PackedSetup<'static> {
        PackedSetup {
            platform: setup.platform.id,
            quirks: setup.quirks.bits(),
            font: setup.font.id,
            instructions_per_frame: setup.instructions_per_frame,
            seed: setup.seed,
        }
    }

    /// The setup, if this version of the program has it.
    pub(crate) fn setup(&self) -> Result<Setup, Damage> {
        let platform = Platform::by_id(self.platform).ok_or(Damage("it is for a platform that is not known here"))?;
        let font = Font::by_id(self.font).ok_or(Damage("it has a font that is not known here"))?;
        let quirks = Quirks::from_bits(self.quirks);
        ensure(quirks.bits() == self.quirks, "it has a quirk that is not known here")?;
        let speeds = 1..=MAX_INSTRUCTIONS;
        ensure(speeds.contains(&self.instructions_per_frame), "its instructions a frame are out of range")?;
        let (instructions_per_frame, seed) = (self.instructions_per_frame, self.seed);
        Ok(Setup { platform, quirks, font, instructions_per_frame, seed })
    }
}

fn ensure(holds: bool, otherwise: &'static str) -> Result<(), Damage> {
    if holds { Ok(()) } else { Err(Damage(otherwise)) }
}

/// `snapshot` as bytes: some thousand for an ordinary program, 70,000 at most.
#[must_use]
pub fn pack(snapshot: &Snapshot) -> Vec<u8> {
    let Snapshot { state, setup, counts, phase } = snapshot;
    let State { registers, bus } = &**state;
    let memory = setup.profile().memory_bytes() as usize;
    let mut plain = Vec::with_capacity(memory + SCREEN_BYTES);
    plain.extend_from_slice(&bus.memory[..memory]);
    for row in bus.display.planes.iter().flatten() {
        plain.extend_from_slice(&row.to_be_bytes());
    }
    let block = lz4_flex::block::compress(&plain);
    let packed = Packed {
        setup: PackedSetup::of(setup),
        counts: [counts.frames, counts.instructions, counts.idle],
        random: registers.random,
        pc: registers.pc,
        i: registers.i as u16,
        sp: registers.sp as u8,
        delay: registers.delay,
        sound: registers.sound,
        v: registers.v,
        stack: bus.stack,
        pattern: bus.pattern,
        flags: bus.flags,
        keys: bus.keys,
        pitch: bus.pitch,
        latched_key: bus.latched_key,
        hires: bus.display.hires,
        doubled: bus.display.doubled,
        selected: bus.display.selected,
        phase: (phase.cue().timer, phase.is_heard(), phase.end()),
        block: &block,
    };
    postcard::to_allocvec(&packed).expect("it grows as needed")
}

/// The snapshot that `bytes` are.
///
/// # Errors
///
/// If they are none, or one that no program could have come to.
pub fn unpack(bytes: &[u8]) -> Result<Snapshot, Damage> {
    let (packed, rest): (Packed<'_>, _) =
        postcard::take_from_bytes(bytes).map_err(|_| Damage("its fields cannot be read"))?;
    ensure(rest.is_empty(), "there is more in it than there should be")?;
    let setup = packed.setup.setup()?;
    let state = Box::new(packed.state(&setup)?);
    let [frames, instructions, idle] = packed.counts;
    ensure(idle <= instructions && instructions.max(frames) <= Counts::MOST, "its counts are out of range")?;
    let (timer, heard, end) = packed.phase;
    let cue = Cue { timer, ..Cue::of(&state, setup.platform) };
    let phase = Phase::restored(cue, heard, end).ok_or(Damage("its place in the sound is out of range"))?;
    Ok(Snapshot { state, setup, counts: Counts { frames, instructions, idle }, phase })
}

impl Packed<'_> {
    fn state(&self, setup: &Setup) -> Result<State, Damage> {
        let profile = setup.profile();
        ensure(self.pc < PC_END && self.stack.iter().all(|&to| to < PC_END), "an address in it is out of range")?;
        ensure(self.sp <= profile.stack_depth(), "its stack is deeper than the platform's")?;
        ensure(self.latched_key == NO_KEY || self.latched_key < 16, "it waits for a key that there is not")?;
        let registers = Registers {
            random: self.random,
            pc: self.pc,
            i: self.i.into(),
            sp: self.sp.into(),
            delay: self.delay,
            sound: self.sound,
            v: self.v,
        };
        let mut plain = [0; MEMORY_BYTES + SCREEN_BYTES];
        let memory_bytes = profile.memory_bytes() as usize;
        let plain = &mut plain[..memory_bytes + SCREEN_BYTES];
        let length = lz4_flex::block::decompress_into(self.block, plain)
            .map_err(|_| Damage("its memory cannot be decompressed"))?;
        ensure(length == plain.len(), "its memory is not of the platform's size")?;
        let (memory, planes) = plain.split_at(memory_bytes);
        let mut bus = Bus {
            display: self.display(planes, setup)?,
            stack: self.stack,
            pattern: self.pattern,
            flags: self.flags,
            keys: self.keys,
            pitch: self.pitch,
            latched_key: self.latched_key,
            ..Bus::new()
        };
        bus.memory[..memory_bytes].copy_from_slice(memory);
        Ok(State { registers, bus })
    }

    /// The screen with the `planes` given as bytes.
    fn display(&self, planes: &[u8], setup: &Setup) -> Result<Display, Damage> {
        let profile = setup.profile();
        let is_doubled = profile.screen() == ScreenModel::Doubled;
        let has_hires = profile.includes(InstructionSet::SuperChip);
        let fits = if is_doubled { self.hires } else { !self.doubled && (has_hires || !self.hires) };
        ensure(fits, "its resolution is not one of the platform's")?;
        let has_planes = profile.includes(InstructionSet::XoChip);
        ensure(usize::from(self.selected) < 1 << PLANES, "it has planes selected that there are not")?;
        ensure(has_planes || self.selected == 1, "it has planes selected that the platform has not")?;
        let mut display =
            Display { hires: self.hires, doubled: self.doubled, selected: self.selected, ..Display::new() };
        for (row, bytes) in display.planes.iter_mut().flatten().zip(planes.chunks_exact(ROW_BYTES)) {
            *row = u128::from_be_bytes(bytes.try_into().expect("it is of that size"));
        }
        let (width, height) = (display.width(), display.height());
        let outside = if width < HIRES_WIDTH { u128::MAX >> width } else { 0 };
        let is_inside = |plane: &[u128; HIRES_HEIGHT]| {
            plane[..height].iter().all(|row| row & outside == 0) && plane[height..].iter().all(|&row| row == 0)
        };
        ensure(display.planes.iter().all(is_inside), "there are pixels outside of its screen")?;
        ensure(has_planes || display.planes[1..].iter().flatten().all(|&row| row == 0), "it has too many planes")?;
        Ok(display)
    }
}
