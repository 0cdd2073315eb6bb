//! Any records as a recording, with checksums that fit them, and any bytes as they are: what is not refused plays, and
//! one can go back in it.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use stitch8::engine::Engine;
use stitch8::machine::{FrameEnd, Machine};
use stitch8::recording::Player;
use stitch8::rewind::Rewind;
use stitch8::rom::Rom;
use stitch8::tape::Tape;

/// The most frames that are played.
const FRAMES: u32 = 150;
/// Jumps before a frame that are made at most.
const JUMPS: u32 = 20;

fuzz_target!(|data: &[u8]| {
    let path = Path::new("a.rec");
    let _ = Player::parse(path, data);
    // Two bytes of length before each record.
    let mut bytes = b"stitch8 recording\n\x01\x00".to_vec();
    let mut rest = data;
    while let [low, high, after @ ..] = rest {
        let (record, after) = after.split_at(usize::from(u16::from_le_bytes([*low, *high])).min(after.len()));
        let length = (record.len() as u32).to_le_bytes();
        bytes.extend_from_slice(&length);
        bytes.extend_from_slice(&crc32fast::hash(&length).to_le_bytes());
        bytes.extend_from_slice(record);
        bytes.extend_from_slice(&crc32fast::hash(record).to_le_bytes());
        rest = after;
    }
    if let Ok(player) = Player::parse(path, &bytes) {
        play(player);
    }
});

fn play(player: Player) {
    let rom = Rom::embedded("a.ch8", &[0x12, 0x00]);
    let start = player.start().clone();
    let mut machine = Machine::new(&rom, start.setup, Engine::interpreter(start.setup.profile()));
    machine.restore(&start);
    let (mut rewind, mut tape) = (Rewind::default(), Tape::Play(Box::new(player)));
    for frame in 0..FRAMES {
        for _ in 0..JUMPS {
            let Some(snapshot) = tape.jump() else { break };
            machine.restore(&snapshot);
            rewind.jumped(&machine);
        }
        let Some(keys) = tape.keys(0) else { break };
        machine.set_instructions_per_frame(machine.setup().instructions_per_frame.min(200));
        rewind.frame(&machine, keys);
        let end = machine.frame(keys);
        let _ = tape.ran(&machine);
        if matches!(end, FrameEnd::Halted | FrameEnd::Fault(_)) {
            break;
        }
        if frame % 40 == 39 {
            for _ in 0..10 {
                if let Some(undone) = rewind.back(&mut machine) {
                    tape.undo(undone);
                }
            }
        }
    }
}
