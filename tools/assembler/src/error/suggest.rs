//! Finding known words close to a misspelt one.
//!
//! Input: a word and candidate words. Output: a hint naming the nearest
//! candidates, or nothing.

/// Longest word for which near names are searched.
const MAX_WORD: usize = 64;

/// Most candidates looked at for one word.
const MAX_CANDIDATES: usize = 5_000;

/// Most suggestions in one hint.
const MAX_SUGGESTIONS: usize = 3;

/// A hint naming up to three candidates near `word`.
pub(crate) fn near<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let length = word.chars().count();
    if length == 0 || length > MAX_WORD {
        return None;
    }
    let allowed = (length / 3).clamp(1, 3);
    let mut found: Vec<(usize, &str)> = candidates
        .take(MAX_CANDIDATES)
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= allowed * 4 && *candidate != word)
        .filter_map(|candidate| {
            let distance = strsim::osa_distance(word, candidate);
            let same_letters = candidate.eq_ignore_ascii_case(word);
            (distance <= allowed || same_letters).then_some((distance, candidate))
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    let names: Vec<String> =
        found.iter().take(MAX_SUGGESTIONS).map(|(_, candidate)| format!("'{candidate}'")).collect();
    (!names.is_empty()).then(|| format!("did you mean {}?", names.join(" or ")))
}

/// A hint for a word that looks like several tokens written without spaces.
pub(crate) fn glued_tokens(word: &str) -> Option<String> {
    const OPERATORS: [&str; 15] =
        [":=", "+=", "-=", "|=", "&=", "^=", "=-", ">>=", "<<=", "==", "!=", "+", "*", "/", ";"];
    if word.len() < 2 || word.starts_with(':') {
        return None;
    }
    OPERATORS
        .iter()
        .find(|operator| word.contains(*operator))
        .map(|operator| format!("tokens must be separated by whitespace, also around '{operator}'"))
}

/// `text`, shortened for use in a message.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_WORD) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
