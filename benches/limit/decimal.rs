//! `decimal`: numbers taken apart; v4 and v5 are one number of 16 bits here.

use cpu_ops::State;
use cpu_ops::code_map::Distances;

use super::guest::{add, beyond, load, store};

const DIGITS: u16 = 0x202;
/// The longest way: from one number to the next, by way of the loop around.
const RESERVE: i64 = 64;

/// Runs it.
pub fn run(state: &mut State, code: &Distances, budget: u64) -> u64 {
    let start = beyond(budget, RESERVE);
    let mut left = start;
    if left < 0 {
        return 0;
    }
    let (memory, stack) = (&mut state.bus.memory, &mut state.bus.stack);
    let v = &mut state.registers.v;
    let mut digits = [v[0], v[1], v[2]];
    let mut number = 0_u16;
    let (mut v6, mut v7, mut v8, mut v9) = (v[6], v[7], v[8], 6_u8);
    let [mut va, mut vb, mut vc, mut vd, mut ve] = [0x71_u8, 0x2E, 0x08, 0xB4, 0];
    let (mut flag, mut i, mut sp) = (v[15], state.registers.i as u16, 0);
    left -= 7 + 2;
    let pc = loop {
        if left < 0 {
            break 0x215;
        }
        let [v4, v5] = number.to_le_bytes();
        (v6, flag) = add(v4 ^ v5, vb);
        // take-apart
        stack[0] = 0x21D;
        left -= 4 + 2;
        if store(memory, code, DIGITS, [v6 / 100, v6 / 10 % 10, v6 % 10]) {
            (i, sp) = (DIGITS, 1);
            break 0x247;
        }
        digits = load(memory, DIGITS);
        i = DIGITS + 3;
        let [v0, v1, v2] = digits;
        v7 = v2.wrapping_add(v1.wrapping_mul(10));
        v7 = v7.wrapping_add(if v0 == 0 { 0 } else { 100 }).wrapping_add(if v0 == 2 { 100 } else { 0 });
        ve = ve.wrapping_add(u8::from(v7 != v6));
        left -= 9 + 2 + i64::from(v0 != 0) + i64::from(v0 == 2) + 1 + 1 + i64::from(v7 != v6);
        // mix-in
        stack[0] = 0x223;
        va = va.wrapping_add(v0);
        vb = vb.wrapping_add(v1);
        vc = (vc ^ v2).wrapping_add(v7);
        let carry;
        (vd, carry) = add(vd, vc);
        vb = vb.wrapping_add(carry);
        vd ^= va;
        let carry;
        (number, carry) = number.overflowing_add(1);
        flag = u8::from(carry);
        let [v4, v5] = number.to_le_bytes();
        v8 = v4 | v5;
        left -= 9 + 6;
        if v8 != 0 {
            left -= 1;
            continue;
        }
        v9 = v9.wrapping_sub(1);
        left -= 2;
        if v9 == 0 {
            break 0x237;
        }
        left -= 1 + 2;
    };
    let [v4, v5] = number.to_le_bytes();
    v[..3].copy_from_slice(&digits);
    v[4..].copy_from_slice(&[v4, v5, v6, v7, v8, v9, va, vb, vc, vd, ve, flag]);
    (state.registers.pc, state.registers.i, state.registers.sp) = (pc, i.into(), sp);
    (start - left).cast_unsigned()
}
