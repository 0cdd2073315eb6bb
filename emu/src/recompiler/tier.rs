//! Heat: when interpreted code is worth compiling.

use std::collections::{BTreeMap, BTreeSet};

use cpu_ops::Profile;
use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::flow::Span;

use super::cache::Cache;
use super::pending::Pending;
use super::reason::Reason;
use super::report::{COLD_NAMED, NotCompiled};
use crate::interpreter::Watch;

/// Counters there are: one for any value that pc can take.
const COUNTERS: usize = 2 * MEMORY_BYTES;

/// What a turn of a loop adds to a counter.
const UNIT: u32 = 2;
/// The least threshold with which other transfers of control add less than that.
const WEIGHED: u32 = 16;

/// The least that is added to a counter before what was postponed is hot again: to stop the interpreter costs as much as many instructions.
const POSTPONED: i32 = 256;

/// The counter of an address that is to stop the interpreter at once.
const STOP: i32 = i32::MAX;
/// The counter of an address that is never to be compiled, or is being compiled: it counts up from here meanwhile, which tells how hot it has
/// become, and stays far below what would stop the interpreter.
const NEVER: i32 = i32::MIN;
/// How many times hotter, as a power of two, an address has to get with each setback.
const SETBACK_SHIFT: u8 = 3;
/// Bytes of the longest code that is left to the interpreter for what it is: an instruction of four before a return.
const LONGEST: u32 = 6;
/// The setbacks that count.
const MAX_SETBACKS: u8 = 5;

/// How often control was transferred to each address, and which code does not hold still.
#[derive(Debug)]
pub struct Heat {
    /// 0 at first; [`STOP`] where compiled code begins; negative while an address is being left alone.
    counters: Box<[i32; COUNTERS]>,
    threshold: i32,
    /// What a transfer of control adds to a counter that closes no loop.
    step: i32,
    /// For each address, how often code that begins there turned out not to be worth it.
    setbacks: Box<[u8; COUNTERS]>,
    /// For each address, why code that begins there is interpreted.
    reasons: Box<[Reason; COUNTERS]>,
    /// Whether a computed jump led to each address.
    computed: Box<[bool; COUNTERS]>,
    /// Those that one led to.
    led_to: Vec<u32>,
    /// Where code was left to the interpreter because of what it is: some may have got another reason since.
    dismissed: BTreeSet<u32>,
    /// For each byte of memory, how often it was written, while it was code, since [`Heat::take_written`] last took it.
    written: Box<[u8; MEMORY_BYTES]>,
    mask: u16,
}

impl Heat {
    /// All cold. An address is hot once a loop that begins there has been gone through `threshold` times, or once
    /// control has been transferred to it twice as often otherwise: of all that a loop consists of, its head is where a
    /// region is to begin. Low thresholds are for comparing engines, and make no difference between the two.
    #[must_use]
    pub fn new(threshold: u32, profile: Profile) -> Self {
        let array = "the length is the array's";
        Self {
            counters: vec![0; COUNTERS].into_boxed_slice().try_into().expect(array),
            // A counter goes a step beyond it at most, and shall not come to what stands for something else.
            threshold: i32::try_from(threshold.saturating_mul(UNIT)).unwrap_or(STOP).min(STOP - UNIT.cast_signed()),
            step: if threshold < WEIGHED { UNIT.cast_signed() } else { 1 },
            setbacks: vec![0; COUNTERS].into_boxed_slice().try_into().expect(array),
            reasons: vec![Reason::Cold; COUNTERS].into_boxed_slice().try_into().expect(array),
            mask: profile.address_mask(),
            dismissed: BTreeSet::new(),
            led_to: Vec::new(),
            computed: vec![false; COUNTERS].into_boxed_slice().try_into().expect(array),
            written: vec![0; MEMORY_BYTES].into_boxed_slice().try_into().expect(array),
        }
    }

    /// Whether `pc` is hot enough to be compiled.
    #[must_use]
    pub fn is_hot(&self, pc: u32) -> bool {
        let counter = self.counters[index(pc)];
        counter >= self.threshold && counter != STOP
    }

    /// The bytes at `addresses` that were written, while they were code, since they were last asked for, and how often each: with
    /// addresses inside memory.
    pub fn take_written(&mut self, addresses: impl Iterator<Item = u32>) -> BTreeMap<u32, u8> {
        let addresses = addresses.map(|address| address & u32::from(self.mask));
        let written = addresses.map(|address| (address, std::mem::take(&mut self.written[address as usize])));
        written.filter(|&(_, times)| times > 0).collect()
    }

    /// Whether the code at `pc` has turned out to be changing, or not to be worth it.
    #[must_use]
    pub fn is_set_back(&self, pc: u32) -> bool {
        self.setbacks[index(pc)] > 0
    }

    /// Compiled code begins at `pc` now: the interpreter stops there.
    pub fn installed(&mut self, pc: u32) {
        self.counters[index(pc)] = STOP;
        self.reasons[index(pc)] = Reason::Cold;
    }

    /// Compiled code for `pc` has been asked for: the interpreter goes on meanwhile.
    pub fn requested(&mut self, pc: u32) {
        self.rejected(pc, Reason::Compiling);
    }

    /// How hot `pc` has become since compiled code was asked for there, in halves of a turn; if there is compiled code meanwhile, which is to
    /// become wider, as hot as what has just become hot.
    #[must_use]
    pub fn since_requested(&self, pc: u32) -> u32 {
        let counter = self.counters[index(pc)];
        if counter == STOP { self.threshold.unsigned_abs() } else { counter.abs_diff(NEVER) }
    }

    /// Whether there is compiled code at `pc`, or will be soon.
    #[must_use]
    pub fn is_compiled(&self, pc: u32) -> bool {
        self.counters[index(pc)] == STOP || self.reason(pc) == Reason::Compiling
    }

    /// There is no compiled code at `pc` any more, for no fault of its own.
    pub fn evicted(&mut self, pc: u32) {
        self.counters[index(pc)] = 0;
        self.reasons[index(pc)] = Reason::Cold;
    }

    /// `pc` is hot, and cannot be asked for now: what is hot will be hot again soon.
    pub fn postponed(&mut self, pc: u32) {
        self.counters[index(pc)] = (self.threshold - POSTPONED).min(0);
        self.reasons[index(pc)] = Reason::Cold;
    }

    /// The code at `pc` waits for a timer or a key, as far as is known: nothing is as fast as not to execute it.
    pub fn waits(&mut self, pc: u32) {
        self.counters[index(pc)] = 0;
        self.reasons[index(pc)] = Reason::Idle;
    }

    /// The code at `pc` is left alone for `reason`: it has to get hotter than before, eight times as hot each time.
    pub fn set_back(&mut self, pc: u32, reason: Reason) {
        let setbacks = &mut self.setbacks[index(pc)];
        *setbacks = (*setbacks + 1).min(MAX_SETBACKS);
        let times = *setbacks;
        self.counters[index(pc)] = self.threshold - self.eightfold(times);
        self.reasons[index(pc)] = reason;
    }

    /// The threshold, so many times made eight times as high.
    fn eightfold(&self, times: u8) -> i32 {
        i32::try_from(i64::from(self.threshold.max(1)) << (times * SETBACK_SHIFT)).unwrap_or(STOP)
    }

    /// The code at `pc` is left to the interpreter for `reason`.
    pub fn rejected(&mut self, pc: u32, reason: Reason) {
        self.counters[index(pc)] = NEVER;
        self.reasons[index(pc)] = reason;
        if is_dismissal(reason) {
            self.dismissed.insert(pc);
        }
    }

    /// There may be other code now where there was none that could be compiled, computed jumps may lead elsewhere, and what was written is no more.
    pub fn memory_changed(&mut self) {
        self.written.fill(0);
        for pc in std::mem::take(&mut self.led_to) {
            self.computed[index(pc)] = false;
        }
        for pc in std::mem::take(&mut self.dismissed) {
            if is_dismissal(self.reason(pc)) {
                self.evicted(pc);
            }
        }
    }

    /// Why code at `pc` is interpreted, if no code was compiled for it.
    #[inline]
    #[must_use]
    pub fn reason(&self, pc: u32) -> Reason {
        self.reasons[index(pc)]
    }

    /// The addresses without compiled code that were hot, and the warmest of the others.
    #[must_use]
    pub fn not_compiled(&self) -> Vec<NotCompiled> {
        let all = (0_u32..).zip(self.counters.iter().zip(self.reasons.iter())).zip(self.setbacks.iter());
        let all = all.map(|((address, (&counter, &reason)), &setbacks)| NotCompiled {
            address,
            reason,
            heat: (reason == Reason::Cold).then_some(if counter == STOP {
                0
            } else {
                u32::try_from(counter).unwrap_or(0) / UNIT
            }),
            setbacks: matches!(reason, Reason::Changing | Reason::Fleeting).then_some(setbacks),
        });
        let (mut cold, mut others): (Vec<_>, Vec<_>) =
            all.filter(|found| found.heat != Some(0)).partition(|found| found.reason == Reason::Cold);
        cold.sort_by_key(|found| std::cmp::Reverse(found.heat));
        others.extend(cold.into_iter().take(COLD_NAMED));
        others
    }

    /// Counts a transfer of control to `pc`, which closes a loop or does not. `true` if it is hot, or compiled.
    #[inline(always)]
    pub fn arrive(&mut self, pc: u32, closes_loop: bool) -> bool {
        let counter = &mut self.counters[index(pc)];
        if *counter >= self.threshold {
            return true;
        }
        // One that is never to get hot gets its chance after a thousand million arrivals.
        *counter += if closes_loop { UNIT.cast_signed() } else { self.step };
        false
    }

    /// A computed jump led to `pc`.
    #[inline(always)]
    pub fn computed(&mut self, pc: u32) {
        if !std::mem::replace(&mut self.computed[index(pc)], true) {
            self.led_to.push(pc);
        }
    }

    /// Whether a computed jump has led to `pc`.
    #[must_use]
    pub fn is_computed(&self, pc: u32) -> bool {
        self.computed[index(pc)]
    }

    /// Code was written over.
    #[inline(always)]
    pub fn written(&mut self, span: Span) {
        for byte in span.bytes(self.mask) {
            let written = &mut self.written[usize::from(byte)];
            *written = written.saturating_add(1);
            // What it is now may be worth compiling.
            for pc in u32::from(byte).saturating_sub(LONGEST - 1)..=byte.into() {
                if is_dismissal(self.reason(pc)) {
                    self.counters[index(pc)] = self.threshold - self.eightfold(1);
                    self.reasons[index(pc)] = Reason::Cold;
                }
            }
        }
    }
}

/// Whether it is for what the code is that it is left to the interpreter.
fn is_dismissal(reason: Reason) -> bool {
    matches!(reason, Reason::NotCompilable | Reason::TooSmall)
}

#[inline(always)]
fn index(pc: u32) -> usize {
    pc as usize & (COUNTERS - 1)
}

/// Stops the interpreter when compiled code is written over, and, if `AT_ENTRIES`, where compiled or hot code
/// begins.
#[derive(Debug)]
pub struct Lookout<'a, const AT_ENTRIES: bool> {
    /// Where to count, and what hears of code that was written over.
    pub heat: &'a mut Heat,
    /// Whose code is looked after.
    pub cache: &'a Cache,
    /// And what is about to be code.
    pub pending: &'a Pending,
    /// Bytes of code, compiled or asked for, that were written, if that stopped the interpreter.
    pub written: Option<Span>,
}

impl<const AT_ENTRIES: bool> Watch for Lookout<'_, AT_ENTRIES> {
    #[inline(always)]
    fn arrive(&mut self, pc: u32, closes_loop: bool) -> bool {
        AT_ENTRIES && self.heat.arrive(pc, closes_loop)
    }

    #[inline(always)]
    fn computed(&mut self, pc: u32) {
        if AT_ENTRIES {
            self.heat.computed(pc);
        }
    }

    #[inline(always)]
    fn code_written(&mut self, span: Span) -> bool {
        self.heat.written(span);
        self.written = (self.cache.touches(span) || self.pending.touches(span)).then_some(span);
        self.written.is_some()
    }
}

#[cfg(test)]
mod tests {
    use cpu_ops::Platform;

    use super::*;

    #[test]
    fn what_could_not_be_compiled_gets_another_chance_in_another_program() {
        let platform = Platform::DEFAULT;
        let mut heat = Heat::new(2, platform.profile(platform.quirks));
        heat.rejected(0x200, Reason::NotCompilable);
        heat.rejected(0x300, Reason::Failed);
        let arrivals = |heat: &mut Heat, pc| (0..5).filter(|_| heat.arrive(pc, true)).count();
        assert_eq!([0, 0], [0x200, 0x300].map(|pc| arrivals(&mut heat, pc)));
        heat.memory_changed();
        assert_eq!([3, 0], [0x200, 0x300].map(|pc| arrivals(&mut heat, pc)));
    }

    #[test]
    fn what_was_too_small_gets_another_chance_once_it_is_written_over() {
        let platform = Platform::DEFAULT;
        let mut heat = Heat::new(2, platform.profile(platform.quirks));
        for pc in [0x300, 0x310] {
            heat.rejected(pc, Reason::TooSmall);
        }
        let span = |start, len| Span { start, len };
        heat.written(span(0x306, 10));
        assert_eq!([0x300, 0x310].map(|pc| heat.since_requested(pc)), [0, 0], "that was beside them");
        heat.written(span(0x301, 1));
        let mut arrivals = |pc| (1..=100).find(|_| heat.arrive(pc, true));
        assert_eq!((arrivals(0x300), arrivals(0x310)), (Some(17), None));
    }
}
