//! A message over the picture: what is wrong with the program's file, and where.

use super::canvas::Canvas;
use super::text::{ADVANCE, LINE_HEIGHT, darken, draw, wrap};

/// The colours of the message's parts, 0xRRGGBB.
const PLACE: u32 = 0xFF_D070;
const PROBLEM: u32 = 0xFF_FFFF;
const SOURCE: u32 = 0xB8_D8F0;
const CARET: u32 = 0xFF_6058;
const HINT: u32 = 0x98_E098;
const MORE: u32 = 0xB8_B8B8;

/// Spaces for a tab.
const TAB: &str = "    ";

/// What stands for the parts of a line that are cut off.
const CUT: &str = "...";

/// Pixels of the canvas, across and down, for each pixel of a square of the font: about 80 columns and 24 lines.
const ROOM: (usize, usize) = (480, 240);

/// What is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// Where, such as `game.8o:12:9`; nothing if the problem says it.
    pub place: Option<String>,
    /// What.
    pub problem: String,
    /// The source line that it is in.
    pub excerpt: Option<Excerpt>,
    /// What to do about it.
    pub hint: Option<String>,
    /// How many more there are.
    pub more: usize,
}

/// A source line with a place in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The line.
    pub line: String,
    /// The place: characters from the beginning, counting from 1.
    pub column: usize,
}

impl Message {
    /// Darkens the canvas and writes the message over it.
    pub fn draw(&self, canvas: &mut Canvas) {
        darken(canvas);
        let scale = (canvas.width / ROOM.0).min(canvas.height / ROOM.1).max(1);
        let margin = ADVANCE * scale;
        let columns = (canvas.width / (ADVANCE * scale)).saturating_sub(2).max(1);
        for (row, (line, colour)) in self.lines(columns).iter().enumerate() {
            draw(canvas, line, (margin, margin + row * LINE_HEIGHT * scale), scale, *colour);
        }
    }

    /// The lines with their colours, each of at most `columns` characters; between the parts is an empty one.
    pub(super) fn lines(&self, columns: usize) -> Vec<(String, u32)> {
        let text = |text: &str, colour| wrap(text, columns).into_iter().map(|line| (line, colour)).collect();
        let more = match self.more {
            0 => None,
            1 => Some("and 1 more error".to_owned()),
            more => Some(format!("and {more} more errors")),
        };
        let parts: [Option<Vec<(String, u32)>>; 5] = [
            self.place.as_deref().map(|place| text(place, PLACE)),
            Some(text(&self.problem, PROBLEM)),
            self.excerpt.as_ref().map(|excerpt| {
                let (line, before) = excerpt.fit(columns);
                vec![(line, SOURCE), (format!("{:before$}^", ""), CARET)]
            }),
            self.hint.as_deref().map(|hint| text(hint, HINT)),
            more.map(|more| text(&more, MORE)),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        parts.join(&(String::new(), PROBLEM))
    }
}

impl Excerpt {
    /// As much of the line, without what it is indented by, as fits into `columns`, and how many characters of that are
    /// before the place.
    fn fit(&self, columns: usize) -> (String, usize) {
        let expand = |text: &str| text.replace('\t', TAB);
        let before: String = self.line.chars().take(self.column.saturating_sub(1)).collect();
        let line: Vec<char> = expand(&self.line).trim_end().chars().collect();
        let place = expand(&before).chars().count();
        let indent = line.iter().take(place).take_while(|character| **character == ' ').count();
        let line = &line[indent..];
        // A very long line is quoted without its end.
        let place = (place - indent).min(line.len());
        if line.len().max(place + 1) <= columns {
            return (line.iter().collect(), place);
        }
        // Away from both ends, where the marks of what is cut off are.
        let start = (place + columns.div_ceil(3)).saturating_sub(columns);
        let end = (start + columns).min(line.len());
        let mut shown = line[start..end].to_vec();
        if columns >= 4 * CUT.len() {
            if start > 0 {
                shown.iter_mut().zip(CUT.chars()).for_each(|(character, cut)| *character = cut);
            }
            if end < line.len() {
                shown.iter_mut().rev().zip(CUT.chars()).for_each(|(character, cut)| *character = cut);
            }
        }
        (shown.into_iter().collect(), place - start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        Message {
            place: Some("game.8o:2:6".to_owned()),
            problem: "the name 'foo' is not defined as a constant".to_owned(),
            excerpt: Some(Excerpt { line: "\tv0 := foo".to_owned(), column: 8 }),
            hint: Some("did you mean 'fog'?".to_owned()),
            more: 2,
        }
    }

    fn texts(message: &Message, columns: usize) -> Vec<String> {
        message.lines(columns).into_iter().map(|(text, _)| text).collect()
    }

    /// Checks what is shown of `line` in `columns`, with a caret below the character at `column`.
    fn check_excerpt(line: &str, column: usize, columns: usize, expected: &str, caret: &str) {
        let (shown, before) = Excerpt { line: line.to_owned(), column }.fit(columns);
        assert_eq!((shown.as_str(), format!("{:before$}^", "").as_str()), (expected, caret));
        assert!(shown.chars().count() <= columns && before < columns);
    }

    #[test]
    fn the_parts_stand_below_each_other() {
        let expected = [
            "game.8o:2:6",
            "",
            "the name 'foo' is not defined",
            "as a constant",
            "",
            "v0 := foo",
            "      ^",
            "",
            "did you mean 'fog'?",
            "",
            "and 2 more errors",
        ];
        assert_eq!(texts(&message(), 30), expected);
    }

    #[test]
    fn parts_that_are_not_there_leave_no_gap() {
        let message = Message { problem: "game.8o is empty".to_owned(), more: 1, ..Message::default() };
        assert_eq!(texts(&message, 80), ["game.8o is empty", "", "and 1 more error"]);
    }

    #[test]
    fn the_caret_is_below_its_place() {
        check_excerpt("v0 := foo", 1, 20, "v0 := foo", "^");
        check_excerpt("  v0\t:= foo  ", 6, 20, "v0    := foo", "      ^");
        check_excerpt("    ", 3, 20, "", "^");
        check_excerpt("if v0", 6, 6, "if v0", "     ^");
        check_excerpt("äöü x", 5, 20, "äöü x", "    ^");
    }

    #[test]
    fn a_long_line_is_cut_off_around_its_place() {
        let line: String = ('a'..='z').collect();
        check_excerpt(&line, 1, 12, "abcdefghi...", "^");
        check_excerpt(&line, 13, 12, "...hijklm...", "        ^");
        check_excerpt(&line, 26, 12, "...uvwxyz", "        ^");
        check_excerpt(&line, 27, 12, "...vwxyz", "        ^");
        check_excerpt(&line, 13, 4, "klmn", "  ^");
        check_excerpt(&line, 13, 1, "m", "^");
    }

    #[test]
    fn a_place_in_what_was_not_quoted_is_at_the_end() {
        check_excerpt("abcdef", 5000, 20, "abcdef", "      ^");
        check_excerpt("abcdef", 5000, 3, "ef", "  ^");
    }

    #[test]
    fn it_is_drawn_over_a_darkened_picture() {
        let mut canvas = Canvas { width: 1024, height: 512, pixels: vec![0xFF_B642; 1024 * 512] };
        message().draw(&mut canvas);
        let first = |colour| canvas.pixels.iter().position(|&pixel| pixel == colour).map(|at| at / canvas.width);
        let order = [PLACE, PROBLEM, SOURCE, CARET, HINT, MORE].map(|colour| first(colour).expect("it is drawn"));
        assert!(order.is_sorted_by(|one, next| one < next), "{order:?}");
        assert_eq!(canvas.pixels[0], 0x3F_2D10);
        assert!(!canvas.pixels.contains(&0xFF_B642));
    }

    #[test]
    fn a_canvas_of_any_size_will_do() {
        for (width, height) in [(0, 0), (1, 1), (5, 300), (64, 32), (300, 7)] {
            message().draw(&mut Canvas { width, height, pixels: vec![0; width * height] });
        }
    }
}
