//! `random_branches`: the random number, v4 and v5, is one number of 16 bits here. The branches stay branches, but
//! where both ways are a few instructions long the compiler may choose.

use cpu_ops::State;
use cpu_ops::code_map::Distances;

use super::guest::{add, beyond, subtract};

/// The longest way: from one random number to the next, by way of the three loops.
const RESERVE: i64 = 48;

/// Runs it.
pub fn run(state: &mut State, _: &Distances, budget: u64) -> u64 {
    let start = beyond(budget, RESERVE);
    let mut left = start;
    if left < 0 {
        return 0;
    }
    let v = &mut state.registers.v;
    let stack = &mut state.bus.stack;
    let [mut v0, mut v1, mut v2, mut v3] = [0x21_u8, 0x43, 0x65, 0x87];
    let mut number = 0xACE1_u16;
    let (mut v6, mut v7) = (v[6], v[7]);
    let [mut v8, mut v9, mut va] = [0_u8, 0, 6];
    let (mut flag, mut sp) = (v[15], 0);
    left -= 9;
    let pc = 'run: loop {
        if left < 0 {
            break 0x212;
        }
        v7 = (number >> 8) as u8;
        number = number.wrapping_mul(5).wrapping_add(0x2F35);
        let [v4, v5] = number.to_le_bytes();
        // decide
        stack[0] = 0x232;
        left -= 15 + 1;
        if v5 <= 0x60 {
            // small
            v6 = v5 & 3;
            flag = 1;
            left -= 4 + 2;
            while v6 != 0 {
                if left < 0 {
                    sp = 1;
                    break 'run 0x292;
                }
                let rotated = v0.rotate_left(1);
                flag = 0;
                v0 = rotated ^ v4;
                v6 -= 1;
                left -= 6;
            }
            left -= 2;
        } else if v5 <= 0xB0 {
            // medium
            left -= 3 + 4 + 1;
            if v0 == v1 {
                // alike
                v6 = 0xB0 - v5;
                flag = 1;
                v1 = v1.wrapping_add(0x55);
                v3 = v3.wrapping_add(1);
                left -= 4;
            } else if v2 & 1 == 0 {
                v6 = 0;
                let carry;
                (v1, carry) = add(v1, v0);
                (v2, flag) = add(v2, carry);
                v2 = v2.wrapping_add(1);
                left -= 3 + 4;
            } else {
                v6 = 1;
                v2 = v2.wrapping_add(v5);
                (v0, flag) = subtract(v0, v2);
                v3 = v3.wrapping_add(if flag == 0 { 7 } else { 0 });
                left -= 4 + 4 + i64::from(flag == 0);
            }
        } else {
            // large
            v6 = v4 << 1;
            left -= 3 + 3 + 3;
            if v4 & 0x80 == 0 {
                (v3, flag) = subtract(v3, v5);
                v1 ^= v3;
                left -= 1 + 3;
            } else {
                let carry;
                (v3, carry) = add(v3, v4);
                (v2, flag) = add(v2, carry);
                left -= 3;
            }
        }
        v8 = v8.wrapping_add(1);
        left -= 2;
        if v8 != 0 {
            left -= 1;
            continue;
        }
        v9 = v9.wrapping_add(1);
        left -= 2;
        if v9 != 0 {
            left -= 1 + 1;
            continue;
        }
        (v1, flag) = add(v1, va);
        va = va.wrapping_sub(1);
        left -= 3;
        if va == 0 {
            break 0x246;
        }
        left -= 1 + 2;
    };
    let [v4, v5] = number.to_le_bytes();
    v[..11].copy_from_slice(&[v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, va]);
    v[15] = flag;
    (state.registers.pc, state.registers.sp) = (pc, sp);
    (start - left).cast_unsigned()
}
