//! `stitch8 vectors`: writes single-step vectors, or runs those of a folder.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use cpu_ops::{Platform, Quirk, Quirks};

use super::Failure;
use super::output::{print, printable};
use super::program::{platform, quirk};
use crate::engine::{Engine, EngineKind};
use crate::signals;
use crate::vectors::check::{Bench, Verdict};
use crate::vectors::folder::{self, FolderError, Machine, PLATFORM_FILE};
use crate::vectors::generate;

/// The most failures that are told of an engine.
const TOLD: u64 = 10;

#[derive(Debug, Args)]
#[command(
    after_help = "The format is described in docs/vectors.md. Exit code: 0 done, 1 a vector failed, 2 a file is no good."
)]
pub(super) struct Arguments {
    /// The platform to make vectors of
    #[arg(long, value_name = "ID", value_parser = platform, requires = "out")]
    platform: Option<&'static Platform>,
    /// Switch a quirk of the platform on or off (repeatable)
    #[arg(long, value_name = "NAME=on|off", value_parser = quirk, requires = "out")]
    quirk: Vec<(Quirk, bool)>,
    /// The folder to write them to, which is made if it is not there
    #[arg(long, value_name = "DIR", requires = "platform", required_unless_present = "check")]
    out: Option<PathBuf>,
    /// What they are made from: the same seed, the same vectors
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Vectors an instruction
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    count: u32,
    /// Run the vectors of this folder on every engine and tell what differs
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "platform", "quirk", "seed", "count"])]
    check: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match (&arguments.check, &arguments.out, arguments.platform) {
        (Some(folder), ..) => check(folder),
        (None, Some(folder), Some(platform)) => write(arguments, folder, platform),
        // clap has seen to it that this does not come up.
        _ => Err(anyhow::anyhow!("--check DIR, or --platform ID and --out DIR").into()),
    }
}

fn write(arguments: &Arguments, out: &Path, platform: &Platform) -> Result<(), Failure> {
    let quirks = arguments.quirk.iter().fold(platform.quirks, |all, &(quirk, on)| all.with(quirk, on));
    refuse_what_is_there(out, platform, quirks)?;
    signals::hear();
    std::fs::create_dir_all(out)
        .map_err(|error| anyhow::anyhow!("cannot make the folder {}: {error}", out.display()))?;
    // First, so that what is written before an interruption is known for what it is.
    folder::write_machine(out, &Machine::of(platform, quirks, arguments.seed))?;
    let (mut files, mut vectors) = (0_u32, 0);
    for op in generate::ops(platform, quirks) {
        if signals::have_come() {
            signals::end_as_asked();
            return Err(Failure::Told);
        }
        let made = generate::vectors(platform, quirks, op, arguments.seed, arguments.count as usize);
        if made.is_empty() {
            continue;
        }
        files += 1;
        vectors += made.len();
        folder::write_vectors(out, file_name(op), &made)?;
    }
    Ok(print(&format!("{vectors} vectors of {files} instructions of {} in {}\n", platform.id, out.display()))?)
}

/// Refuses a folder in which something is, that may not be replaced: vectors of another machine, or files that are no vectors of ours.
fn refuse_what_is_there(out: &Path, platform: &Platform, quirks: Quirks) -> anyhow::Result<()> {
    if out.exists() && !out.is_dir() {
        bail!("{} is no folder", out.display());
    }
    match folder::machine(out) {
        Ok((there, of)) if (there.id, of) == (platform.id, quirks) => return Ok(()),
        Ok((there, _)) => {
            let what = if there.id == platform.id { "other quirks" } else { there.id };
            bail!("{} has vectors of {what}; remove them, or name another folder", out.display());
        }
        Err(FolderError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
        Err(error) => {
            return Err(anyhow::Error::from(error).context("it would be written over; name another folder"));
        }
    }
    let names = generate::ops(platform, quirks).into_iter().map(file_name);
    match names.map(|name| folder::file_of(out, name)).find(|path| path.symlink_metadata().is_ok()) {
        Some(path) => {
            bail!("{} is there already, and no {PLATFORM_FILE} beside it; name another folder", path.display())
        }
        None => Ok(()),
    }
}

/// An instruction's pattern; words that are no instruction have none.
fn file_name(op: cpu_ops::Op) -> &'static str {
    if op == cpu_ops::Op::Unknown { "unknown" } else { op.info().pattern }
}

fn check(folder: &Path) -> Result<(), Failure> {
    let (platform, quirks, files) = folder::open(folder)?;
    let mut failed = 0;
    for &kind in EngineKind::ALL {
        failed += check_on(kind, platform, quirks, &files)?;
    }
    match failed {
        0 => Ok(()),
        _ => Err(Failure::Guest(anyhow::anyhow!("{failed} vectors failed"))),
    }
}

/// Runs the vectors of all `files` on one engine. Returns how many failed.
fn check_on(kind: EngineKind, platform: &'static Platform, quirks: Quirks, files: &[PathBuf]) -> Result<u64, Failure> {
    let mut bench = Bench::new(platform, quirks);
    let (mut passed, mut failed, mut native) = (0_u64, 0, 0);
    for path in files {
        let name = printable(&path.file_name().unwrap_or_default().to_string_lossy());
        let mut engine = engine(kind, platform, quirks)?;
        folder::for_each_vector(path, |vector| {
            match bench.run(&vector, &mut engine) {
                Verdict::Passed => passed += 1,
                Verdict::Refused(message) => bail!("{}: {:?}: {message}", path.display(), vector.name),
                Verdict::Failed(differences) => {
                    failed += 1;
                    if failed <= TOLD {
                        let text = format!("{kind}, {name}, {:?}: {}", vector.name, differences.join("; "));
                        print(&(text + "\n"))?;
                    }
                }
            }
            Ok(())
        })??;
        native += native_instructions(&engine);
    }
    let compiled = if native > 0 { format!(", {native} of them in compiled code") } else { String::new() };
    print(&format!("{kind}: {passed} vectors passed, {failed} failed{compiled}\n"))?;
    Ok(failed)
}

/// The engine; the recompiler compiles whatever it comes to.
#[cfg_attr(not(feature = "jit"), allow(clippy::unnecessary_wraps, reason = "a recompiler may fail to start"))]
fn engine(kind: EngineKind, platform: &Platform, quirks: Quirks) -> anyhow::Result<Engine> {
    let profile = platform.profile(quirks);
    match kind {
        EngineKind::Interpreter => Ok(Engine::interpreter(profile)),
        #[cfg(feature = "jit")]
        EngineKind::Recompiler => {
            use crate::recompiler::Settings;
            Ok(Engine::recompiler(profile, &Settings { threshold: 0, ..Settings::eager() })?)
        }
    }
}

fn native_instructions(engine: &Engine) -> u64 {
    #[cfg(feature = "jit")]
    if let Some(statistics) = engine.statistics() {
        return statistics.native_instructions;
    }
    let _ = engine;
    0
}
