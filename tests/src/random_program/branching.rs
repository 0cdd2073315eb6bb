//! Loops full of branches that cannot be foreseen, in the shapes in which programs have them: one instruction that is skipped, or a call; one way
//! or two of several instructions, which may branch and call again; and subroutines that return from each of two ways. And in shapes in which no
//! assembler's statements come: a jump into the middle of a way, a skip before a return or before another skip, a subroutine that goes on as
//! another or calls itself, a computed jump.
//!
//! ```text
//!         vC := turns
//! head:   v0 := random
//!         branches
//!         vC -= 1
//!         if vC != 0 then jump head
//!         jump end
//!         subroutines
//! end:
//! ```

use std::collections::HashMap;

use super::{DATA, JUMPS, nn, x, y};
use crate::choices::Choices;

/// The subroutines of a loop. Mostly, each calls later ones alone.
const SUBROUTINES: u16 = 3;
/// Once in so many times there is something that no assembler makes of a statement.
const ODD: u16 = 6;
/// How deep branches are inside of others.
const DEPTH: u16 = 3;

/// A word, or what becomes one when it is known where everything is.
enum Item {
    Word(u16),
    /// A jump or call: its first digit, and the label that it leads to.
    To(u16, usize),
    Label(usize),
}

/// What is being written.
struct Writer<'a, C> {
    choices: &'a mut C,
    items: Vec<Item>,
    labels: usize,
    /// The labels of the subroutines.
    subroutines: Vec<usize>,
    /// Labels inside of ways and between them.
    marks: Vec<usize>,
    /// The register that counts turns, as digit X.
    counter: u16,
}

/// The instructions of such a loop at address `at`.
pub(super) fn branching_loop(choices: &mut impl Choices, at: u16) -> Vec<u16> {
    let counter = (2 + choices.below(14)) << 8;
    let turns = 2 + choices.below(60);
    let mut writer =
        Writer { choices, items: Vec::new(), labels: 0, subroutines: Vec::new(), marks: Vec::new(), counter };
    writer.subroutines = (0..SUBROUTINES).map(|_| writer.label()).collect();
    let (head, end) = (writer.label(), writer.label());
    writer.items.extend([Item::Word(0x6000 | counter | turns), Item::Label(head), Item::Word(0xC0FF)]);
    for _ in 0..=writer.choices.below(3) {
        writer.branches(0, DEPTH);
        writer.straight();
    }
    writer.items.extend([Item::Word(0x70FF | counter), Item::Word(0x3000 | counter), Item::To(0x1000, head)]);
    writer.items.push(Item::To(0x1000, end));
    for index in 0..writer.subroutines.len() {
        writer.subroutine(index);
    }
    writer.items.push(Item::Label(end));
    resolve(&writer.items, at)
}

/// The words, the first of which is at address `at`.
fn resolve(items: &[Item], at: u16) -> Vec<u16> {
    let mut places = HashMap::new();
    let mut words = 0;
    for item in items {
        match item {
            Item::Label(label) => drop(places.insert(*label, at.wrapping_add(2 * words))),
            Item::Word(_) | Item::To(..) => words += 1,
        }
    }
    let word = |item: &Item| match item {
        Item::Word(word) => Some(*word),
        Item::To(digit, label) => Some(digit | places[label] & JUMPS),
        Item::Label(_) => None,
    };
    items.iter().filter_map(word).collect()
}

impl<C: Choices> Writer<'_, C> {
    fn label(&mut self) -> usize {
        self.labels += 1;
        self.labels
    }

    /// A subroutine, which calls those after it at the most.
    fn subroutine(&mut self, index: usize) {
        self.items.push(Item::Label(self.subroutines[index]));
        self.straight();
        match self.choices.below(4) {
            0 => {}
            1 => {
                // Each way returns.
                let other = self.label();
                self.skip();
                self.items.push(Item::To(0x1000, other));
                self.straight();
                self.items.extend([Item::Word(0x00EE), Item::Label(other)]);
                self.straight();
            }
            _ => self.branches(index + 1, DEPTH - 1),
        }
        if self.choices.once_in(ODD) {
            self.leave_oddly();
        }
        self.items.push(Item::Word(0x00EE));
    }

    /// A way out of a subroutine before its end, or in place of it.
    fn leave_oddly(&mut self) {
        let any = self.choices.one_of(&self.subroutines);
        match self.choices.below(4) {
            0 => self.items.push(Item::To(0x1000, any)),
            1 => {
                self.skip();
                self.items.push(Item::To(0x2000, any));
            }
            _ => {
                self.skip();
                self.items.push(Item::Word(0x00EE));
                self.straight();
            }
        }
    }

    /// Marks this place, and jumps to a place that is marked, now or never.
    fn stray(&mut self) {
        let mark = self.label();
        self.items.push(Item::Label(mark));
        self.marks.push(mark);
        let to = self.choices.one_of(&self.marks);
        match self.choices.below(4) {
            0 => {
                // To that place, or to one of the instructions that follow.
                self.items.extend([Item::Word(0xC006), Item::To(0xB000, to)]);
            }
            1 => {
                self.skip();
                self.skip();
            }
            _ => {
                self.skip();
                self.items.push(Item::To(0x1000, to));
            }
        }
    }

    /// A skip, and what depends on it. `callees`: the first subroutine that it may call; `depth`: how many branches may be inside of one another.
    fn branches(&mut self, callees: usize, depth: u16) {
        self.skip();
        match self.choices.below(5) {
            0 => {
                let word = self.word();
                self.items.push(Item::Word(word));
            }
            1 => self.call(callees),
            2 => {
                let end = self.label();
                self.items.push(Item::To(0x1000, end));
                self.body(callees, depth);
                self.items.push(Item::Label(end));
            }
            _ => {
                let (other, end) = (self.label(), self.label());
                self.items.push(Item::To(0x1000, other));
                self.body(callees, depth);
                self.items.extend([Item::To(0x1000, end), Item::Label(other)]);
                self.body(callees, depth);
                self.items.push(Item::Label(end));
            }
        }
    }

    /// What is on one way.
    fn body(&mut self, callees: usize, depth: u16) {
        self.straight();
        if self.choices.once_in(ODD) {
            self.stray();
        }
        match self.choices.below(4) {
            0 if depth > 1 => self.branches(callees, depth - 1),
            1 => self.call(callees),
            _ => {}
        }
        self.straight();
    }

    fn call(&mut self, callees: usize) {
        let several = &self.subroutines[callees.min(self.subroutines.len())..];
        let item = if several.is_empty() { Item::Word(0xC0FF) } else { Item::To(0x2000, self.choices.one_of(several)) };
        self.items.push(item);
    }

    /// A few instructions without a branch.
    fn straight(&mut self) {
        for _ in 0..self.choices.below(4) {
            let word = self.word();
            self.items.push(Item::Word(word));
        }
    }

    fn skip(&mut self) {
        let choices = &mut *self.choices;
        let word = match choices.below(8) {
            0 => choices.one_of(&[0xE09E, 0xE0A1]) | x(choices),
            1 => choices.one_of(&[0x5000, 0x9000]) | x(choices) | y(choices),
            2 => choices.one_of(&[0x3F00, 0x4F00]) | choices.below(2),
            _ => {
                let (register, mask) = (x(choices), 1 << choices.below(8));
                self.items.extend([Item::Word(0x6F00 | mask), Item::Word(0x8F02 | register >> 4)]);
                choices.one_of(&[0x3F00, 0x4F00])
            }
        };
        self.items.push(Item::Word(word));
    }

    /// An instruction that mostly changes registers and nothing else.
    fn word(&mut self) -> u16 {
        let choices = &mut *self.choices;
        let word = match choices.below(24) {
            0..2 => 0x6000 | x(choices) | nn(choices),
            2..6 => 0x7000 | x(choices) | nn(choices),
            6..16 => 0x8000 | choices.one_of(&[0, 1, 2, 3, 4, 5, 6, 7, 0xE]) | x(choices) | y(choices),
            16 => 0xC000 | x(choices) | nn(choices),
            17 => 0xA000 | (DATA + choices.below(0x400)),
            18 => choices.one_of(&[0xF007, 0xF015, 0xF018]) | x(choices),
            19 => choices.one_of(&[0xF01E, 0xF029]) | x(choices),
            20..22 => 0xF065 | x(choices),
            22 => 0xF055 | x(choices),
            _ => choices.one_of(&[0xD005, 0x00E0]),
        };
        // Not what would count the turns anew too often.
        if word & 0x0F00 == self.counter && choices.below(8) > 0 { 0x8006 | y(choices) } else { word }
    }
}
