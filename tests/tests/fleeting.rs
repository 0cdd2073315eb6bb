//! Programs of which little can be compiled at a time, because the rest keeps changing: none is slower for it than interpreted.
#![cfg(feature = "jit")]

use cpu_ops::Platform;
use stitch8::engine::Engine;
use stitch8::recompiler::{Settings, Statistics};
use stitch8_tests::compare::{Course, Pair};

/// Adds to v1, rewrites with it the number of `v7 += NN` at 20E, and both bytes of `i := NNN` at 208: that has just been written, and not
/// been executed since, each time that the loop begins anew.
const REWRITES_WHAT_IT_HAS_BEHIND_IT: [u16; 13] = [
    0x7501, // 200  v5 += 1
    0x8050, // 202  v0 := v5
    0xA20F, // 204  i := 0x20F
    0xF055, // 206  save v0
    0xA300, // 208  i := 0x3NN
    0xF065, // 20A  load v0
    0x8404, // 20C  v4 += v0
    0x7700, // 20E  v7 += NN
    0x7103, // 210  v1 += 3
    0x60A3, // 212  v0 := 0xA3
    0xA208, // 214  i := 0x208
    0xF155, // 216  save v1
    0x1200, // 218  jump 0x200
];

/// Calls a subroutine, which holds still, from a loop that does not: makes `i := NNN` at 202 or `v3 += NN` of what it has there, now one and
/// now the other, with a number at random. From 212 it goes on with `rest`, which begins its next turn.
fn rewrites_more_than_numbers(rest: &[u16]) -> Vec<u16> {
    let mut words = vec![
        0x2240, // 200  call 0x240
        0xA322, // 202  i := 0x322         or v3 += NN
        0x60A2, // 204  v0 := 0xA2
        0xC1FF, // 206  v1 := random 0xFF
        0xC201, // 208  v2 := random 1
        0x4201, // 20A  if v2 == 1 then
        0x6073, // 20C  v0 := 0x73
        0xA202, // 20E  i := 0x202
        0xF155, // 210  save v1
    ];
    words.extend(rest);
    words.resize(0x40 / 2, 0);
    words.extend(ADDS_UP);
    words.push(0x00EE); // return
    words
}

/// Instructions that hold still.
const ADDS_UP: [u16; 3] = [
    0x7501, // v5 += 1
    0x8454, // v4 += v5
    0x8344, // v3 += v4
];

fn pair(settings: &Settings) -> Pair {
    let platform = Platform::by_id("xochip").expect("it is a platform");
    let profile = platform.profile(platform.quirks);
    Pair::new(platform, profile, Engine::recompiler(profile, settings).expect("LLVM starts"))
}

/// Runs `program` in both engines, each run being of `budget` instructions, and compares them. Returns what the recompiler did.
fn check(pair: &mut Pair, words: &[u16], budget: u64, runs: u64) -> Statistics {
    let program: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    pair.check(&format!("{:04X}", words[1]), &program, Course { budget, runs });
    pair.checked().statistics().expect("it is a recompiler")
}

#[test]
fn what_was_rewritten_and_not_executed_since_is_compiled_with_the_rest() {
    for budget in [517, 10_007] {
        let settings = Settings { threshold: 20, least_work: 0, ..Settings::default() };
        let statistics = check(&mut pair(&settings), &REWRITES_WHAT_IT_HAS_BEHIND_IT, budget, 400_000 / budget);
        assert!(statistics.native_share() > 0.9, "{statistics:#?}");
        assert!(statistics.exits.code_written < 10, "{statistics:#?}");
    }
}

#[test]
fn a_region_that_is_left_at_once_for_what_keeps_changing_is_dropped() {
    let settings = Settings { threshold: 20, ..Settings::default() };
    let statistics = check(&mut pair(&settings), &rewrites_more_than_numbers(&[0x1200]), 100_000, 20);
    assert!(statistics.units_fleeting > 0, "{statistics:#?}");
    assert!(statistics.native_share() < 0.1, "{statistics:#?}");
    assert!(statistics.units_requested < 20, "{statistics:#?}");
}

#[test]
fn what_gets_hot_after_long_without_anything_that_could_be_compiled_is_compiled() {
    // Changes for longer than it takes until it is seldom looked, and goes on to what holds still once v6 has been full six times.
    let [first, second, third] = ADDS_UP;
    let words = rewrites_more_than_numbers(&[
        0x4500, // 212  if v5 == 0 then
        0x7601, // 214  v6 += 1
        0x36FF, // 216  if v6 != 0xFF then
        0x1200, // 218  jump 0x200
        0x6600, // 21A  v6 := 0
        0x7E01, // 21C  vE += 1
        0x3E06, // 21E  if vE != 6 then
        0x1200, // 220  jump 0x200
        first, second, third, 0x1222, // 222
    ]);
    let settings = Settings { threshold: 20, ..Settings::default() };
    let mut pair = pair(&settings);
    let statistics = check(&mut pair, &words, 100_000, 150);
    assert!(statistics.native_share() > 0.5, "{statistics:#?}");
    // Another program begins without rest.
    let before = statistics.native_instructions;
    let [first, second, third] = ADDS_UP;
    let holds_still: Vec<u16> = [0x1280; 64].into_iter().chain([first, second, third, 0x1280]).collect();
    let statistics = check(&mut pair, &holds_still, 10_000, 10);
    assert!(statistics.native_instructions - before > 90_000, "{statistics:#?}");
}
