//! What the recompiler has done, as plain data.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

/// Counts since the recompiler was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Statistics {
    /// Regions compiled and installed.
    pub units_compiled: u64,
    /// Regions that LLVM could not compile.
    pub units_failed: u64,
    /// Regions dropped before they were installed because their guest code had changed.
    pub units_stale: u64,
    /// Regions dropped to stay inside the cache's size.
    pub units_evicted: u64,
    /// Regions dropped because the program wrote over them.
    pub invalidations: u64,
    /// Regions in the cache now.
    pub units_live: u64,
    /// Bytes of machine code in the cache now.
    pub code_bytes: u64,
    /// Guest instructions executed by compiled code.
    pub native_instructions: u64,
    /// Guest instructions executed by the interpreter.
    pub interpreted_instructions: u64,
    /// Why compiled code was left, how often each.
    pub exits: Exits,
    /// Time a phase.
    pub microseconds: Phases,
}

/// How often compiled code was left for each reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exits {
    /// To code outside of the region.
    pub edge: u64,
    /// Because too little of the budget was left.
    pub short_budget: u64,
    /// Because a store hit code.
    pub code_written: u64,
    /// Because the next instruction is at fault.
    pub fault: u64,
    /// Because the guest gave up the rest of the budget: a display wait, a key wait, a jump to itself.
    pub guest: u64,
}

/// Microseconds a phase of compilation, summed over all units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Phases {
    /// Finding the region.
    pub discover: u64,
    /// Building its LLVM function, the ops' bitcode being read included.
    pub stitch: u64,
    /// LLVM's passes.
    pub optimize: u64,
    /// Generating machine code.
    pub codegen: u64,
    /// Linking it into the process.
    pub link: u64,
}

impl Statistics {
    /// The share of guest instructions that compiled code executed, 0 to 1.
    #[must_use]
    pub fn native_share(&self) -> f64 {
        let all = self.native_instructions + self.interpreted_instructions;
        if all == 0 { 0.0 } else { self.native_instructions as f64 / all as f64 }
    }
}

impl fmt::Display for Phases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { discover, stitch, optimize, codegen, link } = self;
        write!(f, "discover {discover}, stitch {stitch}, optimize {optimize}, codegen {codegen}, link {link}")
    }
}

impl Phases {
    /// All phases together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.discover + self.stitch + self.optimize + self.codegen + self.link
    }

    /// Adds the phases of another unit.
    pub(super) fn add(&mut self, other: &Self) {
        self.discover += other.discover;
        self.stitch += other.stitch;
        self.optimize += other.optimize;
        self.codegen += other.codegen;
        self.link += other.link;
    }
}

/// Whole microseconds, for [`Phases`].
pub(super) fn microseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
