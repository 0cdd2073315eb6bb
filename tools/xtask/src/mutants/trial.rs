//! One trial: builds the scratch copy and runs the conformance set on it.

use std::env::consts::EXE_EXTENSION;
use std::fmt;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::scratch::Scratch;

/// How long the conformance set may take; without a mutant it takes about a second.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(10);

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Cases failed: the name of the first, and how many.
    Killed(String, usize),
    /// The set did not come to an end.
    Hung,
    /// The program crashed.
    Crashed,
    /// All cases passed.
    Survived,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Killed(first, 1) => write!(f, "killed by {first}"),
            Self::Killed(first, count) => write!(f, "killed by {first} and {} more", count - 1),
            Self::Hung => f.write_str("killed: it hung"),
            Self::Crashed => f.write_str("killed: it crashed"),
            Self::Survived => f.write_str("SURVIVED"),
        }
    }
}

/// Builds `scratch` as it is now and runs the conformance set in the folder `set` on the interpreter.
pub fn run(scratch: &Scratch, set: &Path) -> Result<Verdict> {
    build(scratch)?;
    let Some(status) = run_set(scratch, set)? else { return Ok(Verdict::Hung) };
    match status.code() {
        Some(0) => Ok(Verdict::Survived),
        // 2 is a manifest that cannot be used: a poke lies outside of a mutant's memory.
        Some(1 | 2) => Ok(first_failure(&fs::read_to_string(scratch.output())?)),
        _ => Ok(Verdict::Crashed),
    }
}

/// Only what the interpreter needs, without debugging information: that is quick to link.
fn build(scratch: &Scratch) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--locked", "--package", "stitch8", "--no-default-features"])
        .current_dir(scratch.tree())
        .env("CARGO_TARGET_DIR", scratch.target())
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .context("cannot start cargo")?;
    ensure!(output.status.success(), "it does not build:\n{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// Runs the set; `None` if it takes too long.
fn run_set(scratch: &Scratch, set: &Path) -> Result<Option<ExitStatus>> {
    let output = File::create(scratch.output())?;
    let mut child = Command::new(scratch.target().join("debug").join("stitch8").with_extension(EXE_EXTENSION))
        .arg("test")
        .arg(set)
        .args(["--engine", "interpreter", "--failures"])
        .arg(scratch.target().join("failures"))
        .stderr(output.try_clone()?)
        .stdout(output)
        .spawn()
        .context("cannot start what was built")?;
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(GLANCE);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

/// Reads the report: a line `FAILED name (place)` for each case that failed.
fn first_failure(report: &str) -> Verdict {
    let failed: Vec<&str> = report
        .lines()
        .filter_map(|line| ["FAILED ", "BROKEN "].iter().find_map(|word| line.strip_prefix(word)))
        .map(|line| line.rsplit_once(" (").map_or(line, |(name, _)| name))
        .collect();
    failed.first().map_or(Verdict::Crashed, |first| Verdict::Killed((*first).to_owned(), failed.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failed_case_is_found() {
        let report =
            "case  interpreter\nrows  FAILED\n\nFAILED rows (manifest.toml:3)\n  vE is 1\n\n1 passed, 1 failed\n";
        assert_eq!(first_failure(report), Verdict::Killed("rows".to_owned(), 1));
    }
}
