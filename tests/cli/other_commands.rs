//! `stitch8 bench`, `disasm`, `info`, `--help` and `--version`.

use crate::support::{Folder, sha1, stitch8, stitch8_with};

#[track_caller]
fn assert_contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

#[test]
fn bench_compares_the_engines() {
    let folder = Folder::new();
    // 200: v0 += 1 / v1 += v0 / jump 200
    let rom = folder.rom(&[0x7001, 0x8104, 0x1200]);
    let report = stitch8("bench", &rom, "--json --rounds 2 --frames 3 --ipf 20000").json();
    assert_eq!(sha1(&[0x70, 0x01, 0x81, 0x04, 0x12, 0x00]), report["rom_sha1"]);
    assert_eq!("modernChip8", report["platform"]);
    assert_eq!(2, report["rounds"]);
    assert_eq!(60_000, report["instructions"]);
    let engines: &[&str] = if cfg!(feature = "jit") { &["interpreter", "recompiler"] } else { &["interpreter"] };
    for engine in engines {
        let mips = &report[engine]["mips"];
        let [minimum, median, maximum] =
            ["minimum", "median", "maximum"].map(|key| mips[key].as_f64().unwrap_or_else(|| panic!("{report}")));
        assert!(0.0 < minimum && minimum <= median && median <= maximum, "{report}");
        assert!(report[engine]["compile_seconds"].is_number(), "{report}");
    }
    assert!(report["ratio"].as_f64().is_some_and(|ratio| ratio > 0.0), "{report}");
    let text = stitch8("bench", &rom, "--rounds 1 --frames 1 --ipf 1000").expect(0).out;
    assert_contains(&text, engines);
    assert_contains(&text, &["test: 1000 instructions", "median", "minimum", "maximum"]);
}

#[test]
fn a_bench_round_ends_with_the_jump_to_itself() {
    let folder = Folder::new();
    let report = stitch8("bench", &folder.rom(&[0x6001, 0x1202]), "--json --rounds 1").json();
    assert_eq!(2, report["instructions"], "{report}");
}

#[test]
fn what_ends_at_once_cannot_be_measured() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x00FD]);
    stitch8("bench", &rom, "--platform superchip --frames 2 --rounds 1").refused(2, &["ends at once"]);
}

#[test]
fn names_that_asm_writes_are_names_for_disasm() {
    let folder = Folder::new();
    let source = folder
        .file("a.8o", b": main\n  floor draw/ball E\n  loop again\n: floor return\n: draw/ball return\n: E return\n");
    let (rom, names) = (folder.path("a.ch8"), folder.path("a.sym").display().to_string());
    stitch8("asm", &source, &format!("-o {} --symbols {names}", rom.display())).expect(0);
    let listing = stitch8("disasm", &rom, &format!("--symbols {names}")).expect(0).out;
    assert_contains(&listing, &[": floor", ": draw/ball", ": E"]);
    let again = folder.file("b.8o", listing.as_bytes());
    let other = folder.path("b.ch8");
    stitch8("asm", &again, &format!("-o {}", other.display())).expect(0);
    assert_eq!(std::fs::read(rom).expect("it was written"), std::fs::read(other).expect("it was written"));
}

/// A name may turn the text around it; a device may be a terminal.
#[cfg(unix)]
#[test]
fn names_that_turn_text_reach_no_device() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    let names = folder.file("s.txt", "0200 a\u{202E}b\u{200F}c".as_bytes()).display().to_string();
    for options in [format!("--symbols {names}"), format!("--symbols {names} -o /dev/stdout")] {
        let listing = stitch8("disasm", &rom, &options).expect(0).out;
        assert_contains(&listing, &[": a\u{FFFD}b\u{FFFD}c"]);
    }
    let file = folder.path("a.8o");
    stitch8("disasm", &rom, &format!("--symbols {names} -o {}", file.display())).expect(0);
    let listing = std::fs::read_to_string(file).expect("it was written");
    assert_contains(&listing, &[": a\u{202E}b\u{200F}c"]);
}

#[test]
fn disasm_lists_every_byte() {
    let folder = Folder::new();
    let rom = folder.file("test.ch8", &[0x00, 0xE0, 0xA2, 0x0A, 0xD1, 0x25, 0x51, 0x21, 0x12, 0x08, 0xAB]);
    let text = stitch8("disasm", &rom, "--plain").expect(0).out;
    let expected = "0200  00E0  clear\n0202  A20A  i := 0x20A\n0204  D125  sprite v1 v2 5\n\
                    0206  5121  0x51 0x21\n0208  1208  jump 0x208\n020A  AB    0xAB\n";
    assert_eq!(expected, text);
}

#[test]
fn asm_leaves_out_zeros_at_the_end_if_it_is_told_to() {
    let folder = Folder::new();
    let source = folder.file("a.8o", b": main 1 2 0 3 0 0");
    for (options, bytes) in [("", &[1, 2, 0, 3, 0, 0][..]), ("--trim", &[1, 2, 0, 3])] {
        stitch8("asm", &source, options).expect(0);
        assert_eq!(std::fs::read(folder.path("a.ch8")).expect("it was written"), bytes, "{options}");
    }
    let zeros = folder.file("zeros.8o", b": main 0 0");
    stitch8("asm", &zeros, "--trim").refused(2, &["zeros.8o", "nothing is left"]);
    assert!(!folder.path("zeros.ch8").exists());
    let nothing = folder.file("nothing.8o", b": main");
    stitch8("asm", &nothing, "").expect(0);
}

#[test]
fn info_tells_what_is_known() {
    let folder = Folder::new();
    let rom = folder.rom(&[0x1200]);
    let hash = sha1(&[0x12, 0x00]);
    let text = stitch8("info", &rom, "").expect(0).out;
    assert_contains(&text, &["test.ch8", "2 bytes", &hash, "modernChip8", "none", "12 instructions"]);
    let text = stitch8("info", &rom, "--platform chip48 --quirk jump=off --quirk wrap=on --ipf 99").expect(0).out;
    assert_contains(
        &text,
        &["chip48", "as asked for", "shift, memoryIncrementByX, wrap (as asked for); off: jump (as", "99 instr"],
    );
}

#[test]
fn info_lists_platforms_and_quirks() {
    let text = stitch8_with(&["info", "--list"]).expect(0).out;
    let row = |id: &str| {
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
        text.lines().map(words).find(|line| line.split(' ').next() == Some(id)).unwrap_or_else(|| panic!("no {id}"))
    };
    assert_eq!(row("originalChip8"), "originalChip8 COSMAC VIP CHIP-8 4 KiB 64x32 60 15 vip vblank, logic");
    assert_eq!(row("xochip"), "xochip XO-CHIP 64 KiB 64x32, 128x64 60 1000 octo wrap");
    assert_eq!(row("jump"), "jump BNNN jumps to NNN + v0 BXNN jumps to XNN + vX");
    for id in ["modernChip8", "chip48", "superchip1", "superchip", "superchip-legacy", "memoryLeaveIUnchanged", "schip"]
    {
        row(id);
    }
    assert_contains(&text, &["not supported yet: hybridVIP", "chip8x", "megachip8", "amber", "octo"]);
    stitch8_with(&["info"]).refused(2, &["ROM", "--help"]);
    stitch8_with(&["info", "--list", "a.ch8"]).refused(2, &["--help"]);
}

#[test]
fn help_shows_examples() {
    let help = stitch8_with(&["--help"]).expect(0).out;
    assert_contains(&help, &["Examples:", "stitch8 run", "stitch8 bench", "run", "bench", "disasm", "info"]);
    for command in ["run", "bench", "disasm", "info"] {
        let help = stitch8_with(&[command, "--help"]).expect(0).out;
        assert_contains(&help, &["Usage", "ROM", "--platform", "--quirk", "--ipf"]);
    }
    let help = stitch8_with(&["run", "--help"]).expect(0).out;
    let options = ["--seed", "--frames", "--until-halt", "--engine", "--poke", "--key", "--screenshot", "--scale"];
    assert_contains(&help, &options);
    assert_contains(&help, &["--json", "default: 600", "K@DOWN-UP", "ADDR=BYTE"]);
}

#[test]
fn version_is_one_line() {
    let version = stitch8_with(&["--version"]).expect(0).out;
    assert_eq!(format!("stitch8 {}\n", env!("CARGO_PKG_VERSION")), version);
}
