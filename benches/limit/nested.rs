//! `nested`: everything is in registers.

use cpu_ops::State;
use cpu_ops::code_map::Distances;

use super::guest::{add, beyond, subtract};

/// The longest way: once through the innermost loop and back to the head of the outermost.
const RESERVE: i64 = 15;

/// Runs it.
pub fn run(state: &mut State, _: &Distances, budget: u64) -> u64 {
    let start = beyond(budget, RESERVE);
    let mut left = start;
    if left < 0 {
        return 0;
    }
    let v = &mut state.registers.v;
    let (mut v0, mut v1, mut v2, mut v3, mut v4) = (0x01_u8, 0x35_u8, 0x7A_u8, 0x9C_u8, 24_u8);
    let (mut v5, mut v6, mut flag) = (v[5], v[6], v[15]);
    left -= 5;
    let pc = 'run: loop {
        if left < 0 {
            break 0x20A;
        }
        v5 = 0;
        left -= 1;
        loop {
            if left < 0 {
                break 'run 0x20C;
            }
            v6 = 0;
            left -= 1;
            loop {
                if left < 0 {
                    break 'run 0x20E;
                }
                let carry;
                (v0, carry) = add(v0, v6);
                v1 = v1.wrapping_add(carry) ^ v5;
                v2 = subtract(v2, v0).0;
                (v3, flag) = add(v3, v1);
                v3 ^= v2;
                v6 = v6.wrapping_add(1);
                if v6 == 0 {
                    break;
                }
                left -= 9;
            }
            (v0, flag) = add(v0, v3);
            v5 = v5.wrapping_add(1);
            if v5 == 0 {
                break;
            }
            left -= 8 + 4;
        }
        v2 ^= v4;
        v4 = v4.wrapping_sub(1);
        if v4 == 0 {
            left -= 8 + 3 + 3;
            break 0x230;
        }
        left -= 8 + 3 + 4;
    };
    v[..7].copy_from_slice(&[v0, v1, v2, v3, v4, v5, v6]);
    v[15] = flag;
    state.registers.pc = pc;
    (start - left).cast_unsigned()
}
