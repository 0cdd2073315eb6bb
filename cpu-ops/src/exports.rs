//! The bitcode's symbols: a C function a row of the op table, and what else stitched code calls.
//!
//! Only the bitcode build has this module. A pointer argument is a reference here, so that rustc states
//! its size, alignment and freedom from aliases in the bitcode.

#![allow(unsafe_code, reason = "a symbol's name is promised to the linker, and each is unique: its prefix is ours")]

use crate::code_map::{self, Distances};
use crate::flow::{Outcome, Span};
use crate::semantics::{alu, audio, display, flow, memory, system};
use crate::{Bus, Loose, Operands, Profile, Registers, Step};

macro_rules! export_ops {
    ($($pattern:literal $set:ident $name:ident $flow:ident $effect:ident $module:ident::$function:ident $mnemonic:literal;)*) => {
        $(
            #[allow(non_snake_case)]
            #[unsafe(export_name = concat!("stitch8_op_", stringify!($name)))]
            extern "C" fn $name(registers: &mut Registers, bus: &mut Bus, next: u32, operands: u32, profile: u32) -> u32 {
                let operands = Operands::from_bits(operands);
                let profile = Profile::from_bits(profile);
                Outcome::pack($module::$function(Step { registers, bus, next, operands, profile }))
            }
        )*
    };
}

crate::for_each_op!(export_ops);

/// The store check: see [`code_map::hits_code`].
#[unsafe(export_name = "stitch8_hits_code")]
extern "C" fn hits_code(distances: &Distances, span: u32) -> bool {
    code_map::hits_code(distances, Span::from_bits(span))
}

/// The operands of a loose instruction: see [`Loose::operands`].
#[unsafe(export_name = "stitch8_operands_at")]
extern "C" fn operands_at(bus: &Bus, pc: u32, operands: u32, loose: u32) -> u32 {
    Loose::from_bits(loose).operands(&bus.memory, pc, Operands::from_bits(operands)).bits()
}

/// Whether a loose instruction is still the same: see [`Loose::is_same`].
#[unsafe(export_name = "stitch8_is_same")]
extern "C" fn is_same(bus: &Bus, pc: u32, digit: u32) -> bool {
    Loose::is_same(&bus.memory, pc, digit)
}

/// Copies the registers into or out of a region's local variable.
#[unsafe(export_name = "stitch8_copy_registers")]
extern "C" fn copy_registers(to: &mut Registers, from: &Registers) {
    to.clone_from(from);
}

/// Takes a register of `other` if `takes`: see [`Registers::choose_v`].
#[unsafe(export_name = "stitch8_choose_v")]
extern "C" fn choose_v(to: &mut Registers, other: &Registers, takes: bool, n: u32) {
    to.choose_v(other, takes, n as usize);
}

/// Takes all other registers of `other` if `takes`: see [`Registers::choose_others`].
#[unsafe(export_name = "stitch8_choose_others")]
extern "C" fn choose_others(to: &mut Registers, other: &Registers, takes: bool) {
    to.choose_others(other, takes);
}

/// Whether a call would fail, for the stack is full.
#[unsafe(export_name = "stitch8_is_stack_full")]
extern "C" fn is_stack_full(registers: &Registers, profile: u32) -> bool {
    registers.sp >= Profile::from_bits(profile).stack_depth() as u64
}

/// What a call would write over: see [`Bus::next_slot`].
#[unsafe(export_name = "stitch8_next_slot")]
extern "C" fn next_slot(registers: &Registers, bus: &Bus) -> u32 {
    bus.next_slot(registers.sp)
}

/// Sets the address of the next instruction.
#[unsafe(export_name = "stitch8_set_pc")]
extern "C" fn set_pc(registers: &mut Registers, pc: u32) {
    registers.pc = pc;
}
