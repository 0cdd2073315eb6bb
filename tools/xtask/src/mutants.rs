//! The mutation test: does the conformance set notice when an instruction is wrong?
//!
//! Each [`Mutant`] is a fault described as data. It is planted in a scratch copy of the workspace below `target/`,
//! the interpreter is built there, and the working tree's conformance set is run on it. A mutant that no case
//! notices has survived, which needs a reason in [`EXCUSED`](list::EXCUSED); otherwise a program is missing.

mod list;
mod mutant;
mod noops;
mod report;
mod scratch;
mod trial;

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};

use mutant::Mutant;
use report::Row;
use scratch::Scratch;
use trial::Verdict;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Plant only the mutants that have this in their names
    #[arg(long, value_name = "TEXT", conflicts_with = "write")]
    filter: Option<String>,
    /// Write the table to docs/mutants.md
    #[arg(long)]
    write: bool,
}

/// Tries the mutants and prints what became of each. An error if one survives without a reason.
pub fn run(arguments: &Arguments) -> Result<()> {
    let workspace = crate::workspace();
    let mut mutants = all(&workspace)?;
    if let Some(text) = &arguments.filter {
        mutants.retain(|mutant| mutant.name.contains(text));
        ensure!(!mutants.is_empty(), "no mutant has {text:?} in its name");
    }
    let scratch = Scratch::prepare(&workspace)?;
    let set = workspace.join("roms/conformance");
    println!("building without a mutant");
    let verdict = trial::run(&scratch, &set)?;
    ensure!(verdict == Verdict::Survived, "the conformance set fails without a mutant: {verdict}");

    let width = mutants.iter().map(|mutant| mutant.name.len()).max().unwrap_or(0);
    let mut rows = Vec::new();
    for (number, mutant) in mutants.into_iter().enumerate() {
        print!("{:3} {:width$}  ", number + 1, mutant.name);
        std::io::stdout().flush()?;
        let started = Instant::now();
        let verdict = try_mutant(&scratch, &set, &mutant)?;
        println!("{:5.1} s  {verdict}", started.elapsed().as_secs_f64());
        rows.push(Row { mutant, verdict });
    }
    println!("\n{}", report::summary(&rows));
    if arguments.write {
        let path = workspace.join("docs/mutants.md");
        std::fs::write(&path, report::page(&rows)).with_context(|| path.display().to_string())?;
    }
    let unexplained = report::unexplained(&rows);
    if !unexplained.is_empty() {
        bail!("survived without a reason: {}", unexplained.join(", "));
    }
    Ok(())
}

/// Every mutant, each checked to fit the sources.
fn all(workspace: &Path) -> Result<Vec<Mutant>> {
    let source = |file: &str| {
        let path = workspace.join("cpu-ops/src").join(file);
        std::fs::read_to_string(&path).with_context(|| path.display().to_string())
    };
    let mut mutants = noops::of_table(&source("table.rs")?)?;
    mutants.extend(list::listed());
    for mutant in &mutants {
        mutant.plant(&source(mutant.file)?)?;
    }
    list::check(&mutants)?;
    Ok(mutants)
}

fn try_mutant(scratch: &Scratch, set: &Path, mutant: &Mutant) -> Result<Verdict> {
    let path = scratch.ops().join(mutant.file);
    let original = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    std::fs::write(&path, mutant.plant(&original)?)?;
    let verdict = trial::run(scratch, set);
    std::fs::write(&path, original)?;
    verdict.with_context(|| format!("the mutant {:?}", mutant.name))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_mutant_fits_the_sources_and_every_op_and_quirk_has_one() {
        let mutants = super::all(&crate::workspace()).expect("they fit");
        assert!(mutants.len() > cpu_ops::table::OPS.len());
    }
}
