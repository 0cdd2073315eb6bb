//! The opcode sweep in its short form, and whole programs on the oracle. `cargo xtask sweep` is the long form.

use std::path::{Path, PathBuf};

use cpu_ops::Platform;
use fastrand::Rng;
use stitch8_tests::sweep::programs::Course;
#[cfg(feature = "jit")]
use stitch8_tests::sweep::{Found, compiled};
use stitch8_tests::sweep::{oracle, programs};
use stitch8_tests::workers::for_each_case;

/// Start states of each word.
const STATES: u64 = 10;

#[test]
fn every_word_does_what_it_does_on_the_oracle() {
    for platform in Platform::ALL {
        let found = oracle::sweep(platform, STATES);
        found.assert_none();
        assert!(found.compared >= 65_536 * STATES, "only {} on {}", found.compared, platform.id);
    }
}

#[test]
fn random_programs_do_what_they_do_on_the_oracle() {
    for platform in Platform::ALL {
        let found = programs::sweep(platform, 3000);
        found.assert_none();
        println!("{}: {} instructions", platform.id, found.compared);
    }
}

/// Files in `folder` that end in `.ch8`.
fn programs_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    paths.filter(|path| path.extension().is_some_and(|ending| ending == "ch8")).collect()
}

/// Runs each of `paths` on every platform whose memory it fits, whether it was made for it or not.
fn compare_with_oracle(paths: &[PathBuf]) {
    let platforms = Platform::ALL.len();
    let case = |(): &mut (), case: u64| {
        let (path, platform) = (&paths[case as usize / platforms], &Platform::ALL[case as usize % platforms]);
        let program = std::fs::read(path).expect("it can be read");
        if program.len() <= platform.program_bytes() {
            let course = Course { quirks: platform.quirks, frames: 300, budget: 30..300 };
            let name = path.display().to_string();
            programs::check(&name, platform, &program, &course, Rng::with_seed(case)).assert_none();
        }
    };
    for_each_case((paths.len() * platforms) as u64, || (), case);
}

#[test]
fn our_own_programs_do_what_they_do_on_the_oracle() {
    let roms = Path::new(env!("CARGO_MANIFEST_DIR")).join("../roms");
    let paths: Vec<PathBuf> =
        ["bench", "conformance", "games"].iter().flat_map(|folder| programs_in(&roms.join(folder))).collect();
    assert!(paths.len() >= 40, "only {} programs in roms/", paths.len());
    compare_with_oracle(&paths);
}

/// Other people's programs are no part of the project; see `community_roms.rs`.
#[test]
fn other_peoples_programs_do_what_they_do_on_the_oracle() {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/roms");
    let folder = std::env::var_os("STITCH8_ROMS").map_or_else(beside, PathBuf::from);
    let paths = programs_in(&folder);
    if paths.is_empty() {
        println!("no programs in {}: nothing compared; STITCH8_ROMS names another folder", folder.display());
    }
    compare_with_oracle(&paths);
}

#[test]
#[cfg(feature = "jit")]
fn some_words_of_every_op_do_the_same_compiled() {
    for platform in Platform::ALL {
        let found = compiled::sweep(platform, 4, STATES, |_| ());
        found.assert_none();
        let Found { native, compared, .. } = found;
        assert!(100 * native >= 99 * compared, "only {native} of {compared} ran compiled on {}", platform.id);
    }
}
