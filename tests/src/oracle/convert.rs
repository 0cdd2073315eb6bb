//! From and to the state of `cpu-ops`: the only place where the oracle knows its layout.

use cpu_ops::bus::NO_KEY;
use cpu_ops::display::{Display, HIRES_HEIGHT, HIRES_WIDTH};
use cpu_ops::{Registers, State};

use super::Oracle;
use super::rules::Rules;
use super::screen::Screen;

impl Oracle {
    /// The machine that is in `state`, under `rules`.
    #[must_use]
    pub fn of(state: &State, rules: Rules) -> Self {
        let mut oracle = Self {
            memory: state.bus.memory[..rules.memory].to_vec(),
            v: [0; 16],
            i: 0,
            pc: 0,
            stack: Vec::new(),
            delay: 0,
            sound: 0,
            screen: screen_of(&state.bus.display, &rules),
            keys: [false; 16],
            latched: None,
            flags: [0; 16],
            pattern: [0; 16],
            pitch: 0,
            random: 0,
            rules,
        };
        oracle.take_small(state);
        oracle
    }

    /// Becomes as `state` is, but for memory and screen, which stay as they are.
    pub fn take_small(&mut self, state: &State) {
        let (registers, bus) = (&state.registers, &state.bus);
        self.v = registers.v;
        self.i = registers.i as u16;
        self.pc = registers.pc;
        self.stack.clear();
        self.stack.extend_from_slice(&bus.stack[..registers.sp as usize]);
        self.delay = registers.delay;
        self.sound = registers.sound;
        self.keys = std::array::from_fn(|key| bus.keys >> key & 1 == 1);
        self.latched = (bus.latched_key != NO_KEY).then_some(bus.latched_key);
        self.flags = bus.flags;
        self.pattern = bus.pattern;
        self.pitch = bus.pitch;
        self.random = registers.random;
    }

    /// What differs between this machine and `state`, one line each; memory is not looked at, and of the stack only
    /// what is on it.
    #[must_use]
    pub fn differences(&self, state: &State) -> Vec<String> {
        let mut found = Vec::new();
        let mut compare = |what: &str, oracle: &dyn std::fmt::Debug, engine: &dyn std::fmt::Debug| {
            let (oracle, engine) = (format!("{oracle:X?}"), format!("{engine:X?}"));
            if oracle != engine {
                found.push(format!("{what}: the oracle has {oracle}, the engine {engine}"));
            }
        };
        let (registers, bus) = (&state.registers, &state.bus);
        let expected = self.registers();
        if expected != *registers {
            compare("registers", &expected, registers);
        }
        let live = &bus.stack[..(registers.sp as usize).min(bus.stack.len())];
        if self.stack != live {
            compare("stack", &self.stack, &live);
        }
        let rest = (self.key_bits(), self.latched.unwrap_or(NO_KEY), self.flags, self.pattern, self.pitch);
        let other = (bus.keys, bus.latched_key, bus.flags, bus.pattern, bus.pitch);
        if rest != other {
            compare("keys, latched key, flags, pattern, pitch", &rest, &other);
        }
        found
    }

    /// The registers as `cpu-ops` keeps them.
    #[must_use]
    pub fn registers(&self) -> Registers {
        Registers {
            random: self.random,
            pc: self.pc,
            i: self.i.into(),
            sp: self.stack.len() as u64,
            delay: self.delay,
            sound: self.sound,
            v: self.v,
        }
    }

    /// The screen as `cpu-ops` keeps it.
    #[must_use]
    pub fn display(&self) -> Display {
        let screen = &self.screen;
        let mut display = Display::new();
        for (plane, rows) in screen.planes.iter().enumerate() {
            for (y, row) in rows.iter().enumerate() {
                let lit = row.iter().enumerate().filter(|(_, lit)| **lit);
                display.planes[plane][y] = lit.map(|(x, _)| 1_u128 << (HIRES_WIDTH - 1 - x)).sum();
            }
        }
        display.hires = screen.width == HIRES_WIDTH;
        display.doubled = screen.doubled;
        display.selected = screen.selected.iter().enumerate().map(|(plane, &on)| u8::from(on) << plane).sum();
        display
    }

    fn key_bits(&self) -> u16 {
        self.keys.iter().enumerate().map(|(key, &down)| u16::from(down) << key).sum()
    }
}

fn screen_of(display: &Display, rules: &Rules) -> Screen {
    let (width, height) = if display.hires { (HIRES_WIDTH, HIRES_HEIGHT) } else { (HIRES_WIDTH / 2, HIRES_HEIGHT / 2) };
    let mut screen = Screen::new(width, height, if rules.xo_chip { 2 } else { 1 });
    for (plane, rows) in screen.planes.iter_mut().enumerate() {
        for (y, row) in rows.iter_mut().enumerate() {
            for (x, pixel) in row.iter_mut().enumerate() {
                *pixel = display.planes[plane][y] >> (HIRES_WIDTH - 1 - x) & 1 == 1;
            }
        }
    }
    for (plane, selected) in screen.selected.iter_mut().enumerate() {
        *selected = display.selected >> plane & 1 == 1;
    }
    screen.doubled = display.doubled;
    screen
}
