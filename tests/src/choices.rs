//! Where made-up programs get their choices from: a random generator, or the bytes that a fuzzer mutates.

use fastrand::Rng;

/// A source of choices.
pub trait Choices {
    /// A number below `end`, which is not 0.
    fn below(&mut self, end: u16) -> u16;

    /// Any byte.
    fn byte(&mut self) -> u8 {
        self.below(0x100) as u8
    }

    /// Any word.
    fn word(&mut self) -> u16 {
        u16::from_be_bytes([self.byte(), self.byte()])
    }

    /// Whether a case that comes up once in `times` does.
    fn once_in(&mut self, times: u16) -> bool {
        self.below(times) == 0
    }

    /// One of `several`.
    fn one_of<T: Copy>(&mut self, several: &[T]) -> T
    where
        Self: Sized,
    {
        several[usize::from(self.below(several.len() as u16))]
    }
}

impl Choices for Rng {
    fn below(&mut self, end: u16) -> u16 {
        self.u16(0..end)
    }
}

/// The choices that bytes stand for; when they are used up, every choice is the first.
#[derive(Clone, Debug)]
pub struct Bytes<'a>(pub &'a [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> u16 {
        let Some((&byte, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        byte.into()
    }
}

impl Choices for Bytes<'_> {
    fn below(&mut self, end: u16) -> u16 {
        // One byte where that is enough, so that each choice is a byte of its own for whoever mutates them.
        let number = if end <= 0x100 { self.next() } else { self.next() << 8 | self.next() };
        number % end
    }
}
