//! `mixed`: the frame of a game. Each subroutine is written out where it is called.

use cpu_ops::State;
use cpu_ops::bus::STACK_SLOTS;
use cpu_ops::code_map::Distances;

use super::guest::{Memory, Screen, add, beyond, load, store};

const OBJECTS: u16 = 0x800;
const DIGITS: u16 = 0x8F0;
const BALL: u16 = 0x34C;
/// The offset beyond the last object.
const LAST: u8 = 48;
/// The longest way: from the last object of a frame, by way of the loops, to the first of the next.
const RESERVE: i64 = 96;

/// The keys that are looked at: 5, 7, 8 and 9.
const KEYS: u16 = 0b11_1010_0000;

/// A translation leaves at this address.
struct Leave(u32);

/// What is kept between loops; scratch registers as they are where a translation can be left.
struct Guest<'a> {
    memory: &'a mut Memory,
    code: &'a Distances,
    stack: &'a mut [u32; STACK_SLOTS],
    /// By reference, since a compiler does not take apart a structure that has an array indexed in it.
    screen: &'a mut Screen,
    keys: u16,
    delay: u8,
    left: i64,
    i: u16,
    sp: u64,
    v: [u8; 16],
}

/// Runs it.
pub fn run(state: &mut State, code: &Distances, budget: u64) -> u64 {
    let start = beyond(budget, RESERVE);
    if start < 0 {
        return 0;
    }
    let registers = &mut state.registers;
    let bus = &mut state.bus;
    let mut screen = Screen::of(&bus.display);
    let mut guest = Guest {
        memory: &mut bus.memory,
        code,
        stack: &mut bus.stack,
        screen: &mut screen,
        keys: bus.keys,
        delay: registers.delay,
        left: start,
        i: registers.i as u16,
        sp: registers.sp,
        v: registers.v,
    };
    let Leave(pc) = guest.main();
    (registers.i, registers.sp, registers.delay, registers.v) = (guest.i.into(), guest.sp, guest.delay, guest.v);
    registers.pc = pc;
    let executed = start - guest.left;
    screen.put_back(&mut bus.display);
    executed.cast_unsigned()
}

impl Guest<'_> {
    #[inline(always)]
    fn main(&mut self) -> Leave {
        self.screen.clear();
        (self.v[5], self.v[6], self.v[7], self.v[8], self.v[9]) = (0, 0, 0, 0x37, 0xD2);
        self.left -= 7;
        if let Err(leave) = self.place_objects() {
            return leave;
        }
        self.v[14] = 200;
        self.left -= 1;
        loop {
            if self.left < 0 {
                return Leave(0x210);
            }
            self.v[13] = 200;
            self.left -= 1;
            loop {
                if let Err(leave) = self.frame() {
                    return leave;
                }
                self.v[13] = self.v[13].wrapping_sub(1);
                if self.v[13] == 0 {
                    break;
                }
                self.left -= 3;
            }
            self.v[14] = self.v[14].wrapping_sub(1);
            if self.v[14] == 0 {
                self.left -= 2 + 2;
                return Leave(0x220);
            }
            self.left -= 2 + 3;
        }
    }

    /// Called from 0x20C.
    #[inline(always)]
    fn place_objects(&mut self) -> Result<(), Leave> {
        (self.stack[0], self.sp) = (0x20E, 1);
        self.v[4] = 0;
        self.left -= 1;
        loop {
            if self.left < 0 {
                return Err(Leave(0x226));
            }
            self.next_random();
            let (v8, v9) = (self.v[8], self.v[9]);
            let object = [
                (v9 & 31) + 10,
                (v8 & 15) + 4,
                if v9 & 8 != 0 { 0xFF } else { 1 },
                if v9 & 64 != 0 { 0xFF } else { 1 },
            ];
            self.v[..4].copy_from_slice(&object);
            self.v[10] = v9 & 64;
            self.left -= 6 + 8 + i64::from(v9 & 8 != 0) + i64::from(v9 & 64 != 0) + 3;
            self.put(object, 0x268)?;
            self.i = BALL;
            let ball = load(self.memory, BALL);
            self.v[15] = self.screen.draw::<4>(object[0], object[1], ball);
            self.v[4] += 4;
            self.left -= 2 + 2;
            if self.v[4] == LAST {
                break;
            }
            self.left -= 1;
        }
        self.sp = 0;
        self.left -= 1;
        Ok(())
    }

    /// Stores the object at v4; the next instruction is at `next`.
    #[inline(always)]
    fn put(&mut self, object: [u8; 4], next: u32) -> Result<(), Leave> {
        let at = OBJECTS + u16::from(self.v[4]);
        self.i = at + 4;
        if store(self.memory, self.code, at, object) { Err(Leave(next)) } else { Ok(()) }
    }

    /// x := 5x + 1, where x is v8 and v9.
    #[inline(always)]
    fn next_random(&mut self) {
        let old = u16::from_le_bytes([self.v[8], self.v[9]]);
        let new = old.wrapping_mul(5).wrapping_add(1).to_le_bytes();
        self.v[8..10].copy_from_slice(&new);
        self.v[10..12].copy_from_slice(&old.to_le_bytes());
        // The last carry is that of adding the high byte of x to what 4x and the low byte of x come to.
        let sum = old.wrapping_mul(4).wrapping_add(old & 0xFF);
        self.v[15] = add((sum >> 8) as u8, (old >> 8) as u8).1;
        self.left -= 13 + i64::from(new[0] == 0);
    }

    /// Called from 0x212.
    #[inline(always)]
    fn frame(&mut self) -> Result<(), Leave> {
        // read-keys
        self.stack[0] = 0x214;
        self.stack[1] = 0x276;
        self.v[12] = self.delay;
        self.delay = 9;
        self.v[10] = 9;
        self.v[4] = 0;
        self.sp = 1;
        self.left -= 1 + 1 + 8 + i64::from((self.keys & KEYS).count_ones()) + 3 + 1;
        loop {
            if self.left < 0 {
                return Err(Leave(0x278));
            }
            self.move_object()?;
            self.v[4] += 4;
            if self.v[4] == LAST {
                break;
            }
            self.left -= 3;
        }
        self.left -= 2;
        self.next_random();
        let carry;
        (self.v[5], carry) = add(self.v[5], 1);
        (self.v[6], self.v[15]) = add(self.v[6], carry);
        self.v[10] = self.v[5] & 15;
        self.left -= 6;
        if self.v[10] == 0 {
            self.show_score()?;
        }
        self.sp = 0;
        self.left -= 1;
        Ok(())
    }

    /// Called from 0x278.
    #[inline(always)]
    fn move_object(&mut self) -> Result<(), Leave> {
        (self.stack[1], self.sp) = (0x27A, 2);
        let [v0, v1, v2, v3] = load(self.memory, OBJECTS + u16::from(self.v[4]));
        let ball = load(self.memory, BALL);
        self.screen.draw::<4>(v0, v1, ball);
        let (v0, v1) = (v0.wrapping_add(v2), v1.wrapping_add(v3));
        let v2 = if v0 == 0 {
            1
        } else if v0 == 60 {
            0xFF
        } else {
            v2
        };
        let mut v3 = if v1 == 0 {
            1
        } else if v1 == 28 {
            0xFF
        } else {
            v3
        };
        let flag = self.screen.draw::<4>(v0, v1, ball);
        let turns = i64::from(v0 == 0) + i64::from(v0 == 60) + i64::from(v1 == 0) + i64::from(v1 == 28);
        self.v[15] = flag;
        self.left -= 1 + 7 + 4 + turns + 3;
        if flag == 1 {
            v3 = self.collide(v1, v3);
        }
        self.v[..4].copy_from_slice(&[v0, v1, v2, v3]);
        self.left -= 3;
        self.put([v0, v1, v2, v3], 0x2F6)?;
        self.sp = 1;
        self.left -= 1;
        Ok(())
    }

    /// Called from 0x2EE. Returns the new v3.
    #[inline(always)]
    fn collide(&mut self, v1: u8, v3: u8) -> u8 {
        self.stack[2] = 0x2F0;
        self.v[7] = self.v[7].wrapping_add(1);
        self.v[10] = self.v[9] & 3;
        (self.v[9], self.v[15]) = add(self.v[9], self.v[7]);
        if self.v[10] != 0 {
            self.left -= 7;
            v3
        } else if v1 == 0 {
            self.left -= 8;
            v3
        } else if v1 == 28 {
            self.left -= 9;
            v3
        } else {
            self.v[10] = 0xFE;
            self.left -= 11;
            v3 ^ 0xFE
        }
    }

    /// Called from 0x2A8.
    #[inline(always)]
    fn show_score(&mut self) -> Result<(), Leave> {
        (self.stack[1], self.sp) = (0x2AA, 2);
        let value = self.v[5];
        let digits = [value / 100, value / 10 % 10, value % 10];
        self.left -= 3;
        self.i = DIGITS;
        if store(self.memory, self.code, DIGITS, digits) {
            return Err(Leave(0x316));
        }
        self.i = DIGITS + 3;
        self.v[..3].copy_from_slice(&digits);
        self.v[7] = self.v[7].wrapping_add(digits[0]).wrapping_add(digits[1]);
        (self.v[7], self.v[15]) = add(self.v[7], digits[2]);
        self.sp = 1;
        self.left -= 6;
        Ok(())
    }
}
