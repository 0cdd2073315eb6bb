//! Machine code that is kept from one process to the next is what the process would have made itself, or is not used.
#![cfg(all(feature = "jit", unix))]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cpu_ops::{Platform, Quirk, Quirks};
use stitch8::engine::Engine;
use stitch8::recompiler::store::{MOST_BYTES, Store};
use stitch8::recompiler::{Effort, Settings, Statistics};
use stitch8_tests::compare::{Course, Pair};
use stitch8_tests::random_program::random_program;

/// Random programs in each test.
const PROGRAMS: u64 = 8;

/// A folder for machine code that goes with this value.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("there is a place for temporary files"))
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("code")
    }

    /// What compiles nearly everything, and keeps it here.
    fn settings(&self) -> Settings {
        let store = Store::open(&self.path(), MOST_BYTES).expect("the folder can be made");
        Settings { threshold: 1, store: Some(store), ..Settings::eager() }
    }

    /// The files, in the order of their names.
    fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> =
            fs::read_dir(self.path()).expect("it was made").map(|entry| entry.expect("it is read").path()).collect();
        files.sort();
        files
    }
}

fn xochip() -> &'static Platform {
    Platform::by_id("xochip").expect("there is XO-CHIP")
}

/// A program that draws, which calls what the ops share.
fn planes() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../roms/bench/planes.ch8");
    fs::read(path).expect("it is one of ours")
}

/// Compares a recompiler of its own, as a process of its own would have it, with the interpreter over programs.
fn check(settings: &Settings, platform: &'static Platform, quirks: Quirks) -> Statistics {
    let profile = platform.profile(quirks);
    let engine = Engine::recompiler(profile, settings).expect("LLVM starts");
    let mut pair = Pair::new(platform, profile, engine);
    for seed in 0..PROGRAMS {
        let program = random_program(platform, seed, 20 + (seed % 40) as u16);
        pair.check(&format!("program {seed} under {settings:?}"), &program, Course { budget: 300, runs: 40 });
    }
    pair.check("planes", &planes(), Course { budget: 3000, runs: 10 });
    pair.checked().statistics().expect("it is a recompiler")
}

#[test]
fn a_second_start_compiles_nothing_and_leaves_the_same_state() {
    let folder = Folder::new();
    let quirks = xochip().quirks;
    let first = check(&folder.settings(), xochip(), quirks);
    assert!(first.units_compiled > 10, "{first:?}");
    let kept = folder.files();
    let second = check(&folder.settings(), xochip(), quirks);
    assert_eq!((second.units_compiled, second.microseconds.codegen), (0, 0), "{second:?}");
    assert_eq!(second.units_loaded, first.units_compiled + first.units_loaded);
    assert_eq!(second.native_instructions, first.native_instructions);
    assert_eq!(second.code_bytes, first.code_bytes);
    assert_eq!(folder.files(), kept, "nothing is written twice");
    // Beside the running program as well, which has to run for a while to see it.
    let profile = xochip().profile(quirks);
    let engine = Engine::recompiler(profile, &Settings { background: true, ..folder.settings() }).expect("LLVM starts");
    let mut pair = Pair::new(xochip(), profile, engine);
    let (mut loaded, started) = (0, Instant::now());
    while started.elapsed() < Duration::from_mins(1) {
        pair.check("planes beside the compiling thread", &planes(), Course { budget: 3000, runs: 10 });
        loaded = pair.checked().statistics().expect("it is a recompiler").units_loaded;
        if loaded > 0 {
            break;
        }
    }
    assert!(loaded > 0, "nothing was loaded");
}

#[test]
fn code_for_other_quirks_or_another_platform_is_not_used() {
    let folder = Folder::new();
    let platform = Platform::DEFAULT;
    check(&folder.settings(), platform, platform.quirks);
    let loaded = |platform: &'static Platform, quirks| check(&folder.settings(), platform, quirks).units_loaded;
    let other = platform.quirks.with(Quirk::Shift, !platform.quirks.has(Quirk::Shift));
    // What one run has met twice it loads: as many as with a folder of its own.
    let alone = |platform, quirks| check(&Folder::new().settings(), platform, quirks).units_loaded;
    assert_eq!(loaded(platform, other), alone(platform, other));
    assert_eq!(loaded(xochip(), xochip().quirks), alone(xochip(), xochip().quirks));
    assert!(loaded(platform, platform.quirks) > alone(platform, platform.quirks), "its own is");
}

#[test]
fn damaged_files_are_as_good_as_none() {
    let folder = Folder::new();
    let quirks = xochip().quirks;
    let first = check(&folder.settings(), xochip(), quirks);
    let files = folder.files();
    // One byte in each file, at another place in each; all of them are compiled again, and written again.
    for round in 0..4 {
        for (number, path) in files.iter().enumerate() {
            let mut bytes = fs::read(path).expect("it is there");
            let at = (number * 997 + round * 131) % bytes.len();
            bytes[at] ^= 1 << (number % 8);
            fs::write(path, bytes).expect("it is ours");
        }
        let again = check(&folder.settings(), xochip(), quirks);
        assert_eq!(again.units_compiled, first.units_compiled, "round {round}: {again:?}");
    }
    for path in &files {
        fs::File::options().write(true).open(path).and_then(|file| file.set_len(200)).expect("it is ours");
    }
    assert_eq!(check(&folder.settings(), xochip(), quirks).units_compiled, first.units_compiled);
    assert_eq!(check(&folder.settings(), xochip(), quirks).units_compiled, 0, "it was put right");
}

#[test]
fn quick_code_does_the_same_is_not_kept_and_takes_no_passes() {
    let folder = Folder::new();
    let quick = Settings { effort: Effort::Quick, ..folder.settings() };
    let made = check(&quick, xochip(), xochip().quirks);
    assert!(made.units_compiled > 10 && made.native_instructions > 0, "{made:?}");
    assert_eq!((made.units_failed, made.microseconds.optimize, made.units_loaded), (0, 0, 0), "{made:?}");
    assert_eq!(folder.files(), Vec::<PathBuf>::new());
    // Nor is there a use for code that was made with more effort.
    check(&folder.settings(), xochip(), xochip().quirks);
    assert_eq!(check(&quick, xochip(), xochip().quirks).units_loaded, 0);
}

#[test]
fn several_at_once_are_fine() {
    let folder = Folder::new();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| check(&folder.settings(), Platform::DEFAULT, Platform::DEFAULT.quirks));
        }
    });
    let after = check(&folder.settings(), Platform::DEFAULT, Platform::DEFAULT.quirks);
    assert_eq!(after.units_compiled, 0, "{after:?}");
}

#[test]
fn a_folder_that_cannot_be_written_to_changes_nothing() {
    let folder = Folder::new();
    let settings = folder.settings();
    fs::remove_dir(folder.path()).expect("it is empty");
    let statistics = check(&settings, Platform::DEFAULT, Platform::DEFAULT.quirks);
    assert!(statistics.units_compiled > 0, "{statistics:?}");
    assert!(!folder.path().exists());
}

/// A test that starts the command says where it keeps code, for that is the folder of whoever runs the test otherwise.
#[test]
fn every_test_that_starts_the_command_leaves_the_users_folder_alone() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut starting = 0;
    for folder in ["cli", "suite"] {
        for entry in fs::read_dir(tests.join(folder)).expect("it is there") {
            let path = entry.expect("it can be read").path();
            let text = fs::read_to_string(&path).unwrap_or_default();
            let starts =
                ["CARGO_BIN_EXE_stitch8", "cargo_bin(\"stitch8\")"].iter().map(|name| text.matches(name).count());
            let starts: usize = starts.sum();
            starting += starts;
            let says = text.matches("STITCH8_CODE_CACHE").count();
            assert!(says >= starts, "{}: {starts} starts, {says} with STITCH8_CODE_CACHE", path.display());
        }
    }
    assert!(starting >= 5, "only {starting}");
}
