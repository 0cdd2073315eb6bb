//! Effects: no instruction reaches farther than the op table says of it. Loops are passed over on the strength of that.

use cpu_ops::flow::Effect;
use cpu_ops::{Exit, Platform, Quirks, State, decode};
use fastrand::Rng;
use stitch8::interpreter::Interpreter;

/// Of all words, each that is this far from the last one tried: a prime, so that all operands occur.
const STRIDE: usize = 5;

/// A machine in the middle of something, about to execute `word` at 0x200 and nothing of its own after that.
fn state(platform: &'static Platform, word: u16, random: &mut Rng) -> Box<State> {
    let [high, low] = word.to_be_bytes();
    let mut state = Box::new(State::new(platform, &[high, low, 0x12, 0x34], random.u64(..)));
    let registers = &mut state.registers;
    registers.v = std::array::from_fn(|_| random.u8(..));
    (registers.i, registers.sp) = (random.u16(0x300..0x1000).into(), random.u8(0..16).min(platform.stack_depth).into());
    (registers.delay, registers.sound) = (random.u8(1..), random.u8(..));
    random.fill(&mut state.bus.memory[0x300..0x1000]);
    state.bus.stack = std::array::from_fn(|_| random.u32(0x200..0x1000));
    state.bus.keys = random.u16(..);
    state
}

#[test]
fn no_instruction_reaches_farther_than_its_effect() {
    let mut random = Rng::with_seed(8);
    for platform in ["modernChip8", "superchip-legacy", "xochip"].map(|id| Platform::by_id(id).expect("it is emulated"))
    {
        let profile = platform.profile(Quirks::NONE);
        let mut interpreter = Interpreter::untiring(profile);
        let mut seen = [0; 5];
        for word in (0..=u16::MAX).step_by(STRIDE) {
            let before = state(platform, word, &mut random);
            let effect = decode(&before.bus.memory, 0x200, profile).expect("it is in memory").op.info().effect;
            if effect == Effect::Beyond {
                continue;
            }
            seen[effect as usize] += 1;
            let mut after = before.clone();
            interpreter.memory_changed();
            let run = interpreter.run(&mut after, 1);
            assert!(matches!(run.exit, Exit::BudgetSpent | Exit::SelfJump | Exit::Fault(_)), "{word:04X}: {run:?}");
            match effect {
                Effect::Stack => after.bus.stack = before.bus.stack,
                Effect::Screen => after.bus.display = before.bus.display.clone(),
                _ => {}
            }
            assert!(after.bus == before.bus, "{word:04X} on {} changes more than it may", platform.id);
            if effect != Effect::Poll {
                // At another time, with other keys down, it does the same.
                let mut other = before.clone();
                (other.registers.delay, other.bus.keys) = (before.registers.delay ^ 1, !before.bus.keys);
                interpreter.run(&mut other, 1);
                if other.registers.delay == before.registers.delay ^ 1 {
                    other.registers.delay = after.registers.delay;
                }
                assert_eq!(after.registers, other.registers, "{word:04X} on {} asks for more than it may", platform.id);
            }
        }
        assert!(seen[..4].iter().all(|&count| count >= 5), "{}: {seen:?}", platform.id);
    }
}
