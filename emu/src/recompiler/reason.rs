//! Why guest code is interpreted and not run natively.

use std::fmt;

use serde::Serialize;

/// Why the interpreter executed instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Reason {
    /// Control has not been transferred there often enough for it to be worth compiling.
    Cold,
    /// Its region is being compiled.
    Compiling,
    /// Its code was written over, and is left alone until it gets much hotter.
    Changing,
    /// Its first instruction cannot be compiled, or is none.
    NotCompilable,
    /// What could be compiled is a return or a computed jump, and an instruction before it at most.
    TooSmall,
    /// Its region was left soon after it was entered, again and again; it is left alone until it gets much hotter.
    Fleeting,
    /// Compiled code was measured to be slower than the interpreter, or the two were being compared.
    Slower,
    /// LLVM did not compile it.
    Failed,
    /// The budget of a run, or of a stretch of it, was below the least for which compiled code is used,
    /// [`Settings::least_work`](super::Settings::least_work), or nothing was compiled and many a run before had
    /// executed less than that. What stays interpreted because a longer run has not executed as much yet is
    /// [`Reason::Cold`].
    LittleWork,
    /// There was compiled code, and less budget left than it may need between two checks.
    EndOfBudget,
    /// Compiled code left an instruction that faults to the interpreter.
    Faulting,
    /// The program waits there for a timer or a key: whole turns of the loop are taken off the budget, and not executed.
    Idle,
}

impl Reason {
    /// All reasons, in the order of their numbers.
    pub const ALL: [Self; 12] = [
        Self::Cold,
        Self::Compiling,
        Self::Changing,
        Self::NotCompilable,
        Self::TooSmall,
        Self::Fleeting,
        Self::Slower,
        Self::Failed,
        Self::LittleWork,
        Self::EndOfBudget,
        Self::Faulting,
        Self::Idle,
    ];
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cold => "too cold",
            Self::Compiling => "being compiled",
            Self::Changing => "changing code",
            Self::NotCompilable => "cannot be compiled",
            Self::TooSmall => "too small",
            Self::Fleeting => "left at once",
            Self::Slower => "slower compiled",
            Self::Failed => "compiling failed",
            Self::LittleWork => "little work",
            Self::EndOfBudget => "end of budget",
            Self::Faulting => "at fault",
            Self::Idle => "idle",
        })
    }
}

/// Instructions interpreted, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interpreted {
    counts: [u64; Reason::ALL.len()],
}

impl Interpreted {
    /// Counts instructions.
    #[inline]
    pub fn count(&mut self, reason: Reason, instructions: u64) {
        self.counts[reason as usize] += instructions;
    }

    /// Instructions of each reason.
    pub fn by_reason(&self) -> impl Iterator<Item = (Reason, u64)> + '_ {
        Reason::ALL.into_iter().map(|reason| (reason, self.counts[reason as usize]))
    }

    /// Instructions of all reasons.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}
