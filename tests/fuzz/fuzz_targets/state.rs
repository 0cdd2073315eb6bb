//! Any bytes as a saved state, with a header that fits them and as they are: what is not refused is written as the same
//! state again, runs, and is gone back to.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use stitch8::engine::Engine;
use stitch8::machine::{FrameEnd, Machine};
use stitch8::rewind::Rewind;
use stitch8::rom::Rom;
use stitch8::state::{SavedState, decode, encode};

/// Frames that each state goes on for.
const FRAMES: u32 = 4;
/// Bytes of a file's header.
const HEADER: usize = 24;

fuzz_target!(|data: &[u8]| -> Corpus {
    // Seeds are files as they are; a checksum that no longer fits would keep everything else from being tried.
    let _ = decode(data);
    let Some((header, contents)) = data.split_at_checked(HEADER) else { return Corpus::Reject };
    let mut bytes = header[..16].to_vec();
    bytes.extend_from_slice(&(contents.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&crc32fast::hash(contents).to_le_bytes());
    bytes.extend_from_slice(contents);
    if let Ok(state) = decode(&bytes) {
        go_on(state);
    }
    Corpus::Keep
});

fn go_on(state: SavedState) {
    let rom = Rom::embedded("a.ch8", &[0x12, 0x00]);
    let mut snapshot = state.snapshot;
    assert!(decode(&encode(&snapshot, &rom)).is_ok_and(|again| again.snapshot == snapshot));
    snapshot.setup.instructions_per_frame = snapshot.setup.instructions_per_frame.min(1000);
    let setup = snapshot.setup;
    let mut machine = Machine::new(&rom, setup, Engine::interpreter(setup.profile()));
    machine.restore(&snapshot);
    let mut rewind = Rewind::default();
    for frame in 0..FRAMES {
        rewind.frame(&machine, 0x1111 << frame);
        if matches!(machine.frame(0x1111 << frame), FrameEnd::Halted | FrameEnd::Fault(_)) {
            break;
        }
    }
    while rewind.back(&mut machine).is_some() {}
    assert!(machine.snapshot() == snapshot);
    machine.reset();
}
