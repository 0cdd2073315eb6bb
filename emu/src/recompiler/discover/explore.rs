//! Exploring: from an entry to all the instructions of its region.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::decode::skipped_bytes;
use cpu_ops::{FlowKind, Instr, Profile, decode};

use super::context::{Context, Contexts, Place};

/// The most that weighs what is there for one of several callers alone.
pub const MAX_COPIES: usize = 192;

/// The most that a subroutine weighs that is compiled for each of its callers, without those it calls itself.
pub const MAX_SUBROUTINE: usize = 32;

/// The most calls inside one another that are taken apart.
pub const MAX_DEPTH: usize = 4;

/// How often it is tried to have what is called once in place: some of it may turn out to be there twice, and the emulation waits meanwhile.
const MAX_ROUNDS: usize = 3;

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
    /// Where computed jumps lead.
    pub targets: HashMap<Place, Vec<Place>>,
    /// The calls whose subroutines are there for them alone, and the contexts of these.
    pub callees: HashMap<Place, Context>,
    /// The contexts of all places.
    pub contexts: Contexts,
    /// Whether something was left out because the region weighs enough.
    pub is_full: bool,
    /// Subroutines that one place alone calls, and which no call has yet been given to for itself.
    single: BTreeSet<u32>,
    /// What more code may weigh that is not there for one of several callers.
    room: usize,
    /// What weighs the code that was promised to known contexts.
    copies: usize,
}

/// What it takes to compile an instruction of a kind, in ordinary instructions: a sprite is several rows, and a store may
/// be several registers, with a way out.
fn weight(flow: FlowKind) -> usize {
    match flow {
        FlowKind::Draw => 28,
        FlowKind::Store => 3,
        _ => 1,
    }
}

/// The program that is explored.
pub struct Guest<'a, J> {
    /// What memory holds.
    pub memory: &'a [u8; MEMORY_BYTES],
    /// What its instructions' meanings depend on.
    pub profile: Profile,
    /// Whether a computed jump has led to an address.
    pub computed: &'a J,
}

impl<J> Clone for Guest<'_, J> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<J> Copy for Guest<'_, J> {}

impl<J: Fn(u32) -> bool> Guest<'_, J> {
    /// Where the computed jump `instr` may lead, as far as is known: a register is added to its address.
    fn targets(self, instr: &Instr) -> impl Iterator<Item = u32> {
        (instr.target()..=instr.target() + u32::from(u8::MAX)).filter(|&pc| (self.computed)(pc))
    }
}

/// Walks all that is wanted and reachable from `entry` by ways that are known, up to what weighs `most`.
pub fn explore<J: Fn(u32) -> bool>(
    guest: Guest<'_, J>,
    entry: u32,
    most: usize,
    wanted: impl Fn(u32) -> bool,
) -> Found {
    let found = walk(guest, entry, most, &wanted, BTreeSet::new());
    if found.is_full {
        // It takes long, and is not to take several times as long.
        return found;
    }
    let mut single = found.called_once();
    for _ in 0..MAX_ROUNDS {
        if single.is_empty() {
            break;
        }
        let found = walk(guest, entry, most, &wanted, single.clone());
        let twice = found.single_and_shared();
        if twice.is_empty() {
            return found;
        }
        single.retain(|target| !twice.contains(target));
    }
    found
}

/// The same; it is known of the subroutines in `single` that one place alone calls each.
fn walk<J: Fn(u32) -> bool>(
    guest: Guest<'_, J>,
    entry: u32,
    most: usize,
    wanted: impl Fn(u32) -> bool,
    single: BTreeSet<u32>,
) -> Found {
    let Guest { memory, profile, .. } = guest;
    let mut found = Found { room: most, single, ..Found::default() };
    let mut queue = VecDeque::new();
    found.add_head(Place { pc: entry, context: Context::UNKNOWN }, &mut queue);
    while let Some(head) = queue.pop_front() {
        let mut at = head;
        while (at.pc == entry || wanted(at.pc))
            && let Some(instr) = found.take(memory, at, profile)
        {
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
                FlowKind::Call => found.call(guest, at, &instr, &mut queue),
                FlowKind::Return => {
                    if let Some(call) = found.contexts.innermost(at.context) {
                        found.add_head(call.site, &mut queue);
                    }
                }
                FlowKind::ComputedJump => found.computed_jump(guest, at, &instr, &mut queue),
                FlowKind::Halt | FlowKind::Fault => {}
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
        if self.instrs.contains_key(&place) {
            return None;
        }
        let instr = decode(memory, place.pc, profile)?;
        let flow = instr.op.info().flow;
        if matches!(flow, FlowKind::Halt | FlowKind::Fault) {
            return None;
        }
        if !self.contexts.is_copy(place.context) {
            let Some(room) = self.room.checked_sub(weight(flow)) else {
                self.is_full = true;
                return None;
            };
            self.room = room;
        }
        self.instrs.insert(place, instr);
        Some(instr)
    }

    /// Goes on wherever the computed jump at `at` has led.
    fn computed_jump<J: Fn(u32) -> bool>(
        &mut self,
        guest: Guest<'_, J>,
        at: Place,
        instr: &Instr,
        queue: &mut VecDeque<Place>,
    ) {
        let targets: Vec<Place> = guest.targets(instr).map(|pc| Place { pc, ..at }).collect();
        // All jumps of a table share the ways to where it leads, each of which weighs something.
        if self.targets.values().all(|others| *others != targets) {
            self.room = self.room.saturating_sub(targets.len());
        }
        for &target in &targets {
            self.add_head(target, queue);
        }
        self.targets.insert(at, targets);
    }

    /// Of the subroutines that were given to the one place that calls them, those of which something is there for others as well: another way leads to it,
    /// or it calls what is not known to come back.
    fn single_and_shared(&self) -> BTreeSet<u32> {
        let own = self.instrs.keys().filter_map(|place| {
            let call = self.contexts.innermost(place.context).filter(|call| !call.is_copy)?;
            let shared = Place { context: Context::UNKNOWN, ..*place };
            self.instrs.contains_key(&shared).then_some(call.target)
        });
        own.collect()
    }

    /// The subroutines that one place alone calls, of those that are not there for each of their callers.
    fn called_once(&self) -> BTreeSet<u32> {
        let is_shared =
            |place: &Place, instr: &Instr| instr.op.info().flow == FlowKind::Call && !self.callees.contains_key(place);
        let mut callers: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (place, call) in self.instrs.iter().filter(|(place, instr)| is_shared(place, instr)) {
            callers.entry(call.target()).or_default().insert(place.pc);
        }
        callers.into_iter().filter(|(_, callers)| callers.len() == 1).map(|(target, _)| target).collect()
    }

    /// Goes on into the subroutine that the instruction at `at` calls: into one of its own, if that is short, or nobody else calls it. A subroutine
    /// that calls itself is taken apart once: it is twice as large with each level more, and no faster.
    fn call<J: Fn(u32) -> bool>(&mut self, guest: Guest<'_, J>, at: Place, instr: &Instr, queue: &mut VecDeque<Place>) {
        let (target, site) = (instr.target(), Place { pc: instr.next(), ..at });
        if !self.contexts.is_inside_of(at.context, target) && self.single.remove(&target) {
            let context = self.contexts.enter(target, site, false);
            self.callees.insert(at, context);
            self.add_head(Place { pc: target, context }, queue);
            return;
        }
        if self.contexts.depth(at.context) < MAX_DEPTH
            && !self.contexts.is_inside_of(at.context, target)
            && let Some(weight) = weight_of_subroutine(guest, target)
            && self.copies + weight <= MAX_COPIES
        {
            self.copies += weight;
            let context = self.contexts.enter(target, site, true);
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

/// What the subroutine at `entry` weighs, without those it calls itself. `None` if that is more than
/// [`MAX_SUBROUTINE`], or if it does what cannot be followed.
fn weight_of_subroutine<J: Fn(u32) -> bool>(guest: Guest<'_, J>, entry: u32) -> Option<usize> {
    let Guest { memory, profile, .. } = guest;
    let (mut seen, mut sum) = (BTreeSet::new(), 0);
    let mut rest = vec![entry];
    while let Some(pc) = rest.pop() {
        if !seen.insert(pc) {
            continue;
        }
        let instr = decode(memory, pc, profile)?;
        let flow = instr.op.info().flow;
        sum += weight(flow);
        if sum > MAX_SUBROUTINE {
            return None;
        }
        match flow {
            FlowKind::Next | FlowKind::Draw | FlowKind::Wait | FlowKind::Store | FlowKind::Call => {
                rest.push(instr.next());
            }
            FlowKind::Jump => rest.push(instr.target()),
            FlowKind::Skip => {
                rest.push(instr.next());
                rest.push(instr.next() + skipped_bytes(memory, instr.next(), profile));
            }
            FlowKind::Return => {}
            FlowKind::ComputedJump => rest.extend(guest.targets(&instr)),
            FlowKind::Halt | FlowKind::Fault => return None,
        }
    }
    Some(sum)
}
