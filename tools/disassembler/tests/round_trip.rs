//! The source of every program assembles to the program, whatever its bytes are.
//!
//! Other people's programs are looked for in the folder that the environment variable `STITCH8_ROMS` names, or
//! in `../shared/roms` beside the checkout. Where there are none the test says so and passes.

use std::path::{Path, PathBuf};

use cpu_ops::Platform;
use cpu_ops::table::OPS;
use fastrand::Rng;
use octo_asm::{Options, Source, assemble};
use octo_disasm::{Symbols, disassemble};

/// The fewest bytes that an Octo program has.
const SHORTEST: usize = 2;

/// Disassembles and assembles `rom` for every platform.
fn check(rom: &[u8], symbols: &Symbols, name: &str) {
    for platform in Platform::ALL {
        let profile = platform.profile(platform.quirks);
        let text = disassemble(rom, platform.entry, profile, symbols).expect("it fits into memory");
        let assembled = match assemble(&Source::new(name, text.as_str()), &Options::default()) {
            Ok(assembly) => assembly.rom,
            Err(errors) => panic!("{name} on {}: {errors:?}\n{text}", platform.id),
        };
        let mut expected = rom.to_vec();
        expected.resize(rom.len().max(SHORTEST), 0);
        if let Some(at) = (0..expected.len()).find(|&at| assembled.get(at) != expected.get(at)) {
            panic!("{name} on {}: byte {at} differs\nROM {rom:02X?}\n{text}", platform.id);
        }
        assert_eq!(assembled.len(), expected.len(), "{name} on {}\n{text}", platform.id);
    }
}

/// Bytes of any value.
fn noise(rng: &mut Rng, len: usize) -> Vec<u8> {
    (0..len).map(|_| rng.u8(..)).collect()
}

/// Instructions of the op table with operands of any value, addresses mostly inside of the program, and now and
/// then a byte too many.
fn program(rng: &mut Rng, len: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(len + 4);
    while bytes.len() < len {
        let info = &OPS[rng.usize(..OPS.len())];
        let mut word = info.value | rng.u16(..) & !info.mask;
        if info.mnemonic.contains("{nnn}") && rng.u8(..8) > 0 {
            word = word & 0xF000 | (0x200 + rng.u16(..len as u16) % 0xE00);
        }
        bytes.extend(word.to_be_bytes());
        bytes.extend((2..info.len).map(|_| rng.u8(..)));
        if rng.u8(..32) == 0 {
            bytes.push(rng.u8(..));
        }
    }
    bytes.truncate(len);
    bytes
}

/// Up to eight names for addresses in or near a program of `len` bytes.
fn symbols(rng: &mut Rng, len: usize) -> Symbols {
    let lines: Vec<String> =
        (0..rng.usize(..=8)).map(|n| format!("{:x} name-{n}\n", 0x1F8 + rng.usize(..len + 16))).collect();
    Symbols::parse("names", &lines.concat()).expect("the names are good")
}

#[test]
fn programs_of_every_small_length() {
    let mut rng = Rng::with_seed(1);
    for len in 0..200 {
        check(&noise(&mut rng, len), &Symbols::default(), "noise");
        check(&vec![0; len], &Symbols::default(), "zeros");
    }
}

#[test]
fn thousands_of_random_programs() {
    let mut rng = Rng::with_seed(2);
    for case in 0..4000 {
        let len = rng.usize(1..120);
        let rom = if case % 4 == 0 { noise(&mut rng, len) } else { program(&mut rng, len) };
        let symbols = if case % 2 == 0 { Symbols::default() } else { symbols(&mut rng, len) };
        check(&rom, &symbols, &format!("case {case}"));
    }
}

#[test]
fn large_random_programs() {
    let mut rng = Rng::with_seed(3);
    for case in 0..40 {
        let len = 3584 - rng.usize(..3);
        let rom = if case % 2 == 0 { noise(&mut rng, len) } else { program(&mut rng, len) };
        check(&rom, &Symbols::default(), &format!("case {case}"));
    }
}

#[test]
fn programs_that_begin_with_a_jump() {
    let mut rng = Rng::with_seed(4);
    for case in 0..2000 {
        let len = rng.usize(2..60);
        let mut rom = program(&mut rng, len);
        rom[..2].copy_from_slice(&(0x1200 + rng.u16(..len as u16 + 4)).to_be_bytes());
        let symbols = if case % 2 == 0 { Symbols::default() } else { symbols(&mut rng, len) };
        check(&rom, &symbols, &format!("case {case}"));
    }
}

#[test]
fn the_largest_programs() {
    let mut rng = Rng::with_seed(5);
    check(&noise(&mut rng, 65_024), &Symbols::default(), "noise");
    check(&program(&mut rng, 65_024), &Symbols::default(), "program");
}

#[test]
fn every_word() {
    for high in 0..=0xFF_u8 {
        // A row of jumps, each of which may be skipped, to a row of the words with room for what they skip.
        let jumps = (0..=0xFF_u16).flat_map(|low| [0x30, 0x00, 0x16 + (low / 64) as u8, (low * 4) as u8]);
        let words = (0..=0xFF_u8).flat_map(|low| [high, low, 0x60, 0x00]);
        check(&jumps.chain(words).collect::<Vec<u8>>(), &Symbols::default(), "words");
    }
}

#[test]
fn programs_loaded_elsewhere() {
    let mut rng = Rng::with_seed(6);
    let profile = Platform::DEFAULT.profile(Platform::DEFAULT.quirks);
    for case in 0..500 {
        let len = rng.usize(2..80);
        let rom = program(&mut rng, len);
        let start = [0x000, 0x1FF, 0x202, 0x240, 0x300, 0x600][rng.usize(..6)];
        let text = disassemble(&rom, start, profile, &symbols(&mut rng, len)).expect("it fits into memory");
        let assembled = assemble(&Source::new("elsewhere", text.as_str()), &Options::default());
        assert_eq!(assembled.expect(&text).rom, rom, "case {case} at {start:03X}\n{text}");
    }
}

#[test]
fn community_programs() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/roms");
    let folder = std::env::var_os("STITCH8_ROMS").map_or(beside, PathBuf::from);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "ch8"));
    if paths.is_empty() {
        println!("no programs in {}: nothing was compared", folder.display());
    }
    for path in paths {
        let rom = std::fs::read(&path).expect("it can be read");
        check(&rom, &Symbols::default(), &path.display().to_string());
    }
}
