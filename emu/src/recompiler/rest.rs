//! Rest: where nothing has become worth compiling for long, it is seldom looked for.
//!
//! To count where control goes, and what is written over, makes the interpreter slower: little, but for programs that keep rewriting
//! themselves a tenth. While there is no compiled code, nothing else depends on it.

use super::SLICE;

/// The instructions that are interpreted, without anything being compiled or about to be, before there is rest.
const UNREST: u64 = 1_000_000;

/// The stretches of [`SLICE`] instructions in one of which it is looked for hot code.
const STRETCHES: u64 = 8;

/// How long nothing has been compiled, in instructions interpreted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rest(u64);

/// What is interpreted next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// So many instructions while it is looked for hot code.
    Watched(u64),
    /// So many while nobody looks on.
    Unwatched(u64),
}

impl Rest {
    /// What is interpreted next.
    #[must_use]
    pub fn stretch(self) -> Stretch {
        let Some(rested) = self.0.checked_sub(UNREST) else { return Stretch::Watched(UNREST - self.0) };
        let turn = rested % (STRETCHES * SLICE);
        match SLICE.checked_sub(turn) {
            Some(left) if left > 0 => Stretch::Watched(left),
            _ => Stretch::Unwatched(STRETCHES * SLICE - turn),
        }
    }

    /// So many instructions were interpreted, and nothing is compiled.
    pub fn count(&mut self, instructions: u64) {
        self.0 = self.0.saturating_add(instructions);
    }

    /// Something has been compiled, or is another program.
    pub fn end(&mut self) {
        self.0 = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_eighth_is_watched_once_nothing_was_compiled_for_long() {
        let mut rest = Rest::default();
        let (mut watched, mut unwatched) = (0, 0);
        while watched + unwatched < UNREST + 16 * STRETCHES * SLICE {
            // Frames of any length.
            let (count, length) = match rest.stretch() {
                Stretch::Watched(length) => (&mut watched, length),
                Stretch::Unwatched(length) => (&mut unwatched, length),
            };
            assert!(length > 0);
            *count += length.min(7_001);
            rest.count(length.min(7_001));
        }
        assert_eq!((watched, unwatched), (UNREST + 16 * SLICE, 16 * (STRETCHES - 1) * SLICE));
        rest.end();
        assert_eq!(rest.stretch(), Stretch::Watched(UNREST));
    }
}
