//! The window itself: what minifb offers, as input to a session and a place for a picture.

mod full_screen;
mod keys;

use minifb::{ScaleMode, UseGPU, WindowOptions};

use super::Options;
use super::canvas::{Canvas, UNITS};
use super::input::Input;
use super::menu;
use super::surface::{Surface, SurfaceError, View};
use crate::keyboard::layout::Layout;
use crate::printable::in_one_line;
use full_screen::FullScreen;
use keys::Keys;

/// Frames after which a picture that has not changed is drawn again: minifb does not tell when a part of the window
/// that was covered has come to light.
const REDRAW_AFTER: u32 = 6;

/// A window on the screen.
#[derive(Debug)]
pub struct Window {
    inner: minifb::Window,
    keys: Keys,
    had_focus: bool,
    is_full_screen: bool,
    full_screen: FullScreen,
    title: String,
    canvas: Canvas,
    drawn: Option<Drawn>,
}

/// What was drawn last.
#[derive(Debug)]
struct Drawn {
    view: View,
    size: (usize, usize),
    /// Frames since it was drawn.
    age: u32,
}

impl Window {
    /// Opens a window, still empty.
    ///
    /// # Errors
    ///
    /// If there is no display.
    pub fn open(options: &Options<'_>) -> Result<Self, SurfaceError> {
        let minifb_options = WindowOptions {
            resize: true,
            scale_mode: ScaleMode::AspectRatioStretch,
            use_gpu: UseGPU::Disabled,
            ..WindowOptions::default()
        };
        let (across, down) = size(usize::from(options.scale), options.look.rotation.swaps_sides());
        let title = printable(&options.title);
        let mut window = minifb::Window::new(&title, across, down, minifb_options).map_err(|error| match error {
            minifb::Error::WindowCreate(reason) => SurfaceError::Open(reason),
            other => SurfaceError::Open(other.to_string()),
        })?;
        // The frames are paced elsewhere.
        window.set_target_fps(0);
        let keys = Keys::of(&mut window, options.layout.unwrap_or(&Layout::ALL[0]));
        Ok(Self {
            inner: window,
            keys,
            had_focus: false,
            is_full_screen: false,
            full_screen: FullScreen::default(),
            title,
            canvas: Canvas::default(),
            drawn: None,
        })
    }
}

impl Surface for Window {
    fn poll(&mut self) -> Input {
        self.inner.update();
        // Only losing the focus counts: without a window manager keys may arrive though nobody ever gave it.
        let has_focus = self.inner.is_active();
        let focus_lost = std::mem::replace(&mut self.had_focus, has_focus) && !has_focus;
        Input { keys: self.keys.take(), focus_lost, closed: !self.inner.is_open() }
    }

    fn room(&self) -> (usize, usize) {
        menu::room(self.inner.get_size())
    }

    fn layout(&self) -> Option<&'static Layout> {
        self.keys.layout()
    }

    fn set_title(&mut self, title: &str) {
        let title = printable(title);
        if self.title != title {
            self.inner.set_title(&title);
            self.title = title;
        }
    }

    fn set_full_screen(&mut self, is_full_screen: bool) -> Result<(), String> {
        if self.is_full_screen == is_full_screen {
            return Ok(());
        }
        self.full_screen.set(&self.inner, is_full_screen)?;
        self.is_full_screen = is_full_screen;
        Ok(())
    }

    fn is_full_screen(&self) -> bool {
        self.is_full_screen
    }

    fn show(&mut self, view: View) -> Result<(), SurfaceError> {
        let size = self.inner.get_size();
        if let Some(drawn) = &mut self.drawn {
            drawn.age += 1;
            if drawn.size == size && drawn.view == view && drawn.age < REDRAW_AFTER {
                return Ok(());
            }
        }
        self.canvas.draw(&view.picture, view.scaling, view.margin, size);
        view.overlay.draw(&mut self.canvas);
        if self.drawn.as_ref().is_none_or(|drawn| drawn.view.margin != view.margin) {
            // What is seen while the window is being resized.
            let [_, red, green, blue] = view.margin.to_be_bytes();
            self.inner.set_background_color(red, green, blue);
        }
        self.drawn = Some(Drawn { view, size, age: 0 });
        let Canvas { width, height, pixels } = &self.canvas;
        self.inner.update_with_buffer(pixels, *width, *height).map_err(|error| SurfaceError::Draw(error.to_string()))
    }
}

/// The size of a window for a picture at `scale`, upright or not. An upright one is as wide as it takes for the menu, unless one
/// that is not would be narrower: who asks for a window that small gets it, and a menu that fits there.
fn size(scale: usize, is_upright: bool) -> (usize, usize) {
    let (long, short) = (64 * scale, 32 * scale);
    if is_upright { (short.max(UNITS.0.min(long)), long) } else { (long, short) }
}

/// `title` without what a title must not have in it: minifb prints a complaint about a zero byte.
fn printable(title: &str) -> String {
    in_one_line(title, " ")
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn there_is_room_for_the_menu_beside_an_upright_picture() {
        let upright = [1, 4, 7, 8, 16].map(|scale| size(scale, true));
        assert_eq!(upright, [(64, 64), (256, 256), (256, 448), (256, 512), (512, 1024)]);
        assert_eq!(size(4, false), (256, 128));
    }
}
