//! The programs of `roms/`: their sources assemble to exactly the files beside them, the manifest tells the
//! truth, and the benchmarks leave the checksums it promises, on every engine.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cpu_ops::Platform;
use serde::Deserialize;
use stitch8::database::{Database, Origin};
use stitch8::engine::{Engine, EngineKind};
use stitch8::headless::{Ending, Job, Runner};
use stitch8::rom::Rom;
use stitch8::setup::{Setup, Wishes};
use stitch8_tests::workers::for_each_case;

#[derive(Deserialize)]
struct Manifest {
    program: Vec<Program>,
}

#[derive(Deserialize)]
struct Program {
    file: String,
    sha1: String,
    platform: String,
    instructions_per_frame: u64,
    instructions: Option<u64>,
    checksum_address: Option<usize>,
    checksum: Option<Vec<u8>>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../roms")
}

fn manifest() -> Vec<Program> {
    let text = std::fs::read_to_string(folder().join("manifest.toml")).expect("the manifest can be read");
    toml::from_str::<Manifest>(&text).expect("the manifest is as described in it").program
}

#[test]
fn every_source_assembles_to_the_file_beside_it_and_the_manifest_knows_it() {
    let known: BTreeSet<String> = manifest().into_iter().map(|program| program.file).collect();
    let mut found = BTreeSet::new();
    for kind in ["bench", "games"] {
        for entry in std::fs::read_dir(folder().join(kind)).expect("the folder is there").flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "ch8") {
                let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
                found.insert(format!("{kind}/{name}"));
                assert_is_from_its_source(&path);
            }
        }
    }
    assert_eq!(known, found);
}

#[test]
fn every_source_of_the_conformance_set_has_its_file_and_its_case() {
    let conformance = folder().join("conformance");
    let manifest = std::fs::read_to_string(conformance.join("manifest.toml")).expect("it can be read");
    for entry in std::fs::read_dir(conformance).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "8o") {
            let rom = path.with_extension("ch8");
            assert_is_from_its_source(&rom);
            let name = rom.file_name().expect("a file has a name").to_string_lossy().into_owned();
            assert!(manifest.contains(&format!("rom = \"{name}\"")), "no case runs {name}");
        }
    }
}

fn assert_is_from_its_source(path: &Path) {
    let assembled = Rom::read(&path.with_extension("8o")).expect("the source is beside it");
    let rom = std::fs::read(path).expect("it can be read");
    assert!(assembled.bytes == rom, "{} is not what its source assembles to", path.display());
}

#[test]
fn every_hash_in_the_manifest_is_right() {
    for program in manifest() {
        let rom = Rom::read(&folder().join(&program.file)).expect("it can be read");
        assert_eq!(rom.sha1(), program.sha1, "{}", program.file);
    }
}

#[test]
fn every_game_and_all_that_is_not_for_the_default_platform_is_known_to_the_database() {
    for program in manifest() {
        let is_game = program.file.starts_with("games/");
        let known = Database::embedded().find(&program.sha1);
        let Some(known) = known else {
            assert!(!is_game && program.platform == Platform::DEFAULT.id, "{} is in no database", program.file);
            continue;
        };
        assert_eq!(known.origin, Origin::Ours, "{}", program.file);
        assert_eq!(known.record.platforms[0], program.platform, "{}", program.file);
        let speed = known.record.tickrate.map(u64::from);
        assert_eq!(speed, is_game.then_some(program.instructions_per_frame), "{}", program.file);
    }
}

fn engine(kind: EngineKind, setup: &Setup) -> Engine {
    match kind {
        EngineKind::Interpreter => Engine::interpreter(setup.profile()),
        #[cfg(feature = "jit")]
        EngineKind::Recompiler => {
            let settings = stitch8::recompiler::Settings { threshold: 500, ..Default::default() };
            Engine::recompiler(setup.profile(), &settings).expect("LLVM starts")
        }
    }
}

#[test]
fn every_benchmark_leaves_its_checksum_on_every_engine() {
    let benchmarks: Vec<Program> = manifest().into_iter().filter(|program| program.checksum.is_some()).collect();
    assert!(benchmarks.len() >= 10, "there are {}", benchmarks.len());
    for_each_case(
        benchmarks.len() as u64,
        || (),
        |(), case| {
            let program = &benchmarks[case as usize];
            let rom = Rom::read(&folder().join(&program.file)).expect("it can be read");
            let wishes = Wishes {
                platform: Platform::by_id(&program.platform),
                instructions_per_frame: Some(program.instructions_per_frame),
                ..Wishes::default()
            };
            let setup = Setup::choose(&rom, &wishes).expect("it fits");
            for &kind in EngineKind::ALL {
                let job = Job { setup, frames: 10_000, until_halt: true, pokes: Vec::new(), keys: Vec::new() };
                let mut runner = Runner::new(&rom, &job, engine(kind, &setup), false);
                let report = runner.run(&job, |_| ());
                assert!(matches!(report.ending, Ending::SelfJump), "{} on {kind}: {:?}", program.file, report.ending);
                assert_eq!(Some(report.counts.instructions), program.instructions, "{} on {kind}", program.file);
                let address = program.checksum_address.expect("a checksum has an address");
                let checksum = program.checksum.as_deref().expect("benchmarks have one");
                assert_eq!(&runner.state().bus.memory[address..address + checksum.len()], checksum, "{}", program.file);
            }
        },
    );
}
