//! DXYN, pixel by pixel.

use crate::oracle::Oracle;

impl Oracle {
    /// Draws the sprite at I at the place in vX and vY, and sets vF. `n` is the instruction's last digit.
    pub(super) fn draw(&mut self, x: usize, y: usize, n: usize) {
        // How many pixels of the screen a pixel of the sprite has each way.
        let scale = if self.screen.doubled { 2 } else { 1 };
        let (across, down) = (self.screen.width / scale, self.screen.height / scale);
        let (left, top) = (usize::from(self.v[x]) % across, usize::from(self.v[y]) % down);
        let (columns, rows) = match n {
            // 16 x 16, but 8 x 16 at the low resolution of the HP 48. Decided here: where there are no large sprites,
            // one without rows, which sets vF to 0 and waits as others do.
            0 if self.rules.super_chip => (if self.screen.doubled { 8 } else { 16 }, 16),
            _ => (8, n),
        };
        // The rows that meet a lit pixel, in whichever plane, and those that the bottom edge cuts off.
        let mut colliding = vec![false; rows];
        let mut cut_off = vec![false; rows];
        let mut address = u32::from(self.i);
        for plane in 0..self.screen.planes.len() {
            if !self.screen.selected[plane] {
                continue;
            }
            for row in 0..rows {
                for column in 0..columns {
                    let byte = self.load(address + (column / 8) as u32);
                    let lit = byte >> (7 - column % 8) & 1 == 1;
                    let (mut at_x, mut at_y) = (left + column, top + row);
                    if self.rules.wrap {
                        (at_x, at_y) = (at_x % across, at_y % down);
                    }
                    if at_y >= down {
                        cut_off[row] = true;
                    } else if at_x < across && lit {
                        colliding[row] |= self.flip_scaled(plane, at_x, at_y, scale);
                    }
                }
                address += columns as u32 / 8;
            }
        }
        // Decided here: large sprites count rows as well, and where sprites wrap no row is cut off.
        let is_hp48_hires = self.rules.legacy_screen && !self.screen.doubled;
        self.v[0xF] = if is_hp48_hires {
            (0..rows).filter(|&row| colliding[row] || cut_off[row]).count() as u8
        } else {
            u8::from(colliding.contains(&true))
        };
    }

    /// Turns a pixel of the sprite over. Whether one of the screen's was lit.
    fn flip_scaled(&mut self, plane: usize, x: usize, y: usize, scale: usize) -> bool {
        let mut collides = false;
        for y in scale * y..scale * (y + 1) {
            for x in scale * x..scale * (x + 1) {
                collides |= self.screen.flip(plane, x, y);
            }
        }
        collides
    }
}
