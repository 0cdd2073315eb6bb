//! The recompiler takes no more memory however long it compiles, and gives way where there is none. `cargo xtask stress` is
//! the long form.
#![cfg(feature = "jit")]

use stitch8_tests::stress::Stress;
use stitch8_tests::stress::footprint::Footprint;
use stitch8_tests::stress::relink::Relinker;

/// Memory that may come and go with chance: what LLVM has at work, and what the allocator keeps.
const SLACK: u64 = 1 << 20;

/// What the process takes now.
fn footprint() -> Option<Footprint> {
    let footprint = Footprint::now();
    if footprint.is_none() {
        eprintln!("not compared: this system does not tell what a process takes of memory");
    }
    footprint
}

/// Whether `now` is more than `before` by no more than chance.
fn check_growth(before: Option<Footprint>, now: Option<Footprint>) {
    let (Some(before), Some(now)) = (before, now) else { return };
    assert!(now.resident <= before.resident + SLACK, "grown from {before:?} to {now:?}");
    assert!(now.mappings <= before.mappings + 150, "grown from {before:?} to {now:?}");
}

/// One test, for what a process takes is taken by all of its threads.
#[test]
fn memory_does_not_grow_with_what_is_compiled_and_dropped() {
    let mut stress = Stress::new().expect("LLVM starts");
    // Until the cache is full, and has been for a while.
    stress.until(250);
    let before = footprint();
    stress.until(500);
    let done = stress.progress().statistics;
    // What is rewritten while it waits is given up, and what is compiled is of use but for what was just at work.
    assert!(done.units_cancelled > 20, "{done:?}");
    assert!(done.units_stale < done.units_cancelled, "{done:?}");
    // Which of the two it is depends on how fast the compiling thread is.
    assert!(done.invalidations + done.units_evicted > 100, "little was dropped: {done:?}");
    assert_eq!(done.units_failed, 0, "{done:?}");
    assert!(done.units_live <= 96, "{done:?}");
    check_growth(before, footprint());

    let mut relinker = Relinker::new().expect("LLVM starts");
    relinker.until(1_000).expect("it links");
    let before = footprint();
    relinker.until(60_000).expect("it links");
    check_growth(before, footprint());
}
