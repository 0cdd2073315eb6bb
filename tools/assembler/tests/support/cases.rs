//! Reading of the case tables.

/// One case of a table.
pub struct Case<'a> {
    /// What the case shows.
    pub title: &'a str,
    /// The program text.
    pub source: &'a str,
    /// What must come out, in the table's own notation.
    pub expected: &'a str,
}

/// Splits a table into its cases: a title after `==`, the source on the lines
/// below, and the expectation after `--`.
pub fn cases(table: &str) -> Vec<Case<'_>> {
    let table = table.strip_prefix("== ").expect("a table begins with a title");
    table
        .split("\n== ")
        .map(|case| {
            let (title, rest) = case.split_once('\n').expect("a title line");
            let (source, expected) = rest.split_once("\n--").expect("an expectation");
            Case { title, source, expected: expected.trim() }
        })
        .collect()
}
