//! What can be set about the recompiler.

use super::dump::Dump;
use super::perf_map::PerfMap;
use super::store::Store;

/// How much is done to make a region's code fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// All that pays: the ops are inlined and optimized with what is around them.
    Full,
    /// Next to nothing: the ops are functions that are called. A region takes a fraction of the time to compile, and its code
    /// is no faster than to interpret it: for comparing engines, where most code runs for a moment only.
    Quick,
}

/// Of which skips both ways are executed, and what one of them did is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfConversion {
    /// Those that a processor would hardly foresee.
    Unforeseen,
    /// All of which that can be done: for comparing engines.
    All,
}

/// How the recompiler goes about its work. None of it changes what a program does.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each switches one thing, whatever the others are")]
pub struct Settings {
    /// How often a loop must have been gone through before it is compiled; other code, twice as often.
    pub threshold: u32,
    /// Runs with a smaller budget than this are interpreted whole, and nothing is compiled in one before that many instructions
    /// have been executed: compiled code could do little there, and never earn back what compiling it costs.
    pub least_work: u64,
    /// Whether code that was written over lately is left to the interpreter until it holds still.
    pub wary: bool,
    /// Whether a region takes in code that has never been executed: much of what hot code could come to it never does.
    pub cold_code: bool,
    /// Which skips become no branch.
    pub if_conversion: IfConversion,
    /// The most that a region weighs, in ordinary instructions, without what is there for one of several callers alone: bounds the time
    /// to compile it. One that turned out to be left too soon may weigh several times that.
    pub region_weight: usize,
    /// How much is done to make a region's code fast.
    pub effort: Effort,
    /// Whether the emulation goes on while a region is compiled, or waits for it.
    pub background: bool,
    /// Whether it is measured while a program runs what is faster, compiled code or the interpreter. What runs natively when is not
    /// repeatable then.
    pub trials: bool,
    /// The most bytes of machine code that are kept; the newest region is kept however large it is.
    pub cache_bytes: u64,
    /// The most regions that are kept; one at least is. Each takes a handful of the memory mappings that the system
    /// allows a process (Linux: 65,530), and its memory is rounded up to whole pages.
    pub cache_regions: usize,
    /// Where machine code is kept from one process to the next. Not used beside a dump, which is to show how code is made, nor for
    /// what little effort was made for.
    pub store: Option<Store>,
    /// Where the stages of each region are written.
    pub dump: Option<Dump>,
    /// Where compiled code is named for `perf`.
    pub perf_map: Option<PerfMap>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threshold: 1000,
            least_work: 512,
            wary: true,
            cold_code: false,
            if_conversion: IfConversion::Unforeseen,
            region_weight: 256,
            effort: Effort::Full,
            background: false,
            trials: true,
            cache_bytes: 16 << 20,
            cache_regions: 1024,
            store: None,
            dump: None,
            perf_map: None,
        }
    }
}

impl Settings {
    /// Compiles nearly everything, however little it pays: for comparing engines.
    #[must_use]
    pub fn eager() -> Self {
        Self {
            threshold: 2,
            least_work: 0,
            wary: false,
            cold_code: true,
            if_conversion: IfConversion::All,
            trials: false,
            ..Self::default()
        }
    }
}
