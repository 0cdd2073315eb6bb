//! Exploring: from an entry to all the instructions of its region.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::decode::skipped_bytes;
use cpu_ops::{FlowKind, Instr, Profile, decode};

use super::context::{Context, Contexts, Place};

/// The most instructions in a region, but for those that are there for one of several callers alone: bounds the time
/// to compile it.
pub const MAX_INSTRUCTIONS: usize = 192;

/// The most instructions that are there for one of several callers alone.
pub const MAX_COPIES: usize = 192;

/// The most instructions of a subroutine that is compiled for each of its callers, without those it calls itself.
pub const MAX_SUBROUTINE: usize = 48;

/// The most calls inside one another that are taken apart.
pub const MAX_DEPTH: usize = 4;

/// What exploring came upon.
#[derive(Default)]
pub struct Found {
    /// The instructions.
    pub instrs: BTreeMap<Place, Instr>,
    /// Where blocks begin, the entry first.
    pub heads: Vec<Place>,
    /// The same, for asking.
    pub is_head: BTreeSet<Place>,
    /// Where a return may arrive of which nothing is known.
    pub return_sites: BTreeSet<Place>,
    /// The calls whose subroutines are there for them alone, and the contexts of these.
    pub callees: HashMap<Place, Context>,
    /// The contexts of all places.
    pub contexts: Contexts,
    /// Instructions in no known context.
    shared: usize,
    /// Instructions promised to known contexts.
    copies: usize,
}

/// Walks all that is statically reachable from `entry`, within the limits.
pub fn explore(memory: &[u8; MEMORY_BYTES], entry: u32, profile: Profile) -> Found {
    let mut found = Found::default();
    let mut queue = VecDeque::new();
    found.add_head(Place { pc: entry, context: Context::UNKNOWN }, &mut queue);
    while let Some(head) = queue.pop_front() {
        let mut at = head;
        while let Some(instr) = found.take(memory, at, profile) {
            match instr.op.info().flow {
                FlowKind::Next | FlowKind::Draw | FlowKind::Wait | FlowKind::Store => {
                    at.pc = instr.next();
                    continue;
                }
                FlowKind::Jump => found.add_head(Place { pc: instr.target(), ..at }, &mut queue),
                FlowKind::Skip => {
                    let skipped = instr.next() + skipped_bytes(memory, instr.next(), profile);
                    found.add_head(Place { pc: instr.next(), ..at }, &mut queue);
                    found.add_head(Place { pc: skipped, ..at }, &mut queue);
                }
                FlowKind::Call => found.call(memory, at, &instr, profile, &mut queue),
                FlowKind::Return => {
                    if let Some(call) = found.contexts.innermost(at.context) {
                        found.add_head(call.site, &mut queue);
                    }
                }
                FlowKind::ComputedJump | FlowKind::Halt | FlowKind::Fault => {}
            }
            break;
        }
    }
    found
}

impl Found {
    fn add_head(&mut self, place: Place, queue: &mut VecDeque<Place>) {
        if self.is_head.insert(place) {
            self.heads.push(place);
            queue.push_back(place);
        }
    }

    /// Takes the instruction at `place` into the region, if it can be compiled, is new and there is room.
    fn take(&mut self, memory: &[u8; MEMORY_BYTES], place: Place, profile: Profile) -> Option<Instr> {
        let is_shared = place.context == Context::UNKNOWN;
        if self.instrs.contains_key(&place) || is_shared && self.shared == MAX_INSTRUCTIONS {
            return None;
        }
        let instr = decode(memory, place.pc, profile)?;
        if matches!(instr.op.info().flow, FlowKind::Halt | FlowKind::Fault) {
            return None;
        }
        self.instrs.insert(place, instr);
        self.shared += usize::from(is_shared);
        Some(instr)
    }

    /// Goes on into the subroutine that the instruction at `at` calls: into one of its own, if that is short.
    fn call(
        &mut self,
        memory: &[u8; MEMORY_BYTES],
        at: Place,
        instr: &Instr,
        profile: Profile,
        queue: &mut VecDeque<Place>,
    ) {
        let (target, site) = (instr.target(), Place { pc: instr.next(), ..at });
        if self.contexts.depth(at.context) < MAX_DEPTH
            && let Some(length) = length_of_subroutine(memory, target, profile)
            && self.copies + length <= MAX_COPIES
        {
            self.copies += length;
            let context = self.contexts.enter(site);
            self.callees.insert(at, context);
            self.add_head(Place { pc: target, context }, queue);
            return;
        }
        self.add_head(Place { pc: target, context: Context::UNKNOWN }, queue);
        // What is known of the calls around this one is lost: they come back by way of what anyone may return to.
        let sites: Vec<u32> = std::iter::once(site.pc).chain(self.contexts.sites(at.context)).collect();
        for pc in sites {
            let site = Place { pc, context: Context::UNKNOWN };
            self.add_head(site, queue);
            self.return_sites.insert(site);
        }
    }
}

/// How many instructions the subroutine at `entry` has, without those it calls itself. `None` if they are more than
/// [`MAX_SUBROUTINE`], or if it does what cannot be followed.
fn length_of_subroutine(memory: &[u8; MEMORY_BYTES], entry: u32, profile: Profile) -> Option<usize> {
    let mut seen = BTreeSet::new();
    let mut rest = vec![entry];
    while let Some(pc) = rest.pop() {
        if !seen.insert(pc) {
            continue;
        }
        if seen.len() > MAX_SUBROUTINE {
            return None;
        }
        let instr = decode(memory, pc, profile)?;
        match instr.op.info().flow {
            FlowKind::Next | FlowKind::Draw | FlowKind::Wait | FlowKind::Store | FlowKind::Call => {
                rest.push(instr.next());
            }
            FlowKind::Jump => rest.push(instr.target()),
            FlowKind::Skip => {
                rest.push(instr.next());
                rest.push(instr.next() + skipped_bytes(memory, instr.next(), profile));
            }
            FlowKind::Return => {}
            FlowKind::ComputedJump | FlowKind::Halt | FlowKind::Fault => return None,
        }
    }
    Some(seen.len())
}
