//! Recordings: how a program was played, so that it can be played so again.
//!
//! A recording is the state that the machine began with and the keys of every frame. With a checksum of the state after
//! each frame it tells, when it is played, in which frame the machine comes to something else, if ever.
//!
//! What was taken back by rewinding is not in it; a reset and a state that was loaded are.

mod format;
mod player;
mod recorder;

use cpu_ops::State;

pub use format::RecordingError;
pub use player::{Difference, Player};
pub use recorder::{Recorder, RecorderError};

/// The most bytes of a recording: some two days of playing.
pub const MAX_BYTES: u64 = 64 << 20;

/// Frames whose checksums are written at a time: a second of them. So many may come after the last checksum.
const SUMS: usize = 60;

/// The checksum of all of `state`.
#[must_use]
pub fn fingerprint(state: &State) -> u32 {
    let (registers, bus) = (&state.registers, &state.bus);
    let mut small = Vec::with_capacity(5000);
    small.extend_from_slice(&registers.random.to_le_bytes());
    small.extend_from_slice(&registers.pc.to_le_bytes());
    small.extend_from_slice(&(registers.i as u16).to_le_bytes());
    small.extend_from_slice(&[registers.sp as u8, registers.delay, registers.sound]);
    small.extend_from_slice(&registers.v);
    small.extend(bus.stack.iter().flat_map(|address| address.to_le_bytes()));
    small.extend_from_slice(&bus.pattern);
    small.extend_from_slice(&bus.flags);
    small.extend_from_slice(&bus.keys.to_le_bytes());
    let display = &bus.display;
    small.extend_from_slice(&[bus.pitch, bus.latched_key]);
    small.extend_from_slice(&[display.hires.into(), display.doubled.into(), display.selected]);
    for row in display.planes.iter().flatten() {
        small.extend_from_slice(&row.to_le_bytes());
    }
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&small);
    hasher.update(&bus.memory);
    hasher.finalize()
}
