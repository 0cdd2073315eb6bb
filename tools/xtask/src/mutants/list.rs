//! The faults that are listed by hand, the reasons why some may survive, and what the list must not leave out.

mod alu;
mod display;
mod flow;
mod memory;
mod platform;
mod platform_beyond;
mod sprite;
mod system;

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use cpu_ops::{Platform, Quirk};

use super::mutant::{Kind, Mutant};

/// Mutants that may survive, by name, and why.
pub const EXCUSED: &[(&str, &str)] = &[(
    "00CN: past the edge",
    "no program sees rows below the edge: changing the resolution clears them. The tables of `tests/tests/semantics` notice",
)];

/// The faults in one item of cpu-ops.
pub struct Group {
    /// The file below `cpu-ops/src`.
    file: &'static str,
    /// How the item begins; it ends with a bracket at the same indentation.
    item: &'static str,
    faults: &'static [Fault],
}

/// A kind, a unique name, the text to replace, which is in the item exactly once, and what to put there.
struct Fault(Kind, &'static str, &'static str, &'static str);

const fn fault(kind: Kind, name: &'static str, from: &'static str, to: &'static str) -> Fault {
    Fault(kind, name, from, to)
}

/// Every mutant that is listed.
pub fn listed() -> impl Iterator<Item = Mutant> {
    let groups = [
        alu::GROUPS,
        display::GROUPS,
        sprite::GROUPS,
        flow::GROUPS,
        memory::GROUPS,
        system::GROUPS,
        platform::GROUPS,
        platform_beyond::GROUPS,
    ];
    groups.into_iter().flatten().flat_map(|group| {
        group.faults.iter().map(|&Fault(kind, name, from, to)| Mutant {
            kind,
            name: name.to_owned(),
            file: group.file,
            item: group.item,
            from: from.to_owned(),
            to: to.to_owned(),
        })
    })
}

/// Checks that names are unique, that every quirk is inverted, that every platform has a fault, and that every excuse is
/// for a mutant.
pub fn check(mutants: &[Mutant]) -> Result<()> {
    let names: BTreeSet<&str> = mutants.iter().map(|mutant| mutant.name.as_str()).collect();
    ensure!(names.len() == mutants.len(), "two mutants have the same name");
    for quirk in Quirk::ALL {
        let condition = format!(".has(Quirk::{quirk:?})");
        let inverts = |mutant: &Mutant| mutant.kind == Kind::Quirk && mutant.from.contains(&condition);
        ensure!(mutants.iter().any(inverts), "no mutant inverts the quirk {}", quirk.name());
    }
    for platform in Platform::ALL {
        let is_wrong = |mutant: &Mutant| {
            let rest = mutant.name.strip_prefix(platform.id);
            mutant.kind == Kind::Platform && rest.is_some_and(|rest| rest.starts_with([' ', ':']))
        };
        ensure!(mutants.iter().any(is_wrong), "no mutant makes the platform {} wrong", platform.id);
    }
    for (name, _) in EXCUSED {
        ensure!(names.contains(name), "there is no mutant {name:?} to excuse");
    }
    Ok(())
}
