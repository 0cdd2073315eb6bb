//! The recompiler takes no more memory however long it compiles, and gives way where there is none. `cargo xtask stress` is
//! the long form.
#![cfg(feature = "jit")]

use stitch8::recompiler::Effort;
use stitch8_tests::stress::footprint::Footprint;
use stitch8_tests::stress::relink::Relinker;
use stitch8_tests::stress::{Options, Rewriting, Stress};

/// Memory that may come and go with chance: what LLVM has at work, and what the allocator keeps.
const SLACK: u64 = 256 << 10;
/// The same for mappings: which of the linker's pages happen to be neighbours.
const MAPPINGS_SLACK: u64 = 50;

/// What the process takes now.
fn footprint() -> Option<Footprint> {
    let footprint = Footprint::now();
    if footprint.is_none() {
        eprintln!("not compared: this system does not tell what a process takes of memory");
    }
    footprint
}

/// Fails if the process has grown in each of the stretches between `footprints` by more than chance. What leaks, leaks in all of
/// them; a table of LLVM's that doubles its size, as tables do, does so in one.
fn check_growth(footprints: &[Option<Footprint>]) {
    let Some(footprints) = footprints.iter().copied().collect::<Option<Vec<_>>>() else { return };
    let grows = |stretch: &[Footprint]| {
        stretch[1].own > stretch[0].own + SLACK || stretch[1].mappings > stretch[0].mappings + MAPPINGS_SLACK
    };
    assert!(!footprints.windows(2).all(grows), "it grows and grows: {footprints:?}");
}

/// One test, for what a process takes is taken by all of its threads.
#[test]
fn memory_does_not_grow_with_what_is_compiled_and_dropped() {
    let options = Options { rewriting: Rewriting::Seldom, effort: Effort::Full, background: true };
    let mut stress = Stress::new(options).expect("LLVM starts");
    // Until the cache is full, and has been for a while.
    let footprints = [200, 300, 400, 500].map(|units| {
        stress.until(units, |statistics| statistics.units_compiled);
        footprint()
    });
    // What is rewritten while it waits is given up, and what is compiled is of use but for what was just at work. Where the compiling
    // thread gets as much of a processor as this one, little waits.
    let mut units = 500;
    while stress.progress().statistics.units_cancelled <= 20 && units < 2_000 {
        units += 100;
        stress.until(units, |statistics| statistics.units_compiled);
    }
    let done = stress.progress().statistics;
    if done.units_cancelled > 20 {
        assert!(done.units_stale < done.units_cancelled, "{done:?}");
    } else {
        println!("the compiling thread was never behind: {} were given up", done.units_cancelled);
    }
    // Which of the two it is depends on how fast the compiling thread is.
    assert!(done.invalidations + done.units_evicted > 100, "little was dropped: {done:?}");
    assert_eq!(done.units_failed, 0, "{done:?}");
    assert!(done.units_live <= 96, "{done:?}");
    check_growth(&footprints);
    // What it compiles still would be taken for the linker's.
    drop(stress);

    let mut relinker = Relinker::new().expect("LLVM starts");
    let footprints = [1_000, 21_000, 41_000, 61_000].map(|links| {
        relinker.until(links).expect("it links");
        footprint()
    });
    check_growth(&footprints);
}
