//! Input that is no good: one line on the standard error, exit code 2.

#[cfg(unix)]
use std::path::Path;

use crate::support::{Folder, stitch8, stitch8_with};

const PLATFORMS: [&str; 3] = ["originalChip8", "modernChip8", "chip48"];
const QUIRKS: [&str; 7] = ["shift", "memoryIncrementByX", "memoryLeaveIUnchanged", "wrap", "jump", "vblank", "logic"];

/// The commands that read a ROM.
const COMMANDS: [&str; 4] = ["run", "bench", "disasm", "info"];

#[test]
fn a_file_that_is_not_there() {
    let folder = Folder::new();
    for command in COMMANDS {
        stitch8(command, &folder.path("nowhere.ch8"), "").refused(2, &["nowhere.ch8", "No such file"]);
    }
}

#[test]
fn why_a_file_cannot_be_read_is_told_once() {
    let folder = Folder::new();
    for command in COMMANDS {
        let outcome = stitch8(command, &folder.path("nowhere.ch8"), "");
        assert_eq!(outcome.err.matches("No such file").count(), 1, "{outcome:?}");
    }
}

#[test]
fn a_folder() {
    let folder = Folder::new();
    for command in COMMANDS {
        let path = folder.path("");
        stitch8(command, &path, "").refused(2, &[&path.display().to_string(), "folder", "file"]);
    }
}

#[test]
fn an_empty_file() {
    let folder = Folder::new();
    let path = folder.file("empty.ch8", &[]);
    for command in COMMANDS {
        stitch8(command, &path, "").refused(2, &["empty.ch8", "empty", "at least one byte"]);
    }
}

#[test]
fn a_file_too_large_for_the_platform() {
    let folder = Folder::new();
    let largest = folder.file("largest.ch8", &[0; 0xE00]);
    let larger = folder.file("larger.ch8", &[0; 0xE01]);
    stitch8("run", &largest, "--frames 0").expect(0);
    let where_it_fits = "it fits xochip: try --platform xochip";
    for command in ["run", "bench", "info"] {
        stitch8(command, &larger, "").refused(2, &["larger", "3585 bytes", "3584", "modernChip8", where_it_fits]);
        stitch8(command, &larger, "--platform chip48").refused(2, &["3585", "3584", "chip48", where_it_fits]);
    }
    // What is only read needs no platform to run on, unless one is asked for.
    let largest_of_all = folder.file("largest-of-all.ch8", &[0; 65_024]);
    for rom in [&larger, &largest_of_all] {
        assert!(stitch8("disasm", rom, "").expect(0).out.starts_with(": main"));
    }
    stitch8("disasm", &larger, "--platform chip48").refused(2, &["3585", "3584", "chip48", where_it_fits]);
    stitch8("run", &larger, "--platform originalChip8").refused(2, &["larger", "3585", "3584", "originalChip8"]);
    let huge = folder.file("huge.ch8", &vec![0; 1 << 20]);
    for command in COMMANDS {
        stitch8(command, &huge, "").refused(2, &["huge.ch8", "1048576 bytes", "no platform"]);
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_end() {
    for command in COMMANDS {
        stitch8(command, Path::new("/dev/zero"), "").refused(2, &["/dev/zero", "no platform", "65024"]);
        stitch8(command, Path::new("/dev/null"), "").refused(2, &["/dev/null", "empty"]);
    }
}

#[test]
fn an_unknown_platform() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    for command in COMMANDS {
        for id in ["nintendo", "", "CHIP48"] {
            let outcome = stitch8_with(&[command, &rom.display().to_string(), "--platform", id]);
            outcome.refused(2, &[&["--platform", id, "no such platform"], &PLATFORMS[..]].concat());
        }
    }
    // One that exists elsewhere is told apart from one that does not.
    stitch8("run", &rom, "--platform megachip8").refused(2, &["MEGA-CHIP8 is not supported yet", "chip48"]);
    stitch8("run", &rom, "--platform hybridVIP").refused(2, &["machine code of the COSMAC VIP is not supported yet"]);
    stitch8("run", &rom, "--font comic").refused(2, &["--font", "comic", "no such font", "octo", "vip"]);
}

#[test]
fn an_unknown_quirk() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    stitch8("run", &rom, "--quirk speed=on").refused(2, &[&["--quirk", "speed=on"], &QUIRKS[..]].concat());
    stitch8("run", &rom, "--quirk =on").refused(2, &["--quirk", "shift"]);
    stitch8("run", &rom, "--quirk shift").refused(2, &["--quirk", "shift", "NAME=on", "NAME=off"]);
    stitch8("run", &rom, "--quirk shift=yes").refused(2, &["--quirk", "shift=yes", "on or off"]);
}

#[test]
fn an_unknown_engine() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    stitch8("run", &rom, "--engine steam").refused(2, &["--engine", "steam", "interpreter"]);
    #[cfg(feature = "jit")]
    stitch8("run", &rom, "--engine steam").refused(2, &["recompiler", "lockstep"]);
    #[cfg(not(feature = "jit"))]
    for engine in ["recompiler", "lockstep"] {
        stitch8("run", &rom, &format!("--engine {engine}")).refused(2, &[engine, "in this build", "interpreter"]);
    }
}

#[test]
fn a_key_that_is_none() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    for key in ["5", "5@", "5@1", "G@1-2", "10@1-2", "5@4-4", "5@4-3", "5@-1-2", "@1-2", "5@1-x"] {
        stitch8("run", &rom, &format!("--key {key}")).refused(2, &["--key", key, "KEY@DOWN-UP", "A@60-65"]);
    }
}

#[test]
fn a_poke_that_is_none() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    for poke in ["", "0x1FF", "0x1FF=", "=3", "0x1FF=256", "0x10000=0", "65536=0", "0x1FF=-1", "0xG=1", "1FF=3"] {
        let outcome = stitch8_with(&["run", &rom.display().to_string(), "--poke", poke]);
        outcome.refused(2, &["--poke", poke, "ADDR=BYTE", "0x1FF=3"]);
    }
    // Inside of an address, outside of the platform's memory.
    stitch8("run", &rom, "--poke 0x1000=1").refused(2, &["--poke", "0x1000", "modernChip8", "0xFFF"]);
    stitch8("run", &rom, "--frames 0 --poke 0xFFF=1 --poke 4095=0xFF").expect(0);
}

#[test]
fn a_screenshot_that_cannot_be_written() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    for path in [folder.path("no/such/folder/a.png"), folder.path("")] {
        let path = path.display().to_string();
        stitch8("run", &rom, &format!("--screenshot {path}")).refused(2, &["screenshot", &path]);
    }
}

#[test]
fn numbers_that_are_none() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    for options in ["--frames x", "--frames=-1", "--ipf 0", "--ipf x", "--seed x", "--scale 0", "--scale 65"] {
        let name = options.split([' ', '=']).next().unwrap_or_default();
        stitch8("run", &rom, options).refused(2, &[name]);
    }
    // The largest number that there is: counting would overflow.
    stitch8("run", &rom, &format!("--ipf {}", u64::MAX)).refused(2, &["--ipf", "1000000000"]);
    stitch8("run", &rom, "--frames 3 --ipf 1000000000").expect(0);
    stitch8("bench", &rom, "--rounds 0").refused(2, &["--rounds", "1"]);
}

#[test]
fn arguments_that_there_are_not() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    stitch8("run", &rom, "--fast").refused(2, &["--fast", "--help"]);
    stitch8("run", &rom, "another.ch8").refused(2, &["another.ch8", "--help"]);
    stitch8_with(&["run"]).refused(2, &["ROM", "--help"]);
    stitch8_with(&["run", &rom.display().to_string(), "--palette", "pink"]).refused(2, &["pink", "amber", "mono"]);
    stitch8("run", &rom, "--colors red,#ffffff").refused(2, &["--colors", "red", "#ffcc00"]);
    stitch8("run", &rom, "--colors #000000").refused(2, &["--colors", "2, 4 or 16", "not 1"]);
    stitch8("run", &rom, "--colors #000000,#ffffff --palette mono").refused(2, &["--colors", "--palette"]);
    stitch8("run", &rom, "--rotation 45").refused(2, &["--rotation", "0, 90, 180 or 270"]);
}
