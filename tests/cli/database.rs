//! What a database knows of a ROM, and what comes of it.

use std::path::{Path, PathBuf};

use crate::run_options::read_png;
use crate::support::{DIGIT_7, Folder, screen, screen_sha1, sha1, stitch8};

/// A program that shows the digit 7: v0 := 7 / i := hex v0 / sprite v1 v1 5 / self-jump.
const SEVEN: [u16; 4] = [0x6007, 0xF029, 0xD115, 0x1206];

/// A database file with one ROM in it.
fn database(folder: &Folder, rom: &Path, entry: &str) -> PathBuf {
    let sha1 = sha1(&std::fs::read(rom).expect("it was written"));
    let text = format!(
        r#"[{{"title": "Seven", "authors": ["Ann", "Bob"], "release": "1977", "roms": {{"{sha1}": {entry}}}}}]"#
    );
    folder.file("programs.json", text.as_bytes())
}

#[track_caller]
fn info(rom: &Path, options: &str) -> Vec<String> {
    stitch8("info", rom, options).expect(0).out.lines().map(str::to_owned).collect()
}

/// Asserts that these lines are in `text`.
#[track_caller]
fn assert_lines(text: &[String], lines: &[&str]) {
    for line in lines {
        assert!(text.iter().any(|other| other == line), "{line:?} is not in:\n{}", text.join("\n"));
    }
}

#[test]
fn info_tells_what_was_chosen_and_why() {
    let folder = Folder::new();
    let rom = folder.rom(&SEVEN);
    let entry = r##"{"platforms": ["chip8x", "superchip", "xochip"], "tickrate": 9, "fontStyle": "fish", "screenRotation": 90,
        "keys": {"up": 5, "a": 6, "player2Up": 12}, "colors": {"pixels": ["#000000", "#00ff00", "#0000ff", "#ffffff"]}}"##;
    let file = database(&folder, &rom, entry).display().to_string();
    let text = info(&rom, &format!("--database {file}"));
    assert_lines(
        &text,
        &[
            "title        Seven",
            "author       Ann, Bob",
            "released     1977",
            &format!("database     {file}"),
            &format!(
                "platform     superchip (SUPER-CHIP 1.1 as today's interpreters have it), by {file}; runs on chip8x, xochip too"
            ),
            "quirks on    shift, memoryLeaveIUnchanged, jump",
            &format!("speed        9 instructions a frame, by {file}; 60 frames a second"),
            &format!("font         fish, by {file}"),
            &format!("colours      #000000 #00ff00 #0000ff #ffffff, by {file}"),
            &format!("picture      turned clockwise by 90 degrees, by {file}"),
            &format!("keys         up 5, a 6, player2Up C, by {file}"),
        ],
    );
    let options = "--platform xochip --quirk wrap=off --ipf 3 --font vip --colors #000000,#0000ff --rotation 0";
    let text = info(&rom, &format!("--database {file} {options}"));
    assert_lines(
        &text,
        &[
            "platform     xochip (XO-CHIP), as asked for; runs on chip8x, superchip too",
            "quirks on    none; off: wrap (as asked for)",
            "speed        3 instructions a frame, as asked for; 60 frames a second",
            "font         vip, as asked for",
            "colours      #000000 #0000ff #00007f #0000bf, as asked for",
            "picture      not turned, as asked for",
        ],
    );
}

#[test]
fn info_tells_what_the_ending_and_the_source_decide() {
    let folder = Folder::new();
    let xochip = folder.file("test.xo8", &[0x12, 0x00]);
    assert_lines(
        &info(&xochip, ""),
        &["database     not in it", "platform     xochip (XO-CHIP), by the file's ending"],
    );
    let source = folder.file("test.8o", b": main\n  hires\n  loop again\n");
    let platform = "platform     superchip (SUPER-CHIP 1.1 as today's interpreters have it), by what the source uses";
    assert_lines(&info(&source, ""), &[platform, "colours      amber, the default"]);
    let plain = folder.rom(&SEVEN);
    assert_lines(&info(&plain, ""), &["platform     modernChip8 (Modern CHIP-8), the default"]);
}

#[test]
fn what_a_source_assembles_to_is_looked_up() {
    let folder = Folder::new();
    let source = folder.file("test.8o", b": main\n  loop again\n");
    let rom = folder.file("test.ch8", &[0x12, 0x00]);
    let file = database(&folder, &rom, r#"{"platforms": ["chip48"]}"#);
    let text = info(&source, &format!("--database {}", file.display()));
    assert!(text.iter().any(|line| line.starts_with("platform     chip48 ")), "{text:?}");
}

#[test]
fn a_rom_that_no_platform_runs_is_told_what_it_needs() {
    let folder = Folder::new();
    let rom = folder.rom(&SEVEN);
    let file = database(&folder, &rom, r#"{"platforms": ["hybridVIP"]}"#);
    let options = format!("--database {}", file.display());
    let needs =
        "Seven is a program for hybridVIP (CHIP-8 with machine code of the COSMAC VIP), which is not supported yet";
    for command in ["run", "bench"] {
        stitch8(command, &rom, &options).refused(2, &[needs, "--platform", "modernChip8"]);
    }
    let text = info(&rom, &options);
    assert!(text.iter().any(|line| line.starts_with(&format!("platform     {needs}"))), "{text:?}");
    assert!(stitch8("disasm", &rom, &options).expect(0).out.starts_with(": main"));
    stitch8("run", &rom, &format!("{options} --platform modernChip8 --frames 1")).expect(0);
}

#[test]
fn a_run_follows_the_database_and_its_screenshot_is_turned_and_coloured() {
    let folder = Folder::new();
    let rom = folder.rom(&SEVEN);
    let entry = r##"{"platforms": ["xochip"], "screenRotation": 180, "colors": {"pixels": ["#000000", "#123456"]}}"##;
    let file = database(&folder, &rom, entry);
    let picture = folder.path("turned.png");
    let options = format!("--database {} --frames 1 --scale 1 --screenshot {}", file.display(), picture.display());
    let report = stitch8("run", &rom, &format!("{options} --font vip --json")).json();
    assert_eq!("xochip", report["platform"]);
    assert_eq!(screen_sha1(0, 0, &DIGIT_7), report["screen"]["sha1"], "the screen itself is not turned");
    let turned: Vec<u8> = screen(0, 0, &DIGIT_7).into_iter().rev().collect();
    assert_eq!((64, turned), read_png(&picture));
    stitch8("run", &rom, &format!("{options} --rotation 90 --font vip")).expect(0);
    assert_eq!(32, read_png(&picture).0);
}

#[test]
fn a_broken_database_is_told_of_and_the_embedded_one_used() {
    let folder = Folder::new();
    let rom = folder.rom(&SEVEN);
    let broken = folder.file("broken.json", b"[\n  {\"title\": 7}\n]");
    let missing = folder.path("missing.json");
    for (file, place) in
        [(&broken, ":2:13: invalid type: integer `7`, expected a string"), (&missing, ": No such file")]
    {
        let options = format!("--database {} --frames 1", file.display());
        let outcome = stitch8("run", &rom, &options);
        assert_eq!(Some(0), outcome.code, "{outcome:?}");
        assert_eq!(1, outcome.err.lines().count(), "{outcome:?}");
        for words in [&format!("{}{place}", file.display()), "--database", "the embedded database is used"] {
            assert!(outcome.err.contains(words), "{words:?} is not in {outcome:?}");
        }
        assert!(outcome.out.contains("modernChip8"), "{outcome:?}");
        // A guest that faults has the last word on the exit code.
        let faulty = folder.file("faulty.ch8", &[0xFF, 0xFF]);
        assert_eq!(Some(1), stitch8("run", &faulty, &options).code);
    }
}
