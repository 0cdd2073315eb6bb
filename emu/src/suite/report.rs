//! Reports for people: a line a case, what failed and how, and a summary.

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};

use super::run::{Finding, Outcome, Trouble};
use super::{Entry, Plan, Suite};
use crate::engine::EngineKind;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const NOTE: Style = AnsiColor::Yellow.on_default();
const HEAD: Style = Style::new().bold();

/// Columns between two columns of the table.
const GAP: usize = 2;

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All engines agree with each other and with what is expected.
    Passed,
    /// Only screen or sound were others, which have been accepted.
    Blessed,
    /// It was run, and something is not as expected.
    Failed,
    /// The manifest says not to run it.
    Skipped,
    /// It could not be run.
    Refused,
}

/// An entry that is done with.
#[derive(Debug)]
pub struct Record {
    /// What became of it.
    pub verdict: Verdict,
    /// What it came to, if it was run.
    pub outcome: Option<Outcome>,
}

/// How many entries passed, failed and were skipped. One that could not be run has failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed or blessed.
    pub passed: usize,
    /// Failed or refused.
    pub failed: usize,
    /// Skipped.
    pub skipped: usize,
}

/// The layout of a table with a line for each entry of a suite.
#[derive(Debug)]
pub struct Table<'a> {
    engines: &'a [EngineKind],
    name: usize,
    platform: usize,
}

impl Record {
    /// The record of `entry` after `outcome`. With `bless`, screens and sounds that differ are accepted.
    #[must_use]
    pub fn new(entry: &Entry, outcome: Option<Outcome>, bless: bool) -> Self {
        let verdict = match (&entry.plan, &outcome) {
            (Plan::Refuse(_), _) => Verdict::Refused,
            (Plan::Skip(_), _) | (_, None) => Verdict::Skipped,
            (plan, Some(outcome)) if outcome.passed() && !(bless && plan.lacks_picture()) => Verdict::Passed,
            (_, Some(outcome)) if bless && (outcome.passed() || outcome.can_be_blessed()) => Verdict::Blessed,
            _ => Verdict::Failed,
        };
        Self { verdict, outcome }
    }
}

impl Tally {
    /// Counts `records`.
    #[must_use]
    pub fn of(records: &[Record]) -> Self {
        let mut tally = Self::default();
        for record in records {
            *match record.verdict {
                Verdict::Passed | Verdict::Blessed => &mut tally.passed,
                Verdict::Failed | Verdict::Refused => &mut tally.failed,
                Verdict::Skipped => &mut tally.skipped,
            } += 1;
        }
        tally
    }

    /// Writes the line that sums everything up.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let style = if self.failed > 0 { BAD } else { GOOD };
        writeln!(out, "{style}{self}{style:#}")
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

impl<'a> Table<'a> {
    /// A table for `suite` on `engines`.
    #[must_use]
    pub fn new(suite: &Suite, engines: &'a [EngineKind]) -> Self {
        let longest = |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| text.chars().count()).max().unwrap_or(0);
        let name = longest(&mut suite.entries.iter().map(|entry| entry.name.as_str()).chain(["case"])) + GAP;
        let platform = longest(&mut suite.entries.iter().map(platform).chain(["platform"])) + GAP;
        Self { engines, name, platform }
    }

    /// Writes the line above the others.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write_head(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "{HEAD}{:name$}{:platform$}", "case", "platform", name = self.name, platform = self.platform)?;
        for engine in self.engines {
            write!(out, "{:width$}", engine.name(), width = width(*engine))?;
        }
        writeln!(out, "{:>8}{HEAD:#}", "time")
    }

    /// Writes the line of `entry`.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write_row(&self, out: &mut impl Write, entry: &Entry, record: &Record) -> io::Result<()> {
        let (name, platform_width) = (self.name, self.platform);
        write!(out, "{:name$}{:platform_width$}", entry.name, platform(entry))?;
        match (&entry.plan, &record.outcome) {
            (Plan::Refuse(_), _) => writeln!(out, "{BAD}not run{BAD:#}  see below"),
            (Plan::Skip(reason), _) => writeln!(out, "{NOTE}skipped{NOTE:#}  {reason}"),
            (Plan::Run(_), None) => writeln!(out, "{NOTE}skipped{NOTE:#}"),
            (Plan::Run(_), Some(outcome)) => {
                for engine in self.engines {
                    let (text, style) = cell(*engine, record.verdict, outcome);
                    write!(out, "{style}{text:width$}{style:#}", width = width(*engine))?;
                }
                writeln!(out, "{:>5} ms", outcome.elapsed.as_millis())
            }
        }
    }
}

fn width(engine: EngineKind) -> usize {
    engine.name().len() + GAP
}

fn platform(entry: &Entry) -> &str {
    match &entry.plan {
        Plan::Run(case) => case.job.setup.platform.id,
        Plan::Skip(_) | Plan::Refuse(_) => "-",
    }
}

/// What the table says of an engine.
fn cell(engine: EngineKind, verdict: Verdict, outcome: &Outcome) -> (&'static str, Style) {
    let finding = outcome.findings.iter().find(|finding| finding.engine == engine);
    match (finding, &outcome.trouble) {
        (_, Some(Trouble::Broken(_))) => ("BROKEN", BAD),
        (None, _) => ("-", NOTE),
        (Some(finding), _) if !finding.mismatches.is_empty() && verdict == Verdict::Blessed => ("blessed", NOTE),
        (Some(finding), _) if !finding.mismatches.is_empty() => ("FAILED", BAD),
        (_, Some(Trouble::Difference(_))) if engine != EngineKind::Interpreter => ("DIFFERS", BAD),
        _ => ("ok", GOOD),
    }
}

/// Writes what was not as expected of a failed entry, and which `pictures` show it.
///
/// # Errors
///
/// If it cannot be written.
pub fn write_failure(out: &mut impl Write, entry: &Entry, outcome: &Outcome, pictures: &[PathBuf]) -> io::Result<()> {
    writeln!(out, "\n{BAD}FAILED{BAD:#} {HEAD}{}{HEAD:#} ({})", entry.name, entry.place)?;
    for line in failure_lines(outcome) {
        writeln!(out, "  {line}")?;
    }
    for picture in pictures {
        writeln!(out, "  picture: {}", picture.display())?;
    }
    Ok(())
}

/// What was not as expected, line by line. What is true of all engines is said once.
#[must_use]
pub fn failure_lines(outcome: &Outcome) -> Vec<String> {
    let mut lines = Vec::new();
    let alike = |findings: &[Finding]| findings.windows(2).all(|pair| pair[0].mismatches == pair[1].mismatches);
    if alike(&outcome.findings) {
        let first = outcome.findings.first();
        lines.extend(first.into_iter().flat_map(|finding| &finding.mismatches).map(ToString::to_string));
    } else {
        for finding in &outcome.findings {
            lines.extend(finding.mismatches.iter().map(|mismatch| format!("{}: {mismatch}", finding.engine)));
        }
    }
    match &outcome.trouble {
        Some(Trouble::Difference(text) | Trouble::Broken(text)) => lines.extend(text.lines().map(str::to_owned)),
        None => {}
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::picture::Picture;
    use crate::suite::expected::{Mismatch, Register};

    fn outcome(mismatches: Vec<Vec<Mismatch>>, trouble: Option<Trouble>) -> Outcome {
        let picture = Picture { width: 1, height: 1, masks: vec![0] };
        let finding = |(engine, mismatches): (&EngineKind, Vec<Mismatch>)| Finding {
            engine: *engine,
            mismatches,
            picture: picture.clone(),
            sound: String::new(),
        };
        let findings = EngineKind::ALL.iter().zip(mismatches).map(finding).collect();
        Outcome { findings, trouble, elapsed: Duration::ZERO }
    }

    #[test]
    fn what_all_engines_do_is_said_once_and_what_one_does_by_its_name() {
        let wrong = || vec![Mismatch::Register(Register::V(10), 1, 0x1F)];
        let alike = outcome(vec![wrong(), wrong()], None);
        assert_eq!(failure_lines(&alike), ["vA is 0x1F, expected 0x01"]);
        assert!(!alike.passed() && !alike.can_be_blessed());
        if EngineKind::ALL.len() > 1 {
            let trouble = Some(Trouble::Difference("the engines differ\nhere".to_owned()));
            let apart = outcome(vec![Vec::new(), wrong()], trouble);
            let lines = ["recompiler: vA is 0x1F, expected 0x01", "the engines differ", "here"];
            assert_eq!(failure_lines(&apart), lines);
        }
    }

    #[test]
    fn engines_that_differ_fail_whatever_is_expected() {
        let apart = outcome(vec![Vec::new(); 2], Some(Trouble::Difference(String::new())));
        assert!(!apart.passed());
        let text = |engine: &EngineKind| cell(*engine, Verdict::Failed, &apart).0;
        assert_eq!(EngineKind::ALL.iter().map(text).collect::<Vec<_>>(), ["ok", "DIFFERS"][..EngineKind::ALL.len()]);
        let broken = outcome(Vec::new(), Some(Trouble::Broken("no LLVM".to_owned())));
        assert!(!broken.passed());
        assert_eq!(cell(EngineKind::Interpreter, Verdict::Failed, &broken).0, "BROKEN");
        assert_eq!(failure_lines(&broken), ["no LLVM"]);
    }
}
