//! `sprites`: drawing. The rows of a sprite are a constant for each place it is drawn at, so each has its own code.

use cpu_ops::State;
use cpu_ops::code_map::Distances;

use super::guest::{Memory, Screen, add, beyond, load};

const SHAPE: u16 = 0x409;
/// Instructions of one drawing.
const DRAWING: i64 = 15;
/// The longest way: from one drawing to the next, by way of the loops.
const RESERVE: i64 = 48;

/// v0 to v8, as far as they count.
struct Guest<'a> {
    memory: &'a Memory,
    /// By reference, since a compiler does not take apart a structure that has an array indexed in it.
    screen: &'a mut Screen,
    v0: u8,
    v1: u8,
    v4: u8,
    v5: u8,
    v6: u8,
    v7: u8,
    v8: u8,
    flag: u8,
    i: u16,
    left: i64,
}

impl Guest<'_> {
    /// Draws `N` rows at the next place. `None`: they are drawn; else the budget is short, and this is where.
    #[inline(always)]
    fn draw_next<const N: usize>(&mut self) -> Option<u32> {
        if self.left < 0 {
            return Some(0x212 + (N as u32 - 1) * 30);
        }
        self.v7 = self.v7.wrapping_add(0x35);
        self.v8 = (self.v8 ^ self.v7).wrapping_add(self.v6);
        self.v5 = self.v8 & 15;
        self.v4 = (self.v7 & 31) + self.v5;
        self.v6 = self.v8 & 7;
        self.i = SHAPE + u16::from(self.v6);
        let rows: [u8; N] = load(self.memory, self.i);
        let hit = self.screen.draw(self.v4, self.v5, rows);
        self.v0 = self.v0.wrapping_add(hit);
        (self.v1, self.flag) = add(self.v1, self.v0);
        self.left -= DRAWING;
        None
    }

    /// All fifteen.
    #[inline(always)]
    fn draw_all(&mut self) -> Option<u32> {
        self.draw_next::<1>()
            .or_else(|| self.draw_next::<2>())
            .or_else(|| self.draw_next::<3>())
            .or_else(|| self.draw_next::<4>())
            .or_else(|| self.draw_next::<5>())
            .or_else(|| self.draw_next::<6>())
            .or_else(|| self.draw_next::<7>())
            .or_else(|| self.draw_next::<8>())
            .or_else(|| self.draw_next::<9>())
            .or_else(|| self.draw_next::<10>())
            .or_else(|| self.draw_next::<11>())
            .or_else(|| self.draw_next::<12>())
            .or_else(|| self.draw_next::<13>())
            .or_else(|| self.draw_next::<14>())
            .or_else(|| self.draw_next::<15>())
    }
}

/// Runs it.
pub fn run(state: &mut State, _: &Distances, budget: u64) -> u64 {
    let start = beyond(budget, RESERVE);
    if start < 0 {
        return 0;
    }
    let registers = &mut state.registers;
    let (mut rows, memory) = (Screen::of(&state.bus.display), &state.bus.memory);
    let screen = &mut rows;
    let (left, i) = (start - 9, registers.i as u16);
    let [_, _, _, _, v4, v5, ..] = registers.v;
    let flag = registers.v[15];
    let mut guest = Guest { memory, screen, v0: 0, v1: 0, v4, v5, v6: 0, v7: 0x1D, v8: 0xC2, flag, i, left };
    let (mut v9, mut va) = (0_u8, 200_u8);
    let pc = loop {
        if let Some(pc) = guest.draw_all() {
            break pc;
        }
        (guest.v8, guest.flag) = add(guest.v8, v9);
        v9 = v9.wrapping_add(1);
        guest.left -= 3;
        if v9 != 0 {
            guest.left -= 1;
            continue;
        }
        (guest.v7, guest.flag) = add(guest.v7, va);
        guest.v8 = guest.v8.wrapping_add(1);
        va -= 1;
        guest.left -= 4;
        if va == 0 {
            break 0x3E6;
        }
        guest.left -= 1 + 1;
    };
    registers.v[..11]
        .copy_from_slice(&[guest.v0, guest.v1, 0, 0, guest.v4, guest.v5, guest.v6, guest.v7, guest.v8, v9, va]);
    (registers.pc, registers.i, registers.v[15]) = (pc, guest.i.into(), guest.flag);
    let executed = start - guest.left;
    rows.put_back(&mut state.bus.display);
    executed.cast_unsigned()
}
