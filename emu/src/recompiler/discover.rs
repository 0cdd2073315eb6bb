//! Discovery: from a hot address to the region that is compiled for it.
//!
//! Follows the static edges (fall-through, jumps, both sides of skips, calls and the sites they return to)
//! breadth first, so that what is near the entry is taken before what is far; short subroutines are taken once for
//! each call, and others where their call is if there is one; leaves out what is not wanted, which is what has never been executed; cuts the instructions found into blocks; decides where the budget is checked. Knows nothing of host
//! code.

mod context;
mod explore;

use std::collections::{BTreeMap, HashMap, VecDeque};

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::decode::skipped_bytes;
use cpu_ops::{FlowKind, Instr, Profile};

use super::checks;
use super::region::{Block, Edge, End, Region};
use context::{Context, Place};
use explore::{Found, Guest, explore};

/// The most instructions in a block. A frame with less budget than a block has instructions interprets it.
pub const MAX_BLOCK: usize = 24;

/// What to take into a region.
#[derive(Debug)]
pub struct Scope<W, J, C> {
    /// Whether the code at an address shall be part of it, if it is reachable.
    pub wanted: W,
    /// Whether a computed jump has led to an address.
    pub computed: J,
    /// Whether a region begins at an address already: where a region cannot have all that it wants, it ends there.
    pub compiled: C,
    /// The most that it weighs: [`Settings::region_weight`](super::settings::Settings::region_weight).
    pub weight: usize,
}

/// The region at `entry`, or `None` if not even one instruction can be compiled there.
#[must_use]
pub fn discover<W: Fn(u32) -> bool, J: Fn(u32) -> bool, C: Fn(u32) -> bool>(
    memory: &[u8; MEMORY_BYTES],
    entry: u32,
    profile: Profile,
    scope: &Scope<W, J, C>,
) -> Option<Region> {
    let guest = Guest { memory, profile, computed: &scope.computed };
    let mut found = explore(guest, entry, scope.weight, &scope.wanted);
    if found.is_full {
        found = explore(guest, entry, scope.weight, |pc| (scope.wanted)(pc) && !(scope.compiled)(pc));
    }
    if found.instrs.is_empty() {
        return None;
    }
    let (blocks, index) = cut(&found, memory, profile);
    let return_sites = found.return_sites.iter().filter_map(|site| index.get(site).copied()).collect();
    let mut region = Region { entry, blocks, return_sites, source: Vec::new(), loose: BTreeMap::new(), profile };
    let mask = u32::from(profile.address_mask());
    let source: BTreeMap<u32, u8> = region.bytes().map(|at| (at & mask, memory[(at & mask) as usize])).collect();
    region.source = source.into_iter().collect();
    checks::place(&mut region);
    Some(region)
}

/// Cuts the instructions into blocks. Returns them, the entry's first, and the index of each by its place.
fn cut(found: &Found, memory: &[u8; MEMORY_BYTES], profile: Profile) -> (Vec<Block>, HashMap<Place, usize>) {
    let mut runs: Vec<(Place, Vec<Instr>)> = Vec::new();
    let mut index = HashMap::new();
    let mut heads: VecDeque<Place> = found.heads.iter().copied().collect();
    while let Some(head) = heads.pop_front() {
        if index.contains_key(&head) || !found.instrs.contains_key(&head) {
            continue;
        }
        let run = straight_run(found, head);
        let last = run[run.len() - 1];
        if !ends_block(last.op.info().flow) {
            // Cut for its length, or where exploring stopped: what follows, if it was found, is a head now.
            heads.push_front(Place { pc: last.next(), ..head });
        }
        index.insert(head, runs.len());
        runs.push((head, run));
    }
    let edge = |to: Place| index.get(&to).map_or(Edge::Leave(to.pc), |&block| Edge::Block(block));
    let blocks = runs
        .into_iter()
        .map(|(head, instrs)| {
            let last = instrs[instrs.len() - 1];
            let to = |pc: u32| edge(Place { pc, ..head });
            let end = match last.op.info().flow {
                FlowKind::Jump if last.target() == last.pc => End::SelfJump,
                FlowKind::Jump => End::Jump(to(last.target())),
                FlowKind::Skip => {
                    let skipped = last.next() + skipped_bytes(memory, last.next(), profile);
                    End::Skip { skipped: to(skipped), next: to(last.next()) }
                }
                FlowKind::Call => {
                    let context = found.callees.get(&Place { pc: last.pc, ..head }).copied();
                    End::Call(edge(Place { pc: last.target(), context: context.unwrap_or(Context::UNKNOWN) }))
                }
                FlowKind::Return => match found.contexts.innermost(head.context) {
                    Some(call) => End::Return { to: edge(call.site) },
                    None => End::Dynamic,
                },
                FlowKind::ComputedJump => End::Computed,
                _ => End::Next(to(last.next())),
            };
            let targets = found.targets.get(&Place { pc: last.pc, ..head }).into_iter().flatten();
            let targets = targets.filter_map(|target| index.get(target).copied()).collect();
            let callers = found.contexts.sites(head.context).collect();
            Block { instrs, end, checked: false, longest: 0, targets, if_converted: false, callers }
        })
        .collect();
    (blocks, index)
}

/// The instructions from `head` up to the next that ends a block or begins another.
fn straight_run(found: &Found, head: Place) -> Vec<Instr> {
    let mut run = vec![found.instrs[&head]];
    loop {
        let last = run[run.len() - 1];
        let next = Place { pc: last.next(), ..head };
        if ends_block(last.op.info().flow) || run.len() == MAX_BLOCK || found.is_head.contains(&next) {
            return run;
        }
        match found.instrs.get(&next) {
            Some(&instr) => run.push(instr),
            None => return run,
        }
    }
}

fn ends_block(flow: FlowKind) -> bool {
    match flow {
        FlowKind::Next | FlowKind::Draw | FlowKind::Wait | FlowKind::Store => false,
        FlowKind::Skip
        | FlowKind::Jump
        | FlowKind::Call
        | FlowKind::Return
        | FlowKind::ComputedJump
        | FlowKind::Halt
        | FlowKind::Fault => true,
    }
}

#[cfg(test)]
mod tests {
    use cpu_ops::Platform;

    use super::*;

    /// A loop that calls, and what it calls behind it.
    fn region(words: &[u16]) -> Region {
        let mut memory = Box::new([0; MEMORY_BYTES]);
        for (at, word) in (0x200..).step_by(2).zip(words) {
            memory[at..][..2].copy_from_slice(&word.to_be_bytes());
        }
        let profile = Platform::DEFAULT.profile(Platform::DEFAULT.quirks);
        let scope = Scope { wanted: |_| true, computed: |_| false, compiled: |_| false, weight: 256 };
        discover(&memory, 0x200, profile, &scope).expect("it can be compiled")
    }

    /// So many additions, and a return.
    fn subroutine(additions: usize) -> Vec<u16> {
        [vec![0x7301; additions], vec![0x00EE]].concat()
    }

    #[test]
    fn what_is_called_once_is_in_place_however_long() {
        let once = region(&[vec![0x2206, 0x7101, 0x1200], subroutine(100)].concat());
        assert!(once.return_sites.is_empty() && once.instructions() == 104);
        let twice = region(&[vec![0x2206, 0x2206, 0x1200], subroutine(100)].concat());
        assert!(twice.return_sites.len() == 2 && twice.instructions() == 104);
    }

    #[test]
    fn what_calls_itself_or_is_jumped_to_as_well_is_there_once() {
        let recursive = [vec![0x2206, 0x7101, 0x1200, 0x4101, 0x2206], subroutine(100)].concat();
        assert_eq!(region(&recursive).instructions(), 106);
        let jumped = [vec![0x2208, 0x4101, 0x1208, 0x1200], subroutine(100)].concat();
        assert_eq!(region(&jumped).instructions(), 105);
    }

    #[test]
    fn what_is_called_once_from_a_short_subroutine_counts_as_any_other_code() {
        let nested = [vec![0x2206, 0x7101, 0x1200, 0x7201, 0x220C, 0x00EE], subroutine(1000)].concat();
        let instructions = region(&nested).instructions();
        assert!((256..280).contains(&instructions), "{instructions}");
    }
}
