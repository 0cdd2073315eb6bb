//! The table of speeds in the README: measured by a program of the benches' package, put between two markers.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

/// The line before the table.
const BEGIN: &str = "<!-- bench-table: written by `cargo xtask bench-table --write` -->";
/// The line after it.
const END: &str = "<!-- /bench-table -->";

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Rounds a program
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// Only the programs that have this in their names
    #[arg(long, value_name = "TEXT", conflicts_with = "write")]
    filter: Option<String>,
    /// Write the table to README.md
    #[arg(long)]
    write: bool,
}

/// Measures and prints the table.
pub fn run(arguments: &Arguments) -> Result<()> {
    let workspace = crate::workspace();
    let table = measure(&workspace, arguments)?;
    print!("{table}");
    if arguments.write {
        let path = workspace.join("README.md");
        let page = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let page = replaced(&page, &table).with_context(|| path.display().to_string())?;
        std::fs::write(&path, page).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// Builds and runs the program that measures, which says on the standard error how far it is.
fn measure(workspace: &Path, arguments: &Arguments) -> Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["run", "--quiet", "--release", "--package", "stitch8-benches", "--bin", "bench-table", "--"])
        .args(["--rounds", &arguments.rounds.to_string()])
        .current_dir(workspace)
        .stderr(Stdio::inherit());
    if let Some(text) = &arguments.filter {
        command.args(["--filter", text]);
    }
    let output = command.output().context("cannot start cargo")?;
    ensure!(output.status.success(), "the measurement has failed: {}", output.status);
    String::from_utf8(output.stdout).context("the table is no text")
}

/// `page` with `table` between the markers.
fn replaced(page: &str, table: &str) -> Result<String> {
    let (before, rest) = page.split_once(BEGIN).with_context(|| format!("there is no line {BEGIN:?}"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("there is no line {END:?} after {BEGIN:?}"))?;
    Ok(format!("{before}{BEGIN}\n\n{table}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_the_place_of_the_last_one() {
        let page = format!("before\n{BEGIN}\n| old |\n{END}\nafter\n");
        let new = replaced(&page, "| new |\n").expect("both markers are there");
        assert_eq!(new, format!("before\n{BEGIN}\n\n| new |\n\n{END}\nafter\n"));
        assert_eq!(replaced(&new, "| new |\n").expect("they still are"), new);
        assert!(replaced("no markers", "").is_err());
        assert!(replaced(BEGIN, "").is_err());
    }

    #[test]
    fn the_readme_has_the_markers() {
        let readme = std::fs::read_to_string(crate::workspace().join("README.md")).expect("it can be read");
        assert!(replaced(&readme, "").is_ok());
    }
}
