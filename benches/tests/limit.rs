//! The hand translations compute what the programs compute: wherever one is left, because the budget ends there or because a
//! store has hit code, the state is what the interpreter has after as many instructions, to the bit.

use cpu_ops::{Exit, Platform, State};
use stitch8::code_map::CodeMap;
use stitch8::engine::EngineKind;
use stitch8_benches::limit::Limit;
use stitch8_benches::switch::{HEIGHT, Switch, WIDTH};
use stitch8_benches::{Program, engine, programs};

/// Beyond the end of every program.
const FOR_EVER: u64 = 1 << 32;

/// The programs that there is a translation of.
fn translated() -> Vec<(Program, Limit)> {
    programs().into_iter().filter_map(|program| Limit::new(&program).map(|limit| (program, limit))).collect()
}

/// `state`, which the interpreter has brought on by `budget` instructions.
fn interpreted(program: &Program, mut state: Box<State>, budget: u64) -> (Box<State>, u64) {
    let run = engine(EngineKind::Interpreter, program).run(&mut state, budget);
    assert!(matches!(run.exit, Exit::BudgetSpent | Exit::SelfJump), "{}: {:?}", program.rom.title, run.exit);
    (state, run.executed)
}

#[test]
fn every_chip_8_program_but_the_one_that_changes_itself_has_a_translation() {
    let missing: Vec<String> = programs()
        .iter()
        .filter(|program| *program.setup.platform == *Platform::DEFAULT && Limit::new(program).is_none())
        .map(|program| program.rom.title.clone())
        .collect();
    assert_eq!(missing, ["self_modifying"]);
}

#[test]
fn a_translation_does_the_whole_work_and_leaves_the_same_state() {
    for (program, mut limit) in translated() {
        let title = &program.rom.title;
        let (expected, instructions) = interpreted(&program, program.state(), FOR_EVER);
        let mut state = program.state();
        let run = limit.run(&mut state, FOR_EVER);
        assert_eq!((run.executed, run.exit), (instructions, Exit::SelfJump), "{title}");
        assert!(state == expected, "{title} ends differently");

        // The interpreter has little left to do.
        let mut state = program.state();
        let native = limit.run_translation(&mut state, &CodeMap::new(program.setup.profile()), FOR_EVER);
        assert!(instructions - native < 40_000, "{title}: {native} of {instructions} instructions are native");
    }
}

#[test]
fn every_budget_is_exact() {
    for (program, mut limit) in translated() {
        let title = &program.rom.title;
        let (_, instructions) = interpreted(&program, program.state(), FOR_EVER);
        // The first budgets end everywhere in the first loops, the others somewhere.
        let mut random = 1_u64;
        let somewhere = std::iter::repeat_with(|| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 32) % instructions
        });
        let (mut before, mut at) = (program.state(), 0);
        let mut budgets: Vec<u64> = (0..700).chain(somewhere.take(100)).collect();
        budgets.sort_unstable();
        for budget in budgets {
            (before, _) = interpreted(&program, before, budget - at);
            at = budget;
            let mut state = program.state();
            let native = limit.run_translation(&mut state, &CodeMap::new(program.setup.profile()), budget);
            assert!(native <= budget, "{title} executes {native} of {budget}");
            if budget < 700 {
                let (expected, _) = interpreted(&program, program.state(), native);
                assert!(state == expected, "{title} differs after {native} of {budget} instructions");
            }
            let (state, _) = interpreted(&program, state, budget - native);
            assert!(state == before, "{title} differs after {budget} instructions, {native} of them native");
            let mut state = program.state();
            assert_eq!(limit.run(&mut state, budget).executed, budget, "{title}");
        }
    }
}

#[test]
fn a_store_that_hits_code_leaves_before_the_next_instruction() {
    for (program, limit) in translated() {
        let title = &program.rom.title;
        let profile = program.setup.profile();
        let budget = 20_000;
        let undisturbed = limit.run_translation(&mut program.state(), &CodeMap::new(profile), budget);
        for byte in 0x200..0x1000 {
            let mut code = CodeMap::new(profile);
            code.add([byte]);
            let mut state = program.state();
            let native = limit.run_translation(&mut state, &code, budget);
            if native == undisturbed && byte > 0x200 {
                continue;
            }
            let (expected, _) = interpreted(&program, program.state(), native);
            assert!(state == expected, "{title} differs when {byte:04X} is code, after {native} instructions");
        }
    }
}

#[test]
fn the_switch_comes_to_the_same_result_after_as_many_instructions() {
    for program in programs().into_iter().filter(|program| *program.setup.platform == *Platform::DEFAULT) {
        let title = &program.rom.title;
        let (expected, instructions) = interpreted(&program, program.state(), FOR_EVER);
        let mut switch = Switch::new(*program.state().bus.memory.first_chunk().expect("there is more"));
        assert_eq!(switch.run(FOR_EVER), instructions, "{title}");
        assert_eq!(switch.memory[0x200..], expected.bus.memory[0x200..0x1000], "{title}");
        for (y, row) in switch.screen.chunks(WIDTH).enumerate() {
            for (x, &pixel) in row.iter().enumerate() {
                assert_eq!(
                    u8::from(pixel),
                    expected.bus.display.pixel(x, y),
                    "{title} at {x}, {y} of {WIDTH}, {HEIGHT}"
                );
            }
        }
    }
}
