//! Regions that have been asked for and not yet answered: how hot each is meanwhile, and whether it is still wanted.
//!
//! The emulation thread writes that, the compiling thread reads it. Neither waits for the other: what is read a moment too
//! early leads to another order of work, or to work in vain.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use cpu_ops::Profile;
use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::flow::Span;

use super::region::{Region, holds};

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
    /// The guest bytes it is made from, as [`Region::bytes`] has them.
    pub bytes: Vec<Range<u32>>,
    /// The same, address and value, as [`Region::source`] has them.
    source: Vec<(u32, u8)>,
    /// Addresses of the lowest and the highest of them, inside memory.
    span: (u32, u32),
}

impl Asked {
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
    /// Addresses wrap at the platform's memory size, as those of stores do.
    mask: u32,
}

impl Pending {
    /// Nothing has been asked for.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self { asked: Vec::new(), mask: profile.address_mask().into() }
    }

    /// How many there are, those included that are not wanted any more.
    #[must_use]
    pub fn len(&self) -> usize {
        self.asked.len()
    }

    /// `region` is being asked for.
    pub fn add(&mut self, region: &Region) -> Arc<Ticket> {
        let ticket = Arc::<Ticket>::default();
        let addresses = || region.bytes().flatten().map(|byte| byte & self.mask);
        let span = (addresses().min().unwrap_or(0), addresses().max().unwrap_or(0));
        self.asked.push(Asked {
            ticket: Arc::clone(&ticket),
            entry: region.entry,
            bytes: region.bytes().collect(),
            source: region.source.clone(),
            span,
        });
        ticket
    }

    /// The request of `ticket` has been answered.
    pub fn answered(&mut self, ticket: &Arc<Ticket>) -> Option<Asked> {
        let index = self.asked.iter().position(|asked| Arc::ptr_eq(&asked.ticket, ticket))?;
        Some(self.asked.swap_remove(index))
    }

    /// Nothing will ever be answered.
    pub fn clear(&mut self) {
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
        !self.asked.is_empty() && self.wanted().any(|asked| self.is_made_from(asked, span))
    }

    /// Cancels those made from bytes of `span`, which have been written. Returns them.
    pub fn cancel_written(&self, span: Span) -> Vec<&Asked> {
        self.cancel(|asked| self.is_made_from(asked, span))
    }

    /// Cancels those that `goes` holds for. Returns them.
    pub fn cancel(&self, goes: impl Fn(&Asked) -> bool) -> Vec<&Asked> {
        let going: Vec<&Asked> = self.wanted().filter(|asked| goes(asked)).collect();
        for asked in &going {
            asked.ticket.cancel();
        }
        going
    }

    /// Those that are not cancelled.
    pub fn wanted(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(|asked| !asked.ticket.is_cancelled())
    }

    fn is_made_from(&self, asked: &Asked, span: Span) -> bool {
        let ((lowest, highest), start, end) =
            (asked.span, span.start.into(), u32::from(span.start) + u32::from(span.len));
        // A store that wraps is looked at byte by byte.
        if end <= self.mask + 1 && (end <= lowest || start > highest) {
            return false;
        }
        let is_written = |byte: u32| byte.wrapping_sub(start) & self.mask < span.len.into();
        asked.bytes.iter().cloned().flatten().any(is_written)
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
        let scope = Scope { wanted: |_| true, compiled: |_| false, weight: 100 };
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
}
