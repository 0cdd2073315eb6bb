//! Tracing: which bytes are code, found by following the control flow from the program's first instruction.
//!
//! Input: a [`Program`]. Output: a [`Trace`]. Jumps and calls are followed to their targets, skips both ways,
//! calls back to where they return, computed jumps as far as [`tables`](crate::tables) can tell. Nothing is
//! executed, so code that the program writes itself is not found.

use std::collections::HashMap;

use cpu_ops::bus::MEMORY_BYTES;
use cpu_ops::{FlowKind, Instr, Op};

use crate::program::Program;
use crate::{statement, tables};

/// What a byte of the program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Byte {
    /// No code, as far as is known.
    Data,
    /// The first byte of an instruction.
    Start,
    /// A later byte of an instruction.
    Inside,
}

/// How code refers to an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct References {
    /// By calls.
    pub(crate) called: bool,
    /// By jumps.
    pub(crate) jumped: bool,
    /// By pointing `i` at it.
    pub(crate) pointed: bool,
}

impl References {
    /// Whether there is any.
    pub(crate) fn any(self) -> bool {
        self != Self::default()
    }
}

/// The code of a program. Each table has one entry an address.
#[derive(Debug)]
pub(crate) struct Trace {
    bytes: Vec<Byte>,
    references: Vec<References>,
    /// For each instruction the subroutine it was first reached in.
    subroutine: Vec<Option<u32>>,
    /// For each subroutine where its calls return to.
    returns: HashMap<u32, Vec<u32>>,
}

impl Trace {
    /// Follows `program` from its start.
    pub(crate) fn of(program: &Program) -> Self {
        let mut trace = Self {
            bytes: vec![Byte::Data; MEMORY_BYTES],
            references: vec![References::default(); MEMORY_BYTES],
            subroutine: vec![None; MEMORY_BYTES],
            returns: HashMap::new(),
        };
        let mut pending = vec![(program.start(), program.start())];
        while let Some((pc, subroutine)) = pending.pop() {
            let mut at = Some(pc);
            while let Some(instr) = at.and_then(|pc| program.instr(pc)).filter(is_plausible) {
                if !trace.visit(&instr, subroutine) {
                    break;
                }
                at = trace.follow(program, &instr, subroutine, &mut pending);
            }
        }
        trace
    }

    /// What the byte at `address`, which is inside memory, is.
    pub(crate) fn byte(&self, address: u32) -> Byte {
        self.bytes[address as usize]
    }

    /// How code refers to `address`, which is inside memory.
    pub(crate) fn references(&self, address: u32) -> References {
        self.references[address as usize]
    }

    /// Whether an instruction at `pc` was reached. It may overlap another that was reached before.
    pub(crate) fn is_reached(&self, pc: u32) -> bool {
        self.subroutine[pc as usize].is_some()
    }

    /// Where the subroutine returns to that the instruction at `pc` belongs to.
    pub(crate) fn return_sites(&self, pc: u32) -> &[u32] {
        let sites = self.subroutine[pc as usize].and_then(|subroutine| self.returns.get(&subroutine));
        sites.map_or(&[], Vec::as_slice)
    }

    /// Notes that `instr` is reached. `false` if it was before.
    fn visit(&mut self, instr: &Instr, subroutine: u32) -> bool {
        let pc = instr.pc as usize;
        if self.subroutine[pc].is_some() {
            return false;
        }
        self.subroutine[pc] = Some(subroutine);
        let bytes = &mut self.bytes[pc..instr.next() as usize];
        // Of two instructions that overlap, the one that was reached first is written as such.
        if bytes.iter().all(|&byte| byte == Byte::Data) {
            bytes.fill(Byte::Inside);
            bytes[0] = Byte::Start;
        }
        true
    }

    /// Notes what `instr` refers to, adds to `pending` where it may go besides, and returns where to go on.
    fn follow(
        &mut self,
        program: &Program,
        instr: &Instr,
        subroutine: u32,
        pending: &mut Vec<(u32, u32)>,
    ) -> Option<u32> {
        let target = instr.target();
        if statement::points_at(instr).is_some() {
            self.references[target as usize].pointed = true;
        }
        match instr.op.info().flow {
            FlowKind::Next | FlowKind::Draw | FlowKind::Wait | FlowKind::Store | FlowKind::Fault => Some(instr.next()),
            FlowKind::Skip => {
                pending.push((program.skip_target(instr), subroutine));
                Some(instr.next())
            }
            FlowKind::Jump => {
                self.references[target as usize].jumped = true;
                Some(target)
            }
            FlowKind::Call => {
                self.references[target as usize].called = true;
                self.returns.entry(target).or_default().push(instr.next());
                pending.push((target, target));
                Some(instr.next())
            }
            FlowKind::ComputedJump => {
                self.references[target as usize].jumped = true;
                pending.extend(tables::entries(program, target).iter().map(|&entry| (entry, subroutine)));
                None
            }
            FlowKind::Return | FlowKind::Halt => None,
        }
    }
}

/// Whether `instr` can be code. A routine in another machine's code can, and returns to the next
/// instruction; but none is at address 0: such words are zeros that the control flow ran into by mistake.
fn is_plausible(instr: &Instr) -> bool {
    instr.op != Op::Unknown && instr.word != 0
}
