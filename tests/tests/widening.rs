//! Regions that are left for what they lack: compiled anew, they have it.
#![cfg(feature = "jit")]

use cpu_ops::{Platform, Quirks};
use stitch8::engine::Engine;
use stitch8::recompiler::Settings;
use stitch8_tests::compare::{Course, Pair};

/// A loop that goes another way from its 256th turn on, long after it was compiled.
const CHANGES_ITS_WAY: [u16; 11] = [
    0x6000, // 200  v0 := 0
    0x7101, // 202  v1 += 1
    0x4100, // 204  if v1 == 0 then
    0x6201, // 206  v2 := 1
    0x4201, // 208  if v2 == 1 then
    0x1210, // 20A  jump 0x210
    0x7301, // 20C  v3 += 1
    0x1202, // 20E  jump 0x202
    0x7401, // 210  v4 += 1
    0x8544, // 212  v5 += v4
    0x1202, // 214  jump 0x202
];

#[test]
fn a_region_that_is_left_for_the_other_way_of_its_loop_gets_it() {
    let program: Vec<u8> = CHANGES_ITS_WAY.iter().flat_map(|word| word.to_be_bytes()).collect();
    let platform = Platform::DEFAULT;
    let profile = platform.profile(Quirks::NONE);
    for background in [false, true] {
        let settings = Settings { threshold: 60, least_work: 0, background, ..Settings::default() };
        let mut pair = Pair::new(platform, profile, Engine::recompiler(profile, &settings).expect("LLVM starts"));
        // In the background it takes as long as it takes.
        let mut runs = 40;
        let statistics = loop {
            pair.check("changes its way", &program, Course { budget: 50_000, runs });
            let statistics = pair.checked().statistics().expect("it is a recompiler");
            if statistics.units_widened > 0 || runs > 100_000 {
                break statistics;
            }
            runs *= 4;
        };
        assert!(statistics.units_widened > 0, "{statistics:?}");
        assert!(background || statistics.units_live == 1, "{statistics:?}");
        assert!(background || statistics.native_share() > 0.99, "{statistics:?}");
    }
}

/// A loop with so many sprites that it weighs more than a region may at first.
fn draws_much() -> Vec<u8> {
    let draws = [0x7103_u16, 0x7205, 0xD125].repeat(14);
    let words = [0x6000_u16, 0xA050].into_iter().chain(draws).chain([0x7001, 0x1204]);
    words.flat_map(u16::to_be_bytes).collect()
}

#[test]
fn a_loop_that_is_compiled_in_pieces_becomes_one_region() {
    let platform = Platform::DEFAULT;
    let profile = platform.profile(Quirks::NONE);
    for background in [false, true] {
        let settings = Settings { threshold: 60, least_work: 0, background, ..Settings::default() };
        let mut pair = Pair::new(platform, profile, Engine::recompiler(profile, &settings).expect("LLVM starts"));
        let mut runs = 20;
        let statistics = loop {
            pair.check("draws much", &draws_much(), Course { budget: 50_000, runs });
            let statistics = pair.checked().statistics().expect("it is a recompiler");
            if statistics.units_widened > 0 || runs > 10_000 {
                break statistics;
            }
            runs *= 4;
        };
        assert!(statistics.units_widened > 0, "{statistics:?}");
        let edges = statistics.exits.edge;
        pair.check("draws much", &draws_much(), Course { budget: 50_000, runs: 20 });
        let statistics = pair.checked().statistics().expect("it is a recompiler");
        // It is entered anew in each frame, and not in each turn.
        assert!(statistics.exits.edge - edges < 200, "{edges} and then {statistics:?}");
    }
}
