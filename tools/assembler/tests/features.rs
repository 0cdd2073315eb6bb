//! Every language feature: source and the bytes it must give.
//!
//! The table is `cases/features.txt`. After `--` stand the expected bytes in
//! hexadecimal; `@offset` fills with zeros up to that offset.

#[path = "support/cases.rs"]
mod support;

use octo_asm::{Options, Source, assemble};
use support::{Case, cases};

fn expected_bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in text.split_whitespace() {
        if let Some(offset) = word.strip_prefix('@') {
            bytes.resize(usize::from_str_radix(offset, 16).expect("hexadecimal offset"), 0);
            continue;
        }
        for pair in word.as_bytes().chunks(2) {
            let pair = std::str::from_utf8(pair).expect("ASCII");
            bytes.push(u8::from_str_radix(pair, 16).expect("hexadecimal byte"));
        }
    }
    bytes
}

#[test]
fn every_feature_gives_the_expected_bytes() {
    let table = cases(include_str!("cases/features.txt"));
    assert!(table.len() > 80);
    let failures: Vec<String> = table.iter().filter_map(failure).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Says how a case fails, if it does.
fn failure(case: &Case<'_>) -> Option<String> {
    let wanted = hex(&expected_bytes(case.expected));
    let got = match assemble(&Source::new("case", case.source), &Options::default()) {
        Ok(assembly) => hex(&assembly.rom),
        Err(errors) => errors.errors[0].to_string(),
    };
    (got != wanted).then(|| format!("{}:\n  wanted {wanted}\n  got    {got}", case.title))
}

fn hex(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(" ")
}
