//! The table of speeds, in Markdown, on the standard output: what `cargo xtask bench-table` calls.
//!
//! In each round everything that runs a program does so in turn, so that a ratio is between runs made within a fraction of a
//! second; what is printed of it is the median.

#![forbid(unsafe_code)]

use std::fmt::Display;
use std::time::Duration;

use clap::Parser;
use stitch8_benches::runner::{Kind, Runner};
use stitch8_benches::{Program, programs};

/// How long one measurement takes, at least. A program at the limit takes a few milliseconds.
const LEAST: Duration = Duration::from_millis(25);

/// Measures the bench programs on everything that runs them.
#[derive(Debug, Parser)]
struct Arguments {
    /// Rounds a program
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// Only the programs that have this in their names
    #[arg(long, value_name = "TEXT", default_value = "")]
    filter: String,
}

/// Two columns, one divided by the other.
const RATIOS: [(&str, &str); 3] = [("interpreter", "switch"), ("recompiler", "interpreter"), ("recompiler", "limit")];

/// A program's line: medians, `None` where there is nothing that runs it.
struct Row {
    name: String,
    instructions: u64,
    speeds: Vec<Option<f64>>,
    ratios: Vec<Option<f64>>,
}

fn main() {
    let arguments = Arguments::parse();
    let kinds = Kind::all();
    let ratios: Vec<(usize, usize)> = RATIOS
        .iter()
        .filter_map(|&(over, under)| {
            let column = |name| kinds.iter().position(|kind| kind.name() == name);
            Some((column(over)?, column(under)?))
        })
        .collect();
    let mut rows = Vec::new();
    for program in programs() {
        if program.rom.title.contains(&arguments.filter) {
            eprintln!("{}", program.rom.title);
            rows.push(measure(&program, &kinds, &ratios, arguments.rounds));
        }
    }
    print!("{}", table(&kinds, &ratios, &rows));
}

/// Measures one program.
fn measure(program: &Program, kinds: &[Kind], ratios: &[(usize, usize)], rounds: u32) -> Row {
    let mut runners: Vec<Option<Runner>> = kinds.iter().map(|&kind| Runner::new(kind, program)).collect();
    let instructions = runners.iter_mut().flatten().next().map_or(0, |runner| runner.time().0);
    let rounds: Vec<Vec<Option<f64>>> = (0..rounds)
        .map(|_| runners.iter_mut().map(|runner| runner.as_mut().map(|runner| runner.speed(LEAST))).collect())
        .collect();
    Row {
        name: program.rom.title.clone(),
        instructions,
        speeds: (0..kinds.len()).map(|kind| median(rounds.iter().filter_map(|round| round[kind]))).collect(),
        ratios: ratios
            .iter()
            .map(|&(over, under)| median(rounds.iter().filter_map(|round| Some(round[over]? / round[under]?))))
            .collect(),
    }
}

/// The middle one, or the mean of the two in the middle.
fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.get(values.len().checked_sub(1)? / 2)?, values.get(values.len() / 2)?);
    Some(f64::midpoint(*low, *high))
}

/// The geometric mean.
fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let logarithms: Vec<f64> = values.map(f64::ln).collect();
    (!logarithms.is_empty()).then(|| (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp())
}

/// The table: a line a program, and the geometric means.
fn table(kinds: &[Kind], ratios: &[(usize, usize)], rows: &[Row]) -> String {
    let names = kinds.iter().map(|kind| kind.name().to_owned());
    let quotients = ratios.iter().map(|&(over, under)| format!("{} / {}", kinds[over].name(), kinds[under].name()));
    let mut text = line("program", ["instructions".to_owned()].into_iter().chain(names).chain(quotients));
    text += &line("---", (0..=kinds.len() + ratios.len()).map(|_| "---:".to_owned()));
    for row in rows {
        let speeds = row.speeds.iter().map(|speed| speed.map_or_else(none, grouped));
        let quotients = row.ratios.iter().map(|quotient| quotient.map_or_else(none, ratio));
        let cells = [grouped(row.instructions)].into_iter().chain(speeds).chain(quotients);
        text += &line(&format!("`{}`", row.name), cells);
    }
    // Means of different programs cannot be compared: of speeds only where there are all.
    let speeds = (0..kinds.len()).map(|kind| {
        let all: Option<Vec<f64>> = rows.iter().map(|row| row.speeds[kind]).collect();
        all.and_then(|all| mean(all.into_iter())).map_or_else(none, grouped)
    });
    let quotients =
        (0..ratios.len()).map(|at| mean(rows.iter().filter_map(|row| row.ratios[at])).map_or_else(none, ratio));
    text += &line("geometric mean", [String::new()].into_iter().chain(speeds).chain(quotients));
    text
}

fn line(first: &str, rest: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = [first.to_owned()].into_iter().chain(rest).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn none() -> String {
    "-".to_owned()
}

fn ratio(ratio: f64) -> String {
    if ratio < 9.995 { format!("{ratio:.2}") } else { format!("{ratio:.1}") }
}

/// `number`, rounded, with a comma before each three digits.
fn grouped(number: impl Display) -> String {
    let digits = format!("{number:.0}");
    let first = (digits.len() - 1) % 3 + 1;
    let mut text = digits[..first].to_owned();
    for group in digits.as_bytes()[first..].chunks(3) {
        text.push(',');
        text.extend(group.iter().map(|&digit| char::from(digit)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_averaged() {
        assert_eq!([0, 999, 1000, 13_581_684].map(grouped), ["0", "999", "1,000", "13,581,684"]);
        assert_eq!(grouped(1_234.567_8), "1,235");
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, 1.0].into_iter()), Some(2.5));
        assert_eq!(median(std::iter::empty()), None);
        assert!((mean([2.0, 8.0].into_iter()).expect("there are two") - 4.0).abs() < 1e-12);
    }
}
