//! Labels: the names of addresses.
//!
//! Input: what the code refers to, and the user's symbols. Output: [`Labels`]: for each address of the program
//! that needs a name its names; names of addresses outside as constants; and how the source begins.
//!
//! Octo starts a program with a jump to `main`, unless `main` is the very first statement. So `main` is either
//! the program's start or the target of a jump there, which is then left to Octo.

use std::collections::{BTreeMap, HashSet};

use cpu_ops::FlowKind;

use crate::pictures::Pictures;
use crate::program::Program;
use crate::symbols::{SymbolError, SymbolErrorKind, Symbols};
use crate::trace::{Byte, Trace};

/// Where Octo programs are loaded.
const OCTO_START: u32 = 0x200;

/// The name that Octo starts a program at.
pub(crate) const MAIN: &str = "main";

/// How the source begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// With the label `main`.
    Main,
    /// With what follows the jump that Octo puts there itself.
    Jump,
}

/// The names of addresses.
#[derive(Debug)]
pub(crate) struct Labels {
    names: BTreeMap<u32, Vec<String>>,
    constants: Vec<(u32, String)>,
    opening: Opening,
    defined_in_place: bool,
}

impl Labels {
    /// Names what `trace` tells of `program`.
    pub(crate) fn choose(
        program: &Program,
        trace: &Trace,
        pictures: &Pictures,
        symbols: &Symbols,
    ) -> Result<Self, SymbolError> {
        let defined_in_place = program.start() == OCTO_START;
        let jump_target = opening_jump(program, trace, symbols);
        let main = jump_target.unwrap_or(program.start());
        let taken = taken_names(symbols, main)?;
        let mut names: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for (address, given) in symbols.iter() {
            let others = given.iter().map(|symbol| &symbol.name).filter(|&name| name != MAIN);
            names.entry(address).or_default().extend(others.cloned());
        }
        if defined_in_place && program.contains(main) {
            names.entry(main).or_default().insert(0, MAIN.to_owned());
        }
        for address in (program.start()..program.end()).filter(|&address| trace.references(address).any()) {
            let here = names.entry(address).or_default();
            if here.is_empty() {
                here.push(generated(address, trace, pictures, &taken));
            }
        }
        names.retain(|_, here| !here.is_empty());
        let opening = if jump_target.is_some() { Opening::Jump } else { Opening::Main };
        let constants = constants(&names, |address| !defined_in_place || !program.contains(address));
        Ok(Self { names, constants, opening, defined_in_place })
    }

    /// What to call `address`.
    pub(crate) fn name(&self, address: u32) -> Option<&str> {
        self.names.get(&address)?.first().map(String::as_str)
    }

    /// All names of `address`, none if it has none.
    pub(crate) fn names(&self, address: u32) -> &[String] {
        self.names.get(&address).map_or(&[], Vec::as_slice)
    }

    /// The first address after `address` that has a name.
    pub(crate) fn next_after(&self, address: u32) -> Option<u32> {
        self.names.range(address + 1..).next().map(|(&next, _)| next)
    }

    /// Whether an address from `from` up to `to` has a name.
    pub(crate) fn any_in(&self, from: u32, to: u32) -> bool {
        self.names.range(from..to).next().is_some()
    }

    /// Names that are no labels, with their values: those of addresses outside of the program, or all names if
    /// the program is not loaded where Octo's programs are.
    pub(crate) fn constants(&self) -> &[(u32, String)] {
        &self.constants
    }

    /// How the source begins.
    pub(crate) const fn opening(&self) -> Opening {
        self.opening
    }

    /// Whether the names of the program's addresses are defined as labels where they are.
    pub(crate) const fn defined_in_place(&self) -> bool {
        self.defined_in_place
    }
}

/// The names that are not to be made up, if `symbols` leave `main` to the address `main`.
fn taken_names(symbols: &Symbols, main: u32) -> Result<HashSet<&str>, SymbolError> {
    let mut taken = HashSet::from([MAIN]);
    for (address, given) in symbols.iter() {
        if let Some(symbol) = given.iter().find(|symbol| symbol.name == MAIN && address != main) {
            return Err(symbols.error(symbol, SymbolErrorKind::Main { start: main }));
        }
        taken.extend(given.iter().map(|symbol| symbol.name.as_str()));
    }
    Ok(taken)
}

/// The target of the jump at the start of `program`, if Octo would make that jump itself.
fn opening_jump(program: &Program, trace: &Trace, symbols: &Symbols) -> Option<u32> {
    let jump = program.instr(OCTO_START).filter(|instr| instr.op.info().flow == FlowKind::Jump)?;
    let target = jump.target();
    // With `main` right after the jump Octo would leave the jump out.
    let apart = program.start() == OCTO_START && target > jump.next() && program.contains(target);
    let unnamed = (jump.pc..jump.next()).all(|at| !trace.references(at).any() && symbols.at(at).is_empty());
    (apart && unnamed && trace.byte(target) != Byte::Inside).then_some(target)
}

/// A name made of what `address` is used for.
fn generated(address: u32, trace: &Trace, pictures: &Pictures, taken: &HashSet<&str>) -> String {
    let references = trace.references(address);
    let is_data = trace.byte(address) == Byte::Data;
    let kind = match () {
        () if references.called => "sub",
        () if references.jumped || !is_data => "l",
        () if pictures.starts_at(address) => "sprite",
        () => "data",
    };
    let mut name = format!("{kind}_{address:04x}");
    while taken.contains(name.as_str()) {
        name.push('_');
    }
    name
}

/// Those of `names` whose address passes `is_constant`.
fn constants(names: &BTreeMap<u32, Vec<String>>, is_constant: impl Fn(u32) -> bool) -> Vec<(u32, String)> {
    let constant = names.iter().filter(|&(&address, _)| is_constant(address));
    constant.flat_map(|(&address, here)| here.iter().map(move |name| (address, name.clone()))).collect()
}
