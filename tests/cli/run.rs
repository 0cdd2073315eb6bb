//! `stitch8 run`: the report, and how long a run lasts.

use serde_json::Value;

use crate::support::{DIGIT_3, Folder, screen_sha1, sha1, stitch8};

/// Draws the digit 3 at column 10 and row 20, then jumps to itself.
const THREE: [u16; 6] = [0x6003, 0x610A, 0x6214, 0xF029, 0xD125, 0x120A];

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("it is an object").keys().map(String::as_str).collect()
}

#[test]
fn the_report_has_all_that_was_promised() {
    let folder = Folder::new();
    let rom = folder.rom(&THREE);
    let report = stitch8("run", &rom, "--json --engine interpreter").json();
    for key in ["rom_sha1", "platform", "engine", "frames", "instructions", "seconds", "mips", "screen", "exit"] {
        assert!(keys(&report).contains(&key), "{key} is missing: {report}");
    }
    let bytes: Vec<u8> = THREE.iter().flat_map(|word| word.to_be_bytes()).collect();
    assert_eq!(sha1(&bytes), report["rom_sha1"]);
    assert_eq!("modernChip8", report["platform"]);
    assert_eq!("interpreter", report["engine"]);
    assert_eq!(600, report["frames"]);
    assert_eq!(600 * 12, report["instructions"]);
    assert_eq!("frames", report["exit"]);
    assert_eq!((64, 32), (report["screen"]["width"].as_u64().unwrap(), report["screen"]["height"].as_u64().unwrap()));
    assert_eq!(screen_sha1(10, 20, &DIGIT_3), report["screen"]["sha1"]);
    assert!(report["seconds"].as_f64().is_some_and(|seconds| seconds >= 0.0), "{report}");
    assert!(report["mips"].as_f64().is_some_and(|mips| mips >= 0.0), "{report}");
    assert_eq!(Value::Null, report["recompiler"]);
}

#[cfg(feature = "jit")]
#[test]
fn every_engine_comes_to_the_same() {
    let folder = Folder::new();
    // 200: v0 += 1 / v1 += v0 / i := hex v1 / clear / sprite v2 v2 5 / jump 200
    let rom = folder.rom(&[0x7001, 0x8104, 0xF129, 0x00E0, 0xD225, 0x1200]);
    let report = |engine: &str| {
        let report = stitch8("run", &rom, &format!("--json --ipf 5000 --frames 20 --sync --engine {engine}")).json();
        assert_eq!(engine, report["engine"]);
        report
    };
    let expected = report("interpreter");
    for engine in ["recompiler", "lockstep"] {
        let found = report(engine);
        for key in ["rom_sha1", "platform", "frames", "instructions", "screen", "exit"] {
            assert_eq!(expected[key], found[key], "{key}: {found}");
        }
        let statistics = &found["recompiler"];
        assert!(statistics["units_compiled"].as_u64().is_some_and(|units| units > 0), "{statistics}");
        let native = statistics["native_instructions"].as_u64().expect("it is a number");
        let interpreted = statistics["interpreted_instructions"].as_u64().expect("it is a number");
        assert_eq!(20 * 5000, native + interpreted, "{statistics}");
        assert!(statistics["native_share"].as_f64().is_some_and(|share| share > 0.5), "{statistics}");
    }
}

#[cfg(feature = "jit")]
#[test]
fn the_recompiler_is_the_default_where_there_is_one() {
    let folder = Folder::new();
    let report = stitch8("run", &folder.rom(&THREE), "--json --frames 1").json();
    assert_eq!("recompiler", report["engine"]);
    assert!(report["recompiler"].is_object(), "{report}");
}

#[test]
fn frames_count_the_instructions_of_the_platform_or_those_asked_for() {
    let folder = Folder::new();
    // 200: v0 += 1 / jump 200
    let rom = folder.rom(&[0x7001, 0x1200]);
    for (options, frames, instructions) in [
        ("--frames 1", 1, 12),
        ("--frames 7 --platform originalChip8", 7, 7 * 15),
        ("--frames 7 --platform chip48", 7, 7 * 30),
        ("--frames 3 --ipf 5", 3, 15),
        ("--frames 3 --ipf 5 --platform chip48", 3, 15),
        ("--frames 2 --ipf 100000", 2, 200_000),
    ] {
        let report = stitch8("run", &rom, &format!("--json {options}")).json();
        assert_eq!(
            (frames, instructions),
            (report["frames"].as_u64().unwrap(), report["instructions"].as_u64().unwrap())
        );
        assert_eq!(0, report["idle_instructions"], "{report}");
    }
}

#[test]
fn no_frames_show_the_loaded_state() {
    let folder = Folder::new();
    let rom = folder.rom(&THREE);
    let report = stitch8("run", &rom, "--frames 0 --json").json();
    assert_eq!((0, 0), (report["frames"].as_u64().unwrap(), report["instructions"].as_u64().unwrap()));
    assert_eq!(screen_sha1(0, 0, &[]), report["screen"]["sha1"]);
    let text = stitch8("run", &rom, "--frames 0").expect(0).out;
    for part in ["pc 0200", "i 0000", "delay 0", "sound 0", "stack []", &["00"; 16].join(" ")] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn until_halt_stops_with_the_jump_to_itself() {
    let folder = Folder::new();
    let rom = folder.rom(&THREE);
    let report = stitch8("run", &rom, "--until-halt --json").json();
    assert_eq!("halt", report["exit"]);
    assert_eq!(1, report["frames"]);
    assert_eq!((6, 0), (report["instructions"].as_u64().unwrap(), report["idle_instructions"].as_u64().unwrap()));
    assert_eq!(screen_sha1(10, 20, &DIGIT_3), report["screen"]["sha1"]);
    // Without it the frames are run all the same: 6 instructions are executed, then the jump once a frame.
    let report = stitch8("run", &rom, "--frames 3 --json").json();
    assert_eq!("frames", report["exit"]);
    assert_eq!((36, 28), (report["instructions"].as_u64().unwrap(), report["idle_instructions"].as_u64().unwrap()));
    // A program that does not halt runs all of its frames.
    let report = stitch8("run", &folder.rom(&[0x7001, 0x1200]), "--until-halt --frames 4 --json").json();
    assert_eq!(("frames", 4), (report["exit"].as_str().unwrap(), report["frames"].as_u64().unwrap()));
}

#[test]
fn text_for_people_says_the_same() {
    let folder = Folder::new();
    let text = stitch8("run", &folder.rom(&THREE), "--frames 3").expect(0).out;
    let screen = screen_sha1(10, 20, &DIGIT_3);
    for part in ["test (12 bytes", "modernChip8", "36 (28 idle)", "64 x 32", &screen, "all frames run"] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}
