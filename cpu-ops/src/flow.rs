//! Control flow: how an instruction hands over to the next, and why the guest stops.
//!
//! Engines see an instruction only through its [`FlowKind`] and the [`Outcome`] its function returns.

use core::fmt;

use crate::decode::set_beyond_base;

/// How an instruction continues. Each kind fixes what its semantic function returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlowKind {
    /// On to the next instruction. Returns `()`.
    Next,
    /// Over the next instruction if the function returns `true`. Returns `bool`.
    Skip,
    /// To operand NNN. Returns `()`.
    Jump,
    /// To operand NNN, a return address having been pushed. Returns `Result<(), FaultKind>`.
    Call,
    /// To the address that was popped. Returns `Result<u32, FaultKind>`.
    Return,
    /// To the address that the function computes. Returns `u32`.
    ComputedJump,
    /// On to the next instruction, after giving up the rest of the frame if the function returns `true`.
    /// Returns `bool`.
    Draw,
    /// On to the next instruction if the function returns `true`; else the instruction is repeated in the
    /// next frame, the rest of this one being given up. Returns `bool`.
    Wait,
    /// On to the next instruction, memory having been written. Returns [`Span`].
    Store,
    /// Nowhere: the program is over. Returns `()`.
    Halt,
    /// Nowhere: the instruction has no meaning. Returns [`FaultKind`].
    Fault,
}

/// How far what an instruction does reaches. What it reads is not restricted, whatever the effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It changes registers and nothing else.
    Registers,
    /// As [`Effect::Registers`], and it asks for what changes between two frames alone: a timer, or a key.
    Poll,
    /// It pushes a return address, and changes nothing else but registers.
    Stack,
    /// It changes the screen, and nothing else but registers.
    Screen,
    /// It changes more than that: memory, what is heard, what outlasts the program; or it ends it.
    Beyond,
}

/// Bytes of memory that an instruction wrote: `len` of them from `start`, wrapping at the end of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Address of the first byte, inside memory.
    pub start: u16,
    /// How many bytes, at most [`Span::MAX_LEN`].
    pub len: u16,
}

impl Span {
    /// The most bytes that one instruction writes.
    pub const MAX_LEN: u16 = 16;

    /// The span packed into 32 bits: the start in the low half, the length in the high half.
    #[inline(always)]
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.start as u32 | (self.len as u32) << 16
    }

    /// The span whose packed form is `bits`.
    #[inline(always)]
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self { start: bits as u16, len: (bits >> 16) as u16 }
    }

    /// The addresses of its bytes, where `mask` is that of the last byte of memory.
    #[inline(always)]
    pub fn bytes(self, mask: u16) -> impl Iterator<Item = u16> {
        (0..self.len).map(move |offset| self.start.wrapping_add(offset) & mask)
    }
}

/// What went wrong in the guest. The numbers are part of the packed [`Outcome`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum FaultKind {
    /// The word is no instruction of the platform.
    UnknownOpcode,
    /// The word calls a routine in the machine code of the original computer.
    MachineCode,
    /// A call found the stack full.
    StackOverflow,
    /// A return found the stack empty.
    StackUnderflow,
    /// The instruction does not lie wholly inside memory.
    OutOfMemory,
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownOpcode => "unknown opcode",
            Self::MachineCode => "call of a machine code routine, which this platform does not run",
            Self::StackOverflow => "stack overflow",
            Self::StackUnderflow => "stack underflow",
            Self::OutOfMemory => "ran off the end of memory",
        })
    }
}

/// A fault of the guest program, with the instruction that caused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What went wrong.
    pub kind: FaultKind,
    /// Address of the instruction, in bytes.
    pub pc: u32,
    /// The instruction's first word; 0 where it lies outside of memory.
    pub opcode: u16,
}

impl Fault {
    /// If the word is an instruction on other platforms: what those are called, and the identifier of one.
    #[must_use]
    pub const fn home(&self) -> Option<(&'static str, &'static str)> {
        if !matches!(self.kind, FaultKind::UnknownOpcode | FaultKind::MachineCode) {
            return None;
        }
        match set_beyond_base(self.opcode) {
            Some(set) => Some(set.home()),
            None => None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, pc, opcode } = *self;
        match (kind, self.home()) {
            (_, Some((name, id))) => {
                write!(f, "unknown opcode {opcode:04X} at 0x{pc:04X}: it is {name}'s; try --platform {id}")
            }
            (FaultKind::OutOfMemory, None) => write!(f, "{kind} at 0x{pc:04X}"),
            (FaultKind::UnknownOpcode, None) => write!(f, "{kind} {opcode:04X} at 0x{pc:04X}"),
            (_, None) => write!(f, "{kind}: {opcode:04X} at 0x{pc:04X}"),
        }
    }
}

impl core::error::Error for Fault {}

/// Why an engine stopped. The state is exact: [`Registers::pc`](crate::Registers::pc) is the instruction
/// that would run next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nothing is left of the budget.
    BudgetSpent,
    /// A draw gave up the rest of the frame.
    DisplayWait,
    /// A key wait gave up the rest of the frame; it runs again in the next one.
    KeyWait,
    /// The program jumped to the very instruction that jumps: it would do so for ever.
    SelfJump,
    /// The program ended itself.
    Halted,
    /// The program did something that has no meaning. The faulting instruction has had no effect and has
    /// cost nothing.
    Fault(Fault),
}

/// What a semantic function returns, with its packed form, which crosses from compiled code to the host.
pub trait Outcome: Sized {
    /// The outcome in 32 bits.
    fn pack(self) -> u32;
}

/// Set in the packed form of a failed call or return; the fault's number is in the low bits.
pub const FAULT_BIT: u32 = 1 << 31;

impl Outcome for () {
    #[inline(always)]
    fn pack(self) -> u32 {
        0
    }
}

impl Outcome for bool {
    #[inline(always)]
    fn pack(self) -> u32 {
        self as u32
    }
}

impl Outcome for u32 {
    #[inline(always)]
    fn pack(self) -> u32 {
        self
    }
}

impl Outcome for Span {
    #[inline(always)]
    fn pack(self) -> u32 {
        self.bits()
    }
}

impl Outcome for FaultKind {
    #[inline(always)]
    fn pack(self) -> u32 {
        self as u32
    }
}

impl<T: Outcome> Outcome for Result<T, FaultKind> {
    #[inline(always)]
    fn pack(self) -> u32 {
        match self {
            Ok(value) => value.pack(),
            Err(kind) => FAULT_BIT | kind as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_packed_as_the_host_unpacks_them() {
        assert_eq!([().pack(), false.pack(), true.pack()], [0, 0, 1]);
        assert_eq!([0x1_0FFF_u32.pack(), FaultKind::StackUnderflow.pack()], [0x1_0FFF, 3]);
        let (no, yes): (Result<u32, _>, Result<u32, FaultKind>) = (Err(FaultKind::StackUnderflow), Ok(0xFFFF));
        assert_eq!([no.pack(), yes.pack()], [0x8000_0003, 0xFFFF]);
        let (no, yes): (Result<(), _>, Result<(), FaultKind>) = (Err(FaultKind::StackOverflow), Ok(()));
        assert_eq!([no.pack(), yes.pack()], [0x8000_0002, 0]);
    }

    #[test]
    fn a_span_is_packed_and_unpacked() {
        for (span, bits) in [
            (Span { start: 0, len: 0 }, 0),
            (Span { start: 0x234, len: 3 }, 0x0003_0234),
            (Span { start: 0xFFFF, len: Span::MAX_LEN }, 0x0010_FFFF),
        ] {
            assert_eq!(span.pack(), bits, "{span:?}");
            assert_eq!(Span::from_bits(bits), span);
        }
    }
}
