//! `stitch8 run --flags`: flag registers from one run to the next.

use std::path::Path;

use serde_json::Value;

use crate::support::{Folder, Outcome, stitch8};

/// Loads all flag registers, adds 1 to the first and 0x11 to the last, stores all, and draws the first as a digit.
/// 200: load flags vF / v0 += 1 / vF += 11 / save flags vF / i := hex v0 / v1 := 0 / sprite v1 v1 5 / self-jump
const COUNT: [u16; 8] = [0xFF85, 0x7001, 0x7F11, 0xFF75, 0xF029, 0x6100, 0xD115, 0x120E];

fn run(rom: &Path, file: &Path, options: &str) -> Outcome {
    stitch8("run", rom, &format!("--frames 2 --json {options} --flags {}", file.display()))
}

fn screen(report: &Value) -> &Value {
    &report["screen"]["sha1"]
}

#[test]
fn flag_registers_outlast_a_run_on_any_engine() {
    let folder = Folder::new();
    let (rom, file) = (folder.rom(&COUNT), folder.path("flags"));
    let mut engines = vec!["interpreter"];
    if cfg!(feature = "jit") {
        engines.extend(["recompiler", "lockstep"]);
    }
    let mut screens = Vec::new();
    for (number, engine) in (1..).zip(engines.iter().cycle().take(4)) {
        let report = run(&rom, &file, &format!("--platform xochip --engine {engine}")).json();
        let last = 0x11 * number;
        let expected = format!("stitch8 flags 1\n{number:02X} 00 00 00 00 00 00 00 00 00 00 00 00 00 00 {last:02X}\n");
        assert_eq!(expected, std::fs::read_to_string(&file).expect("it was written"));
        screens.push(screen(&report).clone());
    }
    screens.dedup();
    assert_eq!(4, screens.len(), "the program saw another number each time");
    // SUPER-CHIP has eight; the others stay as they were.
    run(&rom, &file, "--platform superchip").json();
    let text = std::fs::read_to_string(&file).expect("it is there");
    assert_eq!("stitch8 flags 1\n05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 44\n", text);
}

#[test]
fn without_the_option_they_are_zero() {
    let folder = Folder::new();
    let (rom, file) = (folder.rom(&COUNT), folder.path("flags"));
    let bare = || stitch8("run", &rom, "--frames 2 --json --platform xochip").json();
    let first = bare();
    assert_eq!(screen(&first), screen(&bare()));
    assert_eq!(screen(&first), screen(&run(&rom, &file, "--platform xochip").json()));
    assert_ne!(screen(&first), screen(&run(&rom, &file, "--platform xochip").json()));
}

#[test]
fn a_file_is_written_only_if_they_change() {
    let folder = Folder::new();
    // 200: v0 := 1 / self-jump
    let (rom, file) = (folder.rom(&[0x6001, 0x1202]), folder.path("flags"));
    run(&rom, &file, "--platform xochip").json();
    assert!(!file.exists());
    let text = "stitch8 flags 1\nff 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00";
    std::fs::write(&file, text).expect("the folder is ours");
    run(&rom, &file, "--platform xochip").json();
    assert_eq!(text, std::fs::read_to_string(&file).expect("it is there"));
}

#[test]
fn a_file_of_something_else_is_refused_and_left_alone() {
    let folder = Folder::new();
    let rom = folder.rom(&COUNT);
    let cases: [(&[u8], &str); 5] = [
        (b"", "it is empty"),
        (b"\x00\xFF\x80", "first line"),
        (b"stitch8 flags 1\n00 01", "16 bytes"),
        (b"stitch8 flags 1\n", "16 bytes"),
        (b"stitch8 flags 7\n00\n", "another version"),
    ];
    for (bytes, words) in cases {
        let file = folder.file("flags", bytes);
        run(&rom, &file, "--platform xochip").refused(2, &["flags is no file of flag registers", words]);
        assert_eq!(bytes, std::fs::read(&file).expect("it is there"));
    }
    run(&rom, &folder.path("."), "--platform xochip").refused(2, &["cannot read the flag registers"]);
    let missing = folder.path("nowhere").join("flags");
    run(&rom, &missing, "--platform xochip").refused(2, &["cannot write the flag registers", "No such file"]);
}

#[test]
fn a_platform_without_flag_registers_has_none_to_keep() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    run(&rom, &folder.path("flags"), "").refused(2, &["--flags", "modernChip8", "xochip"]);
}
