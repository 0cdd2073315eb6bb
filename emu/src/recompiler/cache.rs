//! The code cache: compiled regions by entry address, bounded in number and bytes.
//!
//! Knows keys, ranges and compiled regions; nothing of how code is made. It is the owner of the code as
//! long as that can be called, and the only one who calls it; who frees it is up to the one who takes it out.

#![allow(unsafe_code, reason = "compiled code is called")]

use std::collections::{BTreeMap, VecDeque};

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::code_map::Distances;
use cpu_ops::flow::Span;
use cpu_ops::{Bus, Profile, Registers};

use super::compiler::HostCode;
use super::exit::{RawExit, RegionExit};
use super::region::Region;
use super::statistics::{Activity, Phases, RegionRecord};

/// The type of a region's host function.
type RegionFunction = extern "C" fn(&mut Registers, &mut Bus, &Distances, u64) -> RawExit;

/// Entry addresses there are: one for any value that pc can take.
const ENTRIES: usize = 2 * MEMORY_BYTES;

/// Where no region begins.
const NONE: u32 = 0;

/// Compiled regions.
#[derive(Debug)]
pub struct Cache {
    /// The regions, in slots that are reused; the first is never used, its index being [`NONE`].
    slots: Vec<Option<Entry>>,
    /// Slots without a region, but for the first.
    free: Vec<u32>,
    /// For each address the slot of the region that begins there.
    by_address: Box<[u32; ENTRIES]>,
    /// Slots with a region, the one that was filled or spared longest ago first.
    ages: VecDeque<u32>,
    /// For each byte of memory how many regions were made from it.
    users: Box<[u32; MEMORY_BYTES]>,
    mask: u16,
    bytes: u64,
    /// The most of these, and of regions.
    most_bytes: u64,
    most_regions: usize,
    /// What became of regions that are gone: one record an address, however many there were.
    gone: BTreeMap<u32, RegionRecord>,
}

#[derive(Debug)]
struct Entry {
    region: Region,
    code: HostCode,
    phases: Phases,
    /// Whether an earlier process had compiled it.
    loaded: bool,
    activity: Activity,
    /// Addresses of the lowest and the highest byte it was made from.
    span: (usize, usize),
    /// How often it had been entered when it was last spared.
    spared: Option<u64>,
    /// How often it was left early: see [`Cache::fell`].
    fallen: u64,
}

/// A region that is not in the cache any more, and its code, which nobody calls any more.
#[derive(Debug)]
pub struct Removed {
    /// The region.
    pub region: Region,
    /// Its code.
    pub code: HostCode,
}

/// Where a region's code is from.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// What it took.
    pub phases: Phases,
    /// Whether an earlier process had compiled it.
    pub loaded: bool,
}

/// How a region was left.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    /// What is left of the budget.
    pub budget: u64,
    /// Why.
    pub exit: RegionExit,
}

/// A region that may be entered.
#[derive(Clone, Copy, Debug)]
pub struct Installed<'a> {
    entry: &'a Entry,
}

impl Cache {
    /// An empty cache that keeps up to `most_bytes` bytes of machine code and up to `most_regions` regions, but the newest
    /// region always.
    #[must_use]
    pub fn new(profile: Profile, most_bytes: u64, most_regions: usize) -> Self {
        Self {
            slots: vec![None],
            free: Vec::new(),
            by_address: vec![NONE; ENTRIES].into_boxed_slice().try_into().expect("the length is the array's"),
            ages: VecDeque::new(),
            users: vec![0; MEMORY_BYTES].into_boxed_slice().try_into().expect("the length is the array's"),
            mask: profile.address_mask(),
            bytes: 0,
            most_bytes,
            most_regions,
            gone: BTreeMap::new(),
        }
    }

    /// The region that begins at `pc`.
    #[inline]
    #[must_use]
    pub fn at(&self, pc: u32) -> Option<Installed<'_>> {
        let slot = self.by_address[pc as usize & (ENTRIES - 1)];
        self.slots[slot as usize].as_ref().map(|entry| Installed { entry })
    }

    /// Whether a region was made from bytes of `span`.
    #[inline(always)]
    #[must_use]
    pub fn touches(&self, span: Span) -> bool {
        !self.ages.is_empty() && span.bytes(self.mask).any(|byte| self.users[usize::from(byte)] > 0)
    }

    /// Whether a region was made from the byte at `address`.
    #[must_use]
    pub fn is_made_from(&self, address: u32) -> bool {
        self.users[address as usize & usize::from(self.mask)] > 0
    }

    /// Runs the region that begins at pc until it is left. `None` if there is none.
    #[inline]
    pub fn run(
        &mut self,
        registers: &mut Registers,
        bus: &mut Bus,
        distances: &Distances,
        budget: u64,
    ) -> Option<Left> {
        let slot = self.by_address[registers.pc as usize & (ENTRIES - 1)];
        let entry = self.slots[slot as usize].as_mut()?;
        let raw = entry.run(registers, bus, distances, budget);
        let (exit, left) = (raw.decode(), raw.left());
        entry.activity.count(budget - left, exit);
        Some(Left { budget: left, exit })
    }

    /// Counts that the region at `entry` was left early, as much as `weight`. Returns what that comes to by now; `None` if there is no region.
    pub fn fell(&mut self, entry: u32, weight: u64) -> Option<u64> {
        let slot = self.by_address[entry as usize & (ENTRIES - 1)];
        let entry = self.slots[slot as usize].as_mut()?;
        entry.fallen += weight;
        Some(entry.fallen)
    }

    /// Puts a compiled region in. Takes out those that have to go for it, and returns them.
    pub fn insert(&mut self, region: Region, code: HostCode, origin: Origin) -> Vec<Removed> {
        let Origin { phases, loaded } = origin;
        let mut gone = Vec::new();
        gone.extend(self.remove(self.by_address[region.entry as usize]));
        while self.bytes + code.bytes > self.most_bytes || self.len() >= self.most_regions {
            let Some(slot) = self.least_used() else { break };
            gone.extend(self.remove(slot));
        }
        let mut span = (usize::from(self.mask), 0);
        for byte in region.bytes() {
            let byte = byte as usize & usize::from(self.mask);
            self.users[byte] += 1;
            span = (span.0.min(byte), span.1.max(byte));
        }
        self.bytes += code.bytes;
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() as u32 - 1
        });
        self.by_address[region.entry as usize] = slot;
        let entry =
            Entry { region, code, phases, loaded, activity: Activity::default(), span, spared: None, fallen: 0 };
        self.slots[slot as usize] = Some(entry);
        self.ages.push_back(slot);
        gone
    }

    /// The slot of the region to do without: of those that were not entered since they were last looked at, the first
    /// to come round.
    fn least_used(&mut self) -> Option<u32> {
        for _ in 0..self.ages.len() {
            let slot = self.ages.pop_front()?;
            let Some(entry) = self.slots[slot as usize].as_mut() else { continue };
            let entered = entry.activity.entered;
            if entry.spared.replace(entered) == Some(entered) || entered == 0 {
                self.ages.push_front(slot);
                return Some(slot);
            }
            self.ages.push_back(slot);
        }
        self.ages.front().copied()
    }

    /// Takes out every region that was made from bytes of `span`.
    pub fn invalidate(&mut self, span: Span) -> Vec<Removed> {
        if !self.touches(span) {
            return Vec::new();
        }
        let mask = usize::from(self.mask);
        let written: Vec<usize> = span.bytes(self.mask).map(usize::from).collect();
        self.remove_all(|entry| {
            let (lowest, highest) = entry.span;
            written.iter().any(|byte| (lowest..=highest).contains(byte))
                && entry.region.bytes().any(|byte| written.contains(&(byte as usize & mask)))
        })
    }

    /// Takes out every region that `keeps` does not hold for.
    pub fn retain(&mut self, keeps: impl Fn(&Region) -> bool) -> Vec<Removed> {
        self.remove_all(|entry| !keeps(&entry.region))
    }

    /// Takes out every region that `goes` holds for.
    fn remove_all(&mut self, goes: impl Fn(&Entry) -> bool) -> Vec<Removed> {
        let goes = |slot: &u32| self.slots[*slot as usize].as_ref().is_some_and(&goes);
        let slots: Vec<u32> = self.ages.iter().copied().filter(goes).collect();
        slots.into_iter().filter_map(|slot| self.remove(slot)).collect()
    }

    /// The regions.
    pub fn regions(&self) -> impl Iterator<Item = &Region> {
        self.slots.iter().flatten().map(|entry| &entry.region)
    }

    /// What the regions were and did, those that are gone included: one record an address, in their order.
    #[must_use]
    pub fn records(&self) -> Vec<RegionRecord> {
        let mut records = self.gone.clone();
        for entry in self.slots.iter().flatten() {
            add_record(&mut records, RegionRecord { live: true, ..entry.record() });
        }
        records.into_values().collect()
    }

    /// What all regions did, those that are gone included.
    #[must_use]
    pub fn activity(&self) -> Activity {
        let mut all = Activity::default();
        self.gone.values().for_each(|record| all.add(&record.activity));
        self.slots.iter().flatten().for_each(|entry| all.add(&entry.activity));
        all
    }

    /// Bytes of machine code in the cache.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Regions in the cache.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ages.len()
    }

    fn remove(&mut self, slot: u32) -> Option<Removed> {
        let entry = self.slots[slot as usize].take()?;
        self.free.push(slot);
        self.by_address[entry.region.entry as usize] = NONE;
        self.ages.retain(|&other| other != slot);
        self.bytes -= entry.code.bytes;
        for byte in entry.region.bytes() {
            self.users[byte as usize & usize::from(self.mask)] -= 1;
        }
        add_record(&mut self.gone, entry.record());
        Some(Removed { region: entry.region, code: entry.code })
    }
}

/// Adds `record` to what is known of its address.
fn add_record(records: &mut BTreeMap<u32, RegionRecord>, record: RegionRecord) {
    match records.get_mut(&record.entry) {
        Some(known) => known.add(&record),
        None => {
            records.insert(record.entry, record);
        }
    }
}

impl Entry {
    /// What it is and did.
    fn record(&self) -> RegionRecord {
        RegionRecord {
            entry: self.region.entry,
            live: false,
            compiled: 1,
            loaded: self.loaded.into(),
            instructions: self.region.instructions() as u64,
            blocks: self.region.blocks.len() as u64,
            if_converted: self.region.blocks.iter().filter(|block| block.if_converted).count() as u64,
            code_bytes: self.code.bytes,
            activity: self.activity,
            microseconds: self.phases,
        }
    }

    /// Runs the region until it is left.
    #[inline]
    fn run(&self, registers: &mut Registers, bus: &mut Bus, distances: &Distances, budget: u64) -> RawExit {
        // SAFETY: the address is that of the function that `stitch` built for this region, whose parameters and
        // result are those of `RegionFunction`: three pointers and a 64-bit integer in, two 64-bit integers out.
        // The code is live as long as `self`, which is borrowed, and so is what it calls; sizes behind the pointers were verified by the
        // linker.
        let function: RegionFunction = unsafe { std::mem::transmute(self.code.code.address()) };
        function(registers, bus, distances, budget)
    }
}

impl<'a> Installed<'a> {
    /// What it is made from.
    #[must_use]
    pub fn region(self) -> &'a Region {
        &self.entry.region
    }

    /// What it has done.
    #[must_use]
    pub fn activity(self) -> Activity {
        self.entry.activity
    }

    /// The least budget with which entering gets anywhere.
    #[must_use]
    pub fn needed(self) -> u64 {
        u64::from(self.entry.region.blocks[0].longest)
    }
}
