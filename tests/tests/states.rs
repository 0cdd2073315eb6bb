//! Save states: what is loaded goes on as if nothing had happened, on either engine; and what is no state is refused.

use std::path::Path;

use cpu_ops::{Platform, Quirk};
use stitch8::engine::EngineKind;
use stitch8::machine::Machine;
use stitch8::rom::Rom;
use stitch8::state::{FileError, Snapshot, StateFileError, decode, encode, read, write};
use stitch8_tests::machines::{engine, of_bytes, ours, random_keys, run};
use stitch8_tests::random_program::random_program;

/// Programs of every platform that there are any for, games first, with a speed at which something is compiled.
const PROGRAMS: [(&str, Option<u64>); 7] = [
    ("games/skyline.ch8", None),
    ("games/lanterns.ch8", None),
    ("games/updraft.ch8", None),
    ("games/pearlbay.ch8", None),
    ("bench/mixed.ch8", Some(3000)),
    ("bench/planes.ch8", Some(500)),
    ("bench/self_modifying.ch8", Some(3000)),
];

fn machine_of(program: (&str, Option<u64>), kind: EngineKind) -> Machine {
    let (rom, setup) = ours(program.0, program.1);
    Machine::new(&rom, setup, engine(kind, &setup))
}

#[test]
fn a_loaded_state_goes_on_as_if_nothing_had_happened_on_either_engine() {
    let keys = random_keys(1, 400);
    for program in PROGRAMS {
        let mut uninterrupted = machine_of(program, EngineKind::Interpreter);
        run(&mut uninterrupted, &keys);
        let saved = EngineKind::ALL.iter().map(|&kind| {
            let mut machine = machine_of(program, kind);
            run(&mut machine, &keys[..250]);
            encode(&machine.snapshot(), machine.rom())
        });
        let saved: Vec<Vec<u8>> = saved.collect();
        assert!(saved.iter().all(|bytes| *bytes == saved[0]), "{}: saved by one engine or the other", program.0);
        for &kind in EngineKind::ALL {
            // Into a machine that is in the middle of something else.
            let mut other = machine_of(program, kind);
            run(&mut other, &random_keys(2, 90));
            let snapshot =
                decode(&saved[0]).expect("it has just been saved").of_rom(other.rom()).expect("it is its").snapshot;
            other.restore(&snapshot);
            assert!(other.snapshot() == snapshot);
            run(&mut other, &keys[250..]);
            assert!(other.snapshot() == uninterrupted.snapshot(), "{}, loaded by {kind}", program.0);
            assert_eq!(other.counts().frames, 400, "{}, loaded by {kind}", program.0);
        }
    }
}

#[test]
fn whatever_a_program_comes_to_can_be_saved_and_loaded() {
    for platform in Platform::ALL {
        for seed in 0..200 {
            let program = random_program(platform, seed, 12 + (seed % 40) as u16);
            let (rom, setup) = of_bytes(&program, platform, 1 + seed * 3);
            let mut machine = Machine::new(&rom, setup, engine(EngineKind::Interpreter, &setup));
            machine.set_flags([seed as u8; 16]);
            run(&mut machine, &random_keys(seed, 30));
            let snapshot = machine.snapshot();
            let loaded = decode(&encode(&snapshot, &rom)).unwrap_or_else(|problem| {
                panic!("program {seed} on {} cannot be loaded: {problem}", platform.id);
            });
            assert!(loaded.snapshot == snapshot, "program {seed} on {}", platform.id);
        }
    }
}

#[test]
fn a_state_brings_its_own_setup() {
    // 200: v0 := random FF / i := hex v0 / v1 >>= v2 / jump 200
    let program = [0xC0, 0xFF, 0xF0, 0x29, 0x81, 0x26, 0x12, 0x00];
    let (rom, there) = of_bytes(&program, Platform::by_id("superchip-legacy").expect("there is one"), 13);
    let mut first = Machine::new(&rom, there, engine(EngineKind::Interpreter, &there));
    run(&mut first, &[0; 10]);
    for &kind in EngineKind::ALL {
        let (_, here) = of_bytes(&program, Platform::DEFAULT, 20);
        let mut machine = Machine::new(&rom, here, engine(kind, &here));
        machine.poke(0xE00, 0x77);
        machine.restore(&first.snapshot());
        let mut expected = Machine::new(&rom, there, engine(EngineKind::Interpreter, &there));
        expected.restore(&first.snapshot());
        run(&mut machine, &[0; 50]);
        run(&mut expected, &[0; 50]);
        assert!(machine.snapshot() == expected.snapshot(), "{kind}");
        // A reset goes back to power-on of what has been loaded; what was set by hand in this machine is set again.
        machine.reset();
        let mut fresh = Machine::new(&rom, there, engine(EngineKind::Interpreter, &there));
        fresh.poke(0xE00, 0x77);
        assert!(machine.snapshot() == fresh.snapshot(), "{kind}");
    }
}

/// A state with something in every field, and as small as that can be: it is damaged in every place.
fn small_state() -> (Rom, Snapshot) {
    // 200: i := 200 / pattern, v3 := 5 / sound := v3 / call 20A / 20A: plane 3 / sprite v1 v2 5 / v0 := key
    let words = [0xA200_u16, 0xF002, 0x6305, 0xF318, 0x220A, 0xF301, 0xD125, 0xF00A];
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    let (rom, setup) = of_bytes(&bytes, Platform::by_id("xochip").expect("there is one"), 100);
    let mut machine = Machine::new(&rom, setup, engine(EngineKind::Interpreter, &setup));
    run(&mut machine, &[0, 0x10, 0x10]);
    (rom, machine.snapshot())
}

#[test]
fn a_file_with_any_byte_changed_is_refused() {
    let (rom, snapshot) = small_state();
    let bytes = encode(&snapshot, &rom);
    assert!(decode(&bytes).is_ok_and(|state| state.snapshot == snapshot && state.thumbnail.masks.contains(&3)));
    for at in 0..bytes.len() {
        for change in [0x01, 0x80, 0xFF, 0x5A] {
            let mut bytes = bytes.clone();
            bytes[at] ^= change;
            assert!(decode(&bytes).is_err(), "byte {at} changed by {change:#x}");
        }
    }
    let longer = [&bytes[..], &[0]].concat();
    assert!(decode(&longer).is_err());
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let (rom, snapshot) = small_state();
    let bytes = encode(&snapshot, &rom);
    assert_eq!(decode(&[]), Err(FileError::Foreign));
    for length in 1..bytes.len() {
        let problem = decode(&bytes[..length]).expect_err("something is missing").to_string();
        assert_eq!(problem, "is a damaged state: it is cut short", "{length} bytes");
    }
}

/// Someone may change a file and see to its checksum. Then it may be another state, but still one that runs.
#[test]
fn a_file_changed_with_its_checksum_is_refused_or_runs() {
    let (rom, snapshot) = small_state();
    let bytes = encode(&snapshot, &rom);
    let (mut refused, mut run_anyway) = (0, 0);
    let mut machines: Vec<Machine> =
        EngineKind::ALL.iter().map(|&kind| Machine::new(&rom, snapshot.setup, engine(kind, &snapshot.setup))).collect();
    for at in 24..bytes.len() {
        for change in [0x01, 0x08, 0x80, 0xFF] {
            let mut bytes = bytes.clone();
            bytes[at] ^= change;
            let checksum = crc32fast::hash(&bytes[24..]).to_le_bytes();
            bytes[20..24].copy_from_slice(&checksum);
            let Ok(mut state) = decode(&bytes) else {
                refused += 1;
                continue;
            };
            state.snapshot.setup.instructions_per_frame = state.snapshot.setup.instructions_per_frame.min(1000);
            let mut after = Vec::new();
            for machine in &mut machines {
                machine.restore(&state.snapshot);
                run(machine, &[0, 0xFFFF, 1, 0]);
                after.push(machine.snapshot());
            }
            assert!(after.iter().all(|snapshot| *snapshot == after[0]), "byte {at} changed by {change:#x}");
            run_anyway += 1;
        }
    }
    assert!(refused > 100 && run_anyway > 100, "{refused} refused, {run_anyway} run");
}

#[test]
fn what_is_of_no_use_is_told_in_a_line() {
    let folder = std::env::temp_dir().join(format!("stitch8-states-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("there is a place for temporary files");
    let (rom, snapshot) = small_state();
    let path = folder.join("a.state");
    write(&path, &snapshot, &rom).expect("it can be written");
    assert!(read(&path, &rom).is_ok_and(|found| found == snapshot));
    let whole = std::fs::read(&path).expect("it is there");
    assert_refused(&path, &Rom { title: "Other".to_owned(), ..Rom::built_in() }, &["another ROM", "test", "Other"]);
    let mut newer = whole.clone();
    newer[14] = 9;
    for (bytes, words) in [
        (&whole[..40], &["damaged", "cut short"][..]),
        (b"my letters", &["is no saved state"]),
        (b"", &["is no saved state"]),
        (&newer, &["another version", "9"]),
        (&[0; 1 << 20], &["is no saved state"]),
    ] {
        std::fs::write(&path, bytes).expect("the folder is ours");
        assert_refused(&path, &rom, words);
    }
    assert_refused(&folder, &rom, &["cannot read the state"]);
    assert_refused(&folder.join("nowhere"), &rom, &["cannot read the state", "nowhere"]);
    std::fs::remove_dir_all(&folder).expect("it is ours");
}

#[track_caller]
fn assert_refused(path: &Path, rom: &Rom, words: &[&str]) {
    let error: StateFileError = read(path, rom).expect_err("it is of no use");
    let line = error.to_string();
    assert!(line.lines().count() == 1 && words.iter().all(|word| line.contains(word)), "{line}");
}

#[test]
fn quirks_and_speeds_that_change_while_it_runs_are_the_same_on_every_engine() {
    for program in PROGRAMS {
        let mut machines: Vec<Machine> = EngineKind::ALL.iter().map(|&kind| machine_of(program, kind)).collect();
        for (frame, &keys) in random_keys(5, 300).iter().enumerate() {
            for machine in &mut machines {
                if frame % 40 == 39 {
                    let quirk = Quirk::ALL[frame / 40 % Quirk::ALL.len()];
                    let quirks = machine.setup().quirks;
                    machine.set_quirks(quirks.with(quirk, !quirks.has(quirk)));
                    machine.set_instructions_per_frame(machine.setup().instructions_per_frame * 6 / 5);
                }
                machine.frame(keys);
            }
            let first = machines[0].snapshot();
            assert!(machines.iter().all(|machine| machine.snapshot() == first), "{}, frame {frame}", program.0);
        }
        assert_ne!(machines[0].setup().quirks, ours(program.0, program.1).1.quirks, "{}", program.0);
    }
}
