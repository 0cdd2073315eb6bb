//! Sources made to exhaust memory or time: each must give an error, or a
//! bounded result, quickly.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use octo_asm::{Assembly, ErrorKind, Errors, Options, Source, assemble, limits};

/// Far more than any bounded source takes, even unoptimized.
const PATIENCE: Duration = Duration::from_mins(1);

fn run(text: String) -> Result<Assembly, Errors> {
    let start = Instant::now();
    let result = assemble(&Source::new("hostile", text), &Options::default());
    assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
    result
}

/// Asserts that some error reports the bound `limit`.
fn breaks_limit(text: String, limit: usize) {
    let errors = run(text).expect_err("a limit is broken").errors;
    let broken = |error: &octo_asm::AssemblyError| matches!(error.kind, ErrorKind::LimitExceeded { limit: bound, .. } if bound == limit);
    assert!(errors.iter().any(broken), "{:?}", errors.iter().map(|error| &error.kind).collect::<Vec<_>>());
}

#[test]
fn a_macro_that_only_uses_itself() {
    breaks_limit(":macro a { a } : main a".to_owned(), limits::MAX_PROCESSED_TOKENS);
}

#[test]
fn a_macro_that_uses_itself_and_more() {
    breaks_limit(":macro a { a 1 } : main a".to_owned(), limits::MAX_EXPANSION_DEPTH);
    breaks_limit(":macro a { a a } : main a".to_owned(), limits::MAX_EXPANSION_DEPTH);
}

#[test]
fn macros_that_double_each_other() {
    let mut text = ":macro m0 { }\n".to_owned();
    for level in 1..64 {
        let below = level - 1;
        let _ = writeln!(text, ":macro m{level} {{ m{below} m{below} }}");
    }
    text.push_str(": main m63");
    breaks_limit(text, limits::MAX_PROCESSED_TOKENS);
}

#[test]
fn macros_that_fill_memory() {
    let text = ":macro a { 1 1 1 1 1 1 1 1 } :macro b { a a a a a a a a } :macro c { b b b b b b b b } : main ";
    let errors = run(format!("{text}{}", "c ".repeat(200))).expect_err("the program is too large").errors;
    assert_eq!(errors[0].kind, ErrorKind::ProgramTooLarge { limit: limits::XO_CHIP_PROGRAM_BYTES });
}

#[test]
fn string_modes_that_use_themselves() {
    let text = r#":stringmode s "A" { s "AAAAAAAA" } : main s "A""#;
    breaks_limit(text.to_owned(), limits::MAX_EXPANSION_DEPTH);
}

#[test]
fn long_strings_used_often() {
    let long = "A".repeat(1_000_000);
    let uses = "x ".repeat(1000);
    breaks_limit(
        format!(":stringmode s \"A\" {{ }} :macro x {{ s \"{long}\" }} : main {uses}"),
        limits::MAX_PROCESSED_TOKENS,
    );
    breaks_limit(
        format!(":macro x {{ :calc n {{ 1.{} }} }} : main {uses}", "0".repeat(1_000_000)),
        limits::MAX_PROCESSED_TOKENS,
    );
    breaks_limit(format!(":macro x {{ :calc n {{ strlen \"{long}\" }} }} : main {uses}"), limits::MAX_PROCESSED_TOKENS);
}

#[test]
fn deep_expressions() {
    for opening in ["( ", "- ", "1 + ", "~ ( "] {
        let text = format!(": main :byte {{ {}1 }}", opening.repeat(100_000));
        breaks_limit(text, limits::MAX_EXPRESSION_DEPTH);
    }
    let depth = limits::MAX_EXPRESSION_DEPTH;
    let text = format!(": main :byte {{ {}7 {} }} 1", "( ".repeat(depth), ") ".repeat(depth));
    assert_eq!(run(text).expect("just deep enough").rom, [7, 1]);
}

#[test]
fn deep_blocks() {
    breaks_limit(format!(": main {}", "loop ".repeat(100_000)), limits::MAX_BLOCK_DEPTH);
    breaks_limit(format!(": main {}", "if v0 key begin ".repeat(30_000)), limits::MAX_BLOCK_DEPTH);
}

#[test]
fn many_stored_and_declared_tokens() {
    let definition = format!(":macro d N {{ :macro N {{ {} }} }} : main ", "1 ".repeat(1000));
    let uses: String = (0..3000).fold(String::new(), |mut uses, number| {
        let _ = write!(uses, "d n{number} ");
        uses
    });
    breaks_limit(definition + &uses, limits::MAX_STORED_TOKENS);
    breaks_limit(format!(":macro m {} {{ }} : main", "a ".repeat(1000)), limits::MAX_MACRO_ARGUMENTS);
}

#[test]
fn huge_sources() {
    breaks_limit(" ".repeat(limits::MAX_SOURCE_BYTES + 1), limits::MAX_SOURCE_BYTES);
    breaks_limit(":".repeat(3) + &" 1".repeat(limits::MAX_SOURCE_TOKENS + 1), limits::MAX_SOURCE_TOKENS);
    assert!(run("x".repeat(limits::MAX_SOURCE_BYTES)).is_err());
    assert!(run("a\"b\" ".repeat(100_000)).is_err());
}

#[test]
fn many_wrong_names() {
    let mut text = String::new();
    for number in 0..20_000 {
        let _ = write!(text, ": label-number-{number} 1 label-numbre-{number} ");
    }
    let errors = run(text).expect_err("undefined names");
    assert!(errors.errors.len() <= limits::MAX_ERRORS);
}

#[test]
fn overwriting_scratch_memory_again_and_again() {
    let text = ":macro z { :org 0 i := later i := later } :macro y { z z z z z z z z } : main :calc h { HERE } ";
    let assembly = run(format!("{text}{} :org h : later", "y ".repeat(10_000))).expect("all in scratch memory");
    assert_eq!(assembly.rom, [0, 0]);
}

#[test]
fn extreme_numbers() {
    let digits = "9".repeat(10_000);
    for text in [
        format!(": main {digits}"),
        format!(": main 0x{digits}"),
        format!(": main :org {digits} 1"),
        format!(": main :org {{ -{digits} }} 1"),
        format!(": main :byte {{ @ {digits} }} :byte {{ 1 << {digits} }} :byte {{ {digits} % 0 }}"),
        ": main :alias x { 0 / 0 } x := 1 :byte { 1 / 0 } :pointer { -1 / 0 }".to_owned(),
        ": main :monitor v0 \"%99999999999c\"".to_owned(),
        ":const main -1".to_owned(),
        ":const main 99999999999999".to_owned(),
        ":calc main { 0 / 0 } 1".to_owned(),
    ] {
        let _ = run(text);
    }
}
