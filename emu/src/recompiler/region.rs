//! Regions: the guest code that is compiled as one unit.

use std::collections::{BTreeMap, BTreeSet};

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::{Instr, Loose, Profile};

/// Guest code reachable from one entry: what the stitcher turns into one host function.
#[derive(Clone, Debug)]
pub struct Region {
    /// Address of its first instruction, in bytes: the only one to enter at.
    pub entry: u32,
    /// Its blocks; the first is the one at `entry`.
    pub blocks: Vec<Block>,
    /// Blocks at which a return of which nothing is known may arrive, by index.
    pub return_sites: Vec<usize>,
    /// The guest bytes it was made from: address and value.
    pub source: Vec<(u32, u8)>,
    /// Addresses of its loose instructions, which the program rewrites, and the part of each that is read from memory each time.
    pub loose: BTreeMap<u32, Loose>,
    /// What its instructions' meanings depend on.
    pub profile: Profile,
}

/// A straight run of instructions: entered at the first, left at the last.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its instructions, at least one.
    pub instrs: Vec<Instr>,
    /// Where it goes from the last one.
    pub end: End,
    /// Whether the budget is checked at its head.
    pub checked: bool,
    /// The most instructions executed from its head until the next check: what has been paid for when its first one is executed.
    pub longest: u32,
    /// Where a computed jump at its end may lead, as far as is known, by index.
    pub targets: Vec<usize>,
    /// Whether both ways of the skip at its end are executed, and what one of them did is chosen: see
    /// [`if_conversion`](super::if_conversion).
    pub if_converted: bool,
    /// If it is there for one caller alone: where that call returns to, and then the calls around it.
    pub callers: Vec<u32>,
}

/// How a block ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The last instruction goes on to `Edge` as any other would: the block was cut there.
    Next(Edge),
    /// The last instruction jumps.
    Jump(Edge),
    /// The last instruction jumps to itself.
    SelfJump,
    /// The last instruction skips.
    Skip {
        /// Where to if it does.
        skipped: Edge,
        /// Where to if it does not.
        next: Edge,
    },
    /// The last instruction calls.
    Call(Edge),
    /// The last instruction returns from a subroutine that is there for one caller.
    Return {
        /// Where that call returns to.
        to: Edge,
    },
    /// The last instruction returns to an address that only running it tells.
    Dynamic,
    /// The last instruction jumps to an address that only running it tells: to one of the block's targets, or out of the region.
    Computed,
}

/// Where control goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// To a block of the region, by index.
    Block(usize),
    /// Out of the region, to a guest address.
    Leave(u32),
}

impl Block {
    /// Address of its first instruction, in bytes.
    #[must_use]
    pub fn start(&self) -> u32 {
        self.instrs[0].pc
    }

    /// The blocks that it may lead to, by index.
    pub fn children(&self) -> impl Iterator<Item = usize> {
        let known = self.end.edges().filter_map(|edge| match edge {
            Edge::Block(child) => Some(child),
            Edge::Leave(_) => None,
        });
        known.chain(self.targets.iter().copied())
    }

    /// Its last instruction.
    #[must_use]
    pub fn last(&self) -> &Instr {
        &self.instrs[self.instrs.len() - 1]
    }

    /// How many units of budget all of it costs.
    #[must_use]
    pub fn cost(&self) -> u32 {
        self.instrs.len() as u32
    }

    /// What has been paid for and not used up when its last instruction has been executed.
    #[must_use]
    pub fn rest(&self) -> u32 {
        self.longest - self.cost()
    }
}

impl End {
    /// The edges that are known.
    pub fn edges(self) -> impl Iterator<Item = Edge> {
        let edges = match self {
            Self::Next(edge) | Self::Jump(edge) | Self::Call(edge) | Self::Return { to: edge } => [Some(edge), None],
            Self::Skip { skipped, next } => [Some(next), Some(skipped)],
            Self::SelfJump | Self::Dynamic | Self::Computed => [None, None],
        };
        edges.into_iter().flatten()
    }
}

impl Region {
    /// How many instructions it has.
    #[must_use]
    pub fn instructions(&self) -> usize {
        self.blocks.iter().map(|block| block.instrs.len()).sum()
    }

    /// Whether it does next to nothing but go where only running it tells: to enter it takes longer than to interpret it.
    #[must_use]
    pub fn is_mere_return(&self) -> bool {
        let [block] = self.blocks.as_slice() else { return false };
        matches!(block.end, End::Dynamic | End::Computed) && block.targets.is_empty() && block.instrs.len() <= 2
    }

    /// Where its computed jumps may lead, some more than once.
    pub fn targets(&self) -> impl Iterator<Item = u32> {
        self.blocks.iter().flat_map(|block| &block.targets).map(|&target| self.blocks[target].start())
    }

    /// Whether the instruction at `pc` is one of it.
    #[must_use]
    pub fn has(&self, pc: u32) -> bool {
        self.instrs().any(|instr| instr.pc == pc)
    }

    /// Its instructions, block by block.
    pub fn instrs(&self) -> impl Iterator<Item = &Instr> {
        self.blocks.iter().flat_map(|block| &block.instrs)
    }

    /// Addresses of the guest bytes it was made from, some more than once. What is read each time it is executed is not among them.
    pub fn bytes(&self) -> impl Iterator<Item = u32> {
        let loose = |pc: u32| self.loose.get(&pc).map_or(0..0, |loose| loose.bytes(pc));
        self.instrs().flat_map(move |instr| {
            let (own, next) = (loose(instr.pc), instr.next());
            // What a skip passes over may be loose, but its first byte says how long it is.
            let ahead = loose(next).start.max(next + 1)..loose(next).end;
            let all = instr.pc..instr.pc + instr.extent(self.profile);
            all.filter(move |byte| !own.contains(byte) && !ahead.contains(byte))
        })
    }

    /// Makes instructions loose: their addresses, and which part of each. Its bytes are not among what the region was made from any more,
    /// unless another instruction has them as well.
    pub fn loosen(&mut self, loose: BTreeMap<u32, Loose>) {
        for instr in self.blocks.iter_mut().flat_map(|block| &mut block.instrs) {
            if let Some(&loose) = loose.get(&instr.pc) {
                // Whatever is there, it makes no other code.
                *instr = instr.without(loose);
            }
        }
        self.loose = loose;
        let mask = u32::from(self.profile.address_mask());
        let bytes: BTreeSet<u32> = self.bytes().map(|byte| byte & mask).collect();
        self.source.retain(|(address, _)| bytes.contains(address));
    }

    /// Whether `memory` still holds the code it was made from.
    #[must_use]
    pub fn matches(&self, memory: &[u8; MEMORY_BYTES]) -> bool {
        holds(memory, &self.source)
    }
}

/// Whether `memory` has each value at its address.
#[must_use]
pub fn holds(memory: &[u8; MEMORY_BYTES], source: &[(u32, u8)]) -> bool {
    source.iter().all(|&(address, value)| memory[address as usize % MEMORY_BYTES] == value)
}
