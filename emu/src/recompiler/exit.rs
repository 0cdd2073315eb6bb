//! How compiled code hands back to the host.

use cpu_ops::Exit;
use cpu_ops::flow::Span;

/// What a region's host function returns, in two machine registers.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct RawExit {
    /// What is left of the budget, all having been paid for up to a check that may lie ahead: modulo 2^64, where that came to more than there was.
    pub budget: u64,
    /// From the lowest bit up: [`LeaveReason`] in 8 bits, in 24 what was paid for and not executed, in 32 what else the reason needs to be told.
    pub reason: u64,
}

/// Why a region was left: the numbers that compiled code returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum LeaveReason {
    /// The next instruction is outside of the region: it was full, or that had not been executed yet, or closes a loop that waits.
    Edge,
    /// A return led outside of the region.
    Elsewhere,
    /// A computed jump led outside of the region.
    Computed,
    /// Too little budget is left to be sure of reaching the next check.
    ShortBudget,
    /// A store hit code; the detail is the packed [`Span`].
    CodeWritten,
    /// The next instruction, which is loose, has become another.
    CodeChanged,
    /// As [`Exit::DisplayWait`].
    DisplayWait,
    /// As [`Exit::KeyWait`].
    KeyWait,
    /// As [`Exit::SelfJump`].
    SelfJump,
    /// A call or return failed.
    Fault,
}

impl LeaveReason {
    const ALL: [Self; 10] = [
        Self::Edge,
        Self::Elsewhere,
        Self::Computed,
        Self::ShortBudget,
        Self::CodeWritten,
        Self::CodeChanged,
        Self::DisplayWait,
        Self::KeyWait,
        Self::SelfJump,
        Self::Fault,
    ];
}

/// Why a region was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionExit {
    /// The next instruction is outside of the region: it was full, or that had not been executed yet, or closes a loop that waits.
    Edge,
    /// A return led outside of the region.
    Elsewhere,
    /// A computed jump led outside of the region.
    Computed,
    /// Too little budget is left to be sure of reaching the next check.
    ShortBudget,
    /// The last instruction wrote these bytes, of which some are code.
    CodeWritten(Span),
    /// The next instruction, which is loose, has become another.
    CodeChanged,
    /// The next instruction is at fault: the interpreter shall meet it.
    Fault,
    /// The guest gave up the rest of the budget.
    Guest(Wait),
}

/// How the guest gave up the rest of the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// As [`Exit::DisplayWait`].
    Display,
    /// As [`Exit::KeyWait`].
    Key,
    /// As [`Exit::SelfJump`].
    SelfJump,
}

impl From<Wait> for Exit {
    fn from(wait: Wait) -> Self {
        match wait {
            Wait::Display => Self::DisplayWait,
            Wait::Key => Self::KeyWait,
            Wait::SelfJump => Self::SelfJump,
        }
    }
}

impl RawExit {
    /// Where `reason` has that `instructions` were paid for and not executed.
    #[must_use]
    pub fn unused_bits(instructions: u32) -> u64 {
        assert!(instructions < 1 << 24, "no region is that large");
        u64::from(instructions) << 8
    }

    /// What is left of the budget, what was not executed given back.
    #[inline]
    #[must_use]
    pub fn left(self) -> u64 {
        self.budget.wrapping_add(self.reason >> 8 & 0xFF_FFFF)
    }

    /// The exit with its meaning.
    #[inline]
    #[must_use]
    pub fn decode(self) -> RegionExit {
        let detail = (self.reason >> 32) as u32;
        match LeaveReason::ALL[usize::from(self.reason as u8)] {
            LeaveReason::Edge => RegionExit::Edge,
            LeaveReason::Elsewhere => RegionExit::Elsewhere,
            LeaveReason::Computed => RegionExit::Computed,
            LeaveReason::ShortBudget => RegionExit::ShortBudget,
            LeaveReason::CodeWritten => RegionExit::CodeWritten(Span::from_bits(detail)),
            LeaveReason::CodeChanged => RegionExit::CodeChanged,
            LeaveReason::DisplayWait => RegionExit::Guest(Wait::Display),
            LeaveReason::KeyWait => RegionExit::Guest(Wait::Key),
            LeaveReason::SelfJump => RegionExit::Guest(Wait::SelfJump),
            LeaveReason::Fault => RegionExit::Fault,
        }
    }
}
