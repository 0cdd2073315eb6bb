//! Lockstep of the two engines over programs made up at random.
#![cfg(feature = "jit")]

use std::sync::atomic::{AtomicU64, Ordering};

use cpu_ops::{Platform, Quirk, Quirks};
use stitch8::engine::Engine;
use stitch8::recompiler::Settings;
use stitch8_tests::compare::{Course, Pair};
use stitch8_tests::random_program::random_program;
use stitch8_tests::workers::for_each_case;

const COURSES: [Course; 5] = [
    Course { budget: 1, runs: 400 },
    Course { budget: 2, runs: 300 },
    Course { budget: 7, runs: 200 },
    Course { budget: 100, runs: 60 },
    Course { budget: 10_000, runs: 2 },
];

#[test]
fn two_thousand_random_programs_of_every_platform_leave_the_same_state_at_every_budget() {
    let (executed, native) = (AtomicU64::new(0), AtomicU64::new(0));
    for platform in Platform::ALL {
        // Half of them under the platform's own quirks, half with every quirk the other way round.
        for quirks in [platform.quirks, inverted(platform.quirks)] {
            let profile = platform.profile(quirks);
            let start =
                || Pair::new(platform, profile, Engine::recompiler(profile, &Settings::eager()).expect("LLVM starts"));
            for_each_case(1000, start, |pair, seed| {
                let program = random_program(platform, seed, 12 + (seed % 40) as u16);
                let before = pair.checked().statistics().expect("it is a recompiler").native_instructions;
                for course in COURSES {
                    let done = pair.check(&format!("program {seed} on {}", platform.id), &program, course);
                    executed.fetch_add(done, Ordering::Relaxed);
                }
                let after = pair.checked().statistics().expect("it is a recompiler").native_instructions;
                native.fetch_add(after - before, Ordering::Relaxed);
            });
        }
    }
    let (executed, native) = (executed.into_inner(), native.into_inner());
    let share = native as f64 / executed as f64;
    println!("{executed} instructions, {share:.2} of them in compiled code");
    assert!(share > 0.3, "only {share:.2} of the instructions ran in compiled code: too little was compared");
}

/// Every quirk that is not in `quirks`.
fn inverted(quirks: Quirks) -> Quirks {
    Quirk::ALL.into_iter().fold(Quirks::NONE, |inverted, quirk| inverted.with(quirk, !quirks.has(quirk)))
}
