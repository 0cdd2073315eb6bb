//! Programs whose every frame is like the last: what is hot is hot at the same place in each, and compiled wherever that is.
#![cfg(feature = "jit")]

use cpu_ops::{Platform, Quirk, Quirks};
use stitch8::engine::Engine;
use stitch8::recompiler::Settings;
use stitch8_tests::compare::{Course, Pair};

/// The least share of its instructions that a program has to execute in compiled code, of a run that is several times as long as it takes to get hot.
const LEAST: f64 = 0.5;

/// What a straight line of instructions consists of: v0 += 1, v1 += 2, v0 += v1, v3 += 1, v0 += v3.
const LINE: [u16; 5] = [0x7001, 0x7102, 0x8014, 0x7301, 0x8034];

fn line(length: usize) -> Vec<u16> {
    LINE.into_iter().cycle().take(length).collect()
}

/// Runs `words` on both engines, by default settings but that what is compiled is waited for. Returns which share was compiled of what was executed
/// and not waited for.
fn native_share(words: &[u16], quirks: impl FnOnce(Quirks) -> Quirks, course: Course) -> f64 {
    let platform = Platform::by_id("xochip").expect("it is a platform");
    let profile = platform.profile(quirks(platform.quirks));
    let settings = Settings { background: false, ..Settings::default() };
    let mut pair = Pair::new(platform, profile, Engine::recompiler(profile, &settings).expect("LLVM starts"));
    let program: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    pair.compare_with_keys("steady", &program, course, |_| 0).unwrap_or_else(|problem| panic!("{problem}"));
    let statistics = pair.checked().statistics().expect("it is a recompiler");
    let (native, interpreted) = (statistics.native_instructions, statistics.interpreted_instructions);
    native as f64 / (native + interpreted) as f64
}

/// A thousand turns make a loop hot. If these are whole frames, it gets hot between two of them and nowhere else.
#[test]
fn loops_whose_turns_divide_a_frame() {
    for (budget, lengths) in
        [(1000, &[2, 4, 5, 8, 10, 20, 25, 50, 100, 125][..]), (1024, &[4, 8, 64]), (5000, &[5, 625])]
    {
        for &length in lengths {
            let mut words = line(length - 1);
            words.push(0x1200);
            let turns = 8000 * length as u64;
            let share = native_share(&words, |own| own, Course { budget, runs: turns / budget + 100 });
            assert!(share > LEAST, "{length} of {budget}: {share}");
        }
    }
}

/// The usual shape of a game: some work, then a wait for the timer or the screen, and from the top.
#[test]
fn loops_of_one_turn_a_frame() {
    // More than is little, and the rest of the frame waits.
    let (work, course) = (600, Course { budget: 1000, runs: 60_000 });
    let mut by_timer = vec![0x6C01, 0xFC15]; // vC := 1, delay := vC
    by_timer.extend(line(work));
    let wait = 0x200 + 2 * by_timer.len() as u16;
    by_timer.extend([0xFC07, 0x3C00, 0x1000 | wait, 0x1200]); // vC := delay, while vC != 0
    let share = native_share(&by_timer, |own| own, course);
    assert!(share > LEAST, "{share}");

    let mut by_screen = line(work);
    by_screen.extend([0xD011, 0x1200]); // sprite v0 v1 1
    let share = native_share(&by_screen, |own| own.with(Quirk::Vblank, true), course);
    assert!(share > LEAST, "{share}");
}
