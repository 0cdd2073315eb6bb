//! From files that are right to files that are not.

use fastrand::Rng;

/// The most bytes of what is made.
const MOST_BYTES: usize = 1 << 20;

/// Numbers that are often treated wrongly.
const NUMBERS: [&str; 12] =
    ["0", "-1", "1e9", "255", "256", "65535", "65536", "4294967296", "18446744073709551616", "-0.0", "0x10", "1_0"];

/// Characters and pieces of text that mean something in one format or another.
const PIECES: [&str; 20] = [
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "[[",
    "=",
    ":",
    ",",
    "\\u0000",
    "\u{1B}[2J",
    "\n",
    "\r\n",
    "#",
    "null",
    "true",
    "é",
    "\u{FFFD}",
    "\"\"\"",
];

/// As [`mutated`], for files of text: three in four of them still are some.
pub fn mutated_text(rng: &mut Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = mutated(rng, seeds);
    if std::str::from_utf8(&bytes).is_err() && rng.u8(0..4) != 0 {
        for byte in &mut bytes {
            *byte &= 0x7F;
        }
    }
    bytes
}

/// One of `seeds` with one to eight changes, more often with few, some of which take from the others. It may happen to be one of them as it is.
pub fn mutated(rng: &mut Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = rng.choice(seeds).cloned().unwrap_or_default();
    let most = *rng.choice(&[1, 2, 8]).expect("there are some");
    for _ in 0..rng.usize(1..=most) {
        change(rng, &mut bytes, seeds);
        bytes.truncate(MOST_BYTES);
    }
    bytes
}

fn change(rng: &mut Rng, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
    let at = rng.usize(0..=bytes.len());
    let end = (at + some(rng, 10)).min(bytes.len());
    match rng.u8(0..12) {
        0 | 1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << rng.u8(0..8);
            }
        }
        2 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = *rng.choice(&[0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF]).expect("there are some");
            }
        }
        3 => bytes[at..end].fill_with(|| rng.u8(..)),
        4 => drop(bytes.drain(at..end)),
        5 => {
            let piece = bytes[at..end].to_vec();
            let to = rng.usize(0..=bytes.len());
            bytes.splice(to..to, piece);
        }
        6 => {
            // Now and then so often that what was short is long.
            let piece = bytes[at..end].to_vec();
            let times = if rng.u8(0..8) == 0 { rng.usize(0..2000) } else { rng.usize(0..4) };
            bytes.splice(at..at, piece.repeat(times).into_iter().take(MOST_BYTES));
        }
        7 => bytes.truncate(at),
        8 => {
            let other = rng.choice(seeds).map_or(&[][..], Vec::as_slice);
            let from = rng.usize(0..=other.len());
            let to = (from + some(rng, 12)).min(other.len());
            bytes.splice(at..end, other[from..to].iter().copied());
        }
        9 => {
            let piece = *rng.choice(&PIECES).expect("there are some");
            bytes.splice(at..at, piece.bytes());
        }
        10 => number(rng, bytes, at),
        _ => {
            let length = rng.usize(0..64);
            bytes.splice(at..at, std::iter::repeat_with(|| rng.u8(..)).take(length));
        }
    }
}

/// A length, more often a short one than a long one, of less than `bits` bits.
fn some(rng: &mut Rng, bits: u32) -> usize {
    let most = 1 << rng.u32(0..bits);
    rng.usize(0..=most)
}

/// Puts another number in the place of the first one in decimal digits after `at`.
fn number(rng: &mut Rng, bytes: &mut Vec<u8>, at: usize) {
    let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|offset| at + offset) else { return };
    let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = *rng.choice(&NUMBERS).expect("there are some");
    bytes.splice(start..start + length, number.bytes());
}

/// The longest number in decimal digits in the lines of `bytes` that have one of `words` in them.
#[must_use]
pub fn longest_number(bytes: &[u8], words: &[&str]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.split('\n').filter(|line| words.iter().any(|word| line.contains(word)));
    let numbers = lines.flat_map(|line| line.split(|c: char| !c.is_ascii_digit() && c != '_'));
    numbers.map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_files_and_most_differ() {
        let seeds = [b"frames = 10\n".to_vec(), vec![7; 300]];
        let made = |seed: u64| {
            let mut rng = Rng::with_seed(seed);
            (0..500).map(|_| mutated(&mut rng, &seeds)).collect::<Vec<_>>()
        };
        let first = made(1);
        assert_eq!(first, made(1));
        assert_ne!(first, made(2));
        assert!(first.iter().filter(|file| !seeds.contains(file)).count() > 450);
        assert!(first.iter().all(|file| file.len() <= MOST_BYTES));
        assert!(first.iter().any(|file| file.len() > 1000) && first.iter().any(|file| file.len() < 5));
        assert!(mutated(&mut Rng::with_seed(1), &[]).len() < MOST_BYTES);
    }

    #[test]
    fn numbers_are_found_in_the_lines_that_matter() {
        let text = b"screen = 123456\nframes = 1_0\nipf=77\n";
        assert_eq!(longest_number(text, &["frames", "ipf"]), 3);
        assert_eq!(longest_number(text, &["seed"]), 0);
    }
}
