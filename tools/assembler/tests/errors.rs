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

/// What is shown of what is wrong with `text`.
fn rendered(text: &str) -> String {
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor());
    let mut shown = String::new();
    match assemble(&Source::new("long.8o", text), &Options::default()) {
        Err(errors) => handler.render_report(&mut shown, &errors).unwrap(),
        Ok(assembly) => {
            assembly.warnings.iter().for_each(|warning| handler.render_report(&mut shown, warning).unwrap());
        }
    }
    shown
}

#[test]
fn of_a_long_line_the_part_is_shown_that_is_wrong() {
    let spaces = " ".repeat(70_000);
    let tabs = "\t".repeat(20_000);
    let wide = format!(": main # {}\n", "\u{4E00}".repeat(40_000));
    let name = "n".repeat(70_000);
    let uses = ":macro m { zz } ".to_owned() + &"m ".repeat(40_000);
    let deep = "if v0 == 1 begin ".repeat(3900) + &"end ".repeat(3900);
    for (text, place) in [
        (format!(": main\n{spaces}zz"), "long.8o:2:70001"),
        (format!(": main\n{spaces}zz\n{spaces}"), "long.8o:2:70001"),
        (format!(": main {tabs}zz 1"), "long.8o:1:20008"),
        (format!("{wide}zz 1"), "long.8o:2:1"),
        (format!(": main {name}"), "long.8o:1:8"),
        (format!("{uses} : main m"), "long.8o:1"),
        (format!(": main {deep}"), "long.8o:1:"),
        (format!(": main \"{spaces}"), "long.8o:1"),
        (format!(": main :org 0x200 {{ {spaces}"), "long.8o:1"),
        (": main\rzz := 1\r".to_owned(), "long.8o:1:8"),
    ] {
        let shown = rendered(&text);
        assert!(shown.contains(place), "{}", &shown[..shown.len().min(2000)]);
        assert!(shown.lines().all(|line| line.chars().count() < 3000), "{place}");
        assert!(!shown.contains("Failed to read"), "{place}");
        assert!(!shown.contains("\n 0 "), "{shown}");
    }
}
