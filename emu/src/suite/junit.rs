//! Reports for build servers: `JUnit` XML.

use std::path::Path;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::report::{Record, Verdict, failure_lines};
use super::{Entry, Plan, Problem, Suite};
use crate::{printable, replace};

/// Writes what became of the entries of `suite` to `path`: one test case an entry.
///
/// # Errors
///
/// If the file cannot be written.
pub fn write_junit(path: &Path, suite: &Suite, records: &[Record]) -> Result<(), Problem> {
    let mut tests = TestSuite::new(suite.name.as_str());
    for (entry, record) in suite.entries.iter().zip(records) {
        tests.add_test_case(test_case(suite, entry, record));
    }
    for problem in &suite.problems {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(problem.to_string());
        let mut test = TestCase::new("manifest", status);
        test.set_classname(suite.name.as_str());
        tests.add_test_case(test);
    }
    let mut report = quick_junit::Report::new("stitch8 test");
    report.add_test_suite(tests);
    let text = report.to_string().map_err(|error| Problem::new(path.display(), error))?;
    let text = printable::in_lines(&text, "\u{FFFD}");
    replace::write(path, text.as_bytes()).map_err(|error| Problem::new(path.display(), error))
}

fn test_case(suite: &Suite, entry: &Entry, record: &Record) -> TestCase {
    let status = match (record.verdict, &entry.plan) {
        (Verdict::Refused, Plan::Refuse(problem)) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(problem.to_string());
            status
        }
        (Verdict::Skipped, Plan::Skip(reason)) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(reason.as_str());
            status
        }
        (Verdict::Failed | Verdict::Refused, _) => {
            let lines = record.outcome.as_ref().map(failure_lines).unwrap_or_default();
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(lines.first().map_or("", String::as_str));
            status.set_description(lines.join("\n"));
            status
        }
        (Verdict::Skipped, _) => TestCaseStatus::skipped(),
        (Verdict::Passed | Verdict::Blessed, _) => TestCaseStatus::success(),
    };
    let mut test = TestCase::new(entry.name.as_str(), status);
    test.set_classname(suite.name.as_str());
    if let Some(outcome) = &record.outcome {
        test.set_time(outcome.elapsed);
    }
    test
}
