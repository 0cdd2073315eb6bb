//! What the recompiler has done, as plain data.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use super::exit::{RegionExit, Wait};

/// Counts since the recompiler was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Statistics {
    /// Regions asked for.
    pub units_requested: u64,
    /// Regions compiled and installed.
    pub units_compiled: u64,
    /// Regions whose code an earlier process had compiled, and which were installed.
    pub units_loaded: u64,
    /// Regions that LLVM could not compile.
    pub units_failed: u64,
    /// Regions that were compiled in vain, because their guest code had changed before they were installed.
    pub units_stale: u64,
    /// Regions that were given up before they were compiled, or while they were, because their guest code had changed.
    pub units_cancelled: u64,
    /// Regions replaced by others at their addresses, which have as well what they were left for.
    pub units_widened: u64,
    /// Regions dropped to stay inside the cache's size.
    pub units_evicted: u64,
    /// Regions dropped because the program wrote over them.
    pub invalidations: u64,
    /// Regions dropped because they were left at once for code that is interpreted, again and again.
    pub units_fleeting: u64,
    /// Regions in the cache now.
    pub units_live: u64,
    /// Bytes of machine code in the cache now.
    pub code_bytes: u64,
    /// Guest instructions executed by compiled code.
    pub native_instructions: u64,
    /// Guest instructions executed by the interpreter.
    pub interpreted_instructions: u64,
    /// Guest instructions that nobody executed, because they were turns of loops that wait for a timer or a key.
    pub idle_instructions: u64,
    /// Why compiled code was left, how often each.
    pub exits: Exits,
    /// Time on a processor a phase.
    pub microseconds: Phases,
    /// Microseconds on a processor to make the ops fit for the platform, before the first region.
    pub specialize_microseconds: u64,
    /// Microseconds, by the clock, that the emulation waited for regions: none while they are compiled beside it.
    pub waited_microseconds: u64,
}

/// How often compiled code was left for each reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exits {
    /// To code outside of the region, which was full.
    pub edge: u64,
    /// Because a return led outside of the region.
    pub elsewhere: u64,
    /// Because a computed jump led outside of the region.
    pub computed: u64,
    /// Because too little of the budget was left.
    pub short_budget: u64,
    /// Because a store hit code.
    pub code_written: u64,
    /// Because an instruction that is read from memory each time had become another.
    pub code_changed: u64,
    /// Because the next instruction is at fault.
    pub fault: u64,
    /// Because a draw waits for the next frame.
    pub display_wait: u64,
    /// Because the guest waits for a key.
    pub key_wait: u64,
    /// Because the guest jumps to itself.
    pub self_jump: u64,
}

/// Microseconds that each phase of compilation took, summed over all regions: on a processor, but for the disk.
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
    /// By the clock, looking for it among the code of earlier processes, reading it, or keeping it there.
    pub disk: u64,
}

/// What one region's code has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Activity {
    /// How often it was entered.
    pub entered: u64,
    /// Guest instructions it executed.
    pub instructions: u64,
    /// Why it was left, how often each.
    pub exits: Exits,
}

/// What one region was and did; if there were several at its address, one after the other, all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RegionRecord {
    /// Guest address that it begins at.
    pub entry: u32,
    /// Whether it is in the cache now.
    pub live: bool,
    /// How often it was compiled and installed, or loaded and installed.
    pub compiled: u64,
    /// How often of these an earlier process had compiled it.
    pub loaded: u64,
    /// Guest instructions in it; of several regions, in the last.
    pub instructions: u64,
    /// Blocks in it; of several regions, in the last.
    pub blocks: u64,
    /// Skips in it both ways of which are executed; of several regions, in the last. 0 where its code was loaded, which does not tell.
    pub if_converted: u64,
    /// Bytes of its machine code; of several regions, of the last.
    pub code_bytes: u64,
    /// What its code has done.
    pub activity: Activity,
    /// Time on a processor a phase.
    pub microseconds: Phases,
}

impl RegionRecord {
    /// Adds a later region at the same address.
    pub(super) fn add(&mut self, later: &Self) {
        let (mut activity, mut microseconds) = (self.activity, self.microseconds);
        activity.add(&later.activity);
        microseconds.add(&later.microseconds);
        let (compiled, loaded) = (self.compiled + later.compiled, self.loaded + later.loaded);
        *self = Self { compiled, loaded, activity, microseconds, ..*later };
    }
}

impl Activity {
    /// Counts a run of `instructions` that ended with `exit`.
    #[inline]
    pub(super) fn count(&mut self, instructions: u64, exit: RegionExit) {
        self.entered += 1;
        self.instructions += instructions;
        let exits = &mut self.exits;
        *match exit {
            RegionExit::Edge => &mut exits.edge,
            RegionExit::Elsewhere => &mut exits.elsewhere,
            RegionExit::Computed => &mut exits.computed,
            RegionExit::ShortBudget => &mut exits.short_budget,
            RegionExit::CodeWritten(_) => &mut exits.code_written,
            RegionExit::CodeChanged => &mut exits.code_changed,
            RegionExit::Fault => &mut exits.fault,
            RegionExit::Guest(Wait::Display) => &mut exits.display_wait,
            RegionExit::Guest(Wait::Key) => &mut exits.key_wait,
            RegionExit::Guest(Wait::SelfJump) => &mut exits.self_jump,
        } += 1;
    }

    /// Adds what another region's code has done.
    pub(super) fn add(&mut self, other: &Self) {
        self.entered += other.entered;
        self.instructions += other.instructions;
        self.exits.add(&other.exits);
    }
}

impl Exits {
    /// The counts with the words for them, in a fixed order.
    #[must_use]
    pub fn named(&self) -> [(&'static str, u64); 10] {
        let mut counts = *self;
        counts.each().map(|(name, count)| (name, *count))
    }

    fn add(&mut self, other: &Self) {
        for ((_, count), (_, more)) in self.each().into_iter().zip(other.named()) {
            *count += more;
        }
    }

    fn each(&mut self) -> [(&'static str, &mut u64); 10] {
        let Self {
            edge,
            elsewhere,
            computed,
            short_budget,
            code_written,
            code_changed,
            fault,
            display_wait,
            key_wait,
            self_jump,
        } = self;
        [
            ("edge", edge),
            ("elsewhere", elsewhere),
            ("computed jump", computed),
            ("short budget", short_budget),
            ("code written", code_written),
            ("code changed", code_changed),
            ("fault", fault),
            ("display wait", display_wait),
            ("key wait", key_wait),
            ("self-jump", self_jump),
        ]
    }
}

impl Statistics {
    /// Regions that were ready to run, wherever they came from.
    pub(super) fn units_installed(&self) -> u64 {
        self.units_compiled + self.units_loaded
    }

    /// The share of guest instructions that compiled code executed, 0 to 1.
    #[must_use]
    pub fn native_share(&self) -> f64 {
        let all = self.native_instructions + self.interpreted_instructions;
        if all == 0 { 0.0 } else { self.native_instructions as f64 / all as f64 }
    }
}

impl fmt::Display for Phases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { discover, stitch, optimize, codegen, link, disk } = self;
        write!(
            f,
            "discover {discover}, stitch {stitch}, optimize {optimize}, codegen {codegen}, link {link}, disk {disk}"
        )
    }
}

impl Phases {
    /// All phases together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.discover + self.stitch + self.optimize + self.codegen + self.link + self.disk
    }

    /// Adds the phases of another region.
    pub(super) fn add(&mut self, other: &Self) {
        self.discover += other.discover;
        self.stitch += other.stitch;
        self.optimize += other.optimize;
        self.codegen += other.codegen;
        self.link += other.link;
        self.disk += other.disk;
    }
}

/// Whole microseconds, for [`Phases`].
pub(super) fn microseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
