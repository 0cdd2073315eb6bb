//! Programs that rewrite parts of instructions which compiled code reads each time: they are compiled once, and behave as interpreted.
#![cfg(feature = "jit")]

use cpu_ops::Platform;
use stitch8::engine::Engine;
use stitch8::recompiler::{Settings, Statistics};
use stitch8_tests::compare::{Course, Pair};

fn rom(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// A loop that rewrites the number of `instr`, which it has at 204 and which leaves v7 or I as it says, and adds up what comes of it.
fn rewrites_the_number_of(instr: u16) -> Vec<u8> {
    rom(&[
        0x6000, // 200  v0 := 0
        0x7007, // 202  v0 += 7
        instr,  // 204  the byte at 205 is rewritten
        0x7101, // 206  v1 += 1        skipped, if it is a skip
        0x8274, // 208  v2 += v7
        0xF31E, // 20A  i += v3
        0xA205, // 20C  i := 0x205
        0xF055, // 20E  save v0
        0x8700, // 210  v7 := v0
        0x1202, // 212  jump 0x202
    ])
}

/// A loop that rewrites both bytes of `i := NNN` at 206, and loads what is there.
fn rewrites_an_address() -> Vec<u8> {
    rom(&[
        0x60A3, // 200  v0 := 0xA3
        0x7109, // 202  v1 += 9
        0xA208, // 204  i := 0x208
        0xF155, // 206  save v1
        0xA208, // 208  i := 0x3NN
        0xF265, // 20A  load v2
        0x8324, // 20C  v3 += v2
        0x60A3, // 20E  v0 := 0xA3
        0x8132, // 210  v1 &= v3
        0x7103, // 212  v1 += 3
        0x1202, // 214  jump 0x202
    ])
}

/// The same, and once in 256 turns the instruction becomes another.
fn rewrites_an_address_or_more() -> Vec<u8> {
    rom(&[
        0x60A3, // 200  v0 := 0xA3
        0x7101, // 202  v1 += 1
        0x60A3, // 204  v0 := 0xA3
        0x4180, // 206  if v1 == 0x80 then
        0x6074, // 208  v0 := 0x74         v4 += NN
        0xA20E, // 20A  i := 0x20E
        0xF155, // 20C  save v1
        0xA300, // 20E  i := 0x3NN
        0xF51E, // 210  i += v5
        0x8544, // 212  v5 += v4
        0x1202, // 214  jump 0x202
    ])
}

/// On XO-CHIP: a loop that rewrites the long address which a skip passes over every other turn.
fn rewrites_a_long_address() -> Vec<u8> {
    rom(&[
        0x6001, // 200  v0 := 1
        0x7103, // 202  v1 += 3
        0x6201, // 204  v2 := 1
        0x8212, // 206  v2 &= v1
        0x3200, // 208  if v2 != 0 then
        0xF000, 0x0100, // 20A  i := long 0x100
        0xF365, // 20E  load v3
        0x8534, // 210  v5 += v3
        0x6001, // 212  v0 := 1
        0xA20C, // 214  i := 0x20C
        0xF155, // 216  save v1
        0x1202, // 218  jump 0x202
    ])
}

/// The number that is rewritten is the first byte of another instruction as well: every other turn begins at 207.
fn rewrites_a_number_that_is_more() -> Vec<u8> {
    rom(&[
        0x6073, // 200  v0 := 0x73
        0x8503, // 202  v5 ^= v0
        0x3573, // 204  if v5 != 0x73 then
        0x6273, // 206  v2 := 0x73         at 207: v3 += 0x71, or v4 += 0x71
        0x7105, // 208  v1 += 5            at 209: 05A2, which is executed by no one
        0xA207, // 20A  i := 0x207
        0x6607, // 20C  v6 := 7
        0x8063, // 20E  v0 ^= v6           0x73 and 0x74, in turn
        0xF055, // 210  save v0
        0x7201, // 212  v2 += 1
        0x3200, // 214  if v2 != 0 then
        0x1202, // 216  jump 0x202
        0x1207, // 218  jump 0x207
    ])
}

/// Rewrites `i := NNN` at 212 in every turn, and now and then makes `v4 += v5`, `v4 -= v5` and others of it, which only their last digit tells apart.
fn rewrites_an_address_or_the_last_digit() -> Vec<u8> {
    rom(&[
        0x6500, 0x6600, 0x7501, 0x60A3, 0x8150, 0x3600, 0x2224, 0xA212, 0xF155, 0xA300, 0x8744, 0x4500, 0x121C, 0x1204,
        0x7601, 0x6201, 0x8622, 0x1204, 0x6084, 0x6101, 0x8152, 0x6254, 0x8121, 0x00EE,
    ])
}

/// Begins with `v4 += v5` at 22E, which becomes `v4 -= v5` at once, and in the loop after that `i := NNN`.
fn begins_with_another_instruction() -> Vec<u8> {
    rom(&[
        0x640A, 0x6503, 0x222E, 0x6084, 0x6155, 0xA22E, 0xF155, 0x222E, 0x340A, 0x0000, 0x6600, 0x6700, 0x7701, 0x60A3,
        0x8170, 0xA22E, 0xF155, 0x222E, 0x4700, 0x7601, 0x3640, 0x1218, 0x122C, 0x8454, 0x00EE,
    ])
}

/// Waits for the delay timer in a loop with `v4 := NN` at 21A, which each turn of the outer loop rewrites.
fn waits_with_a_loose_instruction() -> Vec<u8> {
    rom(&[
        0x6500, 0x6600, 0x6700, 0x7501, 0x8050, 0xA21B, 0xF055, 0x4500, 0x7601, 0x4620, 0x6702, 0xF715, 0xF007, 0x6400,
        0x3000, 0x1218, 0x1206,
    ])
}

/// The programs that rewrite nothing that cannot be loose.
fn programs() -> Vec<(String, &'static Platform, Vec<u8>)> {
    let xo_chip = Platform::by_id("xochip").expect("it is a platform");
    let numbers = [
        0x3700, // if v7 != NN then
        0x4700, // if v7 == NN then
        0x6700, // v7 := NN
        0x7700, // v7 += NN
        0xA300, // i := 3NN
        0xC700, // v7 := random NN
    ];
    let mut programs = vec![("long address".to_owned(), xo_chip, rewrites_a_long_address())];
    for platform in [Platform::DEFAULT, xo_chip] {
        programs.extend(
            numbers.map(|instr| (format!("{instr:04X} on {}", platform.id), platform, rewrites_the_number_of(instr))),
        );
        programs.push((format!("address on {}", platform.id), platform, rewrites_an_address()));
    }
    programs
}

/// Runs `program` in both engines and compares them. Returns what the recompiler did.
fn check(name: &str, platform: &'static Platform, program: &[u8], settings: &Settings, course: Course) -> Statistics {
    let profile = platform.profile(platform.quirks);
    let engine = Engine::recompiler(profile, settings).expect("LLVM starts");
    let mut pair = Pair::new(platform, profile, engine);
    pair.check(name, program, course);
    pair.checked().statistics().expect("it is a recompiler")
}

#[test]
fn a_loop_that_rewrites_numbers_is_compiled_and_stays_so() {
    for (name, platform, program) in programs() {
        let wary = Settings { threshold: 20, ..Settings::default() };
        for settings in [Settings { threshold: 5, ..Settings::eager() }, wary] {
            let statistics = check(&name, platform, &program, &settings, Course { budget: 10_007, runs: 20 });
            assert!(statistics.native_share() > 0.9, "{name}: {statistics:#?}");
            assert!(statistics.invalidations <= 2, "{name}: {statistics:#?}");
        }
    }
}

#[test]
fn it_is_exact_at_every_budget() {
    for (name, platform, program) in programs() {
        for budget in (1..=40).chain([64, 100, 999]) {
            let settings = Settings { threshold: 5, ..Settings::eager() };
            check(&name, platform, &program, &settings, Course { budget, runs: (4000 / budget).max(3) });
        }
    }
}

#[test]
fn what_becomes_another_instruction_now_and_then_is_noticed() {
    for threshold in [1, 5, 100] {
        let settings = Settings { threshold, ..Settings::eager() };
        let course = Course { budget: 10_007, runs: 20 };
        let statistics = check("more", Platform::DEFAULT, &rewrites_an_address_or_more(), &settings, course);
        assert!(statistics.exits.code_changed > 0, "{threshold}: {statistics:#?}");
        assert!(statistics.native_instructions > 0, "{threshold}: {statistics:#?}");
        for budget in [1, 7, 29, 64, 999] {
            let course = Course { budget, runs: (40_000 / budget).max(3) };
            check("more", Platform::DEFAULT, &rewrites_an_address_or_more(), &settings, course);
        }
    }
}

#[test]
fn a_number_that_is_another_instruction_as_well_is_code() {
    for threshold in [1, 5, 20] {
        let settings = Settings { threshold, ..Settings::eager() };
        for budget in [1, 7, 29, 64, 999, 10_007] {
            let course = Course { budget, runs: (40_000 / budget).max(3) };
            check("shared", Platform::DEFAULT, &rewrites_a_number_that_is_more(), &settings, course);
        }
    }
}

#[test]
fn what_was_loose_and_is_another_instruction_when_memory_changes_is_decoded_as_it_is() {
    let xo_chip = Platform::by_id("xochip").expect("it is a platform");
    let profile = xo_chip.profile(xo_chip.quirks);
    for settings in [Settings { threshold: 5, ..Settings::eager() }, Settings { threshold: 20, ..Settings::default() }]
    {
        let mut pair = Pair::new(xo_chip, profile, Engine::recompiler(profile, &settings).expect("LLVM starts"));
        // Each time from the start, with what was compiled before.
        for _ in 0..3 {
            pair.check("begins with another", &begins_with_another_instruction(), Course { budget: 20_000, runs: 10 });
        }
        let statistics = pair.checked().statistics().expect("it is a recompiler");
        assert!(statistics.native_instructions > 0, "{statistics:#?}");
    }
}

#[test]
fn what_becomes_another_instruction_while_it_is_compiled_is_executed_as_it_is() {
    let xo_chip = Platform::by_id("xochip").expect("it is a platform");
    for background in [false, true] {
        let settings = Settings { threshold: 20, background, ..Settings::default() };
        let course = Course { budget: 100_000, runs: 200 };
        check("last digit", xo_chip, &rewrites_an_address_or_the_last_digit(), &settings, course);
    }
}

#[test]
fn a_loop_that_waits_stays_idle_with_a_loose_instruction_in_it() {
    let xo_chip = Platform::by_id("xochip").expect("it is a platform");
    let settings = Settings::default();
    let course = Course { budget: 100_000, runs: 400 };
    let statistics = check("waits", xo_chip, &waits_with_a_loose_instruction(), &settings, course);
    assert!(statistics.idle_instructions > 30_000_000, "{statistics:#?}");
}
