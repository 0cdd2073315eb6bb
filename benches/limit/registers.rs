//! `registers`: sixteen bytes in sixteen local variables; which of them get a register of the host is up to the compiler.

use cpu_ops::State;
use cpu_ops::code_map::Distances;

use super::guest::{add, beyond, subtract};

/// The longest way: the loop, and back to its head by way of the two around it.
const RESERVE: i64 = 48;

/// Runs it.
pub fn run(state: &mut State, _: &Distances, budget: u64) -> u64 {
    let start = beyond(budget, RESERVE);
    let mut left = start;
    if left < 0 {
        return 0;
    }
    let mut flag = state.registers.v[15];
    let [mut v0, mut v1, mut v2, mut v3] = [0x01_u8, 0x23, 0x45, 0x67];
    let [mut v4, mut v5, mut v6, mut v7] = [0x89_u8, 0xAB, 0xCD, 0xEF];
    let [mut v8, mut v9, mut va, mut vb] = [0x10_u8, 0x32, 0x54, 0x76];
    let [mut vc, mut vd, mut ve] = [0_u8, 0, 0xF8];
    left -= 15;
    let pc = loop {
        // The three loops have the same head.
        if left < 0 {
            break 0x21E;
        }
        let mut f;
        (v0, f) = add(v0, v1);
        v1 = v1.wrapping_add(f);
        v2 ^= v0;
        (v3, f) = subtract(v3, v2);
        v4 = v4.wrapping_add(f);
        (v5, f) = subtract(v3, v5);
        v6 = v6.wrapping_add(f) | v0;
        (v7, f) = add(v7, v4);
        v8 = v8.wrapping_add(f) ^ vc;
        va = va.wrapping_add(v9 & 1);
        v9 = v9 >> 1 ^ v5;
        vb = vb.rotate_left(1) ^ vd;
        va = va.wrapping_sub(v6);
        v1 = v1.wrapping_add(v7);
        v2 = v2.wrapping_add(v8);
        v3 ^= v9;
        v4 = v4.wrapping_add(va);
        v7 ^= vb;
        v0 ^= ve;
        (v5, flag) = add(v5, v1);
        vc = vc.wrapping_add(1);
        left -= 28;
        if vc != 0 {
            continue;
        }
        v6 ^= v2;
        vd = vd.wrapping_add(1);
        left -= 3;
        if vd != 0 {
            continue;
        }
        ve = ve.wrapping_add(1);
        left -= 1;
        if ve == 0 {
            break 0x264;
        }
        left -= 1;
    };
    state.registers.v = [v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, va, vb, vc, vd, ve, flag];
    state.registers.pc = pc;
    (start - left).cast_unsigned()
}
