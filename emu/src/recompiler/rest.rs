//! Rest: where nothing has become worth compiling for long, it is seldom looked for.
//!
//! To count where control goes, and what is written over, makes the interpreter slower: little, but for programs that keep rewriting
//! themselves a tenth. While there is no compiled code, nothing else depends on it.

/// The instructions that are interpreted, without anything being compiled or about to be, before there is rest.
const UNREST: u64 = 4_000_000;

/// Of as many instructions as this, a [`WATCHED`]th is watched for hot code.
const PERIOD: u64 = 800_000;

/// See [`PERIOD`].
const WATCHED: u64 = 8;

/// The most instructions to interpret in one go, though it be one frame: more than a frame mostly has, for to go on in the middle of a loop that
/// waits costs a turn or two of it.
pub const MOST_AT_ONCE: u64 = 1_000_000;

/// How long nothing has been compiled, in instructions interpreted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rest(u64);

impl Rest {
    /// Whether it is looked for hot code in what is interpreted next.
    #[must_use]
    pub fn is_watched(self) -> bool {
        self.0.checked_sub(UNREST).is_none_or(|rested| rested % PERIOD < PERIOD / WATCHED)
    }

    /// So many instructions were executed, and nothing is compiled.
    pub fn count(&mut self, instructions: u64) {
        self.0 = self.0.saturating_add(instructions);
    }

    /// Something has been compiled, or it is another program.
    pub fn end(&mut self) {
        self.0 = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_eighth_is_watched_once_nothing_was_compiled_for_long() {
        // Frames of any length, and one that is not cut into frames.
        for at_once in [1, 7, 7_001, 30_000, MOST_AT_ONCE] {
            let mut rest = Rest::default();
            let (mut before, mut watched, mut all) = (0, 0, 0);
            while all < 800 * PERIOD {
                assert!(rest.is_watched() || before + all >= UNREST);
                match before {
                    UNREST.. => (all, watched) = (all + at_once, watched + u64::from(rest.is_watched()) * at_once),
                    _ => before += at_once,
                }
                rest.count(at_once);
            }
            let share = all / watched;
            assert!((4..=8).contains(&share), "of {at_once} at once, one in {share} is watched");
            rest.end();
            assert!(rest.is_watched());
        }
    }
}
