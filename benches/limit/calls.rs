//! `calls`: a tree of calls. v4 is 8 at its root and one less at each level, so each level is a function of its own.
//! The compiler writes them out one in the other, and all registers stay in registers of the host.

use cpu_ops::State;
use cpu_ops::bus::STACK_SLOTS;
use cpu_ops::code_map::Distances;

use super::guest::{add, beyond};

/// The place that a node's first call returns to, and the second's.
const SITES: [u32; 2] = [0x230, 0x234];

/// The longest way: from a node above leaves to the next one, by way of the loops outside of the tree.
const RESERVE: i64 = 112;
/// Return addresses on the stack in the node at level 0, a leaf; one less at each level above.
const LEAF_DEPTH: u8 = 10;

/// What a subroutine reads or writes.
struct Guest<'a> {
    v0: u8,
    v1: u8,
    v2: u8,
    v3: u8,
    v7: u8,
    flag: u8,
    stack: &'a mut [u32; STACK_SLOTS],
    left: i64,
}

/// The budget is short. The place is the head of a node at level 1.
struct Short;

impl Guest<'_> {
    /// A node above leaves.
    #[inline(always)]
    fn node1(&mut self) -> Result<(), Short> {
        if self.left < 0 {
            return Err(Short);
        }
        self.v1 = self.v1.wrapping_add(1);
        self.leaf(SITES[0]);
        self.v2 ^= self.v1;
        self.leaf(SITES[1]);
        (self.v0, self.flag) = add(self.v0, self.v2);
        self.left -= 4 + 12 + 2 + 12 + 3;
        Ok(())
    }

    /// A leaf, called from before `site`. Whether it adds up or turns is no branch: both ways are twelve
    /// instructions long, and which it is can hardly be predicted.
    #[inline(always)]
    fn leaf(&mut self, site: u32) {
        self.stack[usize::from(LEAF_DEPTH) - 1] = site;
        self.v7 = self.v0 & 4;
        let turns = self.v7 != 0;
        self.stack[usize::from(LEAF_DEPTH)] = if turns { 0x246 } else { 0x242 };
        // add-up
        let (sum, carry) = add(self.v3, self.v0);
        let (with_carry, add_flag) = add(self.v2, carry);
        // turn
        let turned = self.v1.rotate_left(1);
        let (turn_sum, turn_flag) = add(self.v0, self.v3);
        self.flag = if turns { turn_flag } else { add_flag };
        self.v0 = if turns { turn_sum } else { self.v0.wrapping_add(0x3D) };
        self.v1 = if turns { turned } else { self.v1 };
        self.v2 = if turns { self.v2 } else { with_carry };
        self.v3 = if turns { self.v3 } else { sum };
    }
}

/// A node at `level`, whose children are `child`.
macro_rules! node {
    ($name:ident, $child:ident, $level:literal) => {
        impl Guest<'_> {
            #[inline(always)]
            fn $name(&mut self) -> Result<(), Short> {
                (self.v1, self.flag) = add(self.v1, $level);
                self.left -= 4;
                for site in SITES {
                    if site == SITES[1] {
                        self.v2 ^= self.v1;
                        self.left -= 2;
                    }
                    self.stack[usize::from(LEAF_DEPTH - $level)] = site;
                    self.$child()?;
                }
                (self.v0, self.flag) = add(self.v0, self.v2);
                self.left -= 3;
                Ok(())
            }
        }
    };
}

node!(node2, node1, 2);
node!(node3, node2, 3);
node!(node4, node3, 4);
node!(node5, node4, 5);
node!(node6, node5, 6);
node!(node7, node6, 7);
node!(node8, node7, 8);

/// Runs it.
pub fn run(state: &mut State, _: &Distances, budget: u64) -> u64 {
    let start = beyond(budget, RESERVE);
    if start < 0 {
        return 0;
    }
    let v = &mut state.registers.v;
    let (stack, left) = (&mut state.bus.stack, start - 5);
    let mut guest = Guest { v0: 0x11, v1: 0x4F, v2: 0xA3, v3: 0x05, v7: v[7], flag: v[15], stack, left };
    let mut v5: u8;
    let mut v6: u8 = 10;
    let (pc, sp, v4) = 'run: loop {
        v5 = 0;
        guest.left -= 1;
        loop {
            // walk
            guest.stack[0] = 0x20E;
            guest.stack[1] = 0x220;
            guest.left -= 3;
            if guest.node8().is_err() {
                break 'run (0x226, u64::from(LEAF_DEPTH) - 1, 1);
            }
            guest.v0 ^= v5;
            (guest.v3, guest.flag) = add(guest.v3, v6);
            v5 = v5.wrapping_add(1);
            if v5 == 0 {
                break;
            }
            guest.left -= 3 + 3;
        }
        v6 = v6.wrapping_sub(1);
        if v6 == 0 {
            guest.left -= 3 + 2 + 2;
            break (0x21A, 0, 8);
        }
        guest.left -= 3 + 2 + 3;
    };
    v[..8].copy_from_slice(&[guest.v0, guest.v1, guest.v2, guest.v3, v4, v5, v6, guest.v7]);
    v[15] = guest.flag;
    (state.registers.pc, state.registers.sp) = (pc, sp);
    (start - guest.left).cast_unsigned()
}
