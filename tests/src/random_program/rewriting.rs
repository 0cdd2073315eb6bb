//! Loops that rewrite an instruction of their own in every turn, as programs do that have no other way to point at something or to
//! count with what they were given.
//!
//! ```text
//!         vC := turns
//! head:   v0 and v1 := what is stored
//!         i := a byte of the target, or one beside it
//!         save v0, or v0 and v1, or three digits
//! target: an instruction                     or before all that
//!         vC -= 1
//!         if vC != 0 then jump head
//! ```

use cpu_ops::Platform;
use cpu_ops::profile::InstructionSet::XoChip;

use super::{JUMPS, nn, x, y};
use crate::choices::Choices;

/// The most that it may do in a turn besides.
const MOST_ASIDE: u16 = 3;

/// The instructions of such a loop at address `at` for `platform`.
pub(super) fn rewriting_loop(choices: &mut impl Choices, platform: &Platform, at: u16) -> Vec<u16> {
    let counter = (2 + choices.below(14)) << 8;
    let mut words = vec![0x6000 | counter | (2 + choices.below(60))];
    let head = at.wrapping_add(2);
    let target = target(choices, platform);
    if choices.once_in(3) {
        let place = address(at, words.len());
        words.extend(&target);
        words.extend(rewrite(choices, target[0], place));
        aside(&mut words, choices);
    } else {
        aside(&mut words, choices);
        // How long it is decides where the target is, and has nothing to do with that.
        let mut store = rewrite(choices, target[0], 0);
        let place = address(at, words.len() + store.len());
        store
            .iter_mut()
            .filter(|word| **word & 0xF000 == 0xA000)
            .for_each(|word| *word = 0xA000 | word.wrapping_add(place) & 0xFFF);
        words.extend(store);
        words.extend(&target);
    }
    aside(&mut words, choices);
    words.extend([0x70FF | counter, 0x3000 | counter, 0x1000 | head & JUMPS]);
    words
}

/// The address of instruction `index` of what is at `at`.
fn address(at: u16, index: usize) -> u16 {
    at.wrapping_add(2 * index as u16)
}

/// What is rewritten: mostly a number.
fn target(choices: &mut impl Choices, platform: &Platform) -> Vec<u16> {
    let first = match choices.below(16) {
        0..2 => 0x6000,
        2..5 => 0x7000,
        5 => 0xC000,
        6 => 0x3000,
        7 => 0x4000,
        8..12 => 0xA000,
        12 if platform.sets.contains(&XoChip) => return vec![0xF000, choices.word()],
        12 => 0xD000,
        13 => 0x8000,
        14 => 0x1000,
        _ => 0x5000,
    };
    vec![first | x(choices) | nn(choices)]
}

/// Stores to the instruction at `place`, whose first word is `word`.
fn rewrite(choices: &mut impl Choices, word: u16, place: u16) -> Vec<u16> {
    let at = |offset: u16| 0xA000 | place.wrapping_add(offset) & 0xFFF;
    let first = word >> 8;
    match choices.below(10) {
        // A number.
        0..4 => vec![number(choices, 0), at(1), 0xF055],
        // All of it, which mostly stays what it is but for the number.
        4..7 => vec![0x6000 | first, number(choices, 1), at(0), 0xF155],
        // The same, and now and then another: what is in v2 is anything.
        7 => vec![0xC003, 0x6200 | first & 0xFC, 0x8021, number(choices, 1), at(0), 0xF155],
        8 => vec![0x6000 | first ^ choices.one_of(&[0, 1, 0x10]), at(0), 0xF055],
        // More than it, or what is beside it.
        _ => vec![number(choices, 0), at(choices.below(4)), choices.one_of(&[0xF033, 0xF155, 0xF255])],
    }
}

/// A number in v0 or v1: another one in each turn, or the same, or any.
fn number(choices: &mut impl Choices, register: u16) -> u16 {
    choices.one_of(&[0x7000, 0x7000, 0x6000, 0xC000]) | register << 8 | nn(choices) | 1
}

/// What it does besides.
fn aside(words: &mut Vec<u16>, choices: &mut impl Choices) {
    for _ in 0..choices.below(MOST_ASIDE) {
        words.push(match choices.below(6) {
            0 => 0xF065 | x(choices),
            1 => 0xF01E | x(choices),
            2 => 0x7000 | x(choices) | nn(choices),
            _ => 0x8000 | choices.one_of(&[0, 1, 2, 3, 4, 5, 6, 7, 0xE]) | x(choices) | y(choices),
        });
    }
}
