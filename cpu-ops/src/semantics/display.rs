//! The screen as a whole: clearing, scrolling, resolutions, planes. Drawing sprites is next door.

mod sprite;

pub use sprite::draw;

use crate::bus::Bus;
use crate::display::{Display, HIRES_HEIGHT, HIRES_WIDTH, PLANES};
use crate::profile::{InstructionSet, Profile, ScreenModel};
use crate::step::Step;

/// The upper half of a row: a row at the low resolution.
const LORES_ROW: u128 = u128::MAX << (HIRES_WIDTH / 2);
/// The planes there are on XO-CHIP.
const XO_CHIP_PLANES: u8 = 3;
/// How far 00FB and 00FC scroll, in pixels.
const SIDEWAYS: u32 = 4;

/// 00E0: makes the selected planes dark.
#[inline(always)]
pub const fn clear(s: Step<'_>) {
    let mut plane = 0;
    while plane < planes(s.profile) {
        if is_selected(s.bus, s.profile, plane) {
            s.bus.display.planes[plane] = [0; HIRES_HEIGHT];
        }
        plane += 1;
    }
}

/// FX01: drawing, clearing and scrolling act on the planes in the mask X from now on.
#[inline(always)]
pub const fn select_planes(s: Step<'_>) {
    s.bus.display.selected = s.operands.x() as u8 & XO_CHIP_PLANES;
}

/// 00FE: to the low resolution; the screen is cleared if it is one that switches.
#[inline(always)]
pub const fn low_resolution(s: Step<'_>) {
    set_resolution(s, false);
}

/// 00FF: to the high resolution; the screen is cleared if it is one that switches.
#[inline(always)]
pub const fn high_resolution(s: Step<'_>) {
    set_resolution(s, true);
}

/// 00CN: the selected planes move down by N rows.
#[inline(always)]
pub const fn scroll_down(s: Step<'_>) {
    let (height, distance) = (s.bus.display.height(), s.operands.n() as usize);
    let mut plane = 0;
    while plane < planes(s.profile) {
        if is_selected(s.bus, s.profile, plane) {
            let rows = &mut s.bus.display.planes[plane];
            let mut y = height;
            while y > 0 {
                y -= 1;
                rows[y % HIRES_HEIGHT] = if y >= distance { rows[(y - distance) % HIRES_HEIGHT] } else { 0 };
            }
        }
        plane += 1;
    }
}

/// 00DN: the selected planes move up by N rows.
#[inline(always)]
pub const fn scroll_up(s: Step<'_>) {
    let (height, distance) = (s.bus.display.height(), s.operands.n() as usize);
    let mut plane = 0;
    while plane < planes(s.profile) {
        if is_selected(s.bus, s.profile, plane) {
            let rows = &mut s.bus.display.planes[plane];
            let mut y = 0;
            while y < height {
                let from = y + distance;
                rows[y % HIRES_HEIGHT] = if from < height { rows[from % HIRES_HEIGHT] } else { 0 };
                y += 1;
            }
        }
        plane += 1;
    }
}

/// 00FB: the selected planes move right by four pixels.
#[inline(always)]
pub const fn scroll_right(s: Step<'_>) {
    let visible = if s.bus.display.hires { u128::MAX } else { LORES_ROW };
    let mut plane = 0;
    while plane < planes(s.profile) {
        if is_selected(s.bus, s.profile, plane) {
            let rows = &mut s.bus.display.planes[plane];
            let mut y = 0;
            while y < HIRES_HEIGHT {
                rows[y] = rows[y] >> SIDEWAYS & visible;
                y += 1;
            }
        }
        plane += 1;
    }
}

/// 00FC: the selected planes move left by four pixels.
#[inline(always)]
pub const fn scroll_left(s: Step<'_>) {
    let mut plane = 0;
    while plane < planes(s.profile) {
        if is_selected(s.bus, s.profile, plane) {
            let rows = &mut s.bus.display.planes[plane];
            let mut y = 0;
            while y < HIRES_HEIGHT {
                rows[y] <<= SIDEWAYS;
                y += 1;
            }
        }
        plane += 1;
    }
}

#[inline(always)]
const fn set_resolution(s: Step<'_>, high: bool) {
    let Display { hires, doubled, planes, .. } = &mut s.bus.display;
    if matches!(s.profile.screen(), ScreenModel::Doubled) {
        *doubled = !high;
    } else {
        *hires = high;
        *planes = [[0; HIRES_HEIGHT]; PLANES];
    }
}

/// The planes that instructions may act on.
#[inline(always)]
const fn planes(profile: Profile) -> usize {
    if profile.includes(InstructionSet::XoChip) { XO_CHIP_PLANES.count_ones() as usize } else { 1 }
}

/// Whether an instruction acts on `plane`, which is one of [`planes`]. Where there is one there is no choice.
#[inline(always)]
const fn is_selected(bus: &Bus, profile: Profile, plane: usize) -> bool {
    !profile.includes(InstructionSet::XoChip) || bus.display.selected >> plane & 1 != 0
}
