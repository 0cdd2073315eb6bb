//! A surface: where a session is shown, and where its keys come from. A window is one.

use super::input::Input;
use super::overlay::Overlay;
use super::scaling::Scaling;
use crate::keyboard::layout::Layout;
use crate::picture::Colours;

/// What a surface shows.
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

/// There is no surface, or no longer.
#[derive(Debug, thiserror::Error)]
pub enum SurfaceError {
    /// It could not be opened.
    #[error("there is no display to open a window on ({0})")]
    Open(String),
    /// It could not be drawn into.
    #[error("cannot draw into the window: {0}")]
    Draw(String),
    /// The terminal is lost.
    #[error("cannot play in this terminal: {0}")]
    Terminal(String),
}

/// Where a session is shown.
pub trait Surface {
    /// What happened since this was last called.
    fn poll(&mut self) -> Input;

    /// Characters across and lines down that a page of the menu has for what is to be read.
    fn room(&self) -> (usize, usize);

    /// What the keys write, if that can be found out.
    fn layout(&self) -> Option<&'static Layout>;

    /// Names it.
    fn set_title(&mut self, title: &str);

    /// Fills the whole screen, or no longer.
    ///
    /// # Errors
    ///
    /// If that is not possible, and why.
    fn set_full_screen(&mut self, is_full_screen: bool) -> Result<(), String>;

    /// Whether it fills the whole screen.
    fn is_full_screen(&self) -> bool;

    /// Shows `view`.
    ///
    /// # Errors
    ///
    /// If it cannot be drawn.
    fn show(&mut self, view: View) -> Result<(), SurfaceError>;
}

impl<S: Surface + ?Sized> Surface for Box<S> {
    fn poll(&mut self) -> Input {
        (**self).poll()
    }

    fn room(&self) -> (usize, usize) {
        (**self).room()
    }

    fn layout(&self) -> Option<&'static Layout> {
        (**self).layout()
    }

    fn set_title(&mut self, title: &str) {
        (**self).set_title(title);
    }

    fn set_full_screen(&mut self, is_full_screen: bool) -> Result<(), String> {
        (**self).set_full_screen(is_full_screen)
    }

    fn is_full_screen(&self) -> bool {
        (**self).is_full_screen()
    }

    fn show(&mut self, view: View) -> Result<(), SurfaceError> {
        (**self).show(view)
    }
}
