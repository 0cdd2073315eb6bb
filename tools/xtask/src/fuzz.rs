//! The fuzz targets in turn, each for the same time, and a table of what they came to, which grows as they end.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

/// A target: its name, the folders of its seeds, and more arguments for libFuzzer.
type Target = (&'static str, &'static [&'static str], &'static [&'static str]);

const TARGETS: [Target; 10] = [
    ("assembler", &["seeds/assembler"], &["-dict=assembler.dict"]),
    ("code_file", &["seeds/code_file"], &[]),
    ("database", &["seeds/database"], &[]),
    ("disassembler", &["seeds/disassembler"], &[]),
    ("lockstep", &["seeds/lockstep"], &["-max_len=1400"]),
    ("manifest", &["seeds/manifest"], &[]),
    ("recording", &["seeds/recording"], &[]),
    ("rom_loading", &["seeds/assembler", "seeds/disassembler"], &[]),
    ("settings", &["seeds/settings"], &[]),
    ("state", &["seeds/state"], &[]),
];

/// The seconds that an input may take, and the megabytes that a target may grow to: more than that is a find, and nothing less is reported as slow.
const LIMITS: [&str; 3] = ["-timeout=20", "-report_slow_units=20", "-rss_limit_mb=1024"];

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Minutes a target
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    minutes: u64,
    /// Only this target (repeatable)
    #[arg(long, value_name = "NAME", value_parser = TARGETS.map(|(name, ..)| name))]
    target: Vec<String>,
}

/// What a target came to.
#[derive(Debug)]
struct Outcome {
    name: &'static str,
    elapsed: Duration,
    /// The last status line of libFuzzer.
    status: String,
    /// The input that it stopped at.
    find: Option<String>,
}

/// What stands over the rows.
const HEADER: &str = "\
| target | minutes | inputs | a second | edges | corpus | MB | finds |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |";

/// Runs the targets and prints a row for each as it ends: what interrupts a run of hours loses one row.
pub fn run(arguments: &Arguments) -> Result<()> {
    let folder = crate::workspace().join("tests/fuzz");
    let wanted = |name: &str| arguments.target.is_empty() || arguments.target.iter().any(|target| target == name);
    let (mut run, mut finds) = (0, 0);
    println!("{HEADER}");
    for target in TARGETS.iter().filter(|(name, ..)| wanted(name)) {
        eprintln!("{}: {} min", target.0, arguments.minutes);
        let outcome = fuzz(&folder, target, arguments.minutes * 60)?;
        println!("{}", row(&outcome));
        run += 1;
        finds += u32::from(outcome.find.is_some());
    }
    ensure!(finds == 0, "{finds} of {run} targets found something");
    Ok(())
}

/// Builds one target and runs it for `seconds`.
fn fuzz(folder: &Path, &(name, seeds, options): &Target, seconds: u64) -> Result<Outcome> {
    // cargo-fuzz asks for the address sanitizer otherwise, which needs a nightly.
    let cargo = |command: &str| {
        let mut cargo = Command::new("cargo");
        cargo.args(["fuzz", command, "--sanitizer", "none", name]).current_dir(folder);
        cargo
    };
    let built = cargo("build").status().context("cannot start cargo")?;
    ensure!(built.success(), "{name} cannot be built; is cargo-fuzz there? `cargo install cargo-fuzz` installs it");
    let corpus = format!("corpus/{name}");
    std::fs::create_dir_all(folder.join(&corpus)).with_context(|| corpus.clone())?;
    let started = Instant::now();
    let mut child = cargo("run")
        .arg(&corpus)
        .args(seeds)
        .arg("--")
        .arg(format!("-max_total_time={seconds}"))
        .args(LIMITS)
        .args(options)
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    let (mut status, mut find, mut tail) = (String::new(), None, Vec::new());
    let errors = child.stderr.take().context("it has a standard error")?;
    for line in BufReader::new(errors).lines() {
        // What a fuzzer made up may be anything.
        let Ok(line) = line else { continue };
        if line.starts_with('#') && line.contains("cov:") {
            status = line;
        } else if let Some((_, path)) = line.split_once("Test unit written to ") {
            find = Some(path.to_owned());
        } else {
            tail.push(line);
        }
    }
    let code = child.wait().context("it was started")?;
    if find.is_some() || !code.success() {
        tail.iter().skip(tail.len().saturating_sub(60)).for_each(|line| eprintln!("{line}"));
    }
    if find.is_none() && !code.success() {
        bail!("{name} ended without a find: {code}");
    }
    Ok(Outcome { name, elapsed: started.elapsed(), status, find })
}

/// The row of the table that tells what a target came to.
fn row(Outcome { name, elapsed, status, find }: &Outcome) -> String {
    let inputs = status.trim_start_matches('#').split_whitespace().next().unwrap_or("0");
    let of = |key: &str| {
        let mut words = status.split_whitespace().skip_while(|word| *word != key);
        words.nth(1).unwrap_or("-")
    };
    format!(
        "| {name} | {:.1} | {inputs} | {} | {} | {} | {} | {} |",
        elapsed.as_secs_f64() / 60.0,
        of("exec/s:"),
        of("cov:"),
        of("corp:").split('/').next().unwrap_or_default(),
        of("rss:").trim_end_matches("Mb"),
        find.as_deref().unwrap_or("none"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_the_last_status_line_said() {
        let status = "#1253\tDONE   cov: 2266 ft: 8525 corp: 464/136Kb lim: 426 exec/s: 59 rss: 155Mb".to_owned();
        let outcome = Outcome { name: "lockstep", elapsed: Duration::from_secs(90), status, find: None };
        assert_eq!(row(&outcome), "| lockstep | 1.5 | 1253 | 59 | 2266 | 464 | 155 | none |");
    }

    #[test]
    fn every_target_of_the_fuzz_workspace_is_run_and_has_seeds() {
        let folder = crate::workspace().join("tests/fuzz");
        let mut files: Vec<String> = std::fs::read_dir(folder.join("fuzz_targets"))
            .unwrap()
            .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        files.sort();
        assert_eq!(files, TARGETS.map(|(name, ..)| name));
        for seeds in TARGETS.iter().flat_map(|(_, seeds, _)| *seeds) {
            assert!(std::fs::read_dir(folder.join(seeds)).unwrap().next().is_some(), "{seeds}");
        }
    }
}
