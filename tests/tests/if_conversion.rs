//! If-conversion: where both ways from a skip are executed, the state is that of the way taken.
#![cfg(feature = "jit")]

use cpu_ops::Platform;
use stitch8::engine::Engine;
use stitch8::recompiler::Settings;
use stitch8_tests::compare::{Course, Pair};
use stitch8_tests::random_program::branching_program;

/// Programs made up at random.
const PROGRAMS: u64 = 40;

/// Sets v0 to any number.
const RANDOM: u16 = 0xC0FF;

/// A loop at 202 that sets v0 first in each turn, and then does something else.
fn looped(source: u16, body: &[u16]) -> Vec<u8> {
    let head = [0x6C00, source];
    let tail = [0x7C01, 0x1202];
    // What follows the loop, for calls: at 2C0 and 2D0.
    let mut words: Vec<u16> = head.into_iter().chain(body.iter().copied()).chain(tail).collect();
    words.resize(0xC0 / 2, 0);
    words.extend([0x7307, 0x8434, 0x00EE, 0, 0, 0, 0, 0]);
    words.extend([0x8556, 0x4F00, 0x7601, 0x00EE]);
    words.into_iter().flat_map(u16::to_be_bytes).collect()
}

/// v1 := bit 0 of v0
const BIT: [u16; 2] = [0x6101, 0x8102];

/// A program's body and how many skips of its region both ways are executed of.
fn shapes() -> Vec<(&'static str, Vec<u16>, u64)> {
    let with = |words: &[u16]| BIT.iter().chain(words).copied().collect::<Vec<u16>>();
    vec![
        ("one instruction", with(&[0x3100, 0x8204]), 1),
        ("a random number, a timer and a key", with(&[0x4100, 0x120E, 0xC2FF, 0xF407, 0xF515, 0x6301]), 1),
        ("one way", with(&[0x4100, 0x1210, 0x8204, 0x83F4, 0x7401]), 1),
        ("two ways", with(&[0x4100, 0x1212, 0x8204, 0x83F4, 0x1216, 0x8305, 0x8432]), 1),
        ("a call", with(&[0x3100, 0x22C0]), 1),
        ("a call on either way", with(&[0x4100, 0x1210, 0x22C0, 0x1212, 0x22D0]), 2),
        ("a skip on a way", with(&[0x4100, 0x1214, 0x8204, 0x4F01, 0x8434, 0x7401]), 2),
        ("a store on a way is none", with(&[0x4100, 0x1210, 0xA600, 0xF155, 0x7401]), 0),
    ]
}

fn platforms() -> [&'static Platform; 2] {
    ["originalChip8", "xochip"].map(|id| Platform::by_id(id).expect("it is a platform"))
}

fn check(platform: &'static Platform, name: &str, program: &[u8], settings: &Settings, course: Course) -> u64 {
    let profile = platform.profile(platform.quirks);
    let mut pair = Pair::new(platform, profile, Engine::recompiler(profile, settings).expect("LLVM starts"));
    pair.check(&format!("{name} on {}", platform.id), program, course);
    let report = pair.checked().report().expect("it is a recompiler");
    report.regions.iter().map(|region| region.if_converted).max().unwrap_or(0)
}

#[test]
fn each_shape_is_exact_at_every_budget() {
    for platform in platforms() {
        for (name, body, converted) in shapes() {
            let program = looped(RANDOM, &body);
            for budget in (1..=30).chain([100, 1000]) {
                let settings = Settings { threshold: 5, ..Settings::eager() };
                let runs = (4000 / budget).max(4);
                let found = check(platform, name, &program, &settings, Course { budget, runs });
                assert!(found == converted || budget < 30, "{name}: {found} at {budget}");
            }
        }
    }
}

/// A subroutine at 240 that calls itself v2 times: when the stack is full, on one of two ways there is a call.
#[test]
fn where_the_stack_is_full_the_way_taken_decides() {
    for platform in platforms() {
        for taken in [0x3100, 0x4100] {
            for depth in 8..20 {
                let mut words = vec![0x6200 | depth, 0x2240, 0x1200];
                words.resize(0x20, 0);
                // v1 := whether it is the last level; on the last one, or on all others, there is a call too many.
                words.extend([0x72FF, 0x6100, 0x4200, 0x6101, 0x4100, 0x2240, taken, 0x22C0, 0x00EE]);
                let mut program: Vec<u8> = words.into_iter().flat_map(u16::to_be_bytes).collect();
                program.extend(&looped(RANDOM, &[])[program.len()..]);
                for budget in [7, 64, 1000] {
                    let settings = Settings { threshold: 3, ..Settings::eager() };
                    check(platform, &format!("depth {depth}"), &program, &settings, Course { budget, runs: 60 });
                }
            }
        }
    }
}

#[test]
fn what_is_foreseen_stays_a_branch_and_what_is_not_does_not() {
    let platform = platforms()[1];
    // v0 is any number; or v0 counts, and its bit changes each time.
    for (source, converted) in [(RANDOM, 1), (0x7001, 0)] {
        let mut body = BIT.to_vec();
        body.extend([0x4100, 0x1210, 0x8204, 0x83F4, 0x7401]);
        let settings = Settings { threshold: 50, ..Settings::default() };
        let found = check(platform, "", &looped(source, &body), &settings, Course { budget: 100_000, runs: 4 });
        assert_eq!(found, converted, "{source:04X}");
    }
}

#[test]
fn branches_of_all_shapes_are_exact() {
    for platform in platforms() {
        for budget in [5, 33, 1024, 20_000] {
            let profile = platform.profile(platform.quirks);
            let settings = Settings { threshold: 4, ..Settings::eager() };
            let mut pair = Pair::new(platform, profile, Engine::recompiler(profile, &settings).expect("LLVM starts"));
            let course = Course { budget, runs: (8000 / budget).max(3) };
            for seed in 0..PROGRAMS {
                pair.check(&format!("seed {seed} on {}", platform.id), &branching_program(seed), course);
            }
        }
    }
}
