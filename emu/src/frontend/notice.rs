//! Notices: what has just been done, shown over the picture for a moment.

use std::time::{Duration, Instant};

use super::canvas::{Canvas, UNITS};
use super::text::{self, ADVANCE, LINE_HEIGHT, wrap};

/// How long a notice is shown.
const SHOWN: Duration = Duration::from_millis(1500);
/// How long one is shown of more than [`LONG`] characters, which takes time to read.
const LONG_SHOWN: Duration = Duration::from_millis(3500);
const LONG: usize = 40;
/// More lines than are shown of one.
const LINES: usize = 4;
/// Units from the corner to the box, if there is room, and from there to the text.
const MARGIN: usize = 5;
const PADDING: usize = 3;
/// The colour behind it where there is other text, 0xRRGGBB.
const GROUND: u32 = 0;
/// The colour of the text, 0xRRGGBB.
const TEXT: u32 = 0xFF_FFFF;

/// What has been done last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    text: String,
    /// When it is no longer news. None if it has not been shown yet.
    until: Option<Instant>,
}

impl Notice {
    /// Shows `text` from now on, in the place of what was shown before.
    pub fn say(&mut self, text: String) {
        *self = Self { text, until: None };
    }

    /// What to show: nothing if nothing has happened lately.
    pub fn now(&mut self, now: Instant) -> Option<&str> {
        let shown = if self.text.chars().count() > LONG { LONG_SHOWN } else { SHOWN };
        let until = *self.until.get_or_insert(now + shown);
        if now >= until {
            self.text.clear();
        }
        (!self.text.is_empty()).then_some(&self.text)
    }
}

/// Draws `text` in the lower left corner. What is below shines through, unless that `is_text` as well.
pub fn draw(canvas: &mut Canvas, text: &str, is_text: bool) {
    let (unit, margin) = (canvas.unit(), margin(canvas));
    let around = 2 * (margin + PADDING) * unit;
    let columns = canvas.width.saturating_sub(around) / (ADVANCE * unit);
    let mut lines = wrap(text, columns.max(1));
    lines.truncate(LINES);
    let height = (lines.len() * LINE_HEIGHT - 1 + 2 * PADDING) * unit;
    let top = canvas.height.saturating_sub(height + margin * unit);
    if is_text {
        // Half of a line would be odd beside it.
        let (columns, rows) = (0..canvas.width, top..canvas.height);
        canvas.fill(&columns, &rows, GROUND);
    }
    boxed(canvas, &lines, (margin * unit, top), unit);
}

/// Draws `text`, a few characters, in the upper right corner.
pub fn draw_badge(canvas: &mut Canvas, text: &str) {
    let (unit, margin) = (canvas.unit(), margin(canvas));
    let width = (text.chars().count() * ADVANCE - 1 + 2 * PADDING) * unit;
    let left = canvas.width.saturating_sub(width + margin * unit);
    boxed(canvas, &[text.to_owned()], (left, margin * unit), unit);
}

/// Units from the corner to the box: fewer where there are few.
fn margin(canvas: &Canvas) -> usize {
    if canvas.width < UNITS.0 { 1 } else { MARGIN }
}

/// Draws `lines` in a box whose upper left corner is at `left` and `top`.
fn boxed(canvas: &mut Canvas, lines: &[String], (left, top): (usize, usize), unit: usize) {
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let width = ((longest * ADVANCE).saturating_sub(1) + 2 * PADDING) * unit;
    // The last row of the font is for what hangs below the line.
    let height = ((lines.len() * LINE_HEIGHT).saturating_sub(2) + 2 * PADDING) * unit;
    canvas.dim(&(left..left + width), &(top..top + height), 2);
    for (row, line) in lines.iter().enumerate() {
        let at = (left + PADDING * unit, top + (PADDING + row * LINE_HEIGHT) * unit);
        text::draw(canvas, line, at, unit, TEXT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_shown_for_a_moment() {
        let (mut notice, start) = (Notice::default(), Instant::now());
        assert_eq!(notice.now(start), None);
        let after = |notice: &mut Notice, tenths: u64| {
            notice.now(start + Duration::from_millis(tenths * 100)).map(str::to_owned)
        };
        notice.say("saved".to_owned());
        let saved = Some("saved".to_owned());
        assert_eq!([50, 64, 65, 66].map(|tenths| after(&mut notice, tenths)), [saved.clone(), saved, None, None]);
        notice.say("saved".to_owned());
        notice.say("loaded".to_owned());
        assert_eq!(after(&mut notice, 200).as_deref(), Some("loaded"));
        notice.say("a long text is shown for longer, as it takes time to read".to_owned());
        assert!(after(&mut notice, 300).is_some() && after(&mut notice, 330).is_some());
        assert_eq!(after(&mut notice, 335), None);
    }

    #[test]
    fn what_is_below_it_shines_through_and_the_rest_is_as_it_was() {
        let mut canvas = Canvas { width: 512, height: 256, pixels: vec![0xFF_B642; 512 * 256] };
        draw(&mut canvas, "saved", false);
        let at = |x: usize, y: usize| canvas.pixels[y * 512 + x];
        // Five characters of six units less one, three units around them, two pixels a unit, five units from the corner.
        assert_eq!([at(9, 240), at(10, 240), at(79, 240), at(80, 240)], [0xFF_B642, 0x3F_2D10, 0x3F_2D10, 0xFF_B642]);
        assert!(canvas.pixels.contains(&TEXT));
        assert_eq!(canvas.pixels.iter().filter(|&&pixel| pixel != 0xFF_B642).count(), 70 * 28);
    }

    #[test]
    fn no_text_shines_through() {
        let mut canvas = Canvas { width: 512, height: 256, pixels: vec![0xFF_B642; 512 * 256] };
        draw(&mut canvas, "saved", true);
        let last = &canvas.pixels[255 * 512..];
        assert!(!last.contains(&0xFF_B642) && canvas.pixels[..210 * 512].iter().all(|&pixel| pixel == 0xFF_B642));
    }

    #[test]
    fn a_canvas_of_any_size_will_do() {
        for (width, height) in [(0, 0), (1, 1), (5, 300), (64, 32), (300, 7)] {
            let mut canvas = Canvas { width, height, pixels: vec![0; width * height] };
            draw(&mut canvas, "wrote /a/rather/long/path/to/some/file-12.png because it was asked for", true);
            draw_badge(&mut canvas, ">>");
        }
    }
}
