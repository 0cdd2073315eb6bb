//! `stitch8 test`: a suite of ROMs on every engine, and what came of it.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::Context as _;
use clap::Args;

use super::Failure;
use super::comfort::engine_kind;
use super::files::Files;
use super::output::Printable;
use crate::engine::EngineKind;
use crate::replace;
use crate::suite::{
    Mismatch, Options, Outcome, Plan, Record, Suite, Table, Tally, Verdict, bless, file_names, run_all, write_failure,
    write_junit, write_pictures,
};

#[derive(Debug, Args)]
#[command(after_help = "Exit code: 0 all passed, 1 a case failed, 2 a manifest or a file it names is no good.\n\
    How to write a manifest: docs/test-manifests.md")]
pub(super) struct Arguments {
    /// A manifest, or a folder with a manifest.toml or .ch8 files; the built-in conformance set otherwise
    #[arg(value_name = "FILE.toml|DIR")]
    suite: Option<PathBuf>,
    /// Run only the cases that have this in their names
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Run on this engine only; on all of this build otherwise, which must agree
    #[arg(long, value_name = "NAME", value_parser = engine_kind)]
    engine: Option<EngineKind>,
    /// Cases to run at the same time; as many as there are processors otherwise
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<u16>>,
    /// Accept screens and sounds of cases in which nothing else differs: write them to the manifest
    #[arg(long)]
    bless: bool,
    /// How ROMs without a manifest are run is looked up in this file first, in the format of chip-8-database's programs.json
    #[arg(long, value_name = "FILE.json")]
    database: Option<PathBuf>,
    /// Where pictures of failed cases are written
    #[arg(long, value_name = "DIR", default_value = "stitch8-failures")]
    failures: PathBuf,
    /// Write a junit report, the XML that build servers read
    #[arg(long, value_name = "FILE.xml")]
    junit: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let engines = arguments.engine.map_or_else(|| EngineKind::ALL.to_vec(), |engine| vec![engine]);
    let files = Files::default().read("the manifest", arguments.suite.as_deref());
    files.written("--junit", arguments.junit.as_deref()).check()?;
    if let Some(path) = &arguments.junit {
        replace::can_write(path).with_context(|| format!("--junit: {}", path.display()))?;
    }
    let suite = load(arguments, &engines)?;
    let jobs = arguments
        .jobs
        .map_or_else(|| thread::available_parallelism().map_or(1, NonZero::get), |jobs| usize::from(jobs.get()));
    // Colours are left out unless this is a terminal.
    let mut out = Printable(anstream::stdout().lock());
    let table = Table::new(&suite, &engines);
    let mut written = table.write_head(&mut out);
    let mut records = Vec::new();
    run_all(&suite.entries, &Options { engines: engines.clone(), jobs }, |number, outcome| {
        let record = Record::new(&suite.entries[number], outcome, arguments.bless);
        if written.is_ok() {
            written = table.write_row(&mut out, &suite.entries[number], &record).and_then(|()| out.flush());
        }
        records.push(record);
    });
    written.map_err(closed)?;

    show_failures(&mut out, &suite, &records, &arguments.failures)?;
    // Each is written, whatever becomes of the other, and the summary is told.
    let accepted = if arguments.bless { accept(&mut out, &suite, &records) } else { Ok(()) };
    let reported = arguments.junit.as_ref().map_or(Ok(()), |path| write_junit(path, &suite, &records));
    let tally = Tally::of(&records);
    writeln!(out).and_then(|()| tally.write(&mut out)).map_err(closed)?;
    accepted?;
    reported?;
    verdict(&suite, &records, tally)
}

fn load(arguments: &Arguments, engines: &[EngineKind]) -> Result<Suite, Failure> {
    let mut suite = match &arguments.suite {
        Some(path) => Suite::open(path, &super::program::database(arguments.database.as_deref()))?,
        None => Suite::built_in()?,
    };
    if arguments.bless && !suite.can_be_blessed() {
        return Err(anyhow::anyhow!("--bless needs a manifest that it can write screens and sounds to").into());
    }
    if let Some(text) = &arguments.filter {
        suite.retain_named(text);
        if suite.entries.is_empty() {
            return Err(anyhow::anyhow!("--filter: no case of {} has {text:?} in its name", suite.name).into());
        }
    }
    suite.skip_without(engines);
    Ok(suite)
}

/// Tells what failed and how, and writes the pictures.
fn show_failures(out: &mut impl Write, suite: &Suite, records: &[Record], folder: &Path) -> Result<(), Failure> {
    let mut unwritten = None;
    let names = file_names(suite.entries.iter().map(|entry| entry.name.as_str()));
    for ((entry, record), name) in suite.entries.iter().zip(records).zip(names) {
        let (Verdict::Failed, Plan::Run(case), Some(outcome)) = (record.verdict, &entry.plan, &record.outcome) else {
            continue;
        };
        let pictures = write_pictures(folder, &name, case, outcome);
        write_failure(out, entry, outcome, pictures.as_deref().unwrap_or_default()).map_err(closed)?;
        unwritten = unwritten.or(pictures.err());
    }
    if let Some(problem) = unwritten {
        super::warn(&format!("not all pictures were written: {problem}"));
    }
    Ok(())
}

fn accept(out: &mut impl Write, suite: &Suite, records: &[Record]) -> Result<(), Failure> {
    let blessed = records.iter().enumerate().filter(|(_, record)| record.verdict == Verdict::Blessed);
    let accepted: Vec<_> =
        blessed.filter_map(|(number, record)| record.outcome.as_ref().map(|outcome| (number, outcome))).collect();
    let differs = |outcome: &Outcome, kind: fn(&Mismatch) -> bool| {
        outcome.findings.iter().flat_map(|finding| &finding.mismatches).any(kind)
    };
    let has_screen = |&&(number, outcome): &&(usize, &Outcome)| {
        let plan: &Plan = &suite.entries[number].plan;
        differs(outcome, |it| matches!(it, Mismatch::Screen { .. })) || plan.lacks_picture()
    };
    let has_sound = |(_, outcome): &&(usize, &Outcome)| differs(outcome, |it| matches!(it, Mismatch::Sound { .. }));
    let (screens, sounds) = (accepted.iter().filter(has_screen).count(), accepted.iter().filter(has_sound).count());
    bless::bless(suite, &accepted)?;
    let mut text = format!("{screens} {}", if screens == 1 { "screen" } else { "screens" });
    if sounds > 0 {
        let _ = write!(text, " and {sounds} {}", if sounds == 1 { "sound" } else { "sounds" });
    }
    writeln!(out, "\n{text} accepted").map_err(closed)?;
    Ok(())
}

/// What the command comes to: bad input weighs more than failed cases, for not everything was tried.
fn verdict(suite: &Suite, records: &[Record], tally: Tally) -> Result<(), Failure> {
    if let Some((last, others)) = suite.all_problems().split_last() {
        for problem in others {
            super::warn(&problem.to_string());
        }
        return Err(anyhow::anyhow!(last.to_string()).into());
    }
    if tally.failed > 0 {
        return Err(Failure::Guest(anyhow::anyhow!("{} of {} cases failed", tally.failed, records.len())));
    }
    Ok(())
}

#[allow(clippy::needless_pass_by_value, reason = "so that it can be handed to map_err by its name")]
fn closed(error: io::Error) -> anyhow::Error {
    anyhow::anyhow!("cannot write to the standard output: {error}")
}
