//! Regions with many calls, and many returns of which nobody knows where they lead: both engines agree, and what LLVM is given stays small.
#![cfg(feature = "jit")]

use cpu_ops::Platform;
use stitch8::engine::Engine;
use stitch8::recompiler::dump::Dump;
use stitch8::recompiler::{Settings, Statistics};
use stitch8_tests::compare::{Course, Pair};

/// A loop of so many `calls`, of subroutines in turn, each of which returns from so many places by what a number at random says. After 256
/// turns it returns itself, to nowhere.
fn program(calls: u16, subroutines: u16, places: u16) -> Vec<u8> {
    let (first, size) = (0x200 + 2 * (calls + 4), 2 * (2 * places + 3));
    let mut words: Vec<u16> = (0..calls).map(|call| 0x2000 | (first + size * (call % subroutines))).collect();
    words.extend([
        0x7101, // v1 += 1
        0x3100, // if v1 != 0 then
        0x1200, // jump 0x200
        0x00EE, // return
    ]);
    for subroutine in 0..subroutines {
        words.extend([0xC0FF, 0x8204]); // v0 := random 0xFF, v2 += v0
        // if v0 == NN then return
        words.extend((0..places).flat_map(|place| [0x4000 | (37 * place + subroutine) & 0xFF, 0x00EE]));
        words.push(0x00EE);
    }
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn check(program: &[u8], settings: &Settings, course: Course) -> Statistics {
    let platform = Platform::by_id("modernChip8").expect("it is a platform");
    let profile = platform.profile(platform.quirks);
    let mut pair = Pair::new(platform, profile, Engine::recompiler(profile, settings).expect("LLVM starts"));
    pair.check("returns", program, course);
    pair.checked().statistics().expect("it is a recompiler")
}

#[test]
fn they_are_exact_at_every_budget_up_to_the_one_that_fails() {
    for (calls, subroutines, places) in [(12, 3, 2), (40, 8, 3), (84, 5, 16)] {
        let program = program(calls, subroutines, places);
        for budget in [1, 5, 32, 1023, 100_000] {
            let settings = Settings { threshold: 20, ..Settings::eager() };
            let runs = if budget == 100_000 { 30 } else { 20_000 / budget };
            let statistics = check(&program, &settings, Course { budget, runs });
            assert!(budget < 1000 || statistics.native_share() > 0.5, "{calls}, {budget}: {statistics:#?}");
        }
    }
}

#[test]
fn what_llvm_is_given_grows_with_calls_and_returns_and_not_with_their_product() {
    let most_cases = |calls, subroutines, places| {
        let folder = std::env::temp_dir().join(format!("stitch8-returns-{calls}-{}", std::process::id()));
        let dump = Dump::to(&folder).expect("the folder can be made");
        let settings = Settings { threshold: 20, dump: Some(dump), ..Settings::eager() };
        check(&program(calls, subroutines, places), &settings, Course { budget: 50_000, runs: 10 });
        let texts = std::fs::read_dir(&folder).expect("the dump is there").flatten().filter_map(|entry| {
            entry.path().to_string_lossy().ends_with("1-stitched.ll").then(|| std::fs::read_to_string(entry.path()))
        });
        let cases = |text: String| {
            text.lines().filter(|line| line.trim_start().starts_with("i32 ") && line.contains(", label ")).count()
        };
        let most = texts.map(|text| cases(text.expect("it can be read"))).max().expect("something was compiled");
        std::fs::remove_dir_all(&folder).expect("the folder was ours");
        most
    };
    // Few have a way of their own each, which the processor foresees.
    let few = most_cases(12, 1, 16);
    assert!((60..=256).contains(&few), "{few} cases");
    let many = most_cases(84, 5, 16);
    assert!((40..=400).contains(&many), "{many} cases");
}
