//! The limit: the programs of `roms/bench` translated to Rust by hand.
//!
//! They are what a person would write as native code for one program: guest registers are local variables, guest
//! memory is an array, subroutines are functions or written out where they are called. They keep the promises that
//! a recompiler has to keep, since without them it would be another task:
//!
//! - The budget is exact. It is counted down a block at a time and checked wherever a loop closes; a translation
//!   leaves, with the state exact, before it runs short.
//! - Every store is checked against the code map, with one load and one comparison. One that hits code leaves
//!   before the next instruction.
//! - The guest's stack, I and vF are what the interpreter would have left, wherever a translation is left.
//!
//! They know more than a recompiler: that they start at the program's first instruction with nothing on the stack, and what
//! follows from that, such as how deep a subroutine is called and which addresses I can have. The code after the loops,
//! which is a few dozen instructions at the end of each program, is left to the interpreter, and so is what remains when
//! a translation leaves early: it cannot be entered in the middle.
//!
//! `self_modifying` has no translation: a fixed one would not be a translation of what the program becomes,
//! and one that looks at the operands in memory each time would be an interpreter.

mod block_copy;
mod byte_code;
mod calls;
mod decimal;
mod guest;
mod mixed;
mod nested;
mod random_branches;
mod registers;
mod sieve;
mod sprites;

use cpu_ops::State;
use cpu_ops::code_map::Distances;
use stitch8::code_map::CodeMap;
use stitch8::engine::Run;
use stitch8::interpreter::Interpreter;

use crate::Program;

/// Where every program starts.
const ENTRY: u32 = 0x200;

/// A program translated by hand. Runs from the program's first instruction on, for at most as many instructions as the last
/// argument says, and returns how many it executed; the state is then exact. The distances are those to the next byte of code.
type Translation = fn(&mut State, &Distances, u64) -> u64;

/// The translation of the program called `title`.
fn translation(title: &str) -> Option<Translation> {
    Some(match title {
        "block_copy" => block_copy::run,
        "byte_code" => byte_code::run,
        "calls" => calls::run,
        "decimal" => decimal::run,
        "mixed" => mixed::run,
        "nested" => nested::run,
        "random_branches" => random_branches::run,
        "registers" => registers::run,
        "sieve" => sieve::run,
        "sprites" => sprites::run,
        _ => return None,
    })
}

/// An engine for one program: its translation, and the interpreter for what that leaves.
#[derive(Debug)]
pub struct Limit {
    translation: Translation,
    code: CodeMap,
    interpreter: Interpreter,
}

impl Limit {
    /// The engine for `program`; `None` if there is no translation of it.
    ///
    /// Executes the program once, one instruction at a time, to see which bytes are code.
    #[must_use]
    pub fn new(program: &Program) -> Option<Self> {
        let translation = translation(&program.rom.title)?;
        let profile = program.setup.profile();
        Some(Self { translation, code: executed(program), interpreter: Interpreter::new(profile) })
    }

    /// Executes up to `budget` instructions. From the program's first instruction on they are native ones.
    pub fn run(&mut self, state: &mut State, budget: u64) -> Run {
        let mut executed = 0;
        if state.registers.pc == ENTRY && state.registers.sp == 0 {
            executed = (self.translation)(state, self.code.distances(), budget);
        }
        let rest = self.interpreter.run(state, budget - executed);
        Run { executed: executed + rest.executed, exit: rest.exit }
    }

    /// What the translation executes of up to `budget` instructions; the interpreter does nothing.
    /// For tests, which choose the bytes that count as code.
    pub fn run_translation(&self, state: &mut State, code: &CodeMap, budget: u64) -> u64 {
        (self.translation)(state, code.distances(), budget)
    }
}

/// The bytes that `program` executes until it jumps to itself.
fn executed(program: &Program) -> CodeMap {
    let profile = program.setup.profile();
    let mut state = program.state();
    let mut interpreter = Interpreter::new(profile);
    let mut code = CodeMap::new(profile);
    loop {
        let pc = state.registers.pc;
        if code.distances()[pc as usize] != 0 {
            code.add(pc..pc + 2);
        }
        if interpreter.run(&mut state, 1).exit != cpu_ops::Exit::BudgetSpent {
            return code;
        }
    }
}
