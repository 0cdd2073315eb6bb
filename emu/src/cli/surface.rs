//! Where a program is played: in a window, or in the terminal that the command was given in.

use std::cell::RefCell;

use clap::Args;

use crate::frontend::Options;
use crate::frontend::surface::{Surface, SurfaceError};

/// Where to play.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct SurfaceArguments {
    /// Play in this terminal, as is done anyway where there is no display: Ctrl-C ends it
    #[cfg(feature = "terminal")]
    #[arg(long)]
    terminal: bool,
}

impl SurfaceArguments {
    /// Opens a window, or takes the terminal.
    pub(super) fn open(self, options: &Options<'_>) -> Result<Box<dyn Surface>, SurfaceError> {
        #[cfg(not(feature = "terminal"))]
        let _ = self;
        #[cfg(feature = "terminal")]
        if self.terminal || cfg!(not(feature = "window")) {
            return terminal(options);
        }
        #[cfg(feature = "window")]
        {
            let window = crate::frontend::window::Window::open(options);
            #[cfg(feature = "terminal")]
            if let Err(error @ SurfaceError::Open(_)) = &window
                && is_terminal()
            {
                super::warn(&format!("{error}; it is played in this terminal"));
                return terminal(options);
            }
            Ok(Box::new(window?))
        }
        #[cfg(not(feature = "window"))]
        unreachable!("there is a terminal if there is no window")
    }
}

#[cfg(feature = "terminal")]
fn is_terminal() -> bool {
    use std::io::{IsTerminal, stdin, stdout};
    stdin().is_terminal() && stdout().is_terminal()
}

#[cfg(feature = "terminal")]
fn terminal(options: &Options<'_>) -> Result<Box<dyn Surface>, SurfaceError> {
    if !is_terminal() {
        return Err(SurfaceError::Terminal("the standard input and output are none".to_owned()));
    }
    Ok(Box::new(crate::frontend::terminal::Terminal::open(options)?))
}

/// Whether a program is being shown where the standard error is seen.
pub(super) fn is_in_terminal() -> bool {
    #[cfg(feature = "terminal")]
    return crate::frontend::terminal::is_taken();
    #[cfg(not(feature = "terminal"))]
    return false;
}

/// What the user is told: at once, or when the terminal is no longer taken by the program.
#[derive(Debug, Default)]
pub(super) struct Teller(RefCell<Vec<String>>);

impl Teller {
    /// Tells a line.
    pub(super) fn tell(&self, line: &str) {
        if is_in_terminal() {
            self.0.borrow_mut().push(line.to_owned());
        } else {
            super::warn(line);
        }
    }

    /// The program is no longer shown: tells what has not been told. Ends the process if a signal has asked for that.
    pub(super) fn finish(self) {
        for line in self.0.into_inner() {
            super::warn(&line);
        }
        crate::signals::end_as_asked();
    }
}
