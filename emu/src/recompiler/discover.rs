//! Discovery: from a hot address to the region that is compiled for it.
//!
//! Follows the static edges (fall-through, jumps, both sides of skips, calls and the sites they return to)
//! breadth first, so that what is near the entry is taken before what is far; cuts the instructions found
//! into blocks; decides where the budget is checked. Knows nothing of host code.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::decode::skipped_bytes;
use cpu_ops::{FlowKind, Instr, Profile, decode};

use super::checks;
use super::region::{Block, Edge, End, Region};

/// The most instructions in a region: bounds the time to compile it.
pub const MAX_INSTRUCTIONS: usize = 192;

/// The most instructions in a block. A frame with less budget than a block has instructions interprets it.
pub const MAX_BLOCK: usize = 24;

/// The region at `entry`, or `None` if not even one instruction can be compiled there.
#[must_use]
pub fn discover(memory: &[u8; MEMORY_BYTES], entry: u32, profile: Profile) -> Option<Region> {
    let found = explore(memory, entry, profile);
    if !found.instrs.contains_key(&entry) {
        return None;
    }
    let (blocks, index) = cut(&found, memory, profile);
    let return_sites = found.return_sites.iter().filter_map(|pc| index.get(pc).copied()).collect();
    let mut region = Region { entry, blocks, return_sites, source: Vec::new(), profile };
    let mask = u32::from(profile.address_mask());
    region.source = region.bytes().flatten().map(|at| (at & mask, memory[(at & mask) as usize])).collect();
    checks::place(&mut region);
    Some(region)
}

/// What exploring came upon.
#[derive(Default)]
struct Found {
    instrs: BTreeMap<u32, Instr>,
    /// Addresses that blocks begin at, the entry first.
    heads: Vec<u32>,
    /// The same, for asking.
    is_head: BTreeSet<u32>,
    return_sites: BTreeSet<u32>,
}

impl Found {
    fn add_head(&mut self, pc: u32, queue: &mut VecDeque<u32>) {
        if self.is_head.insert(pc) {
            self.heads.push(pc);
            queue.push_back(pc);
        }
    }
}

/// Walks all that is statically reachable from `entry`, up to [`MAX_INSTRUCTIONS`].
fn explore(memory: &[u8; MEMORY_BYTES], entry: u32, profile: Profile) -> Found {
    let mut found = Found::default();
    let mut queue = VecDeque::new();
    found.add_head(entry, &mut queue);
    while let Some(head) = queue.pop_front() {
        let mut pc = head;
        while !found.instrs.contains_key(&pc) && found.instrs.len() < MAX_INSTRUCTIONS {
            let Some(instr) = decode(memory, pc, profile) else { break };
            let flow = instr.op.info().flow;
            if matches!(flow, FlowKind::Halt | FlowKind::Fault) {
                break;
            }
            found.instrs.insert(pc, instr);
            match flow {
                FlowKind::Next | FlowKind::Draw | FlowKind::Wait | FlowKind::Store => {
                    pc = instr.next();
                    continue;
                }
                FlowKind::Jump => found.add_head(instr.target(), &mut queue),
                FlowKind::Skip => {
                    found.add_head(instr.next(), &mut queue);
                    found.add_head(instr.next() + skipped_bytes(memory, instr.next(), profile), &mut queue);
                }
                FlowKind::Call => {
                    found.add_head(instr.target(), &mut queue);
                    found.add_head(instr.next(), &mut queue);
                    found.return_sites.insert(instr.next());
                }
                FlowKind::Return | FlowKind::ComputedJump | FlowKind::Halt | FlowKind::Fault => {}
            }
            break;
        }
    }
    found
}

/// Cuts the instructions into blocks. Returns them, the entry's first, and the index of each by its address.
fn cut(found: &Found, memory: &[u8; MEMORY_BYTES], profile: Profile) -> (Vec<Block>, HashMap<u32, usize>) {
    let mut runs: Vec<Vec<Instr>> = Vec::new();
    let mut index = HashMap::new();
    let mut heads: VecDeque<u32> = found.heads.iter().copied().collect();
    while let Some(head) = heads.pop_front() {
        if index.contains_key(&head) || !found.instrs.contains_key(&head) {
            continue;
        }
        let run = straight_run(found, head);
        let last = run[run.len() - 1];
        if !ends_block(last.op.info().flow) {
            // Cut for its length, or where exploring stopped: what follows, if it was found, is a head now.
            heads.push_front(last.next());
        }
        index.insert(head, runs.len());
        runs.push(run);
    }
    let edge = |pc: u32| index.get(&pc).map_or(Edge::Leave(pc), |&block| Edge::Block(block));
    let blocks = runs
        .into_iter()
        .map(|instrs| {
            let last = instrs[instrs.len() - 1];
            let end = match last.op.info().flow {
                FlowKind::Jump if last.target() == last.pc => End::SelfJump,
                FlowKind::Jump => End::Jump(edge(last.target())),
                FlowKind::Skip => {
                    let skipped = last.next() + skipped_bytes(memory, last.next(), profile);
                    End::Skip { skipped: edge(skipped), next: edge(last.next()) }
                }
                FlowKind::Call => End::Call(edge(last.target())),
                FlowKind::Return | FlowKind::ComputedJump => End::Dynamic,
                _ => End::Next(edge(last.next())),
            };
            Block { instrs, end, checked: None }
        })
        .collect();
    (blocks, index)
}

/// The instructions from `head` up to the next that ends a block or begins another.
fn straight_run(found: &Found, head: u32) -> Vec<Instr> {
    let mut run = vec![found.instrs[&head]];
    loop {
        let last = run[run.len() - 1];
        if ends_block(last.op.info().flow) || run.len() == MAX_BLOCK || found.is_head.contains(&last.next()) {
            return run;
        }
        match found.instrs.get(&last.next()) {
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
