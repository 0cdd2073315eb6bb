//! Files of any content and each ending: they are read or refused, and what was read can be set up and run.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use stitch8::engine::Engine;
use stitch8::machine::{FrameEnd, Machine};
use stitch8::rom::Rom;
use stitch8::setup::{Setup, Wishes};

/// The endings that say something, and one that does not.
const ENDINGS: [&str; 6] = ["ch8", "8o", "sc8", "xo8", "mc8", "c8x"];

/// Frames that each program runs for.
const FRAMES: u32 = 4;

fuzz_target!(|data: &[u8]| -> Corpus {
    // The last byte chooses the ending, so that ROM files are good seeds as they are.
    let Some((&ending, bytes)) = data.split_last() else { return Corpus::Reject };
    let ending = ENDINGS[usize::from(ending) % ENDINGS.len()];
    let path = std::env::temp_dir().join(format!("stitch8-fuzz-{}.{ending}", std::process::id()));
    std::fs::write(&path, bytes).expect("there is a place for temporary files");
    let read = Rom::read(&path);
    std::fs::remove_file(&path).expect("it is there");
    let Ok(rom) = read else { return Corpus::Keep };
    assert!(!rom.bytes.is_empty());
    if ending != "8o" {
        assert_eq!(rom.bytes, bytes);
    }
    let wishes = Wishes { instructions_per_frame: Some(1000), ..Wishes::default() };
    if let Ok(setup) = Setup::choose(&rom, &wishes) {
        run(&mut Machine::new(&rom, setup, Engine::interpreter(setup.profile())));
    }
    Corpus::Keep
});

/// Runs some frames, with other keys held down in each.
fn run(machine: &mut Machine) {
    for frame in 0..FRAMES {
        let end = machine.frame(0x1111 << frame);
        if matches!(end, FrameEnd::Halted | FrameEnd::Fault(_)) {
            return;
        }
    }
}
