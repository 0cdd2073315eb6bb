//! The interpreter that everyone writes first: fetch two bytes, take them apart, `match`. Nothing is decoded in advance.
//!
//! It is a yardstick for the interpreter, as [`limit`](crate::limit) is one for the recompiler: plain CHIP-8 without
//! quirks, 4 KiB of memory, a screen with a byte a pixel. It knows nothing of the rest of the workspace.

use std::fmt;

/// Bytes of memory.
pub const MEMORY_BYTES: usize = 0x1000;
const ENTRY: u16 = 0x200;
const FONT: u16 = 0;
/// Pixels across.
pub const WIDTH: usize = 64;
/// Pixels down.
pub const HEIGHT: usize = 32;

/// A CHIP-8.
pub struct Switch {
    /// Its memory.
    pub memory: [u8; MEMORY_BYTES],
    /// Its screen, row by row.
    pub screen: [bool; WIDTH * HEIGHT],
    v: [u8; 16],
    i: u16,
    pc: u16,
    stack: [u16; 16],
    sp: u8,
    delay: u8,
    sound: u8,
    keys: [bool; 16],
    random: u32,
}

impl fmt::Debug for Switch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Switch at {:03X}, I {:03X}, v {:02X?}", self.pc, self.i, self.v)
    }
}

impl Switch {
    /// A CHIP-8 about to start what is in `memory`: the program, and the digits of the font from 0 on.
    #[must_use]
    pub fn new(memory: [u8; MEMORY_BYTES]) -> Self {
        Self {
            memory,
            screen: [false; WIDTH * HEIGHT],
            v: [0; 16],
            i: 0,
            pc: ENTRY,
            stack: [0; 16],
            sp: 0,
            delay: 0,
            sound: 0,
            keys: [false; 16],
            random: 1,
        }
    }

    /// Executes instructions until the program jumps to itself, does something without a meaning, or has executed
    /// `budget` of them. Returns how many it has, the jump to itself included.
    pub fn run(&mut self, budget: u64) -> u64 {
        let mut executed = 0;
        while executed < budget {
            let at = self.pc;
            if !self.step() {
                return executed;
            }
            executed += 1;
            if self.pc == at {
                break;
            }
        }
        executed
    }

    /// Executes one instruction; `false` if it has no meaning.
    fn step(&mut self) -> bool {
        let opcode = u16::from(self.byte(self.pc)) << 8 | u16::from(self.byte(self.pc + 1));
        self.pc = (self.pc + 2) & 0xFFF;
        let x = usize::from(opcode >> 8 & 0xF);
        let y = usize::from(opcode >> 4 & 0xF);
        let n = opcode & 0xF;
        let nn = opcode as u8;
        let nnn = opcode & 0xFFF;
        match opcode >> 12 {
            0x0 => match opcode {
                0x00E0 => self.screen.fill(false),
                0x00EE if self.sp > 0 => {
                    self.sp -= 1;
                    self.pc = self.stack[usize::from(self.sp)];
                }
                _ => return false,
            },
            0x1 => self.pc = nnn,
            0x2 => {
                if usize::from(self.sp) == self.stack.len() {
                    return false;
                }
                self.stack[usize::from(self.sp)] = self.pc;
                self.sp += 1;
                self.pc = nnn;
            }
            0x3 => self.skip_if(self.v[x] == nn),
            0x4 => self.skip_if(self.v[x] != nn),
            0x5 if n == 0 => self.skip_if(self.v[x] == self.v[y]),
            0x6 => self.v[x] = nn,
            0x7 => self.v[x] = self.v[x].wrapping_add(nn),
            0x8 => return self.arithmetic(x, y, n),
            0x9 if n == 0 => self.skip_if(self.v[x] != self.v[y]),
            0xA => self.i = nnn,
            0xB => self.pc = (nnn + u16::from(self.v[0])) & 0xFFF,
            0xC => {
                self.random = self.random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                self.v[x] = (self.random >> 24) as u8 & nn;
            }
            0xD => self.draw(self.v[x], self.v[y], n),
            0xE => match nn {
                0x9E => self.skip_if(self.keys[usize::from(self.v[x] & 0xF)]),
                0xA1 => self.skip_if(!self.keys[usize::from(self.v[x] & 0xF)]),
                _ => return false,
            },
            0xF => return self.other(x, nn),
            _ => return false,
        }
        true
    }

    /// 8XYN.
    fn arithmetic(&mut self, x: usize, y: usize, operation: u16) -> bool {
        let (a, b) = (self.v[x], self.v[y]);
        let (result, flag) = match operation {
            0x0 => {
                self.v[x] = b;
                return true;
            }
            0x1 => {
                self.v[x] = a | b;
                return true;
            }
            0x2 => {
                self.v[x] = a & b;
                return true;
            }
            0x3 => {
                self.v[x] = a ^ b;
                return true;
            }
            0x4 => a.overflowing_add(b),
            0x5 => (a.wrapping_sub(b), a >= b),
            0x6 => (b >> 1, b & 1 != 0),
            0x7 => (b.wrapping_sub(a), b >= a),
            0xE => (b << 1, b & 0x80 != 0),
            _ => return false,
        };
        self.v[x] = result;
        self.v[0xF] = u8::from(flag);
        true
    }

    /// FXNN.
    fn other(&mut self, x: usize, nn: u8) -> bool {
        match nn {
            0x07 => self.v[x] = self.delay,
            0x0A => match self.keys.iter().position(|&down| down) {
                Some(key) => self.v[x] = key as u8,
                None => self.pc = self.pc.wrapping_sub(2) & 0xFFF,
            },
            0x15 => self.delay = self.v[x],
            0x18 => self.sound = self.v[x],
            0x1E => self.i = self.i.wrapping_add(u16::from(self.v[x])),
            0x29 => self.i = FONT + u16::from(self.v[x] & 0xF) * 5,
            0x33 => {
                let value = self.v[x];
                for (offset, digit) in [value / 100, value / 10 % 10, value % 10].into_iter().enumerate() {
                    self.memory[(usize::from(self.i) + offset) & 0xFFF] = digit;
                }
            }
            0x55 => {
                for register in 0..=x {
                    self.memory[usize::from(self.i) & 0xFFF] = self.v[register];
                    self.i = self.i.wrapping_add(1);
                }
            }
            0x65 => {
                for register in 0..=x {
                    self.v[register] = self.memory[usize::from(self.i) & 0xFFF];
                    self.i = self.i.wrapping_add(1);
                }
            }
            _ => return false,
        }
        true
    }

    /// DXYN.
    fn draw(&mut self, x: u8, y: u8, rows: u16) {
        let (left, top) = (usize::from(x) % WIDTH, usize::from(y) % HEIGHT);
        let mut collision = false;
        for row in 0..usize::from(rows).min(HEIGHT - top) {
            let bits = self.byte(self.i.wrapping_add(row as u16));
            for column in 0..8.min(WIDTH - left) {
                if bits & 0x80 >> column != 0 {
                    let pixel = &mut self.screen[(top + row) * WIDTH + left + column];
                    collision |= *pixel;
                    *pixel = !*pixel;
                }
            }
        }
        self.v[0xF] = u8::from(collision);
    }

    fn byte(&self, address: u16) -> u8 {
        self.memory[usize::from(address) & 0xFFF]
    }

    fn skip_if(&mut self, condition: bool) {
        if condition {
            self.pc = (self.pc + 2) & 0xFFF;
        }
    }
}
