//! What each instruction does, in the order of the lists of instructions.

use cpu_ops::{Exit, FaultKind};

use super::{End, Oracle};

mod sprite;

/// Where the digits are: the small ones five bytes each, the large ones ten.
const SMALL_DIGITS: u16 = 0;
const LARGE_DIGITS: u16 = 0x50;

impl Oracle {
    /// Executes one instruction.
    pub fn step(&mut self) -> End {
        let Some(word) = self.word(self.pc) else { return self.fault(FaultKind::OutOfMemory, 0) };
        let n = word & 0xF;
        let nn = (word & 0xFF) as u8;
        let nnn = word & 0xFFF;
        let x = usize::from(word >> 8 & 0xF);
        let y = usize::from(word >> 4 & 0xF);
        let next = self.pc + 2;
        match word >> 12 {
            0x0 => self.system(word, next),
            // Decided here: only 1NNN is noticed to go nowhere, BNNN is not.
            0x1 if u32::from(nnn) == self.pc => End::Waits(Exit::SelfJump),
            0x1 => self.go(u32::from(nnn)),
            0x2 if self.stack.len() >= self.rules.stack => self.fault(FaultKind::StackOverflow, word),
            0x2 => {
                self.stack.push(next);
                self.go(u32::from(nnn))
            }
            0x3 => self.skip_if(self.v[x] == nn),
            0x4 => self.skip_if(self.v[x] != nn),
            0x5 => self.five(word, x, y),
            0x6 => {
                self.v[x] = nn;
                self.go(next)
            }
            0x7 => {
                self.v[x] = self.v[x].wrapping_add(nn);
                self.go(next)
            }
            0x8 => self.arithmetic(word, x, y),
            0x9 if n == 0 => self.skip_if(self.v[x] != self.v[y]),
            0xA => {
                self.i = nnn;
                self.go(next)
            }
            // With the jump quirk the highest digit of the address says which register. Decided here: beyond the end of
            // memory it does not wrap, the next instruction is the fault.
            0xB => self.go(u32::from(nnn) + u32::from(self.v[if self.rules.jump { x } else { 0 }])),
            0xC => {
                self.v[x] = self.next_random() & nn;
                self.go(next)
            }
            0xD => {
                self.draw(x, y, n.into());
                self.pc = next;
                // On the HP 48 only the low resolution waits.
                let waits = self.rules.vblank && (self.screen.doubled || !self.rules.legacy_screen);
                if waits { End::Waits(Exit::DisplayWait) } else { End::Done }
            }
            0xE if nn == 0x9E => self.skip_if(self.keys[usize::from(self.v[x] & 0xF)]),
            0xE if nn == 0xA1 => self.skip_if(!self.keys[usize::from(self.v[x] & 0xF)]),
            0xF => self.fifteen(word, x, next),
            _ => self.fault(FaultKind::UnknownOpcode, word),
        }
    }

    fn go(&mut self, to: u32) -> End {
        self.pc = to;
        End::Done
    }

    fn skip_if(&mut self, condition: bool) -> End {
        let next = self.pc + 2;
        self.go(if condition { next + self.length_at(next) } else { next })
    }

    fn system(&mut self, word: u16, next: u32) -> End {
        let n = isize::from((word & 0xF) as u8);
        let rules = &self.rules;
        match word {
            0x00E0 => self.screen.clear(),
            0x00EE => {
                return match self.stack.pop() {
                    Some(address) => self.go(address),
                    None => self.fault(FaultKind::StackUnderflow, word),
                };
            }
            0x00C0..=0x00CF if rules.scrolls => self.screen.scroll(0, n),
            0x00D0..=0x00DF if rules.xo_chip => self.screen.scroll(0, -n),
            0x00FB if rules.scrolls => self.screen.scroll(4, 0),
            0x00FC if rules.scrolls => self.screen.scroll(-4, 0),
            0x00FD if rules.super_chip => return End::Stops(Exit::Halted),
            // The HP 48 shows as much as before, but draws with larger or smaller pixels.
            0x00FE | 0x00FF if rules.legacy_screen => self.screen.doubled = word == 0x00FE,
            // Decided here: SUPER-CHIP 1.0 has the screen of today's interpreters, and 00FE and 00FF clear all planes
            // of it, also where the resolution stays what it was.
            0x00FE if rules.super_chip => self.screen.resize(64, 32),
            0x00FF if rules.super_chip => self.screen.resize(128, 64),
            // Decided here: all else, 0000 too, is a call of machine code, on every platform.
            _ => return self.fault(FaultKind::MachineCode, word),
        }
        self.go(next)
    }

    fn five(&mut self, word: u16, x: usize, y: usize) -> End {
        // From vX to vY, upwards or downwards.
        let range: Vec<usize> = if x <= y { (x..=y).collect() } else { (y..=x).rev().collect() };
        let address = u32::from(self.i);
        match word & 0xF {
            0 => return self.skip_if(self.v[x] == self.v[y]),
            2 if self.rules.xo_chip => {
                for (address, register) in (address..).zip(range) {
                    self.store(address, self.v[register]);
                }
            }
            3 if self.rules.xo_chip => {
                for (address, register) in (address..).zip(range) {
                    self.v[register] = self.load(address);
                }
            }
            _ => return self.fault(FaultKind::UnknownOpcode, word),
        }
        self.go(self.pc + 2)
    }

    fn arithmetic(&mut self, word: u16, x: usize, y: usize) -> End {
        let (a, b) = (self.v[x], self.v[y]);
        let shifted = if self.rules.shift { a } else { b };
        // The result, and the flag if the instruction has one; it is written last.
        let (result, flag) = match word & 0xF {
            0x0 => (b, None),
            0x1 => (a | b, self.rules.logic.then_some(0)),
            0x2 => (a & b, self.rules.logic.then_some(0)),
            0x3 => (a ^ b, self.rules.logic.then_some(0)),
            0x4 => (a.wrapping_add(b), Some(u8::from(u16::from(a) + u16::from(b) > 255))),
            0x5 => (a.wrapping_sub(b), Some(u8::from(a >= b))),
            0x6 => (shifted / 2, Some(shifted % 2)),
            0x7 => (b.wrapping_sub(a), Some(u8::from(b >= a))),
            0xE => (shifted.wrapping_mul(2), Some(shifted / 128)),
            _ => return self.fault(FaultKind::UnknownOpcode, word),
        };
        self.v[x] = result;
        if let Some(flag) = flag {
            self.v[0xF] = flag;
        }
        self.go(self.pc + 2)
    }

    fn fifteen(&mut self, word: u16, x: usize, next: u32) -> End {
        let address = u32::from(self.i);
        let digit = u16::from(self.v[x] & 0xF);
        match word & 0xFF {
            0x00 if x == 0 && self.rules.xo_chip => {
                let Some(long) = self.word(next) else { return self.fault(FaultKind::OutOfMemory, 0) };
                self.i = long;
                return self.go(next + 2);
            }
            // Decided here: there are two planes, and the mask's other bits mean nothing.
            0x01 if self.rules.xo_chip => self.screen.selected = vec![x & 1 == 1, x >> 1 & 1 == 1],
            0x02 if x == 0 && self.rules.xo_chip => {
                for index in 0..16 {
                    self.pattern[index as usize] = self.load(address + index);
                }
            }
            0x07 => self.v[x] = self.delay,
            0x0A => return self.wait_for_key(x, next),
            0x15 => self.delay = self.v[x],
            0x18 => self.sound = self.v[x],
            0x1E => self.i = self.i.wrapping_add(self.v[x].into()),
            0x29 => self.i = SMALL_DIGITS + 5 * digit,
            0x30 if self.rules.super_chip => self.i = LARGE_DIGITS + 10 * digit,
            0x33 => {
                let value = self.v[x];
                self.store(address, value / 100);
                self.store(address + 1, value / 10 % 10);
                self.store(address + 2, value % 10);
            }
            0x3A if self.rules.xo_chip => self.pitch = self.v[x],
            0x55 => {
                for register in 0..=x {
                    self.store(address + register as u32, self.v[register]);
                }
                self.advance(x);
            }
            0x65 => {
                for register in 0..=x {
                    self.v[register] = self.load(address + register as u32);
                }
                self.advance(x);
            }
            0x75 if self.rules.super_chip => {
                let count = self.flag_registers(x);
                self.flags[..count].copy_from_slice(&self.v[..count]);
            }
            0x85 if self.rules.super_chip => {
                let count = self.flag_registers(x);
                self.v[..count].copy_from_slice(&self.flags[..count]);
            }
            _ => return self.fault(FaultKind::UnknownOpcode, word),
        }
        self.go(next)
    }

    /// How many flag registers FX75 and FX85 move. Decided here: where X is beyond the eight of the HP 48, these.
    fn flag_registers(&self, x: usize) -> usize {
        if self.rules.xo_chip { x + 1 } else { (x + 1).min(8) }
    }

    /// What FX55 and FX65 do with I.
    fn advance(&mut self, x: usize) {
        let by = match (self.rules.memory_leave_i, self.rules.memory_increment_by_x) {
            (true, _) => 0,
            (false, true) => x,
            (false, false) => x + 1,
        };
        self.i = self.i.wrapping_add(by as u16);
    }

    /// FX0A: a key that is down is waited for until it is up. Decided here: of several, the lowest; and a key that
    /// was down before counts.
    fn wait_for_key(&mut self, x: usize, next: u32) -> End {
        match self.latched {
            None => self.latched = (0..16).find(|&key| self.keys[usize::from(key)]),
            Some(key) if !self.keys[usize::from(key)] => {
                self.latched = None;
                self.v[x] = key;
                return self.go(next);
            }
            Some(_) => {}
        }
        End::Waits(Exit::KeyWait)
    }
}
