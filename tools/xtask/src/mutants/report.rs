//! What became of the mutants: a summary to print, and a page for the documentation.

use std::fmt::Write as _;

use super::list::EXCUSED;
use super::mutant::{Kind, Mutant};
use super::trial::Verdict;

/// A mutant and what became of it.
#[derive(Debug)]
pub struct Row {
    pub mutant: Mutant,
    pub verdict: Verdict,
}

impl Row {
    fn survived(&self) -> bool {
        self.verdict == Verdict::Survived
    }

    /// Why it may survive.
    fn excuse(&self) -> Option<&'static str> {
        EXCUSED.iter().find(|(name, _)| *name == self.mutant.name).map(|(_, reason)| *reason)
    }
}

/// The mutants that survived without a reason.
pub fn unexplained(rows: &[Row]) -> Vec<&str> {
    let unexplained = rows.iter().filter(|row| row.survived() && row.excuse().is_none());
    unexplained.map(|row| row.mutant.name.as_str()).collect()
}

/// One line.
pub fn summary(rows: &[Row]) -> String {
    let survived = rows.iter().filter(|row| row.survived()).count();
    if survived == 0 {
        return format!("{} mutants, all killed", rows.len());
    }
    let excused = survived - unexplained(rows).len();
    format!(
        "{} mutants: {} killed, {survived} survived, of which {excused} for a known reason",
        rows.len(),
        rows.len() - survived
    )
}

/// The page: a table a kind.
pub fn page(rows: &[Row]) -> String {
    let mut page = format!(
        "# Mutants\n\nFaults planted in `cpu-ops` on purpose, one at a time, and the cases of the conformance set that notice. \
         `cargo xtask mutants --write`\nwrites this page; the faults are listed in `tools/xtask/src/mutants/`.\n\n{}.\n",
        summary(rows)
    );
    for kind in Kind::ALL {
        let _ = write!(page, "\n## {}\n\n| mutant | first noticed by | more |\n| --- | --- | --- |\n", kind.title());
        for row in rows.iter().filter(|row| row.mutant.kind == kind) {
            let (first, more) = match &row.verdict {
                Verdict::Killed(first, count) => (first.as_str(), (count - 1).to_string()),
                Verdict::Hung => ("it hangs", String::new()),
                Verdict::Crashed => ("it crashes", String::new()),
                Verdict::Survived => ("**survives**", row.excuse().unwrap_or("without a reason").to_owned()),
            };
            let _ = writeln!(page, "| {} | {first} | {more} |", row.mutant.name);
        }
    }
    page
}
