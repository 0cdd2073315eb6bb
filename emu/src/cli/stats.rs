//! `stitch8 run --stats` and `--stats-json`: what the recompiler did with a program, region by region.

#[cfg(feature = "jit")]
mod table;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::files::Files;
use crate::engine::Engine;

/// The standard output's name as a file.
const STANDARD_OUTPUT: &str = "-";

/// Whether to tell what the recompiler did.
#[derive(Debug, Args)]
pub(super) struct StatsArguments {
    /// Print what the recompiler did, region by region, and what it left to the interpreter
    #[arg(long, conflicts_with = "json")]
    stats: bool,
    /// Write the same as JSON to a file, or, instead of the report, to the standard output if it is -
    #[arg(long, value_name = "FILE.json")]
    stats_json: Option<PathBuf>,
}

impl StatsArguments {
    /// With what is written.
    pub(super) fn files<'a>(&'a self, files: Files<'a>) -> Files<'a> {
        files.written("--stats-json", self.file())
    }

    /// The file that they are written to.
    fn file(&self) -> Option<&Path> {
        self.stats_json.as_deref().filter(|_| !self.instead_of_report())
    }

    /// Whether these statistics are all that goes to the standard output.
    pub(super) fn instead_of_report(&self) -> bool {
        self.stats_json.as_deref() == Some(Path::new(STANDARD_OUTPUT))
    }

    /// Refuses what cannot be done, before anything is run.
    pub(super) fn check(&self, is_recompiled: bool, is_json: bool) -> anyhow::Result<()> {
        let Some(option) = self.first() else { return Ok(()) };
        anyhow::ensure!(cfg!(feature = "jit"), "{option}: this build has no recompiler, build it with the feature jit");
        anyhow::ensure!(is_recompiled, "{option}: the interpreter compiles nothing; try --engine recompiler");
        anyhow::ensure!(
            !(self.instead_of_report() && (is_json || self.stats)),
            "--stats-json -: the standard output takes one report; name a file, or leave out --json and --stats"
        );
        if let Some(path) = self.file() {
            crate::replace::can_write(path).with_context(|| format!("--stats-json: {}", path.display()))?;
        }
        Ok(())
    }

    /// Writes what was asked for to files. Returns what is to be printed.
    #[cfg_attr(not(feature = "jit"), allow(clippy::unnecessary_wraps, reason = "only a recompiler's can fail"))]
    pub(super) fn write(&self, engine: &Engine) -> anyhow::Result<String> {
        let Some(option) = self.first() else { return Ok(String::new()) };
        #[cfg(feature = "jit")]
        if let Some(report) = engine.report() {
            let mut text = String::new();
            if self.stats {
                text.push_str(&table::table(&report));
            }
            if let Some(path) = &self.stats_json {
                let json = format!("{:#}\n", serde_json::json!(report));
                if self.instead_of_report() {
                    text.push_str(&json);
                } else {
                    crate::replace::write(path, json.as_bytes())
                        .with_context(|| format!("--stats-json: {}", path.display()))?;
                }
            }
            return Ok(text);
        }
        let _ = engine;
        super::warn(&format!("{option}: there is nothing to tell, the recompiler did not start"));
        Ok(String::new())
    }

    /// The first of the options that was given.
    fn first(&self) -> Option<&'static str> {
        match (self.stats, &self.stats_json) {
            (true, _) => Some("--stats"),
            (false, Some(_)) => Some("--stats-json"),
            (false, None) => None,
        }
    }
}
