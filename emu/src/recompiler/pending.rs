//! Regions that have been asked for and not yet answered: how hot each is meanwhile, and whether it is still wanted.
//!
//! The emulation thread writes that, the compiling thread reads it. Neither waits for the other: what is read a moment too
//! early leads to another order of work, or to work in vain.
//!
//! One that was cancelled is among them, and holds its place, until the compiling thread has answered; no store or transfer of control is for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use cpu_ops::Profile;
use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::flow::Span;

use super::region::{Region, holds};

/// Longer than it takes to compile a region, but for those that LLVM has trouble with.
const LONG: Duration = Duration::from_millis(500);

/// What the two threads know of one request.
#[derive(Debug, Default)]
pub struct Ticket {
    heat: AtomicU32,
    cancelled: AtomicBool,
}

impl Ticket {
    /// How often control was transferred to the region's entry since it was asked for.
    #[must_use]
    pub fn heat(&self) -> u32 {
        self.heat.load(Ordering::Relaxed)
    }

    /// Whether its code is of no use any more.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    pub(super) fn set_heat(&self, heat: u32) {
        self.heat.store(heat, Ordering::Relaxed);
    }

    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}

/// A region that has been asked for.
#[derive(Debug)]
pub struct Asked {
    ticket: Arc<Ticket>,
    /// Guest address that it begins at.
    pub entry: u32,
    /// Addresses of its instructions.
    instrs: Vec<u32>,
    /// The guest bytes it is made from, as [`Region::bytes`] has them.
    pub bytes: Vec<u32>,
    /// The same, address and value, as [`Region::source`] has them.
    source: Vec<(u32, u8)>,
}

impl Asked {
    /// Whether the instruction at `pc` is one of it.
    #[must_use]
    pub fn has(&self, pc: u32) -> bool {
        self.instrs.contains(&pc)
    }

    /// Whether `memory` still holds the code it is made from.
    #[must_use]
    pub fn matches(&self, memory: &[u8; MEMORY_BYTES]) -> bool {
        holds(memory, &self.source)
    }
}

/// All that have been asked for.
#[derive(Debug)]
pub struct Pending {
    asked: Vec<Asked>,
    /// For each byte of memory how many that are wanted are made from it.
    users: Box<[u32; MEMORY_BYTES]>,
    /// Addresses wrap at the platform's memory size, as those of stores do.
    mask: u16,
    /// When something was last asked for, or answered.
    since: Instant,
    is_slow: bool,
}

impl Pending {
    /// Nothing has been asked for.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        let users = vec![0; MEMORY_BYTES].into_boxed_slice().try_into().expect("the length is the array's");
        Self { asked: Vec::new(), users, mask: profile.address_mask(), since: Instant::now(), is_slow: false }
    }

    /// How many there are, those included that are not wanted any more.
    #[must_use]
    pub fn len(&self) -> usize {
        self.asked.len()
    }

    /// Whether the answer to what was asked for has been long in coming: as though nothing had been asked for, what is compiled has to do.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        self.is_slow
    }

    /// Looks at the clock, if there is anything to wait for.
    pub fn look(&mut self, now: impl FnOnce() -> Instant) {
        if !self.asked.is_empty() {
            self.is_slow = now().saturating_duration_since(self.since) > LONG;
        }
    }

    /// Something has been asked for, or answered.
    fn moved(&mut self) {
        (self.since, self.is_slow) = (Instant::now(), false);
    }

    /// `region` is being asked for.
    pub fn add(&mut self, region: &Region) -> Arc<Ticket> {
        self.moved();
        let ticket = Arc::<Ticket>::default();
        for byte in region.bytes() {
            self.users[(byte & u32::from(self.mask)) as usize] += 1;
        }
        self.asked.push(Asked {
            ticket: Arc::clone(&ticket),
            entry: region.entry,
            instrs: region.instrs().map(|instr| instr.pc).collect(),
            bytes: region.bytes().collect(),
            source: region.source.clone(),
        });
        ticket
    }

    /// The request of `ticket` has been answered.
    pub fn answered(&mut self, ticket: &Arc<Ticket>) -> Option<Asked> {
        let index = self.asked.iter().position(|asked| Arc::ptr_eq(&asked.ticket, ticket))?;
        let asked = self.asked.swap_remove(index);
        self.moved();
        if !ticket.is_cancelled() {
            forget(&mut self.users, self.mask, &asked);
        }
        Some(asked)
    }

    /// Nothing will ever be answered.
    pub fn clear(&mut self) {
        self.cancel(|_| true);
        self.asked.clear();
    }

    /// Notes how hot each is, which `heat` tells for its entry.
    pub fn warm(&self, heat: impl Fn(u32) -> u32) {
        for asked in &self.asked {
            asked.ticket.set_heat(heat(asked.entry));
        }
    }

    /// Whether one that is wanted is made from bytes of `span`.
    #[inline(always)]
    #[must_use]
    pub fn touches(&self, span: Span) -> bool {
        !self.asked.is_empty() && span.bytes(self.mask).any(|byte| self.is_made_from(byte.into()))
    }

    /// Whether one that is wanted is made from the byte at `address`.
    #[must_use]
    pub fn is_made_from(&self, address: u32) -> bool {
        self.users[(address & u32::from(self.mask)) as usize] > 0
    }

    /// Cancels those made from bytes of `span`, which have been written. Returns them.
    pub fn cancel_written(&mut self, span: Span) -> Vec<&Asked> {
        if !self.touches(span) {
            return Vec::new();
        }
        let mask = u32::from(self.mask);
        let written: Vec<u32> = span.bytes(self.mask).map(u32::from).collect();
        self.cancel(|asked| asked.bytes.iter().any(|byte| written.contains(&(byte & mask))))
    }

    /// Cancels those that `goes` holds for. Returns them.
    pub fn cancel(&mut self, goes: impl Fn(&Asked) -> bool) -> Vec<&Asked> {
        let Self { asked, users, mask, .. } = self;
        let going: Vec<&Asked> = wanted(asked).filter(|asked| goes(asked)).collect();
        for asked in &going {
            asked.ticket.cancel();
            forget(users, *mask, asked);
        }
        going
    }

    /// Whether a region at `entry` is wanted.
    #[must_use]
    pub fn wants(&self, entry: u32) -> bool {
        self.wanted().any(|asked| asked.entry == entry)
    }

    /// Those that are not cancelled.
    pub fn wanted(&self) -> impl Iterator<Item = &Asked> {
        wanted(&self.asked)
    }
}

/// Those of `asked` that are not cancelled.
fn wanted(asked: &[Asked]) -> impl Iterator<Item = &Asked> {
    asked.iter().filter(|asked| !asked.ticket.is_cancelled())
}

/// The bytes that `asked` is made from are not counted for it any more.
fn forget(users: &mut [u32; MEMORY_BYTES], mask: u16, asked: &Asked) {
    for byte in &asked.bytes {
        users[(byte & u32::from(mask)) as usize] -= 1;
    }
}

#[cfg(test)]
mod tests {
    use cpu_ops::{Platform, Quirks};

    use super::*;
    use crate::recompiler::discover::{Scope, discover};

    /// Asks for the region at `entry`, which has three instructions. The last jumps back to the first.
    fn ask(pending: &mut Pending, entry: u16) -> Arc<Ticket> {
        let mut memory = Box::new([0; MEMORY_BYTES]);
        let words = [0x7101, 0x8124, 0x1000 | entry];
        for (at, word) in words.into_iter().enumerate() {
            memory[usize::from(entry) + 2 * at..][..2].copy_from_slice(&word.to_be_bytes());
        }
        let scope = Scope { wanted: |_| true, computed: |_| false, compiled: |_| false, weight: 100 };
        let region = discover(&memory, entry.into(), profile(), &scope).expect("it can be compiled");
        assert_eq!(region.instructions(), 3);
        pending.add(&region)
    }

    fn profile() -> Profile {
        Platform::DEFAULT.profile(Quirks::NONE)
    }

    fn span(start: u16, len: u16) -> Span {
        Span { start, len }
    }

    #[test]
    fn what_is_written_over_is_cancelled_to_the_byte() {
        let mut pending = Pending::new(profile());
        let (low, high) = (ask(&mut pending, 0x300), ask(&mut pending, 0xFFA));
        for (elsewhere, len) in [(0x2FF, 1), (0x306, 16), (0x2F0, 16), (0x306, 1), (0x000, 16), (0xFF9, 1)] {
            assert!(!pending.touches(span(elsewhere, len)), "{elsewhere:X}");
            assert!(pending.cancel_written(span(elsewhere, len)).is_empty());
        }
        assert!(pending.touches(span(0x305, 1)) && pending.touches(span(0x2F1, 16)));
        assert_eq!([0x2FF, 0x300, 0x305, 0x306].map(|pc| pending.is_made_from(pc)), [false, true, true, false]);
        // A store wraps at the end of memory.
        assert!(pending.touches(span(0xFFF, 16)));
        let cancelled: Vec<u32> = pending.cancel_written(span(0x2FF, 2)).iter().map(|asked| asked.entry).collect();
        assert_eq!(cancelled, [0x300]);
        assert!(low.is_cancelled() && !high.is_cancelled());
        assert!(!pending.touches(span(0x300, 6)), "it is not wanted any more");
        // It is answered all the same, and may have been asked for again meanwhile.
        let again = ask(&mut pending, 0x300);
        assert_eq!(pending.len(), 3);
        assert!(pending.answered(&low).is_some() && pending.answered(&low).is_none());
        assert!(!again.is_cancelled() && pending.touches(span(0x300, 1)));
    }

    #[test]
    fn each_has_the_heat_of_its_entry() {
        let mut pending = Pending::new(profile());
        let (first, second) = (ask(&mut pending, 0x300), ask(&mut pending, 0x400));
        pending.warm(|entry| entry / 0x100);
        assert_eq!((first.heat(), second.heat()), (3, 4));
    }

    #[test]
    fn what_is_long_in_coming_is_slow_until_something_comes() {
        let mut pending = Pending::new(profile());
        let later = |pending: &Pending, by| pending.since + by;
        let long = later(&pending, 2 * LONG);
        pending.look(|| long);
        assert!(!pending.is_slow(), "nothing has been asked for");
        let tickets = [0x300, 0x400].map(|entry| ask(&mut pending, entry));
        for (by, is_slow) in [(LONG / 2, false), (2 * LONG, true)] {
            let now = later(&pending, by);
            pending.look(|| now);
            assert_eq!(pending.is_slow(), is_slow);
        }
        pending.answered(&tickets[0]);
        assert!(!pending.is_slow());
    }
}
