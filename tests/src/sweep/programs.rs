//! Random programs on the interpreter and on the oracle, the whole state compared after each frame.

use cpu_ops::{Exit, Platform, State};
use stitch8::interpreter::Interpreter;

use super::{Found, gather, quirks_of, random_for};
use crate::oracle::Oracle;
use crate::oracle::rules::Rules;
use crate::random_program::random_program;

/// Frames that a program runs at most.
const FRAMES: u64 = 40;

/// Runs `programs` random programs for `platform` on both. [`Found::compared`] counts their instructions.
#[must_use]
pub fn sweep(platform: &'static Platform, programs: u64) -> Found {
    gather(programs, || (), |(), number| check(platform, number))
}

/// Runs the program numbered `number`.
fn check(platform: &'static Platform, number: u64) -> Found {
    let quirks = quirks_of(platform, number, 0);
    let program = random_program(platform, number, 12 + (number % 40) as u16);
    let mut random = random_for(platform, number, 0);
    let mut state = Box::new(State::new(platform, &program, random.u64(..)));
    let mut oracle = Oracle::of(&state, Rules::of(platform.id).with_quirks(quirks));
    let mut interpreter = Interpreter::new(platform.profile(quirks));
    let mut found = Found::default();
    for frame in 0..FRAMES {
        state.bus.keys = if random.bool() { 0 } else { random.u16(..) };
        oracle.keys = std::array::from_fn(|key| state.bus.keys >> key & 1 == 1);
        let budget = random.u64(1..40);
        let run = interpreter.run(&mut state, budget);
        let expected = oracle.run(budget);
        let mut differences = oracle.differences(&state);
        if (run.executed, run.exit) != expected {
            differences.push(format!("ends: the oracle {expected:X?}, the engine {run:X?}"));
        }
        if state.bus.memory[..oracle.memory.len()] != oracle.memory {
            differences.push("memory differs".to_owned());
        }
        if state.bus.display != oracle.display() {
            differences.push("screen differs".to_owned());
        }
        found.compared += run.executed;
        if !differences.is_empty() {
            let place = format!("{}, program {number}, frame {frame}", platform.id);
            found.differs(|| format!("{place}:\n  {}", differences.join("\n  ")));
            break;
        }
        if matches!(run.exit, Exit::Fault(_) | Exit::Halted | Exit::SelfJump) {
            break;
        }
        state.registers.tick_timers();
        oracle.tick_timers();
    }
    found
}
