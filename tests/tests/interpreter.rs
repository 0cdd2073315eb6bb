//! Every op and some whole programs on the interpreter alone: what is small enough to be run under Miri as well, in a
//! minute or two. What an instruction means is compared elsewhere.

use cpu_ops::table::OPS;
use cpu_ops::{Exit, FlowKind, Platform, Quirk, Quirks, State, decode};
use fastrand::Rng;
use stitch8::interpreter::Interpreter;
use stitch8::vectors::start;
use stitch8_tests::random_program::random_program;

/// Where the ops are placed, each so many bytes behind the other.
const FIRST: u16 = 0x300;
const STRIDE: u16 = 8;
/// Programs of each platform, and how they are run.
const PROGRAMS: u64 = 20;
const FRAMES: u64 = 30;
const BUDGET: u64 = 25;

#[test]
fn every_op_is_executed_from_any_registers() {
    for platform in Platform::ALL {
        let mut random = Rng::with_seed(platform.memory_bits.into());
        let all = Quirk::ALL.into_iter().fold(Quirks::NONE, |quirks, quirk| quirks.with(quirk, true));
        for quirks in [Quirks::NONE, all] {
            let profile = platform.profile(quirks);
            let mut interpreter = Interpreter::new(profile);
            let mut state = Box::new(State::new(platform, &[], 0));
            state.bus.display = start::display(platform, &mut random);
            let ops: Vec<_> = OPS.iter().filter(|info| profile.includes(info.set)).collect();
            let mut pc = FIRST;
            for info in &ops {
                // What is no instruction has no digits of its own.
                let word = if info.mask == 0 { 0xF0FF } else { info.value | random.u16(..) & !info.mask };
                state.bus.memory[usize::from(pc)..][..2].copy_from_slice(&word.to_be_bytes());
                start::set_small(&mut state, platform, &mut random);
                // A store goes elsewhere, or to the end of memory and around it.
                state.registers.i = if random.bool() { (0xFFFF - random.u16(0..16)).into() } else { 0xE00 };
                state.registers.pc = pc.into();
                let run = interpreter.run(&mut state, 1);
                let executed = decode(&state.bus.memory, pc.into(), profile).map(|instr| instr.op.info().flow);
                match executed.expect("it is inside of memory") {
                    FlowKind::Fault | FlowKind::Halt => assert_eq!(run.executed, 0, "{}: {run:?}", info.pattern),
                    FlowKind::Call | FlowKind::Return if run.executed == 0 => {
                        assert!(matches!(run.exit, Exit::Fault(_)), "{}: {run:?}", info.pattern);
                    }
                    _ => assert_eq!(run.executed, 1, "{}: {run:?}", info.pattern),
                }
                pc += STRIDE;
            }
        }
    }
}

#[test]
fn programs_do_the_same_again() {
    for platform in Platform::ALL {
        for seed in 0..PROGRAMS {
            let program = random_program(platform, seed, 30);
            let ran = [(); 2].map(|()| {
                let mut state = Box::new(State::new(platform, &program, seed));
                let mut interpreter = Interpreter::new(platform.profile(platform.quirks));
                for frame in 0..FRAMES {
                    state.bus.keys = (frame as u16).wrapping_mul(0x1357);
                    interpreter.run(&mut state, BUDGET);
                    state.registers.tick_timers();
                }
                state
            });
            assert!(ran[0] == ran[1], "program {seed} of {}", platform.id);
        }
    }
}
