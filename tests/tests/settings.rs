//! None of the recompiler's settings changes what a program does: whether it waits for the compiling thread, how
//! soon it compiles, and how much code it keeps.
#![cfg(feature = "jit")]

use cpu_ops::{Platform, Quirks};
use stitch8::engine::Engine;
use stitch8::recompiler::{Settings, Statistics};
use stitch8_tests::compare::{Course, Pair};
use stitch8_tests::random_program::random_program;

const PROGRAMS: u64 = 20;

/// Compares the engines over random programs. Returns what the recompiler has done.
fn check(settings: &Settings) -> Statistics {
    let platform = Platform::DEFAULT;
    let profile = platform.profile(Quirks::NONE);
    let engine = Engine::recompiler(profile, settings).expect("LLVM starts");
    let mut pair = Pair::new(platform, profile, engine);
    for seed in 0..PROGRAMS {
        let program = random_program(platform, seed, 12 + (seed % 40) as u16);
        for course in [Course { budget: 7, runs: 200 }, Course { budget: 300, runs: 40 }] {
            pair.check(&format!("program {seed} under {settings:?}"), &program, course);
        }
    }
    pair.checked().statistics().expect("it is a recompiler")
}

#[test]
fn programs_behave_alike_while_code_is_compiled_beside_them() {
    for threshold in [0, 2] {
        // What is ready when is left to chance, and must not matter.
        check(&Settings { threshold, background: true, ..Settings::eager() });
        check(&Settings { threshold, background: true, wary: true, least_work: 128, ..Settings::eager() });
    }
}

#[test]
fn programs_behave_alike_when_there_is_hardly_room_for_compiled_code() {
    let settings = || Settings { threshold: 0, ..Settings::eager() };
    let few_bytes = [0, 1500].map(|cache_bytes| (8, Settings { cache_bytes, ..settings() }));
    for (most, settings) in few_bytes.into_iter().chain([(2, Settings { cache_regions: 2, ..settings() })]) {
        let statistics = check(&settings);
        assert!(statistics.units_evicted > 0, "nothing had to go: {statistics:?}");
        assert!(statistics.units_live <= most, "{statistics:?}");
    }
}
