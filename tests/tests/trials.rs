//! Whether compiled code is faster is measured while a program runs, which it must not notice.
#![cfg(feature = "jit")]

use cpu_ops::Platform;
use stitch8::engine::Engine;
use stitch8::recompiler::Settings;
use stitch8::recompiler::reason::Reason;
use stitch8::recompiler::report::Report;
use stitch8_tests::compare::{Course, Pair};

/// Jumps from one of sixteen places to another by chance, which is slower compiled: a processor does not foresee where to. Now and then it
/// makes `v0 := random 0x3C` at 308 `v0 := 0x3C`, or that what it was.
fn by_chance() -> Vec<u8> {
    let mut words = vec![0x1300];
    words.resize(0x80 / 2, 0);
    words.extend([
        0x7101, // 280  v1 += 1
        0x3100, // 282  if v1 != 0 then
        0x129A, // 284  jump 0x29A
        0x7301, // 286  v3 += 1
        0x3300, // 288  if v3 != 0 then
        0x129A, // 28A  jump 0x29A
        0xA308, // 28C  i := 0x308
        0x60C0, // 28E  v0 := 0xC0
        0xC201, // 290  v2 := random 1
        0x4201, // 292  if v2 == 1 then
        0x6060, // 294  v0 := 0x60
        0xF055, // 296  save v0
        0x7401, // 298  v4 += 1
        0xC03C, // 29A  v0 := random 0x3C
        0xB300, // 29C  jump0 0x300
    ]);
    words.resize(0x100 / 2, 0);
    // 300  jump 0x280, and fifteen times: v0 := random 0x3C, jump0 0x300
    words.extend([0x1280, 0x0000]);
    words.extend([0xC03C, 0xB300].repeat(15));
    words.iter().flat_map(|word: &u16| word.to_be_bytes()).collect()
}

/// Runs the program `rounds` times, in short and in long runs, until `is_enough` of it.
fn run(settings: &Settings, rounds: u32, is_enough: impl Fn(&Report) -> bool) -> Report {
    let platform = Platform::by_id("xochip").expect("it is a platform");
    let profile = platform.profile(platform.quirks);
    let mut pair = Pair::new(platform, profile, Engine::recompiler(profile, settings).expect("LLVM starts"));
    let mut round = 0;
    loop {
        for course in [Course { budget: 30_000, runs: 300 }, Course { budget: 2_000_000, runs: 5 }] {
            pair.check("by chance", &by_chance(), course);
        }
        let report = pair.checked().report().expect("it is a recompiler");
        round += 1;
        if round == rounds || is_enough(&report) {
            return report;
        }
    }
}

#[test]
fn a_program_does_not_notice_what_it_is_executed_with() {
    let was_both = |report: &Report| {
        let measured = report.interpreted.iter().find(|share| share.reason == Reason::Slower);
        measured.is_some_and(|share| share.instructions > 10_000) && report.totals.invalidations > 0
    };
    // Waited for, so that the program does not rewrite each region before it is there, however long that takes.
    let report = run(&Settings::default(), 40, was_both);
    assert!(was_both(&report), "{:#?} {:#?}", report.interpreted, report.totals);
    // Beside the program: what runs natively when is up to the machine.
    run(&Settings { background: true, ..Settings::default() }, 4, |_| false);
}
