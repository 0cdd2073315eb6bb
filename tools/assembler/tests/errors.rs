//! Every kind of error: source and the message, line, column and hint it must
//! give.
//!
//! The table is `cases/errors.txt`. Each expectation is `--`, the line and
//! column, the message and, after a bar, the hint if it matters.

#[path = "support/cases.rs"]
mod support;

use octo_asm::{Errors, Options, Source, assemble};
use support::cases;

fn errors_of(source: &str) -> Errors {
    assemble(&Source::new("case.8o", source), &Options::default()).expect_err("the source is wrong")
}

#[test]
fn every_error_names_its_place_and_reason() {
    let table = cases(include_str!("cases/errors.txt"));
    assert!(table.len() > 35);
    let mut failures = Vec::new();
    for case in &table {
        let wanted: Vec<&str> = case.expected.split("\n--").map(str::trim).collect();
        let errors = match assemble(&Source::new("case.8o", case.source), &Options::default()) {
            Ok(_) => {
                failures.push(format!("{}: assembled without error", case.title));
                continue;
            }
            Err(errors) => errors.errors,
        };
        let found: Vec<String> = errors
            .iter()
            .enumerate()
            .map(|(index, error)| {
                let place = format!("{}:{} {}", error.location.line, error.location.column, error.kind);
                let hinted = wanted.get(index).is_some_and(|text| text.contains(" | "));
                match error.hint.as_ref().filter(|_| hinted) {
                    Some(hint) => format!("{place} | {hint}"),
                    None => place,
                }
            })
            .collect();
        if found != wanted {
            failures.push(format!("{}\n  found:\n    {}", case.title, found.join("\n    ")));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn an_error_carries_file_and_source_line() {
    let errors = errors_of(": main\r\n  v0 := wrong # note\r\n");
    let error = &errors.errors[0];
    assert_eq!(error.location.file, "case.8o");
    assert_eq!(error.location.source_line, "  v0 := wrong # note");
    assert_eq!(&": main\r\n  v0 := wrong # note\r\n"[error.span.range()], "wrong");
    assert_eq!(error.to_string(), "the name 'wrong' is not defined as an 8-bit value");
    assert_eq!(error.location.to_string(), "case.8o:2:9");
    assert_eq!(errors.to_string(), "1 error in case.8o");
}

#[test]
fn errors_render_through_miette() {
    let errors = errors_of(": main\n:macro put X { v0 := X }\n  put 300\n");
    let mut text = String::new();
    miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor())
        .render_report(&mut text, &errors)
        .expect("a report");
    for part in ["case.8o", "put 300", "in this use of 'put'", "does not fit", "here"] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
}

#[test]
fn at_most_the_documented_number_of_errors_is_kept() {
    let source = format!(": main\n{}", "v0 := 999\n".repeat(100));
    let errors = errors_of(&source);
    assert_eq!(errors.errors.len(), octo_asm::limits::MAX_ERRORS);
    assert!(errors.stopped_early);
    assert_eq!(errors.to_string(), "20 errors in case.8o; stopped early");
}

#[test]
fn the_classic_limit_is_an_option() {
    let source = |bytes: usize| Source::new("big", format!(": main {}", "1 ".repeat(bytes)));
    assert_eq!(assemble(&source(3584), &Options::chip8()).expect("fits").rom.len(), 3584);
    let errors = assemble(&source(3585), &Options::chip8()).expect_err("too large");
    assert_eq!(errors.errors[0].kind, octo_asm::ErrorKind::ProgramTooLarge { limit: 3584 });
    assert_eq!(assemble(&source(65_024), &Options::xo_chip()).expect("fits").rom.len(), 65_024);
    let errors = assemble(&source(65_025), &Options::xo_chip()).expect_err("too large");
    assert_eq!(errors.errors[0].kind, octo_asm::ErrorKind::ProgramTooLarge { limit: 65_024 });
}
