//! If-conversion: skips that no processor foresees become no branch.
//!
//! Both ways on from such a skip are executed, each on registers of its own, up to where they meet again; then those of the way taken are
//! chosen. That is possible where a way does nothing but change registers ([`Effect`]), or calls a subroutine that does: the
//! return address is pushed by both, and where the call is not on the way taken it is what was in its slot before. It pays where the
//! branch would be foreseen badly ([`branch_profile`](super::branch_profile)) and the ways are short.

use std::collections::{HashMap, HashSet};

use cpu_ops::FlowKind;
use cpu_ops::flow::Effect;

use super::branch_profile::{BranchProfile, Surprises};
use super::region::{Block, Edge, End, Region};

/// The most instructions of both ways together.
const MAX_INSTRS: u32 = 24;

/// The most on each that pays. What was chance may be foreseen later: then the longer way costs what the shorter one would not, as long as each of its
/// instructions waits for the one before.
const MAX_WAY: u32 = 6;

/// As many instructions as a surprise costs: some fifteen cycles, in which a processor executes more than that, but not where each waits for what was chosen
/// before.
const WORTH: u32 = 16;

/// Both ways are no more than these many instructions: on a way that is executed in any case, they are as well.
const TINY: u32 = 2;

/// Both ways from a skip to where they meet.
#[derive(Clone, Debug)]
pub struct Hammock {
    /// From the instruction that is skipped, or not.
    pub next: Way,
    /// From the one after it.
    pub skipped: Way,
    /// Where they meet.
    pub join: Join,
}

/// What is executed on a way from a skip to where it meets the other.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// Its blocks, in order.
    pub steps: Vec<Step>,
}

/// A block on a way.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its index.
    pub block: usize,
    /// If it ends in a skip: both ways from there.
    pub hammock: Option<Hammock>,
}

/// Where two ways meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// At a block, by index.
    Block(usize),
    /// Nowhere: each ends in a return from the same subroutine, which they are parts of. They lead on to there.
    Return(Edge),
    /// As before, where only running it tells where to.
    Dynamic,
}

/// Marks the skips of `region` that are if-converted, inner ones first: all that can be, or those that surprise according to a profile.
pub fn convert(region: &mut Region, profile: Option<&BranchProfile>) {
    let parents = Parents::of(region);
    let mut gone = HashSet::new();
    loop {
        let surprises = profile.map(|profile| profile.surprises(&gone));
        let pays = |&block: &usize| {
            let candidate = &region.blocks[block];
            let Some(hammock) = hammock_at(region, &parents, block, false).filter(|_| !candidate.if_converted) else {
                return false;
            };
            let (next, skipped) = (hammock.next.instrs(region), hammock.skipped.instrs(region));
            let surprises_enough = |of_all: &HashMap<u32, Surprises>| {
                let surprises = of_all.get(&candidate.last().pc);
                next.max(skipped) <= MAX_WAY && surprises.is_some_and(|known| known.outweigh(WORTH, next, skipped))
            };
            next + skipped <= MAX_INSTRS && surprises.as_ref().is_none_or(surprises_enough)
        };
        let found: Vec<usize> = (0..region.blocks.len()).filter(pays).collect();
        if found.is_empty() {
            return;
        }
        for block in found {
            region.blocks[block].if_converted = true;
            gone.insert(region.blocks[block].last().pc);
        }
    }
}

/// The addresses of the skips in `region` that could be if-converted.
#[must_use]
pub fn candidates(region: &Region) -> HashSet<u32> {
    let parents = Parents::of(region);
    let possible = (0..region.blocks.len()).filter(|&block| hammock_at(region, &parents, block, false).is_some());
    possible.map(|block| region.blocks[block].last().pc).collect()
}

/// The hammocks of the skips of `region` that are if-converted, by block, without those inside of others.
#[must_use]
pub fn hammocks(region: &Region) -> HashMap<usize, Hammock> {
    let parents = Parents::of(region);
    let converted = (0..region.blocks.len()).filter(|&block| region.blocks[block].if_converted);
    let mut all: HashMap<usize, Hammock> =
        converted.filter_map(|block| Some((block, hammock_at(region, &parents, block, false)?))).collect();
    let inner: HashSet<usize> = all.values().flat_map(Hammock::blocks).collect();
    all.retain(|block, _| !inner.contains(block));
    all
}

/// How many ways lead to each block.
struct Parents(Vec<usize>);

impl Parents {
    fn of(region: &Region) -> Self {
        let mut parents = vec![0; region.blocks.len()];
        // The entry is come to from outside, and a return site by returns that have no known edge.
        for block in region.blocks.iter().flat_map(Block::children).chain(region.return_sites.iter().copied()) {
            parents[block] += 1;
        }
        parents[0] += 1;
        Self(parents)
    }
}

impl Hammock {
    /// How many ways of it lead to where they meet.
    fn ways(&self) -> usize {
        let ways = |way: &Way| {
            let inner = way.steps.last().and_then(|step| step.hammock.as_ref());
            inner.filter(|inner| inner.join == self.join).map_or(1, Self::ways)
        };
        ways(&self.next) + ways(&self.skipped)
    }

    /// The blocks of both ways, with those of hammocks inside.
    pub fn blocks(&self) -> impl Iterator<Item = usize> {
        self.next.blocks().into_iter().chain(self.skipped.blocks())
    }

    /// Whether there is a call on one of the ways.
    #[must_use]
    pub fn calls(&self, region: &Region) -> bool {
        self.blocks().any(|block| matches!(region.blocks[block].end, End::Call(_)))
    }
}

impl Way {
    /// Its blocks, with those of hammocks on it.
    fn blocks(&self) -> Vec<usize> {
        let inner = |step: &Step| step.hammock.iter().flat_map(Hammock::blocks).collect::<Vec<_>>();
        self.steps.iter().flat_map(|step| std::iter::once(step.block).chain(inner(step))).collect()
    }

    /// The instructions of these.
    fn instrs(&self, region: &Region) -> u32 {
        self.blocks().into_iter().map(|block| region.blocks[block].cost()).sum()
    }
}

/// Both ways on from the skip at the end of a block, if they are such that both can be executed. `is_inside`: of a subroutine that one of them
/// has called, so that they must not call another.
fn hammock_at(region: &Region, parents: &Parents, block: usize, is_inside: bool) -> Option<Hammock> {
    let End::Skip { skipped, next } = region.blocks[block].end else { return None };
    if skipped == next {
        return None;
    }
    let (next, to) = way_from(region, parents, next, is_inside)?;
    let (skipped, join) = way_from(region, parents, skipped, is_inside)?;
    (to == join).then_some(Hammock { next, skipped, join })
}

/// The way that begins with `edge`, and where it ends: before the first block that others lead to as well, or that cannot be part of it.
fn way_from(region: &Region, parents: &Parents, edge: Edge, is_inside: bool) -> Option<(Way, Join)> {
    let mut way = Way::default();
    let (mut edge, mut has_called) = (edge, false);
    // How many of the ways to the next block are known to be part of this one.
    let mut ways = 1;
    loop {
        let Edge::Block(index) = edge else { return None };
        let block = &region.blocks[index];
        let mut inner = None;
        // A cycle has a check.
        let goes_on = parents.0[index] == ways
            && !block.checked
            && changes_registers_alone(region, index)
            && match block.end {
                End::Skip { .. } => {
                    inner = inner_hammock(region, parents, index, is_inside || has_called);
                    inner.is_some()
                }
                End::Call(_) => !is_inside && !has_called,
                End::Next(_) | End::Jump(_) | End::Return { .. } | End::Dynamic => true,
                End::SelfJump | End::Computed => false,
            };
        if !goes_on {
            return (!has_called).then_some((way, Join::Block(index)));
        }
        ways = inner.as_ref().map_or(1, Hammock::ways);
        let join = inner.as_ref().map(|inner| inner.join);
        way.steps.push(Step { block: index, hammock: inner });
        edge = match (block.end, join) {
            (End::Return { to }, _) | (_, Some(Join::Return(to))) => {
                if !has_called {
                    return Some((way, Join::Return(to)));
                }
                has_called = false;
                to
            }
            (End::Dynamic, _) | (_, Some(Join::Dynamic)) => return (!has_called).then_some((way, Join::Dynamic)),
            (_, Some(Join::Block(to))) => Edge::Block(to),
            (End::Call(to), None) => {
                has_called = true;
                to
            }
            (End::Next(to) | End::Jump(to), None) => to,
            _ => return None,
        };
    }
}

/// The hammock inside of another whose skip is at the end of a block: one that is if-converted itself, or hardly there.
fn inner_hammock(region: &Region, parents: &Parents, block: usize, is_inside: bool) -> Option<Hammock> {
    let hammock = hammock_at(region, parents, block, is_inside)?;
    (region.blocks[block].if_converted || hammock.next.instrs(region) + hammock.skipped.instrs(region) <= TINY)
        .then_some(hammock)
}

/// Whether a block can be executed although control does not come to it: all that it changes is registers, and the stack by calls.
fn changes_registers_alone(region: &Region, block: usize) -> bool {
    region.blocks[block].instrs.iter().all(|instr| {
        let info = instr.op.info();
        let effect = matches!(info.effect, Effect::Registers | Effect::Poll) || info.flow == FlowKind::Call;
        effect && !region.loose.contains_key(&instr.pc)
    })
}
