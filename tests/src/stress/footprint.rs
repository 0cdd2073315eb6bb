//! What this process takes of memory, as Linux tells.

use std::fs;

/// Memory of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// Bytes in memory, files that are mapped included.
    pub resident: u64,
    /// Memory mappings, of which Linux allows a process 65,530 unless told otherwise.
    pub mappings: u64,
}

impl Footprint {
    /// Now; `None` where there is no `/proc`.
    #[must_use]
    pub fn now() -> Option<Self> {
        let mappings = fs::read_to_string("/proc/self/maps").ok()?.lines().count() as u64;
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: u64 = resident.split_whitespace().next()?.parse().ok()?;
        Some(Self { resident: kilobytes * 1024, mappings })
    }
}
