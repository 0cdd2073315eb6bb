//! What this process takes of memory, as Linux tells.

use std::fs;

/// Memory of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// Bytes in memory, files that are mapped included.
    pub resident: u64,
    /// Bytes in memory that no file stands for. Pages of programs and libraries come and go as the system likes.
    pub own: u64,
    /// Memory mappings, of which Linux allows a process 65,530 unless told otherwise.
    pub mappings: u64,
}

impl Footprint {
    /// Now; `None` where there is no `/proc`.
    #[must_use]
    pub fn now() -> Option<Self> {
        let mappings = fs::read_to_string("/proc/self/maps").ok()?.lines().count() as u64;
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
            Some(kilobytes * 1024)
        };
        Some(Self { resident: bytes("VmRSS:")?, own: bytes("RssAnon:")? + bytes("RssShmem:")?, mappings })
    }
}
