//! `byte_code`: an interpreter written by hand, with a branch to what each instruction does.

use cpu_ops::State;
use cpu_ops::code_map::Distances;

use super::guest::{add, beyond, load, subtract};

/// The program that is executed.
const PROGRAM: u16 = 0x268;
/// The longest way: from the end of that program to its first instruction, by way of both loops.
const RESERVE: i64 = 20;

/// Runs it.
pub fn run(state: &mut State, _: &Distances, budget: u64) -> u64 {
    let start = beyond(budget, RESERVE);
    let mut left = start;
    if left < 0 {
        return 0;
    }
    let memory = &state.bus.memory;
    let v = state.registers.v;
    let [mut v4, mut v5, mut v6, mut v7] = [0x35_u8, 0x8E, 0x5B, 0xC4];
    let (mut v0, mut v2, mut vb, mut flag, mut i) = (v[0], v[2], v[11], v[15], state.registers.i as u16);
    let [mut v9, mut va, mut ve] = [0_u8, 50, 0];
    left -= 5 + 1 + 1 + 1;
    let (pc, sp) = loop {
        // execute
        if left < 0 {
            break (0x226, 1);
        }
        let at = PROGRAM + u16::from(ve);
        [v0] = load(memory, at);
        i = at + 1;
        ve = ve.wrapping_add(1);
        v2 = v0;
        left -= 7;
        let carry;
        match v0 {
            0 => {
                (v4, carry) = add(v4, v5);
                (v6, flag) = add(v6, carry);
                left -= 3;
            }
            2 => {
                v5 ^= v6;
                left -= 2;
            }
            4 => {
                (v6, flag) = subtract(v6, v4);
                left -= 2;
            }
            6 => {
                v7 = v7.wrapping_add(3) ^ v4;
                left -= 3;
            }
            8 => {
                (v5, flag) = (v5.rotate_left(1), 0);
                left -= 3;
            }
            10 => {
                vb = 16;
                left -= 2;
            }
            12 => {
                vb = vb.wrapping_sub(1);
                left -= 3;
                if vb != 0 {
                    ve = 2;
                    left -= 1;
                }
            }
            14 => {
                ve = 0;
                v9 = v9.wrapping_add(1);
                left -= 2;
                if v9 != 0 {
                    left -= 1 + 2;
                    continue;
                }
                va = va.wrapping_sub(1);
                left -= 2;
                if va == 0 {
                    ve = (at + 1 - PROGRAM) as u8;
                    break (0x21C, 0);
                }
                left -= 1 + 1 + 2;
            }
            _ => unreachable!("the program has no other instructions"),
        }
    };
    state.bus.stack[0] = 0x210;
    let v = &mut state.registers.v;
    (v[0], v[2], v[4], v[5], v[6], v[7]) = (v0, v2, v4, v5, v6, v7);
    (v[9], v[10], v[11], v[14], v[15]) = (v9, va, vb, ve, flag);
    (state.registers.pc, state.registers.sp, state.registers.i) = (pc, sp, i.into());
    (start - left).cast_unsigned()
}
