//! Runs vectors on an engine, and tells what differs.

use cpu_ops::{Platform, Quirks, State, decode};

use super::{Ending, Snapshot, Vector};
use crate::engine::Engine;

/// The machine that vectors are for.
#[derive(Debug)]
pub struct Bench {
    platform: &'static Platform,
    quirks: Quirks,
    state: Box<State>,
    expected: Box<State>,
}

/// How a vector went.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it says.
    Passed,
    /// Otherwise: what differs, one line each.
    Failed(Vec<String>),
    /// It is no vector of this platform, and why.
    Refused(String),
}

impl Bench {
    /// A machine of `platform` with these quirks.
    #[must_use]
    pub fn new(platform: &'static Platform, quirks: Quirks) -> Self {
        let state = Box::new(State::new(platform, &[], 0));
        Self { platform, quirks, expected: state.clone(), state }
    }

    /// Executes the instruction of `vector` on `engine`.
    ///
    /// The random byte that the vector names is that of the generator's state, and is in the result as it is masked: other emulators have nothing
    /// else to go by.
    pub fn run(&mut self, vector: &Vector, engine: &mut Engine) -> Verdict {
        let profile = self.platform.profile(self.quirks);
        self.state.bus.memory.fill(0);
        self.expected.bus.memory.fill(0);
        let set = |state: &mut State, registers: &Snapshot| {
            vector.initial.write_ram(state, profile)?;
            registers.apply(state, profile)
        };
        let prepared =
            set(&mut self.state, &vector.initial).map_err(|message| format!("initial: {message}")).and_then(|()| {
                let result = set(&mut self.expected, &vector.result)
                    .and_then(|()| vector.result.write_ram(&mut self.expected, profile));
                result.map_err(|message| format!("final: {message}"))
            });
        if let Err(message) = prepared {
            return Verdict::Refused(message);
        }
        engine.memory_changed(&self.state);
        let random_byte = self.random_byte();
        let ending = Ending::from(engine.run(&mut self.state, 1).exit);
        let used = self.state.registers.sp as usize;
        self.state.bus.stack[used..].fill(0);
        let mut differences = self.differences(vector.exit, ending);
        if vector.random_byte != random_byte {
            let said = |byte: Option<u8>| byte.map_or_else(|| "none".to_owned(), |byte| byte.to_string());
            differences.push(format!("random_byte is {}, not {}", said(random_byte), said(vector.random_byte)));
        }
        if differences.is_empty() { Verdict::Passed } else { Verdict::Failed(differences) }
    }

    /// The byte that the generator is about to give, if the instruction is CXNN.
    fn random_byte(&self) -> Option<u8> {
        let registers = &self.state.registers;
        let instr = decode(&self.state.bus.memory, registers.pc, self.platform.profile(self.quirks))?;
        (instr.op.info().pattern == "CXNN").then(|| registers.clone().next_random())
    }

    /// What the engine has made otherwise than was expected.
    fn differences(&self, expected: Ending, found: Ending) -> Vec<String> {
        let mut told = Vec::new();
        if expected != found {
            told.push(format!("exit is {found:?}, not {expected:?}"));
        }
        if self.state == self.expected {
            return told;
        }
        let snapshot = |state| Snapshot::of(state, self.platform, Vec::new());
        let as_json = |state| serde_json::to_value(snapshot(state)).unwrap_or_default();
        let (found, expected) = (as_json(&self.state), as_json(&self.expected));
        for (key, value) in expected.as_object().into_iter().flatten() {
            tell(&mut told, key, &found[key], value);
        }
        let memory = self.state.bus.memory.iter().zip(&self.expected.bus.memory).enumerate();
        for (address, (found, expected)) in memory.filter(|(_, (found, expected))| found != expected).take(8) {
            told.push(format!("ram {address} (0x{address:X}) is {found}, not {expected}"));
        }
        if told.is_empty() {
            told.push("the states differ where no vector looks".to_owned());
        }
        told
    }
}

/// Tells that `found` is not `expected`; of a list of numbers, which of them.
fn tell(told: &mut Vec<String>, key: &str, found: &serde_json::Value, expected: &serde_json::Value) {
    match (found.as_array(), expected.as_array()) {
        (Some(some), Some(others)) if some.len() == others.len() => {
            for (index, (found, expected)) in some.iter().zip(others).enumerate() {
                tell(told, &format!("{key}[{index}]"), found, expected);
            }
        }
        _ if found != expected => told.push(format!("{key} is {found}, not {expected}")),
        _ => {}
    }
}
