//! States that instructions start from: edges and random values, mixed anew for each instruction.

use cpu_ops::bus::NO_KEY;
use cpu_ops::display::Display;
use cpu_ops::profile::{InstructionSet, ScreenModel};
use cpu_ops::{Platform, State};
use fastrand::Rng;

/// Values at which an instruction's behaviour changes: signs, carries, digits, screen sizes.
const EDGES: [u8; 16] = [0, 1, 2, 9, 10, 0x0F, 0x10, 31, 32, 63, 64, 99, 0x7F, 0x80, 0xFE, 0xFF];

/// Sets registers, timers, stack, keys, flags and sound to edges and random values; pc, I, memory and screen stay.
pub fn set_small(state: &mut State, platform: &Platform, random: &mut Rng) {
    let (registers, bus) = (&mut state.registers, &mut state.bus);
    let one = byte(random);
    let alike = random.u8(0..8) == 0;
    registers.v.fill_with(|| if alike { one } else { byte(random) });
    registers.random = random.u64(..);
    registers.delay = byte(random);
    registers.sound = byte(random);
    registers.sp = match random.u8(0..4) {
        0 => 0,
        1 => platform.stack_depth.into(),
        _ => random.u8(0..=platform.stack_depth).into(),
    };
    bus.stack.fill_with(|| random.u32(0..(1 << platform.memory_bits) + 0x100));
    bus.keys = match random.u8(0..4) {
        0 => 0,
        1 => 1 << random.u8(0..16),
        _ => random.u16(..),
    };
    bus.latched_key = if random.bool() { NO_KEY } else { random.u8(0..16) };
    random.fill(&mut bus.flags);
    random.fill(&mut bus.pattern);
    bus.pitch = random.u8(..);
}

/// A screen that `platform` can have: dark, lit or in between, at any of its resolutions, any of its planes selected.
pub fn display(platform: &Platform, random: &mut Rng) -> Display {
    let has_planes = platform.sets.contains(&InstructionSet::XoChip);
    let mut display = Display::new();
    match platform.screen {
        ScreenModel::Single => {}
        ScreenModel::Switched => display.hires = random.bool(),
        ScreenModel::Doubled => (display.hires, display.doubled) = (true, random.bool()),
    }
    if has_planes {
        display.selected = random.u8(0..4);
    }
    let kind = random.u8(0..4);
    let (width, height) = (display.width(), display.height());
    for plane in &mut display.planes[..if has_planes { 2 } else { 1 }] {
        for row in &mut plane[..height] {
            let pixels = match kind {
                0 => 0,
                1 => u128::MAX,
                2 => random.u128(..) & random.u128(..) & random.u128(..),
                _ => random.u128(..),
            };
            *row = pixels & !(u128::MAX.checked_shr(width as u32).unwrap_or(0));
        }
    }
    display
}

fn byte(random: &mut Rng) -> u8 {
    if random.bool() { EDGES[random.usize(0..EDGES.len())] } else { random.u8(..) }
}
