//! The check behind every table: one instruction on every engine, the whole state compared.
//!
//! A row is an instruction word, what is set before it, and what differs after it. All that a row does not
//! mention must be as it was, but for pc, which has gone on by two bytes.

use cpu_ops::{Exit, Fault, FaultKind, Platform, Profile, Quirk, Quirks, State};
use stitch8::engine::{Engine, Run};

/// Where the instruction is, unless a row says otherwise.
pub const HERE: u32 = 0x300;

/// A part of the state, or of how a run ends.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// A register's value.
    V(usize, u8),
    /// The address register.
    I(u16),
    /// A byte of memory.
    Byte(u16, u8),
    /// Row of the screen: the leftmost of its 64 pixels is the highest bit.
    Row(usize, u64),
    /// Plane, row and its pixels: the leftmost of 128 is the highest bit.
    Line(usize, usize, u128),
    /// Whether the resolution is high.
    Hires(bool),
    /// Whether each pixel drawn is two by two of the screen's.
    Doubled(bool),
    /// The mask of the planes that are selected.
    Planes(u8),
    /// A flag register's value.
    Flag(usize, u8),
    /// The sample pattern.
    Pattern([u8; 16]),
    /// The pitch of the sample pattern.
    Pitch(u8),
    /// The keys held down: bit K is key K.
    Keys(u16),
    /// The key whose release is waited for.
    Latched(u8),
    /// The delay timer.
    Delay(u8),
    /// The sound timer.
    Sound(u8),
    /// The return addresses on the stack.
    Stack(&'static [u32]),
    /// How many return addresses count.
    Depth(u8),
    /// The state of the random generator.
    Random(u64),
    /// Before: where the instruction is. After: the address of the next one.
    Pc(u32),
    /// After: the run ends for this reason, the instruction having been executed; the one that ends the program counts
    /// as not executed, and pc stays on it.
    Ends(Exit),
    /// After: the instruction faults. Nothing has changed, pc included.
    Faults(FaultKind),
}
use Part::{Byte, Delay, Depth, Ends, Faults, Flag, Hires, I, Keys, Latched, Line, Pc};
use Part::{Doubled, Pattern, Pitch, Planes, Random, Row, Sound, Stack, V};

/// The instruction, what is set before it, and what differs after it.
pub type Case<'a> = (u16, &'a [Part], &'a [Part]);

/// Checks every case on the default platform under the quirks of `fixed`, whatever the other quirks are.
pub fn check(fixed: &[(Quirk, bool)], cases: &[Case]) {
    check_on(Platform::DEFAULT, fixed, cases);
}

/// As [`check`], on `platform`. The interpreter runs every case under every combination of the quirks that are
/// not fixed; the recompiler under all of them off, and all of them on.
pub fn check_on(platform: &'static Platform, fixed: &[(Quirk, bool)], cases: &[Case]) {
    let free: Vec<Quirk> =
        Quirk::ALL.into_iter().filter(|quirk| fixed.iter().all(|(other, _)| other != quirk)).collect();
    let last = (1_u32 << free.len()) - 1;
    for combination in 0..=last {
        let quirks = fixed.iter().fold(Quirks::NONE, |quirks, &(quirk, on)| quirks.with(quirk, on));
        let quirks = free
            .iter()
            .enumerate()
            .fold(quirks, |quirks, (bit, &quirk)| quirks.with(quirk, combination >> bit & 1 != 0));
        let bench = Bench { platform, profile: platform.profile(quirks) };
        for case in cases {
            bench.interpret(case);
            #[cfg(feature = "jit")]
            if combination == 0 || combination == last {
                bench.compile(case);
            }
        }
    }
}

/// Asserts that `found` and `run` are as expected. `place` says where to look if they are not.
fn compare(place: impl Fn() -> String, expected: &(Box<State>, Run), found: &State, run: Run) {
    if expected.1 == run && *expected.0 == *found {
        return;
    }
    let place = place();
    assert_eq!(expected.1, run, "{place}");
    assert_eq!(expected.0.registers, found.registers, "{place}");
    assert_eq!(expected.0.bus.display, found.bus.display, "the screen: {place}");
    let memory = expected.0.bus.memory.iter().zip(&found.bus.memory);
    let differs: Vec<_> = memory.enumerate().filter(|(_, (expected, found))| expected != found).take(8).collect();
    assert!(differs.is_empty(), "memory, (address, (expected, found)): {differs:X?}: {place}");
    panic!("stack, keys, flag registers or sound: {place}");
}

/// Sets `parts` in `state`.
pub fn set(state: &mut State, parts: &[Part]) {
    for &part in parts {
        match part {
            V(register, value) => state.registers.v[register] = value,
            I(address) => state.registers.i = address.into(),
            Byte(address, value) => state.bus.memory[usize::from(address)] = value,
            Row(y, pixels) => state.bus.display.planes[0][y] = u128::from(pixels) << 64,
            Line(plane, y, pixels) => state.bus.display.planes[plane][y] = pixels,
            Hires(on) => state.bus.display.hires = on,
            Doubled(on) => state.bus.display.doubled = on,
            Planes(mask) => state.bus.display.selected = mask,
            Flag(number, value) => state.bus.flags[number] = value,
            Pattern(bytes) => state.bus.pattern = bytes,
            Pitch(pitch) => state.bus.pitch = pitch,
            Keys(keys) => state.bus.keys = keys,
            Latched(key) => state.bus.latched_key = key,
            Delay(frames) => state.registers.delay = frames,
            Sound(frames) => state.registers.sound = frames,
            Stack(addresses) => {
                state.bus.stack[..addresses.len()].copy_from_slice(addresses);
                state.registers.sp = u64::try_from(addresses.len()).expect("a stack is short");
            }
            Depth(depth) => state.registers.sp = depth.into(),
            Random(random) => state.registers.random = random,
            Pc(pc) => state.registers.pc = pc,
            Ends(_) | Faults(_) => {}
        }
    }
}

/// One platform with one set of quirks.
struct Bench {
    platform: &'static Platform,
    profile: Profile,
}

impl Bench {
    /// The state before `case`, and what is expected after it.
    fn states(&self, case: &Case) -> (Box<State>, (Box<State>, Run)) {
        let &(word, given, then) = case;
        let mut before = Box::new(State::new(self.platform, &[], 0));
        before.registers.pc = HERE;
        set(&mut before, given);
        let pc = before.registers.pc;
        for (address, byte) in (pc..).zip(word.to_be_bytes()) {
            if address < self.profile.memory_bytes() {
                before.bus.memory[address as usize] = byte;
            }
        }
        let mut after = before.clone();
        let mut run = Run { executed: 1, exit: Exit::BudgetSpent };
        after.registers.pc = pc + 2;
        for part in then {
            match *part {
                Ends(Exit::Halted) => {
                    run = Run { executed: 0, exit: Exit::Halted };
                    after.registers.pc = pc;
                }
                Ends(exit) => run.exit = exit,
                Faults(kind) => {
                    let opcode = if kind == FaultKind::OutOfMemory { 0 } else { word };
                    run = Run { executed: 0, exit: Exit::Fault(Fault { kind, pc, opcode }) };
                    after.registers.pc = pc;
                }
                _ => {}
            }
        }
        set(&mut after, then);
        (before, (after, run))
    }

    fn place(&self, engine: &str, case: &Case) -> String {
        format!("{engine}, {:04X} with {:?}, quirks {:#09b}", case.0, case.1, self.profile.quirks().bits())
    }

    fn interpret(&self, case: &Case) {
        let (mut state, expected) = self.states(case);
        let run = Engine::interpreter(self.profile).run(&mut state, 1);
        compare(|| self.place("interpreter", case), &expected, &state, run);
    }
}

#[cfg(feature = "jit")]
mod compiled {
    use cpu_ops::{FlowKind, Profile, decode};
    use stitch8::recompiler::Settings;

    use super::{Bench, Case, Engine, HERE, Run, State, compare};

    /// Instructions that make every register a constant: one a register, and one for I.
    const CONSTANTS: u64 = 17;

    impl Bench {
        /// Runs `case` compiled: alone, and behind instructions that make its registers constants.
        pub(super) fn compile(&self, case: &Case) {
            let (before, expected) = self.states(case);
            self.run_compiled("recompiler", case, before.clone(), &expected, 0);
            if before.registers.pc == HERE && before.registers.i <= 0xFFF {
                let (mut before, (mut after, run)) = (before, expected);
                place_constants(&mut before);
                after.bus.memory.copy_from_slice(&before.bus.memory);
                super::set(&mut after, case.2);
                let run = Run { executed: run.executed + CONSTANTS, ..run };
                self.run_compiled("recompiler, registers constant", case, before, &(after, run), CONSTANTS);
            }
        }

        /// Runs `state` on a recompiler that compiles whatever it meets, and makes sure that it did. A skip over an
        /// instruction is compiled together with that one, which the budget is short of, so that it is interpreted.
        fn run_compiled(
            &self,
            name: &str,
            case: &Case,
            mut state: Box<State>,
            expected: &(Box<State>, Run),
            before: u64,
        ) {
            let settings = Settings { threshold: 0, ..Settings::eager() };
            let mut engine = Engine::recompiler(self.profile, &settings).expect("LLVM starts");
            let pc = state.registers.pc + 2 * u32::try_from(before).expect("it is small");
            let compiles = has_code(&state, pc, self.profile);
            let skip = decode(&state.bus.memory, pc, self.profile).filter(|at| at.op.info().flow == FlowKind::Skip);
            let goes_on = skip.is_some_and(|skip| has_code(&state, skip.next(), self.profile));
            let run = engine.run(&mut state, before + 1);
            let place = || self.place(name, case);
            compare(place, expected, &state, run);
            let statistics = engine.statistics().expect("it is a recompiler");
            if !goes_on {
                assert_eq!(statistics.native_instructions, run.executed, "not all of it was compiled: {}", place());
            }
            assert_eq!(statistics.units_compiled, u64::from(compiles || before > 0), "{}", place());
        }
    }

    /// Whether the instruction at `pc` is one that a region is made of.
    fn has_code(state: &State, pc: u32, profile: Profile) -> bool {
        let instr = decode(&state.bus.memory, pc, profile);
        instr.is_some_and(|instr| !matches!(instr.op.info().flow, FlowKind::Fault | FlowKind::Halt))
    }

    /// Puts before the instruction others that set v0 to vF and I to what they are in `state`; there they are 0.
    fn place_constants(state: &mut State) {
        let registers = state.registers.v;
        let sets = (0..16_u16).map(|x| 0x6000 | x << 8 | u16::from(registers[usize::from(x)]));
        let words = sets.chain([0xA000 | state.registers.i as u16]);
        let start = HERE - 2 * u32::try_from(CONSTANTS).expect("it is small");
        for (address, byte) in (start as usize..).zip(words.flat_map(u16::to_be_bytes)) {
            state.bus.memory[address] = byte;
        }
        state.registers.v = [0; 16];
        state.registers.i = 0;
        state.registers.pc = start;
    }
}
