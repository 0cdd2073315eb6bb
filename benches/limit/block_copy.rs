//! `block_copy`: the registers that blocks pass through are one wide number of eight bytes and one of four.

use cpu_ops::State;
use cpu_ops::code_map::{Distances, hits_code};
use cpu_ops::flow::Span;

use super::guest::{Memory, add, beyond, load, store};

const SOURCE: u16 = 0x800;
const TARGET: u16 = 0x900;
const SPILL: u16 = 0xA00;
const COUNT: u16 = 0xA20;
const PASSES: u16 = 0xA21;
/// The longest way: from the last block copied back to the first block copied forth.
const RESERVE: i64 = 48;

/// Runs it.
#[allow(clippy::too_many_lines, reason = "the loops share their variables, which are to stay in the host's registers")]
pub fn run(state: &mut State, code: &Distances, budget: u64) -> u64 {
    let start = beyond(budget, RESERVE);
    let mut left = start;
    if left < 0 {
        return 0;
    }
    let (memory, stack) = (&mut state.bus.memory, &mut state.bus.stack);
    // v0 is the lowest byte.
    let v = &mut state.registers.v;
    let mut low = u64::from_le_bytes([v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]]);
    let mut high = u32::from_le_bytes([v[8], v[9], v[10], v[11]]);
    let (mut vc, mut vd, mut ve, mut flag) = (v[12], v[13], v[14], v[15]);
    let mut i = state.registers.i as u16;
    let mut sp = 1;
    stack[0] = 0x202;
    let pc = 'run: {
        // fill-source
        let (mut v0, mut v1) = (0x5B, 0_u8);
        left -= 3;
        loop {
            set(&mut low, 0, v0);
            set(&mut low, 1, v1);
            if left < 0 {
                break 'run 0x22E;
            }
            let at = SOURCE + u16::from(v1);
            i = at + 1;
            if store(memory, code, at, [v0]) {
                left -= 3;
                break 'run 0x234;
            }
            let v2 = v0;
            set(&mut low, 2, v2);
            (v0, flag) = add(v0.rotate_left(1) ^ v1, v2);
            v1 = v1.wrapping_add(1);
            if v1 == 0 {
                break;
            }
            left -= 11;
        }
        set(&mut low, 0, v0);
        set(&mut low, 1, v1);
        (sp, ve) = (0, 200);
        left -= 10 + 2;
        loop {
            if left < 0 {
                break 'run 0x204;
            }
            set(&mut low, 0, 128);
            set(&mut low, 1, ve);
            i = COUNT + 2;
            left -= 4;
            if store(memory, code, COUNT, [128, ve]) {
                break 'run 0x20C;
            }
            loop {
                if left < 0 {
                    break 'run 0x20C;
                }
                // forth
                (stack[0], sp) = (0x20E, 1);
                (vc, vd) = (0, 12);
                left -= 3;
                loop {
                    if left < 0 {
                        break 'run 0x24A;
                    }
                    let from = SOURCE + u16::from(vc);
                    (low, high) = (u64::from_le_bytes(load(memory, from)), u32::from_le_bytes(load(memory, from + 8)));
                    let at = TARGET + u16::from(vd);
                    i = at + 12;
                    if store_block(memory, code, at, low, high) {
                        left -= 6;
                        break 'run 0x256;
                    }
                    vc = vc.wrapping_add(12);
                    vd = vd.wrapping_add(12);
                    if vc == 252 {
                        break;
                    }
                    left -= 10;
                }
                left -= 9 + 4;
                let spilled: [u8; 8] = load(memory, SPILL);
                low = u64::from_le_bytes(spilled);
                i = TARGET + 8;
                if store(memory, code, TARGET, spilled) {
                    break 'run 0x266;
                }
                left -= 6;
                let last: [u8; 4] = load(memory, SOURCE + u16::from(vc));
                low = low >> 32 << 32 | u64::from(u32::from_le_bytes(last));
                let at = TARGET + u16::from(vd);
                i = at + 4;
                if store(memory, code, at, last) {
                    break 'run 0x272;
                }
                // back
                stack[0] = 0x210;
                vc = 0;
                left -= 3;
                loop {
                    if left < 0 {
                        break 'run 0x276;
                    }
                    let block: [u8; 8] = load(memory, TARGET + u16::from(vc));
                    low = u64::from_le_bytes(block);
                    let at = SOURCE + u16::from(vc);
                    i = at + 8;
                    if store(memory, code, at, block) {
                        left -= 6;
                        break 'run 0x282;
                    }
                    vc = vc.wrapping_add(8);
                    if vc == 0 {
                        break;
                    }
                    left -= 9;
                }
                // change-byte
                stack[0] = 0x212;
                left -= 8 + 2 + 5;
                let pass = load::<1>(memory, PASSES)[0].wrapping_add(1);
                i = PASSES + 1;
                set(&mut low, 0, pass);
                if store(memory, code, PASSES, [pass]) {
                    break 'run 0x294;
                }
                left -= 9;
                let at = SOURCE + u16::from(pass);
                let value;
                (value, flag) = add(load::<1>(memory, at)[0] ^ pass, ve);
                i = at + 1;
                set(&mut low, 0, value);
                set(&mut low, 1, pass);
                if store(memory, code, at, [value]) {
                    break 'run 0x2A6;
                }
                sp = 0;
                left -= 1 + 5;
                let count = load::<1>(memory, COUNT)[0].wrapping_sub(1);
                i = COUNT + 1;
                set(&mut low, 0, count);
                if store(memory, code, COUNT, [count]) {
                    break 'run 0x21C;
                }
                if count == 0 {
                    break;
                }
                left -= 2;
            }
            ve = ve.wrapping_sub(1);
            if ve == 0 {
                left -= 1 + 2;
                break 'run 0x226;
            }
            left -= 1 + 3;
        }
    };
    v[..8].copy_from_slice(&low.to_le_bytes());
    v[8..12].copy_from_slice(&high.to_le_bytes());
    v[12..].copy_from_slice(&[vc, vd, ve, flag]);
    (state.registers.pc, state.registers.i, state.registers.sp) = (pc, i.into(), sp);
    (start - left).cast_unsigned()
}

/// Stores v0 to vB. In two pieces, as they are in the host's registers, with one check.
#[inline(always)]
fn store_block(memory: &mut Memory, code: &Distances, at: u16, low: u64, high: u32) -> bool {
    let start = usize::from(at);
    memory[start..start + 8].copy_from_slice(&low.to_le_bytes());
    memory[start + 8..start + 12].copy_from_slice(&high.to_le_bytes());
    hits_code(code, Span { start: at, len: 12 })
}

/// Sets one of the registers v0 to v7.
#[inline(always)]
fn set(low: &mut u64, register: u32, value: u8) {
    *low = *low & !(0xFF << (8 * register)) | u64::from(value) << (8 * register);
}
