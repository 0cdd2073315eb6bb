//! Idle loops: what is passed over leaves what executing it would have left, on both engines and at every budget.

use cpu_ops::{Platform, Quirks};
use stitch8::engine::Engine;
use stitch8_tests::compare::{Course, Pair};

/// A program, and what to expect of it.
struct Case {
    name: &'static str,
    words: &'static [u16],
    /// Whether most of a long run can be passed over.
    idle: bool,
}

const CASES: &[Case] = &[
    Case {
        name: "waits for the delay timer",
        words: &[
            0x7A01, // 200  vA += 1
            0x6005, // 202  v0 := 5
            0xF015, // 204  delay := v0
            0xF007, // 206  v0 := delay
            0x3000, // 208  if v0 != 0 then
            0x1206, // 20A  jump 0x206
            0x1200, // 20C  jump 0x200
        ],
        idle: true,
    },
    Case {
        name: "waits for one of three keys",
        words: &[
            0x7A01, // 200  vA += 1
            0x6105, // 202  v1 := 5
            0xE19E, // 204  if v1 -key then
            0x120A, // 206  jump 0x20A
            0x1200, // 208  jump 0x200
            0x6107, // 20A  v1 := 7
            0xE1A1, // 20C  if v1 key then
            0x1200, // 20E  jump 0x200
            0x6108, // 210  v1 := 8
            0xE19E, // 212  if v1 -key then
            0x1202, // 214  jump 0x202
            0x1200, // 216  jump 0x200
        ],
        idle: true,
    },
    Case {
        name: "waits for a key in a subroutine",
        words: &[
            0x6C03, // 200  vC := 3
            0x220A, // 202  :call 0x20A
            0x3F01, // 204  if vF != 1 then
            0x1202, // 206  jump 0x202
            0x1210, // 208  jump 0x210
            0x6F00, // 20A  vF := 0
            0xEC9E, // 20C  if vC -key then
            0x00EE, // 20E  return
            0x6F01, // 210  vF := 1
            0x7A01, // 212  vA += 1
            0x1200, // 214  jump 0x200
        ],
        idle: true,
    },
    Case {
        name: "waits for the timer inside of waiting for a key",
        words: &[
            0x6102, // 200  v1 := 2
            0xF115, // 202  delay := v1
            0xF007, // 204  v0 := delay
            0x3000, // 206  if v0 != 0 then
            0x1204, // 208  jump 0x204
            0x6305, // 20A  v3 := 5
            0xE39E, // 20C  if v3 -key then
            0x1200, // 20E  jump 0x200
            0x7A01, // 210  vA += 1
            0x1200, // 212  jump 0x200
        ],
        idle: true,
    },
    Case {
        name: "counts while it waits for a key",
        words: &[
            0x6105, // 200  v1 := 5
            0x7201, // 202  v2 += 1
            0x8324, // 204  v3 += v2
            0xE19E, // 206  if v1 -key then
            0x1202, // 208  jump 0x202
            0x7A01, // 20A  vA += 1
            0x1200, // 20C  jump 0x200
        ],
        idle: false,
    },
    Case {
        name: "throws dice while it waits for the timer",
        words: &[
            0x6003, // 200  v0 := 3
            0xF015, // 202  delay := v0
            0xC1FF, // 204  v1 := random 0xFF
            0xF007, // 206  v0 := delay
            0x3000, // 208  if v0 != 0 then
            0x1204, // 20A  jump 0x204
            0x1200, // 20C  jump 0x200
        ],
        idle: false,
    },
    Case {
        name: "draws a sprite and takes it away while it waits for a key",
        words: &[
            0x6105, // 200  v1 := 5
            0xA20C, // 202  i := 0x20C
            0xD233, // 204  sprite v2 v3 3
            0xE19E, // 206  if v1 -key then
            0x1204, // 208  jump 0x204
            0x1200, // 20A  jump 0x200
            0xA5C3, // 20C  the sprite
            0x7E00, // 20E
        ],
        idle: true,
    },
    Case {
        name: "draws ever farther to the right while it waits for a key",
        words: &[
            0x6105, // 200  v1 := 5
            0xA20E, // 202  i := 0x20E
            0xD233, // 204  sprite v2 v3 3
            0x7201, // 206  v2 += 1
            0xE19E, // 208  if v1 -key then
            0x1204, // 20A  jump 0x204
            0x1200, // 20C  jump 0x200
            0xA5C3, // 20E  the sprite
            0x7E00, // 210
        ],
        idle: false,
    },
    Case {
        name: "draws in a subroutine, in turns in three places, while it waits for a key",
        words: &[
            0x6105, // 200  v1 := 5
            0xA21C, // 202  i := 0x21C
            0x220C, // 204  :call 0x20C
            0xE19E, // 206  if v1 -key then
            0x1204, // 208  jump 0x204
            0x1200, // 20A  jump 0x200
            0xD233, // 20C  sprite v2 v3 3
            0x7214, // 20E  v2 += 20
            0x323C, // 210  if v2 != 60 then
            0x00EE, // 212  return
            0x6200, // 214  v2 := 0
            0x00EE, // 216  return
            0x0000, // 218
            0x0000, // 21A
            0xA5C3, // 21C  the sprite
            0x7E00, // 21E
        ],
        idle: false,
    },
    Case {
        name: "goes back and forth while it waits for a key",
        words: &[
            0x6105, // 200  v1 := 5
            0x62FF, // 202  v2 := 0xFF
            0x8323, // 204  v3 ^= v2
            0xE19E, // 206  if v1 -key then
            0x1204, // 208  jump 0x204
            0x1200, // 20A  jump 0x200
        ],
        // Two turns of it change nothing.
        idle: true,
    },
    Case {
        name: "stores what it counts in a subroutine while it waits for a key",
        words: &[
            0x6105, // 200  v1 := 5
            0x220A, // 202  :call 0x20A
            0xE19E, // 204  if v1 -key then
            0x1202, // 206  jump 0x202
            0x1200, // 208  jump 0x200
            0xA800, // 20A  i := 0x800
            0xF065, // 20C  load v0
            0x7001, // 20E  v0 += 1
            0xA800, // 210  i := 0x800
            0xF055, // 212  save v0
            0x6000, // 214  v0 := 0
            0x00EE, // 216  return
        ],
        idle: false,
    },
    Case {
        name: "returns before it calls, from one place to another",
        words: &[
            0x2206, // 200  :call 0x206
            0x7A01, // 202  vA += 1     where the first return goes
            0x1200, // 204  jump 0x200
            0x00EE, // 206  return
            0xE09E, // 208  if v0 -key then
            0x1206, // 20A  jump 0x206
        ],
        idle: false,
    },
    Case {
        name: "calls from the loop until the stack is full",
        words: &[
            0x6105, // 200  v1 := 5
            0xE1A1, // 202  if v1 key then
            0x1200, // 204  jump 0x200
            0x2208, // 206  :call 0x208
            0xF007, // 208  v0 := delay
            0x1206, // 20A  jump 0x206
        ],
        idle: false,
    },
    Case {
        name: "makes its wait another one",
        words: &[
            0x6002, // 200  v0 := 2
            0xF015, // 202  delay := v0
            0xF007, // 204  v0 := delay      becomes v0 += 2, and back
            0x3000, // 206  if v0 != 0 then
            0x1204, // 208  jump 0x204
            0xA220, // 20A  i := 0x220
            0xFD1E, // 20C  i += vD
            0xF165, // 20E  load v1
            0xA204, // 210  i := 0x204
            0xF155, // 212  save v1
            0x6E02, // 214  vE := 2
            0x8DE3, // 216  vD ^= vE
            0x7A01, // 218  vA += 1
            0x1200, // 21A  jump 0x200
            0x0000, // 21C
            0x0000, // 21E
            0x7002, // 220  v0 += 2
            0xF007, // 222  v0 := delay
        ],
        idle: false,
    },
];

fn rom(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// The engines of this build, by name.
fn engines(profile: cpu_ops::Profile) -> Vec<(&'static str, Engine)> {
    #[cfg_attr(not(feature = "jit"), allow(unused_mut, reason = "there is one engine"))]
    let mut engines = vec![("interpreter", Engine::interpreter(profile))];
    #[cfg(feature = "jit")]
    {
        use stitch8::recompiler::Settings;
        let soon = Settings { threshold: 3, least_work: 0, wary: false, ..Settings::default() };
        for (name, settings) in [("soon", soon), ("eager", Settings::eager()), ("default", Settings::default())] {
            engines.push((name, Engine::recompiler(profile, &settings).expect("LLVM starts")));
        }
    }
    engines
}

/// No key most of the time, and then one, another, all of them.
fn keys(run: u64) -> u16 {
    [0, 0, 0, 1 << 5, 0, 0, 1 << 7, 1 << 3, 0, 1 << 8, 0xFFFF][run as usize % 11]
}

#[test]
fn what_is_passed_over_leaves_what_executing_it_leaves() {
    for id in ["modernChip8", "xochip"] {
        let platform = Platform::by_id(id).expect("it is emulated");
        for (engine, checked) in engines(platform.profile(Quirks::NONE)) {
            let mut pair = Pair::new(platform, platform.profile(Quirks::NONE), checked);
            for case in CASES {
                for budget in (1..40).chain([61, 127, 128, 129, 160, 161, 1_000, 9_973, 100_003]) {
                    let name = format!("{}, {engine}, {id}", case.name);
                    let course = Course { budget, runs: if budget < 1_000 { 120 } else { 23 } };
                    let before = pair.checked().idle();
                    let compared = pair.compare_with_keys(&name, &rom(case.words), course, keys);
                    let executed = compared.unwrap_or_else(|difference| panic!("{difference}"));
                    let idle = pair.checked().idle() - before;
                    assert!(idle <= executed, "{name}: {idle} of {executed}");
                    // What is compiled at once is compiled before it is known to wait.
                    if case.idle && budget > 9_000 && !["eager", "soon"].contains(&engine) {
                        assert!(idle * 2 > executed, "{name}: only {idle} of {executed} are passed over");
                    }
                    if !case.idle && budget > 9_000 && case.name != "makes its wait another one" {
                        assert_eq!(idle, 0, "{name}");
                    }
                }
            }
        }
    }
}
