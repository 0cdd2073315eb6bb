//! Computed jumps: where they have led is part of a region, and wherever they lead, both engines agree.
#![cfg(feature = "jit")]

use cpu_ops::Platform;
use stitch8::engine::Engine;
use stitch8::recompiler::{Settings, Statistics};
use stitch8_tests::compare::{Course, Pair};

/// Counts v1 up, and jumps to one of four subroutines by its last two bits, with v0, or with v2, which the quirk adds in its place.
const TABLE: [u16; 26] = [
    0x6000, // 200  v0 := 0
    0x7101, // 202  v1 += 1
    0x6003, // 204  v0 := 3
    0x8012, // 206  v0 &= v1
    0x8004, // 208  v0 += v0
    0x8200, // 20A  v2 := v0
    0x2210, // 20C  call 0x210
    0x1202, // 20E  jump 0x202
    0xB212, // 210  jump0 0x212
    0x121A, // 212  jump 0x21A
    0x121E, // 214  jump 0x21E
    0x1222, // 216  jump 0x222
    0x1226, // 218  jump 0x226
    0x7301, // 21A  v3 += 1
    0x00EE, // 21C  return
    0x8434, // 21E  v4 += v3
    0x00EE, // 220  return
    0x8543, // 222  v5 ^= v4
    0x00EE, // 224  return
    0x8655, // 226  v6 -= v5
    0x4600, // 228  if v6 == 0 then
    0x7701, // 22A  v7 += 1
    0x00EE, // 22C  return
    0x0000, 0x0000, 0x0000,
];

/// The same with a fifth way, at 22E, which the loop takes from its 256th turn on in place of the first.
fn with_a_late_way() -> Vec<u16> {
    let mut words = TABLE.to_vec();
    words[4] = 0x2230; // 208  call 0x230
    words[0x2E / 2] = 0x7801; // 22E  v8 += 1
    words.truncate(0x30 / 2);
    words.extend([
        0x4100, // 230  if v1 == 0 then
        0x7901, // 232  v9 += 1
        0x8004, // 234  v0 += v0
        0x3900, // 236  if v9 != 0 then
        0x4000, // 238  if v0 == 0 then
        0x00EE, // 23A  return
        0x601C, // 23C  v0 := 0x1C
        0x00EE, // 23E  return
    ]);
    words
}

/// Four pieces of code of 10, 30, 50 and 70 instructions, each of which jumps to the next by way of the table at 210.
fn threaded() -> Vec<u16> {
    let mut words = vec![0x6200, 0x1218, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    for piece in 0..4 {
        let start = 0x200 + 2 * words.len() as u16;
        words[8 + piece] = 0x1000 | start;
        words.extend([0x7307, 0x8434].repeat(3 + 10 * piece));
        // v2 += 2, v0 := 6, v0 &= v2, jump0 0x210
        words.extend([0x7202, 0x6006, 0x8022, 0xB210]);
    }
    words
}

/// Where the first instruction is one word later: the table begins at an odd address.
fn at_an_odd_address() -> Vec<u8> {
    let table = bytes(&TABLE);
    let mut program = vec![0x12, 0x03, 0x00];
    for word in table.chunks(2) {
        let (digit, address) = (word[0] >> 4, u16::from_be_bytes([word[0], word[1]]) & 0xFFF);
        let moves = matches!(digit, 1 | 2 | 0xB);
        program.extend(if moves {
            (u16::from(digit) << 12 | (address + 3)).to_be_bytes().to_vec()
        } else {
            word.to_vec()
        });
    }
    program
}

fn bytes(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn check(platform: &'static Platform, program: &[u8], settings: &Settings, course: Course) -> Statistics {
    let profile = platform.profile(platform.quirks);
    let mut pair = Pair::new(platform, profile, Engine::recompiler(profile, settings).expect("LLVM starts"));
    pair.check(platform.id, program, course);
    pair.checked().statistics().expect("it is a recompiler")
}

/// A platform that adds v0, and one that adds the register which the address begins with.
fn platforms() -> [&'static Platform; 2] {
    ["xochip", "superchip"].map(|id| Platform::by_id(id).expect("it is a platform"))
}

#[test]
fn a_loop_with_a_jump_table_is_one_region() {
    for platform in platforms() {
        for program in [bytes(&TABLE), at_an_odd_address()] {
            let settings = Settings { threshold: 20, ..Settings::default() };
            let statistics = check(platform, &program, &settings, Course { budget: 10_000, runs: 20 });
            assert!(statistics.native_share() > 0.95, "{}: {statistics:#?}", platform.id);
            assert_eq!(statistics.units_live, 1, "{}: {statistics:#?}", platform.id);
            assert!(statistics.exits.computed + statistics.exits.elsewhere < 10, "{}: {statistics:#?}", platform.id);
        }
    }
}

#[test]
fn it_is_exact_at_every_budget() {
    for platform in platforms() {
        for program in [bytes(&TABLE), at_an_odd_address(), bytes(&with_a_late_way())] {
            for budget in (1..=25).chain([64, 100, 999]) {
                let settings = Settings { threshold: 5, ..Settings::eager() };
                check(platform, &program, &settings, Course { budget, runs: (6000 / budget).max(3) });
            }
        }
    }
}

#[test]
fn jumps_by_way_of_one_table_are_exact_at_every_budget() {
    let xo_chip = platforms()[0];
    for budget in (1..=80).chain([150, 999]) {
        let settings = Settings { threshold: 5, ..Settings::eager() };
        let statistics =
            check(xo_chip, &bytes(&threaded()), &settings, Course { budget, runs: (6000 / budget).max(3) });
        assert!(budget < 80 || statistics.native_share() > 0.3, "{budget}: {statistics:#?}");
    }
}

#[test]
fn where_it_leads_only_later_gets_into_the_region() {
    let xo_chip = platforms()[0];
    for background in [false, true] {
        let settings = Settings { threshold: 20, background, ..Settings::default() };
        let profile = xo_chip.profile(xo_chip.quirks);
        let mut pair = Pair::new(xo_chip, profile, Engine::recompiler(profile, &settings).expect("LLVM starts"));
        let program = bytes(&with_a_late_way());
        // In the background it takes as long as it takes, and what is compiled late has it at once.
        let (mut runs, mut before) = (40, 0);
        loop {
            pair.check("late", &program, Course { budget: 10_000, runs });
            let statistics = pair.checked().statistics().expect("it is a recompiler");
            let computed = statistics.exits.computed;
            let is_widened = background || statistics.units_widened > 0;
            if is_widened && statistics.native_share() > 0.9 && computed - before < 100 {
                break;
            }
            assert!(runs < 100_000, "{statistics:#?}");
            (runs, before) = (runs * 2, computed);
        }
    }
}
