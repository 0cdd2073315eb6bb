//! Programs on the interpreter and on the oracle, the whole state compared after each frame.

use std::ops::Range;

use cpu_ops::{Exit, Platform, Quirks, State};
use fastrand::Rng;
use stitch8::interpreter::Interpreter;

use super::{Found, gather, quirks_of, random_for, rules_of};
use crate::oracle::Oracle;
use crate::random_program::random_program;

/// How a program is run.
#[derive(Clone, Debug)]
pub struct Course {
    /// The quirks that are on.
    pub quirks: Quirks,
    /// How many frames it runs, unless it stops.
    pub frames: u64,
    /// The budget of a frame: anything in this range, another one each frame.
    pub budget: Range<u64>,
}

/// Runs `programs` random programs for `platform` on both. [`Found::compared`] counts their instructions.
#[must_use]
pub fn sweep(platform: &'static Platform, programs: u64) -> Found {
    gather(
        programs,
        || (),
        |(), number| {
            let program = random_program(platform, number, 12 + (number % 40) as u16);
            let course = Course { quirks: quirks_of(platform, number, 0), frames: 40, budget: 1..40 };
            check(&format!("program {number}"), platform, &program, &course, random_for(platform, number, 0))
        },
    )
}

/// Runs `program` on both, with keys and a seed out of `random`, and stops where they differ.
#[must_use]
pub fn check(name: &str, platform: &'static Platform, program: &[u8], course: &Course, mut random: Rng) -> Found {
    let mut state = Box::new(State::new(platform, program, random.u64(..)));
    let mut oracle = Oracle::of(&state, rules_of(platform, course.quirks));
    let mut interpreter = Interpreter::new(platform.profile(course.quirks));
    let mut found = Found::default();
    for frame in 0..course.frames {
        state.bus.keys = if random.bool() { 0 } else { random.u16(..) };
        oracle.keys = std::array::from_fn(|key| state.bus.keys >> key & 1 == 1);
        let budget = random.u64(course.budget.clone());
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
            let place = format!("{name} on {}, frame {frame}", platform.id);
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
