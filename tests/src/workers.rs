//! Many independent cases on all cores.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Calls `case` with every number below `cases`, on as many threads as there are cores. `start` makes what a
/// thread keeps from case to case. A panic in a case is a panic here.
pub fn for_each_case<T>(cases: u64, start: impl Fn() -> T + Sync, case: impl Fn(&mut T, u64) + Sync) {
    let next = AtomicU64::new(0);
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut kept = start();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= cases {
                        break;
                    }
                    case(&mut kept, number);
                }
            });
        }
    });
}
