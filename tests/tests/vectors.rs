//! Single-step vectors: they say what the oracle says, they cover what they are of, and the recompiler passes them.

use std::collections::HashSet;

use cpu_ops::{Platform, State};
use stitch8::vectors::check::{Bench, Verdict};
use stitch8::vectors::{Ending, Vector, generate};
use stitch8_tests::oracle::Oracle;
use stitch8_tests::oracle::rules::Rules;

const SEED: u64 = 7;

/// Vectors of every instruction of `platform`, with its own quirks.
fn all(platform: &Platform, count: usize) -> Vec<Vector> {
    let ops = generate::ops(platform, platform.quirks).into_iter();
    ops.flat_map(|op| generate::vectors(platform, platform.quirks, op, SEED, count)).collect()
}

/// What is wrong with `vector`, going by the oracle.
fn refuted(platform: &Platform, vector: &Vector) -> Vec<String> {
    let profile = platform.profile(platform.quirks);
    let mut state = Box::new(State::new(platform, &[], 0));
    state.bus.memory.fill(0);
    vector.initial.write_ram(&mut state, profile).expect("it is our own");
    vector.initial.apply(&mut state, profile).expect("it is our own");
    let mut oracle = Oracle::of(&state, Rules::of(platform.id));
    let (_, exit) = oracle.run(1);
    vector.result.write_ram(&mut state, profile).expect("it is our own");
    vector.result.apply(&mut state, profile).expect("it is our own");
    let mut wrong = oracle.differences(&state);
    if oracle.memory != state.bus.memory[..oracle.memory.len()] {
        wrong.push("memory".to_owned());
    }
    if oracle.display() != state.bus.display {
        wrong.push("the screen".to_owned());
    }
    wrong.extend(wrong_random_byte(vector));
    if Ending::from(exit) != vector.exit {
        wrong.push(format!("{exit:?}"));
    }
    wrong
}

/// Whether the random byte is missing, or is not what the result has in it, masked; no other instruction has one.
fn wrong_random_byte(vector: &Vector) -> Option<String> {
    let byte_at = |address: u32| vector.initial.ram.iter().find(|(at, _)| *at == address).map_or(0, |(_, byte)| *byte);
    let (high, mask) = (byte_at(vector.initial.pc), byte_at(vector.initial.pc + 1));
    let given = (high >> 4 == 0xC).then(|| vector.result.v[usize::from(high & 0xF)]);
    let masked = vector.random_byte.map(|byte| byte & mask);
    (masked != given).then(|| format!("random_byte is {:?}, and {given:?} came of it", vector.random_byte))
}

#[test]
fn vectors_say_what_the_oracle_says() {
    for platform in Platform::ALL {
        for vector in all(platform, 100) {
            let wrong = refuted(platform, &vector);
            assert!(wrong.is_empty(), "{} {:?}: {wrong:?}\n{vector:?}", platform.id, vector.name);
        }
    }
}

#[test]
fn a_vector_that_says_something_else_fails() {
    let platform = Platform::DEFAULT;
    let profile = platform.profile(platform.quirks);
    let mut bench = Bench::new(platform, platform.quirks);
    let mut engine = stitch8::engine::Engine::interpreter(profile);
    for vector in all(platform, 3) {
        assert_eq!(bench.run(&vector, &mut engine), Verdict::Passed, "{}", vector.name);
        let changes: [fn(&mut Vector); 7] = [
            |vector| vector.random_byte = vector.random_byte.map_or(Some(0), |byte| Some(byte ^ 1)),
            |vector| vector.result.v[3] ^= 1,
            |vector| vector.result.pc ^= 2,
            |vector| vector.result.sound ^= 1,
            |vector| vector.result.ram.push((0x111, 0xFF)),
            |vector| vector.result.screen.rows.push((0, 31, "0123456789abcdef".to_owned())),
            |vector| vector.exit = if vector.exit == Ending::Halt { Ending::Next } else { Ending::Halt },
        ];
        for change in changes {
            let mut other = vector.clone();
            change(&mut other);
            let verdict = bench.run(&other, &mut engine);
            assert!(matches!(verdict, Verdict::Failed(_)), "{}: {verdict:?}", vector.name);
        }
    }
}

#[test]
fn vectors_are_a_function_of_their_seed_and_differ_from_each_other() {
    let platform = Platform::by_id("xochip").expect("it is there");
    let vectors = all(platform, 30);
    assert_eq!(vectors, all(platform, 30));
    let names: HashSet<&str> = vectors.iter().map(|vector| vector.name.as_str()).collect();
    assert!(names.len() > vectors.len() * 9 / 10, "{} of {}", names.len(), vectors.len());
    let endings: HashSet<String> = vectors.iter().map(|vector| format!("{:?}", vector.exit)).collect();
    for ending in ["Next", "KeyWait", "Halt", "UnknownOpcode", "MachineCode", "StackOverflow", "StackUnderflow"] {
        assert!(endings.contains(ending), "{ending} is not in {endings:?}");
    }
}

#[cfg(feature = "jit")]
#[test]
fn the_recompiler_passes_and_runs_most_of_them_in_compiled_code() {
    use stitch8::engine::Engine;
    use stitch8::recompiler::Settings;
    for platform in Platform::ALL {
        let profile = platform.profile(platform.quirks);
        let settings = Settings { threshold: 0, ..Settings::eager() };
        let mut engine = Engine::recompiler(profile, &settings).expect("LLVM starts");
        let mut bench = Bench::new(platform, platform.quirks);
        let vectors = all(platform, 10);
        for vector in &vectors {
            assert_eq!(bench.run(vector, &mut engine), Verdict::Passed, "{} {}", platform.id, vector.name);
        }
        let native = engine.statistics().expect("it is a recompiler").native_instructions as usize;
        assert!(native > vectors.len() / 2, "{native} of {}", vectors.len());
    }
}
