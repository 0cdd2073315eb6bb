//! Memory that LLVM has freed and the allocator keeps.
//!
//! What LLVM needs for a region it takes in many small pieces, and frees them all once the region is compiled. The allocator
//! gives back what is free at the end of its heap, but there is always something else by then; so it would keep as much as the
//! region that took most has ever taken, which may be tens of megabytes, for as long as the process lives.

#![allow(unsafe_code, reason = "the allocator is told to give memory back")]

use std::fs;

/// The most KiB that are kept for the next region: enough for most.
const SPARE: u64 = 4 << 10;

/// Watches what is kept, and gives it back.
#[derive(Debug)]
pub struct Heap {
    /// The least KiB of its own that the process had since memory was given back last; `None` where the system does not tell.
    least: Option<u64>,
}

impl Heap {
    /// As it is now.
    #[must_use]
    pub fn new() -> Self {
        Self { least: held() }
    }

    /// Gives back what is free, if it may be much. To be called when a region is done.
    pub fn tidy(&mut self) {
        let Some((least, now)) = self.least.zip(held()) else { return };
        self.least = Some(least.min(now));
        if now > least + SPARE && give_back() {
            self.least = held();
            log::debug!("gave back memory: {now} KiB before, {} after", self.least.unwrap_or_default());
        }
    }
}

/// KiB of memory that this process alone has, without files.
fn held() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Has the allocator give back all pages with nothing on them. Whether it can.
fn give_back() -> bool {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes any number, and changes nothing that is in use.
    unsafe {
        libc::malloc_trim(0);
    }
    cfg!(all(target_os = "linux", target_env = "gnu"))
}
