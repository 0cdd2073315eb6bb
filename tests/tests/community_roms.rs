//! Lockstep over real programs by other people, and over our own.
//!
//! Other people's programs are no part of the project: they are looked for in the folder that the
//! environment variable `STITCH8_ROMS` names, or in `../shared/roms` beside the checkout. Where there are
//! none the test says so and passes.
#![cfg(feature = "jit")]

use std::path::{Path, PathBuf};

use stitch8::database::Database;
use stitch8::engine::Engine;
use stitch8::headless::{Ending, Job, Runner};
use stitch8::keys::KeyPress;
use stitch8::recompiler::Settings;
use stitch8::rom::Rom;
use stitch8::setup::{Choice, Wishes};
use stitch8_tests::workers::for_each_case;

/// Where other people's programs are.
fn folder() -> PathBuf {
    std::env::var_os("STITCH8_ROMS").map_or_else(|| root().join("../shared/roms"), PathBuf::from)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Files in `folder` with this ending.
fn programs_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == ending))
        .collect();
    paths.sort();
    paths
}

/// Every key now and then, for a few frames each.
fn keys() -> Vec<KeyPress> {
    (0..60).map(|n| KeyPress { key: (n * 7 % 16) as u8, down: 30 + n * 20, up: 36 + n * 20 + n % 9 }).collect()
}

/// Runs each of `paths` in lockstep at two speeds.
fn check(paths: &[PathBuf]) {
    for_each_case(
        paths.len() as u64 * 2,
        || (),
        |(), case| {
            let path = &paths[case as usize / 2];
            let rom = Rom::read(path).expect("it can be read");
            let instructions_per_frame = Some(if case % 2 == 0 { 15 } else { 2000 });
            // A program of which the database does not know the platform may fault, on both engines alike.
            let known = Database::embedded().find(&rom.sha1());
            let wishes = Wishes { instructions_per_frame, ..Wishes::default() };
            let Ok(Choice { setup, .. }) = Choice::of(&rom, known.as_ref(), &wishes) else {
                return;
            };
            let job = Job { setup, frames: 1200, until_halt: false, pokes: Vec::new(), keys: keys() };
            let settings = Settings { threshold: 20, ..Settings::eager() };
            let engine = Engine::recompiler(setup.profile(), &settings).expect("LLVM starts");
            let report = Runner::new(&rom, &job, engine, true).run(&job, |_| ());
            if let Ending::Difference(difference) = report.ending {
                panic!("{}: {difference}", path.display());
            }
        },
    );
}

#[test]
fn other_peoples_programs_run_alike_on_both_engines() {
    let paths = programs_in(&folder(), "ch8");
    if paths.is_empty() {
        println!("no programs in {}: nothing compared; STITCH8_ROMS names another folder", folder().display());
    }
    check(&paths);
}

#[test]
fn our_own_programs_run_alike_on_both_engines() {
    // The sources, for they tell which platform they are for.
    let paths = ["roms/bench", "roms/games"].map(|folder| programs_in(&root().join(folder), "8o")).concat();
    assert!(paths.len() >= 16, "only {} programs in roms/", paths.len());
    check(&paths);
}

/// The folder's `manifest.tsv` has, among others, a program's file, its family of platforms as Octo names it, and its speed.
#[test]
fn other_peoples_programs_run_on_the_platform_that_the_database_knows() {
    let Ok(manifest) = std::fs::read_to_string(folder().join("manifest.tsv")) else {
        println!("no manifest.tsv in {}: nothing checked", folder().display());
        return;
    };
    let mut count = 0;
    for line in manifest.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [file, _, family, speed, quirks, ..] = columns[..] else { panic!("{line:?} has too few columns") };
        let rom = Rom::read(&folder().join(file)).expect("it can be read");
        let known = Database::embedded().find(&rom.sha1()).unwrap_or_else(|| panic!("{file} is not in the database"));
        let Choice { setup, .. } =
            Choice::of(&rom, Some(&known), &Wishes::default()).expect("its platform is emulated");
        // Octo's SUPER-CHIP without the HP 48's quirks is what XO-CHIP is.
        let platforms: &[&str] = match (family, quirks) {
            ("chip8", _) => &["originalChip8", "modernChip8"],
            ("schip", "-") => &["superchip", "xochip"],
            ("schip", _) => &["superchip"],
            (family, _) => &[family],
        };
        assert!(platforms.contains(&setup.platform.id), "{file} is {family}, not {}", setup.platform.id);
        assert_eq!(setup.instructions_per_frame.to_string(), speed, "{file}");
        let job = Job { setup, frames: 1200, until_halt: false, pokes: Vec::new(), keys: keys() };
        let report = Runner::new(&rom, &job, Engine::interpreter(setup.profile()), false).run(&job, |_| ());
        assert!(matches!(report.ending, Ending::Frames | Ending::Exited), "{file}: {:?}", report.ending);
        count += 1;
    }
    assert!(count > 0, "the manifest is empty");
}
