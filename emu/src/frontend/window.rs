//! The window itself: what minifb offers, as input to a session and a place for a picture.

mod full_screen;

use std::cell::RefCell;
use std::rc::Rc;

use minifb::{InputCallback, Key, ScaleMode, UseGPU, WindowOptions};

use super::Options;
use super::canvas::Canvas;
use super::input::{Input, KeyEvent};
use super::overlay::Overlay;
use super::scaling::Scaling;
use crate::picture::Colours;
use full_screen::FullScreen;

/// Frames after which a picture that has not changed is drawn again: minifb does not tell when a part of the window
/// that was covered has come to light.
const REDRAW_AFTER: u32 = 6;

/// There is no window, or no longer.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// It could not be opened.
    #[error("there is no display to open a window on ({0})")]
    Open(String),
    /// It could not be drawn into.
    #[error("cannot draw into the window: {0}")]
    Draw(String),
}

/// A window on the screen.
#[derive(Debug)]
pub struct Window {
    inner: minifb::Window,
    heard: Rc<RefCell<Vec<KeyEvent>>>,
    had_focus: bool,
    is_full_screen: bool,
    full_screen: FullScreen,
    title: String,
    canvas: Canvas,
    drawn: Option<Drawn>,
}

/// What a window shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The picture.
    pub picture: Colours,
    /// How large it is.
    pub scaling: Scaling,
    /// The colour, 0xRRGGBB, of what is around it.
    pub margin: u32,
    /// What is over it.
    pub overlay: Overlay,
}

/// What was drawn last.
#[derive(Debug)]
struct Drawn {
    view: View,
    size: (usize, usize),
    /// Frames since it was drawn.
    age: u32,
}

/// Writes down keys as they go down and up. Asking minifb which keys are down would miss those that are so for less
/// than a frame.
struct Listener(Rc<RefCell<Vec<KeyEvent>>>);

impl InputCallback for Listener {
    fn add_char(&mut self, _: u32) {}

    fn set_key_state(&mut self, key: Key, down: bool) {
        self.0.borrow_mut().push(KeyEvent { key, down });
    }
}

impl Window {
    /// Opens a window, still empty.
    ///
    /// # Errors
    ///
    /// If there is no display.
    pub fn open(options: &Options) -> Result<Self, WindowError> {
        let scale = usize::from(options.scale);
        let minifb_options = WindowOptions {
            resize: true,
            scale_mode: ScaleMode::AspectRatioStretch,
            use_gpu: UseGPU::Disabled,
            ..WindowOptions::default()
        };
        let (across, down) = if options.look.rotation.swaps_sides() { (32, 64) } else { (64, 32) };
        let title = printable(&options.title);
        let mut window =
            minifb::Window::new(&title, across * scale, down * scale, minifb_options).map_err(|error| match error {
                minifb::Error::WindowCreate(reason) => WindowError::Open(reason),
                other => WindowError::Open(other.to_string()),
            })?;
        // The frames are paced elsewhere.
        window.set_target_fps(0);
        let heard = Rc::new(RefCell::new(Vec::new()));
        window.set_input_callback(Box::new(Listener(Rc::clone(&heard))));
        Ok(Self {
            inner: window,
            heard,
            had_focus: false,
            is_full_screen: false,
            full_screen: FullScreen::default(),
            title,
            canvas: Canvas::default(),
            drawn: None,
        })
    }

    /// What happened since this was last called.
    pub fn poll(&mut self) -> Input {
        self.inner.update();
        // Only losing the focus counts: without a window manager keys may arrive though nobody ever gave it.
        let has_focus = self.inner.is_active();
        let focus_lost = std::mem::replace(&mut self.had_focus, has_focus) && !has_focus;
        Input { keys: self.heard.take(), focus_lost, closed: !self.inner.is_open() }
    }

    /// Names the window.
    pub fn set_title(&mut self, title: &str) {
        let title = printable(title);
        if self.title != title {
            self.inner.set_title(&title);
            self.title = title;
        }
    }

    /// Fills the whole screen, or no longer.
    ///
    /// # Errors
    ///
    /// If that is not possible, and why.
    pub fn set_full_screen(&mut self, is_full_screen: bool) -> Result<(), String> {
        if self.is_full_screen == is_full_screen {
            return Ok(());
        }
        self.full_screen.set(&self.inner, is_full_screen)?;
        self.is_full_screen = is_full_screen;
        Ok(())
    }

    /// Whether it fills the whole screen.
    #[must_use]
    pub fn is_full_screen(&self) -> bool {
        self.is_full_screen
    }

    /// Shows `view`.
    ///
    /// # Errors
    ///
    /// If it cannot be drawn.
    pub fn show(&mut self, view: View) -> Result<(), WindowError> {
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
        self.inner.update_with_buffer(pixels, *width, *height).map_err(|error| WindowError::Draw(error.to_string()))
    }
}

/// `title` without what a title must not have in it: minifb prints a complaint about a zero byte.
fn printable(title: &str) -> String {
    title.replace(char::is_control, " ")
}
