//! `sieve`: single bytes of memory. The index of a flag, v1 and v2, is one number here.

use cpu_ops::State;
use cpu_ops::code_map::Distances;

use super::guest::{add, beyond, load, store};

/// The flags; I is here plus the index.
const FLAGS: u16 = 0x800;
/// How many there are.
const COUNT: u16 = 0x400;
/// The first index that is not tried.
const ROOT: u8 = 22;
/// The longest way: from the last flag collected to the first ones cleared.
const RESERVE: i64 = 32;

/// Runs it.
#[allow(clippy::too_many_lines, reason = "the loops share their variables, which are to stay in the host's registers")]
pub fn run(state: &mut State, code: &Distances, budget: u64) -> u64 {
    let start = beyond(budget, RESERVE);
    let mut left = start;
    if left < 0 {
        return 0;
    }
    let (memory, stack) = (&mut state.bus.memory, &mut state.bus.stack);
    let v = state.registers.v;
    // v0 to v7 are zero after the flags are cleared; v1 and v2 are parts of the index.
    let mut low = [v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]];
    let (mut v8, mut v9, mut flag, mut i, mut sp) = (v[8], v[9], v[15], state.registers.i as u16, 0);
    let (mut va, mut vb, mut vc, mut vd, mut ve) = (0_u8, 0_u8, 0_u8, 0_u8, 2_u8);
    left -= 5;
    let pc = 'run: loop {
        if left < 0 {
            break 0x20A;
        }
        v8 = 250;
        left -= 1;
        loop {
            if left < 0 {
                break 'run 0x20C;
            }
            // clear-flags
            (stack[0], sp) = (0x20E, 1);
            low = [0; 8];
            v9 = 0;
            left -= 10;
            loop {
                if left < 0 {
                    break 'run 0x23A;
                }
                for page in 0..4_u8 {
                    let at = FLAGS + u16::from(page) * 0x100 + u16::from(v9);
                    i = at + 8;
                    if store(memory, code, at, [0; 8]) {
                        left -= 3 * i64::from(page) + 3;
                        break 'run 0x240 + 6 * u32::from(page);
                    }
                }
                v9 = v9.wrapping_add(8);
                if v9 == 0 {
                    break;
                }
                left -= 15;
            }
            // Back, and on to cross-out.
            stack[0] = 0x210;
            let mut v4 = 0;
            left -= 14 + 1 + 2;
            loop {
                low[4] = v4;
                if left < 0 {
                    break 'run 0x25C;
                }
                let [composite] = load(memory, FLAGS + u16::from(v4));
                if composite == 0 {
                    // cross-out-multiples
                    (stack[1], sp) = (0x266, 2);
                    let step = 2 * v4 + 3;
                    let mut index = u16::from(v4);
                    flag = 0;
                    left -= 11;
                    let mut to = FLAGS + u16::from(v4) + 1;
                    loop {
                        if left < 0 {
                            low[..4].copy_from_slice(&[1, index as u8, (index >> 8) as u8, step]);
                            i = to;
                            break 'run 0x27A;
                        }
                        index += u16::from(step);
                        if index >= COUNT {
                            break;
                        }
                        let at = FLAGS + index;
                        to = at + 1;
                        if store(memory, code, at, [1]) {
                            left -= 9 + i64::from(index > 0xFF);
                            low[..4].copy_from_slice(&[1, index as u8, (index >> 8) as u8, step]);
                            i = to;
                            break 'run 0x294;
                        }
                        left -= 10 + i64::from(index > 0xFF);
                    }
                    low[..4].copy_from_slice(&[1, index as u8, (index >> 8) as u8, step]);
                    i = to;
                    sp = 1;
                    left -= 4;
                } else {
                    low[0] = composite;
                    i = FLAGS + u16::from(v4) + 1;
                    left -= 4;
                }
                v4 += 1;
                if v4 == ROOT {
                    break;
                }
                left -= 3;
            }
            // Back, and on to collect.
            low[4] = v4;
            stack[0] = 0x212;
            let mut index = 0_u16;
            left -= 2 + 1 + 1 + 2;
            loop {
                if left < 0 {
                    (low[1], low[2]) = (index as u8, (index >> 8) as u8);
                    break 'run 0x29A;
                }
                let v1 = index as u8;
                let [composite] = load(memory, FLAGS + index);
                i = FLAGS + index + 1;
                low[0] = composite;
                left -= 7 + i64::from(index > 0xFF);
                if composite == 0 {
                    // mix-in
                    stack[1] = 0x2B0;
                    va = va.wrapping_add(1);
                    let carry;
                    (vb, carry) = add(vb, v1);
                    vc = vc.wrapping_add(carry) ^ v8;
                    (vd, flag) = add(vd, vc);
                    vd ^= v1;
                    left -= 8;
                }
                index += 1;
                left -= 2 + i64::from(index as u8 == 0);
                if index == COUNT {
                    break;
                }
                left -= 2;
            }
            (low[1], low[2]) = (index as u8, (index >> 8) as u8);
            sp = 0;
            left -= 2;
            v8 = v8.wrapping_sub(1);
            if v8 == 0 {
                break;
            }
            left -= 3;
        }
        ve = ve.wrapping_sub(1);
        if ve == 0 {
            left -= 2 + 2;
            break 0x21E;
        }
        left -= 2 + 3;
    };
    state.registers.v[..8].copy_from_slice(&low);
    state.registers.v[8..].copy_from_slice(&[v8, v9, va, vb, vc, vd, ve, flag]);
    (state.registers.pc, state.registers.i, state.registers.sp) = (pc, i.into(), sp);
    (start - left).cast_unsigned()
}
