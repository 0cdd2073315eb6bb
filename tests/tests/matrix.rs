//! Programs of every kind on every platform, each in one of the ways that the recompiler works in: all of them in turn. The whole
//! of it is `cargo xtask matrix`.
//!
//! Other people's programs are no part of the project: they are looked for in the folder that the environment
//! variable `STITCH8_ROMS` names, or in `../shared/roms` beside the checkout. Where there are none the test says so.
#![cfg(feature = "jit")]

use std::path::{Path, PathBuf};

use cpu_ops::Platform;
use stitch8::recompiler::Effort;
use stitch8_tests::matrix::{Case, Kind, Subject, Way, compare, files};

const FRAMES: u64 = 40;
/// Instructions in a frame: enough for the least work that is worth compiling anything.
const SPEED: u64 = 2500;
/// Programs of each kind that is made up.
const PROGRAMS: u64 = 64;
/// One case in so many is compiled with full effort.
const FULL: usize = 5;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn other_peoples() -> Vec<Subject> {
    let folder = std::env::var_os("STITCH8_ROMS").map_or_else(|| root().join("../shared/roms"), PathBuf::from);
    if !folder.is_dir() {
        println!("no programs in {}: other people's are left out; STITCH8_ROMS names another folder", folder.display());
        return Vec::new();
    }
    files("other people's", &folder).expect("they can be read")
}

#[test]
fn every_program_runs_alike_on_every_platform_in_every_way() {
    let mut subjects = Subject::made_up(0, PROGRAMS);
    for name in ["bench", "conformance", "games"] {
        subjects.extend(files(name, &root().join("roms").join(name)).expect("ours can be read"));
    }
    subjects.extend(other_peoples());
    let mut cases = Vec::new();
    for (number, subject) in subjects.iter().enumerate() {
        for (place, platform) in Platform::ALL.iter().enumerate() {
            let way = Way::ALL[(number + place) % Way::ALL.len()];
            let effort = if cases.len() % FULL == 0 { Effort::Full } else { Effort::Quick };
            cases.push(Case { subject, platform, way, effort, frames: (FRAMES, Some(SPEED)) });
        }
    }
    let rows = compare(&cases, |_| ());
    for row in &rows {
        let tally = &row.tally;
        println!("{}, {}: {} runs, {:.2} compiled", row.kind, row.way.name, tally.programs, tally.native_share());
        assert!(tally.differences.is_empty(), "{}", tally.differences.join("\n"));
        // A game that waits for its timer most of the time gets nothing hot in so few frames.
        assert!(tally.compiled > 0 || !row.way.eager, "{}, {}: nothing was compiled", row.kind, row.way.name);
    }
    let kinds = Kind::MADE_UP.len() + 3;
    assert!(rows.len() >= kinds * Way::ALL.len(), "only {} rows", rows.len());
}
