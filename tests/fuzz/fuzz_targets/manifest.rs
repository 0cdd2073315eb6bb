//! Any text as the manifest of a suite: each of its problems has a place inside of it, and what is left can be run. The
//! files that it names are those of the built-in conformance set, and no others.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use stitch8::engine::EngineKind;
use stitch8::suite::{Options, Plan, Problem, Suite, run_all};

/// What it is called in messages.
const LABEL: &str = "fuzz.toml";
/// A case that asks for more is not run.
const MOST_INSTRUCTIONS: u64 = 20_000;
/// Cases that are run.
const MOST_CASES: usize = 2;

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else { return Corpus::Reject };
    let lines = text.split('\n').count();
    let mut suite = match Suite::of_text(LABEL, text) {
        Ok(suite) => suite,
        Err(problem) => {
            check(&problem, lines);
            return Corpus::Keep;
        }
    };
    suite.all_problems().into_iter().for_each(|problem| check(problem, lines));
    let mut names: Vec<&str> = suite.entries.iter().map(|entry| entry.name.as_str()).collect();
    assert!(names.iter().all(|name| !name.contains(char::is_control)), "{names:?}");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), suite.entries.len(), "two cases have one name");
    suite.entries.retain(|entry| match &entry.plan {
        Plan::Run(case) => {
            let work = case.job.frames.saturating_mul(case.job.setup.instructions_per_frame.saturating_add(100));
            work < MOST_INSTRUCTIONS
        }
        Plan::Skip(_) | Plan::Refuse(_) => false,
    });
    suite.entries.truncate(MOST_CASES);
    let options = Options { engines: vec![EngineKind::Interpreter], jobs: 1 };
    run_all(&suite.entries, &options, |_, outcome| {
        let outcome = outcome.expect("only what can be run is left");
        outcome.findings.iter().flat_map(|finding| &finding.mismatches).for_each(|mismatch| drop(mismatch.to_string()));
    });
    Corpus::Keep
});

/// It says what is wrong, in one line, and where.
fn check(problem: &Problem, lines: usize) {
    let text = problem.to_string();
    assert!(text.starts_with(LABEL), "{text}");
    assert!(!problem.message.is_empty() && !problem.message.contains('\n'), "{text:?}");
    assert!(problem.line.is_some_and(|line| (1..=lines).contains(&line)), "{text}, of {lines} lines");
}
