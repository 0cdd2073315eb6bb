//! Memory that was freed does not stay with the process because something else lies behind it.
#![cfg(all(feature = "jit", target_os = "linux", target_env = "gnu"))]

use std::thread;
use std::time::{Duration, Instant};

use cpu_ops::{Platform, Quirks};
use stitch8::engine::Engine;
use stitch8::recompiler::Settings;
use stitch8_tests::compare::{Course, Pair};
use stitch8_tests::stress::footprint::Footprint;

/// Bytes of a piece of memory, as small as most that LLVM asks for.
const PIECE: usize = 1 << 10;
/// Bytes that are asked for and freed, as many as LLVM takes for a region with very many ways through it.
const LEFT_OVER: usize = 64 << 20;
/// By how much the process may have grown in the end.
const MOST_GROWTH: u64 = 8 << 20;
/// How long the compiling thread may take to give memory back, once it has answered.
const PATIENCE: Duration = Duration::from_secs(10);

/// What this process has in memory.
fn resident() -> u64 {
    Footprint::now().expect("Linux tells").resident
}

/// A loop that adds up, `length` instructions long.
fn adds_up(length: u16) -> Vec<u8> {
    let words = (0..length).map(|number| 0x7001 | ((number % 15) << 8)).chain([0x1200]);
    words.flat_map(u16::to_be_bytes).collect()
}

/// Frees `bytes` in small pieces but for the last, which is returned. What is free is in memory still.
fn leave(bytes: usize) -> Vec<u8> {
    let mut pieces: Vec<Vec<u8>> = (0..bytes / PIECE).map(|_| vec![1; PIECE]).collect();
    pieces.pop().expect("there are many")
}

#[test]
fn what_is_free_goes_back_when_a_region_has_been_compiled() {
    let platform = Platform::DEFAULT;
    let profile = platform.profile(Quirks::NONE);
    let engine = Engine::recompiler(profile, &Settings::eager()).expect("LLVM starts");
    let mut pair = Pair::new(platform, profile, engine);
    let course = Course { budget: 1_000, runs: 2 };
    pair.check("the first", &adds_up(20), course);
    // What follows the first answer shall not fall together with what is to come.
    thread::sleep(Duration::from_millis(100));
    let before = resident();

    let _last = leave(LEFT_OVER);
    let full = resident();
    assert!(
        full > before + LEFT_OVER as u64 / 2,
        "{} KiB, then {} KiB: nothing is left over",
        before >> 10,
        full >> 10
    );
    pair.check("the second", &adds_up(30), course);
    let started = Instant::now();
    let mut after = resident();
    while after > before + MOST_GROWTH && started.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(1));
        after = resident();
    }
    println!("{} KiB, {} KiB, {} KiB after {:?}", before >> 10, full >> 10, after >> 10, started.elapsed());
    assert!(after <= before + MOST_GROWTH, "{} KiB, {} KiB, {} KiB", before >> 10, full >> 10, after >> 10);
    let statistics = pair.checked().statistics().expect("it is a recompiler");
    assert_eq!(statistics.units_compiled, 2, "{statistics:?}");
}
