//! What the recompiler did with a program, region by region: plain data for tables and tools.

use serde::Serialize;

use super::reason::Reason;
use super::statistics::{RegionRecord, Statistics};

/// The most cold addresses that a report names.
pub const COLD_NAMED: usize = 8;

/// What was compiled, what it did, and what was left to the interpreter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Transfers of control to an address after which it is hot.
    pub threshold: u32,
    /// [`Settings::least_work`](super::Settings::least_work), in instructions.
    pub least_work: u64,
    /// The regions, the one that executed most instructions first.
    pub regions: Vec<RegionRecord>,
    /// All regions together.
    pub totals: Statistics,
    /// Instructions that were interpreted, by reason. Interpretation that began at an address without compiled
    /// code has that address' reason, as far as it went.
    pub interpreted: Vec<InterpretedShare>,
    /// Addresses that were hot and have no compiled code, and the warmest of those that are not hot.
    pub not_compiled: Vec<NotCompiled>,
}

/// Instructions interpreted for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct InterpretedShare {
    /// The reason.
    pub reason: Reason,
    /// How many instructions.
    pub instructions: u64,
}

/// An address that control was transferred to, and that has no compiled code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NotCompiled {
    /// The guest address.
    pub address: u32,
    /// Why.
    pub reason: Reason,
    /// If it is cold: how often a loop that begins there was gone through, any other transfer of control counting a half.
    pub heat: Option<u32>,
    /// If its code keeps changing: how often that was found when it was hot.
    pub setbacks: Option<u8>,
}
