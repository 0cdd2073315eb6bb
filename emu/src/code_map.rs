//! Which bytes of guest memory are code to an engine, and how far a store is from the next of them.

use std::ops::Range;

use cpu_ops::Profile;
use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::code_map::{Distances, FAR, hits_code};
use cpu_ops::flow::Span;

/// A byte-exact map of code, kept as a count of users a byte so that code can be added and removed.
///
/// Addresses wrap at the platform's memory size, as those of stores do.
#[derive(Debug)]
pub struct CodeMap {
    /// For each byte, how many pieces of code contain it.
    users: Box<[u32]>,
    /// What the store check reads.
    distances: Box<Distances>,
    /// Between the first and the last byte that was ever added.
    used: Range<usize>,
    mask: usize,
}

impl CodeMap {
    /// A map without any code, for the memory size of `profile`.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            users: vec![0; MEMORY_BYTES].into_boxed_slice(),
            distances: Box::new([FAR; MEMORY_BYTES]),
            used: 0..0,
            mask: usize::from(profile.address_mask()),
        }
    }

    /// Forgets all code.
    pub fn clear(&mut self) {
        let used = std::mem::take(&mut self.used);
        // At the beginning of memory the distances at its end tell of it as well.
        let told = used.start.checked_sub(usize::from(FAR)).map_or(0..MEMORY_BYTES, |start| start..used.end);
        self.users[used].fill(0);
        self.distances[told].fill(FAR);
    }

    /// What compiled code reads for its store check.
    #[must_use]
    pub fn distances(&self) -> &Distances {
        &self.distances
    }

    /// Whether `span` contains a byte of code.
    #[inline(always)]
    #[must_use]
    pub fn hits(&self, span: Span) -> bool {
        hits_code(&self.distances, span)
    }

    /// Counts the bytes at `addresses` as code once more.
    pub fn add(&mut self, addresses: impl IntoIterator<Item = u32>) {
        for address in addresses {
            let byte = address as usize & self.mask;
            self.users[byte] += 1;
            if self.users[byte] == 1 {
                include(&mut self.used, byte);
                self.shorten_distances_to(byte);
            }
        }
    }

    /// Counts the bytes at `addresses` as code once less. They must have been added.
    pub fn remove(&mut self, addresses: impl IntoIterator<Item = u32>) {
        for address in addresses {
            let byte = address as usize & self.mask;
            debug_assert!(self.users[byte] > 0, "byte {byte:#x} was never added");
            self.users[byte] -= 1;
            if self.users[byte] == 0 {
                self.lengthen_distances_to(byte);
            }
        }
    }

    /// `byte` has become code: it and those before it are nearer to code now.
    fn shorten_distances_to(&mut self, byte: usize) {
        for distance in 0..FAR {
            let at = byte.wrapping_sub(usize::from(distance)) & self.mask;
            if self.distances[at] <= distance {
                break;
            }
            self.distances[at] = distance;
        }
    }

    /// `byte` is no longer code: those that were measured to it are as far as the byte after it, plus one.
    fn lengthen_distances_to(&mut self, byte: usize) {
        let mut next = self.distances[(byte + 1) & self.mask];
        for distance in 0..FAR {
            let at = byte.wrapping_sub(usize::from(distance)) & self.mask;
            if self.distances[at] != distance {
                break;
            }
            next = (next + 1).min(FAR);
            self.distances[at] = next;
        }
    }
}

/// Makes `range` the smallest that has in it what it has, and `at`.
pub(crate) fn include(range: &mut Range<usize>, at: usize) {
    *range = if range.start == range.end { at..at + 1 } else { range.start.min(at)..range.end.max(at + 1) };
}

#[cfg(test)]
mod tests {
    use cpu_ops::Platform;
    use cpu_ops::quirks::Quirks;

    use super::*;

    /// The map's distances, worked out the slow way.
    fn expected(code: &[bool], mask: usize) -> Vec<u8> {
        (0..code.len())
            .map(|at| (0..FAR).find(|&distance| code[(at + usize::from(distance)) & mask]).unwrap_or(FAR))
            .collect()
    }

    #[test]
    fn distances_follow_every_addition_and_removal() {
        let mut map = CodeMap::new(Platform::DEFAULT.profile(Quirks::NONE));
        let mut users = vec![0; 4096];
        let mut live: Vec<Range<u32>> = Vec::new();
        let mut random = 12345_u32;
        for round in 0..400 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if round % 3 == 2 {
                let range = live.swap_remove(random as usize % live.len());
                range.clone().for_each(|at| users[at as usize & 0xFFF] -= 1);
                map.remove(range);
            } else {
                let start = (random >> 8) % 4096;
                let range = start..start + 1 + (random >> 24) % 6;
                range.clone().for_each(|at| users[at as usize & 0xFFF] += 1);
                map.add(range.clone());
                live.push(range);
            }
            let code: Vec<bool> = users.iter().map(|&count| count > 0).collect();
            assert_eq!(&map.distances()[..4096], expected(&code, 0xFFF), "after round {round}");
        }
    }

    #[test]
    fn nothing_is_left_of_what_was_cleared() {
        let mut map = CodeMap::new(Platform::DEFAULT.profile(Quirks::NONE));
        for range in [0x300_u32..0x306, 0..2, 0xFFE..0x1002, 0..0] {
            map.add(range.clone());
            map.add(0x200..0x202);
            map.clear();
            assert!(map.users.iter().all(|&users| users == 0), "{range:X?}");
            assert!(map.distances.iter().all(|&distance| distance == FAR), "{range:X?}");
        }
    }
}
