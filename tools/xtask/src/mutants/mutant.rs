//! One fault: a place in the sources of cpu-ops, and what to put there instead.

use anyhow::{Context as _, Result, ensure};

/// What kind of fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An instruction that does nothing.
    NoOp,
    /// A quirk that is on when it should be off, and the other way round.
    Quirk,
    /// A flag that is wrong.
    Flag,
    /// Something done once too often or too seldom, or at a place beside the right one.
    Bound,
    /// A platform that is not what it should be.
    Platform,
    /// Another wrong value.
    Value,
}

impl Kind {
    /// Every kind, in the order of the report.
    pub const ALL: [Self; 6] = [Self::NoOp, Self::Quirk, Self::Flag, Self::Bound, Self::Value, Self::Platform];

    /// What the report calls mutants of this kind.
    pub fn title(self) -> &'static str {
        match self {
            Self::NoOp => "Instructions that do nothing",
            Self::Quirk => "Inverted quirks",
            Self::Flag => "Wrong flags",
            Self::Bound => "Bounds",
            Self::Value => "Wrong values",
            Self::Platform => "Wrong platforms",
        }
    }
}

/// A fault and its place.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The kind.
    pub kind: Kind,
    /// A short, unique description.
    pub name: String,
    /// The file below `cpu-ops/src`.
    pub file: &'static str,
    /// How the item begins that `from` is in, which ends with a bracket at the same indentation.
    pub item: &'static str,
    /// The text to replace, which is in the item exactly once.
    pub from: String,
    /// What to put there.
    pub to: String,
}

impl Mutant {
    /// `source`, the content of the mutant's file, with the fault in it.
    pub fn plant(&self, source: &str) -> Result<String> {
        self.find_and_replace(source).with_context(|| format!("the mutant {:?} does not fit {}", self.name, self.file))
    }

    fn find_and_replace(&self, source: &str) -> Result<String> {
        let start = only_place(source, self.item)?;
        let line = source[..start].rfind('\n').map_or(0, |end| end + 1);
        let indentation: String = source[line..].chars().take_while(|letter| *letter == ' ').collect();
        let ends = ['}', ']'].iter().filter_map(|bracket| source[start..].find(&format!("\n{indentation}{bracket}")));
        let end = start + ends.min().with_context(|| format!("{:?} does not end", self.item))?;
        let at = start + only_place(&source[start..end], &self.from)?;
        Ok([&source[..at], &self.to, &source[at + self.from.len()..]].concat())
    }
}

/// Where `text` is in `source`, of which it must be a part exactly once.
fn only_place(source: &str, text: &str) -> Result<usize> {
    let mut places = source.match_indices(text);
    let (place, _) = places.next().with_context(|| format!("{text:?} is not there"))?;
    ensure!(places.next().is_none(), "{text:?} is there more than once");
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "fn a() {\n    one();\n    if x {\n        two();\n    }\n}\nfn b() {\n    one();\n}\n";

    fn plant(item: &'static str, from: &'static str) -> Result<String> {
        let (name, from, to) = ("it".to_owned(), from.to_owned(), "!".to_owned());
        Mutant { kind: Kind::Value, name, file: "a.rs", item, from, to }.plant(SOURCE)
    }

    #[test]
    fn the_text_is_replaced_in_its_item_alone() {
        assert_eq!(plant("fn b(", "one()").unwrap(), SOURCE.replace("fn b() {\n    one()", "fn b() {\n    !"));
    }

    #[test]
    fn a_text_that_is_not_there_just_once_is_refused() {
        for (item, from) in [("fn a(", "three()"), ("fn a(", "()"), ("fn c(", "one()"), ("fn ", "one()")] {
            assert!(plant(item, from).is_err(), "{item} {from}");
        }
    }
}
