//! Programs that rewrite themselves, on both engines and at every budget.
#![cfg(feature = "jit")]

use cpu_ops::{Platform, Quirks};
use stitch8::engine::Engine;
use stitch8::recompiler::{Settings, Statistics};
use stitch8_tests::compare::{Course, Pair};

fn rom(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// Rewrites the instruction right after the store, which is in the same straight run.
fn rewrites_the_next_instruction() -> Vec<u8> {
    rom(&[
        0x6071, // 200  v0 := 0x71
        0x6100, // 202  v1 := 0
        0x7101, // 204  v1 += 1
        0xA20A, // 206  i := 0x20A
        0xF155, // 208  save v1     writes 71, v1 to 20A
        0x7203, // 20A  v2 += 3     becomes v1 += v1's last value
        0x8314, // 20C  v3 += v1
        0x1204, // 20E  jump 0x204
    ])
}

/// Turns a skip in its loop into another one and back, so that the loop's shape changes.
fn rewrites_the_flow() -> Vec<u8> {
    rom(&[
        0x6C01, // 200  vC := 1
        0x7001, // 202  v0 += 1
        0x3080, // 204  if v0 != 0x80 then   becomes 4080 and back
        0x1206, // 206  jump 0x206 + 0: patched below
        0x8AC3, // 208  vA ^= vC
        0x6B30, // 20A  vB := 0x30
        0x3A00, // 20C  if vA != 0 then
        0x6B40, // 20E  vB := 0x40
        0x80B0, // 210  v0 := vB
        0xA204, // 212  i := 0x204
        0xF055, // 214  save v0
        0x7D01, // 216  vD += 1
        0x80D0, // 218  v0 := vD
        0x1202, // 21A  jump 0x202
    ])
    .into_iter()
    .enumerate()
    .map(|(index, byte)| if index == 7 { 0x0A } else { byte })
    .collect()
}

/// Writes right before and right after its loop, never into it.
fn writes_beside_itself() -> Vec<u8> {
    rom(&[
        0x1204, // 200  jump 0x204
        0x0000, // 202  data
        0x7001, // 204  v0 += 1
        0xA203, // 206  i := 0x203
        0xF055, // 208  save v0     writes 203
        0xA212, // 20A  i := 0x212
        0xF155, // 20C  save v1     writes 212, 213
        0x7101, // 20E  v1 += 1
        0x1204, // 210  jump 0x204
        0x0000, // 212  data
    ])
}

/// Counts to 256, and then rewrites the last byte of its code and no other: where the loop goes back to.
fn rewrites_its_last_byte() -> Vec<u8> {
    rom(&[
        0x6302, // 200  v3 := 2
        0xA219, // 202  i := 0x219
        0xF065, // 204  load v0
        0x8033, // 206  v0 ^= v3
        0xA219, // 208  i := 0x219
        0xF055, // 20A  save v0     writes 219
        0x1210, // 20C  jump 0x210
        0x0000, // 20E  data
        0x7101, // 210  v1 += 1
        0x7401, // 212  v4 += 1
        0x4400, // 214  if v4 == 0 then
        0x1200, // 216  jump 0x200
        0x1210, // 218  jump 0x210  becomes jump 0x212 and back
    ])
}

/// Counts to 256, and then rewrites an operand of its loop by a store that begins in the data before it.
fn rewrites_from_before_its_loop() -> Vec<u8> {
    rom(&[
        0x6301, // 200  v3 := 1
        0x6502, // 202  v5 := 2
        0x6274, // 204  v2 := 0x74
        0x8353, // 206  v3 ^= v5
        0xA20E, // 208  i := 0x20E
        0xF355, // 20A  save v3     writes 20E to 211
        0x1210, // 20C  jump 0x210
        0x0000, // 20E  data
        0x7401, // 210  v4 += 1     becomes v4 += 3 and back
        0x7101, // 212  v1 += 1
        0x4100, // 214  if v1 == 0 then
        0x1206, // 216  jump 0x206
        0x1210, // 218  jump 0x210
    ])
}

/// Runs `program` at every budget up to 40 and at some large ones. Returns what the recompilers did.
fn check(name: &str, program: &[u8], threshold: u32) -> Statistics {
    let platform = Platform::DEFAULT;
    let profile = platform.profile(Quirks::NONE);
    let settings = Settings { threshold, ..Settings::eager() };
    let mut total = Statistics::default();
    for budget in (1..=40).chain([64, 100, 999, 10_000]) {
        // Each time from nothing: what was written over often is not compiled again soon.
        let engine = Engine::recompiler(profile, &settings).expect("LLVM starts");
        let mut pair = Pair::new(platform, profile, engine);
        pair.check(name, program, Course { budget, runs: (4000 / budget).max(3) });
        let statistics = pair.checked().statistics().expect("it is a recompiler");
        total.units_compiled += statistics.units_compiled;
        total.invalidations += statistics.invalidations;
        total.native_instructions += statistics.native_instructions;
        total.interpreted_instructions += statistics.interpreted_instructions;
    }
    total
}

#[test]
fn a_program_that_rewrites_its_hot_loop_behaves_as_interpreted() {
    let programs = [
        ("next instruction", rewrites_the_next_instruction()),
        ("flow", rewrites_the_flow()),
        ("last byte", rewrites_its_last_byte()),
        ("from before", rewrites_from_before_its_loop()),
    ];
    for (name, program) in programs {
        for threshold in [0, 1, 5] {
            let statistics = check(name, &program, threshold);
            assert!(statistics.invalidations > 0, "{name}: compiled code was never written over: {statistics:?}");
            assert!(statistics.native_instructions > 0, "{name}: {statistics:?}");
        }
    }
}

#[test]
fn a_store_beside_compiled_code_leaves_it_alone() {
    let statistics = check("beside", &writes_beside_itself(), 1);
    assert!(statistics.units_compiled > 0, "{statistics:?}");
    assert_eq!(statistics.invalidations, 0, "{statistics:?}");
    assert!(statistics.native_share() > 0.5, "{statistics:?}");
}

#[test]
fn code_that_keeps_changing_is_compiled_less_and_less_often() {
    let platform = Platform::DEFAULT;
    let profile = platform.profile(Quirks::NONE);
    let settings = Settings { threshold: 1, ..Settings::eager() };
    let engine = Engine::recompiler(profile, &settings).expect("LLVM starts");
    let mut pair = Pair::new(platform, profile, engine);
    let executed = pair.check("flow", &rewrites_the_flow(), Course { budget: 100_000, runs: 5 });
    let compiled = pair.checked().statistics().expect("it is a recompiler").units_compiled;
    assert!(compiled <= 40, "{compiled} units compiled for {executed} instructions of a loop that never settles");
}

/// Calls a subroutine that only returns, 2,560 times, and then writes a loop over it and goes there.
fn becomes_a_loop() -> Vec<u8> {
    let mut words = vec![
        0x6200, // 200  v2 := 0
        0x2240, // 202  call 0x240
        0x7101, // 204  v1 += 1
        0x3100, // 206  if v1 != 0 then
        0x1202, // 208  jump 0x202
        0x7201, // 20A  v2 += 1
        0x320A, // 20C  if v2 != 10 then
        0x1202, // 20E  jump 0x202
        0xA230, // 210  i := 0x230
        0xF565, // 212  load v5
        0xA240, // 214  i := 0x240
        0xF555, // 216  save v5     writes 240 to 245
        0x1240, // 218  jump 0x240
    ];
    words.resize(0x30 / 2, 0);
    words.extend([0x7301, 0x7403, 0x1240]); // 230  v3 += 1, v4 += 3, jump 0x240
    words.resize(0x40 / 2, 0);
    words.push(0x00EE); // 240  return
    rom(&words)
}

#[test]
fn what_was_too_small_to_compile_is_compiled_once_it_is_a_loop() {
    let platform = Platform::DEFAULT;
    let profile = platform.profile(Quirks::NONE);
    let settings = Settings { threshold: 50, background: false, ..Settings::default() };
    let mut pair = Pair::new(platform, profile, Engine::recompiler(profile, &settings).expect("LLVM starts"));
    pair.check("becomes a loop", &becomes_a_loop(), Course { budget: 10_000, runs: 20 });
    let statistics = pair.checked().statistics().expect("it is a recompiler");
    assert!(statistics.native_share() > 0.5, "{statistics:#?}");
}
