//! Names that Octo accepts.
//!
//! Input: a word. Output: whether it can name an address: it is spelled like a name, is no register, and has no
//! meaning of its own.

/// Words that are spelled like names and have a meaning in Octo, one blank between each two. Those that only mean something in a calculation,
/// such as `floor`, are names elsewhere.
const RESERVED: &str = "\
    again audio bcd begin bighex buzzer clear delay else end exit hex hires i if jump jump0 key load loadflags \
    long loop lores native pitch plane random return save saveflags scroll-down scroll-left scroll-right \
    scroll-up sprite then unpack-hi unpack-lo while";

/// What there may not be in a name: it begins a comment, or a text.
const NO_MARKS: [char; 2] = ['#', '"'];

/// What names of Octo's own constants begin with.
const RESERVED_PREFIX: &str = "OCTO_";

/// Whether `word` can be the name of an address.
pub(crate) fn is_name(word: &str) -> bool {
    let starts_well = word.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let spelled_well =
        !word.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\u{FEFF}' || NO_MARKS.contains(&c));
    let has_meaning = RESERVED.split(' ').any(|reserved| reserved == word) || word.starts_with(RESERVED_PREFIX);
    starts_well && spelled_well && !has_meaning && !is_register(word)
}

/// Whether `word` is `v0` to `vf`, in letters of either case.
fn is_register(word: &str) -> bool {
    matches!(word.as_bytes(), [b'v' | b'V', digit] if digit.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn names_are_words_without_a_meaning() {
        for word in [
            "main",
            "draw_ball",
            "_",
            "ball-x",
            "v",
            "v10",
            "vg",
            "I",
            "Loop",
            "l_0234",
            "a-",
            "a.b",
            "\u{E9}t\u{E9}",
            "hit?",
            "floor",
            "E",
            "draw/ball",
            "a+b",
            "x*",
            "a{",
        ] {
            assert!(is_name(word), "{word}");
        }
        for word in
            ["", "1st", "-x", "a b", ".b", "v0", "VF", "vA", "loop", "i", "exit", "OCTO_KEY_1", ":a", "#", "a#", "a\"b"]
        {
            assert!(!is_name(word), "{word}");
        }
    }
}
