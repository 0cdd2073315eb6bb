//! Reading numbers.
//!
//! Input: the text of one word. Output: its numeric value, if it has one. Octo
//! has two grammars: literals anywhere in a program are integers, while
//! expressions also accept the decimal forms of the host language.

/// The value of an integer literal: decimal, `0x` hexadecimal or `0b` binary,
/// each with an optional sign.
pub(crate) fn literal(word: &str) -> Option<f64> {
    let (negative, digits) = match word.as_bytes().first()? {
        b'-' => (true, &word[1..]),
        b'+' => (false, &word[1..]),
        _ => (false, word),
    };
    let value = if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        integer(hex, 16)?
    } else if let Some(binary) = digits.strip_prefix("0b") {
        integer(binary, 2)?
    } else {
        integer(digits, 10)?
    };
    Some(if negative { -value } else { value })
}

/// The value of a word inside an expression that is no literal, such as `1.5`.
///
/// Follows the host language's conversion of strings to numbers: surrounding
/// blanks are ignored, blank text is zero, and unsigned `0b`, `0o` and `0x`
/// forms are integers.
pub(crate) fn expression_word(word: &str) -> Option<f64> {
    if word.starts_with(|c: char| c.is_ascii_alphabetic() && c != 'I') {
        return None;
    }
    let word = word.trim();
    if word.is_empty() {
        return Some(0.0);
    }
    for (prefixes, radix) in [(["0x", "0X"], 16), (["0b", "0B"], 2), (["0o", "0O"], 8)] {
        if let Some(digits) = prefixes.iter().find_map(|prefix| word.strip_prefix(prefix)) {
            return integer(digits, radix);
        }
    }
    match word.strip_prefix(['+', '-']).unwrap_or(word) {
        "Infinity" => Some(if word.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }),
        magnitude if magnitude.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) => {
            word.parse().ok()
        }
        _ => None,
    }
}

/// The value of unsigned `digits` in `radix`.
fn integer(digits: &str, radix: u32) -> Option<f64> {
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    if radix == 10 {
        return digits.parse().ok();
    }
    let base = f64::from(radix);
    Some(digits.chars().filter_map(|c| c.to_digit(radix)).fold(0.0, |sum, digit| sum * base + f64::from(digit)))
}

#[cfg(test)]
mod tests {
    use super::{expression_word, literal};

    #[test]
    fn literals_are_signed_integers_in_three_radices() {
        for (word, value) in [
            ("0", 0.0),
            ("007", 7.0),
            ("-12", -12.0),
            ("+12", 12.0),
            ("0xfF", 255.0),
            ("0XA", 10.0),
            ("-0x10", -16.0),
            ("0b1010", 10.0),
            ("-0b11", -3.0),
            ("+0b11", 3.0),
        ] {
            assert_eq!(literal(word), Some(value), "{word}");
        }
        for word in ["", "-", "+", "0x", "0b", "0b2", "0B1", "1.5", "1e3", "--1", "0xg", "v0", "٣"] {
            assert_eq!(literal(word), None, "{word}");
        }
    }

    #[test]
    fn expression_words_follow_the_host_language() {
        for (word, value) in [
            ("", 0.0),
            (" 12 ", 12.0),
            ("1.5", 1.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("-1e2", -100.0),
            ("0B11", 3.0),
            ("0o17", 15.0),
            ("-Infinity", f64::NEG_INFINITY),
        ] {
            assert_eq!(expression_word(word), Some(value), "{word}");
        }
        for word in ["infinity", "nan", "1.5.2", "e", ".", "-0o17", "1_0", "abc"] {
            assert_eq!(expression_word(word), None, "{word}");
        }
    }
}
