//! A terminal as a surface: a picture in characters, keys as bytes, and everything as it was when it is over.

mod cells;
mod colours;
mod draw;
mod holds;
mod keys;
#[cfg(unix)]
mod patience;
mod screen;

use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyEventKind};
use crossterm::terminal;

use super::Options;
use super::input::Input;
use super::surface::{Surface, SurfaceError, View};
use crate::keyboard::layout::Layout;
use crate::printable;
use cells::Grid;
use colours::Depth;
use holds::Holds;
pub use screen::is_taken;
use screen::{Readiness, Screen};

/// A terminal that a program is played in.
#[derive(Debug)]
pub struct Terminal {
    /// What gives it back.
    _screen: Screen,
    layout: &'static Layout,
    depth: Depth,
    holds: Holds,
    title: String,
    /// What it shows; none if that is not known.
    shown: Option<Grid>,
    /// Whether the process was stopped and goes on: somebody else has written to the terminal meanwhile.
    goes_on: Arc<AtomicBool>,
}

/// The most that is taken of what has been typed before there is a frame again.
const MOST_EVENTS: usize = 1024;

/// How long a key is waited for that has been typed. Of no time at all crossterm, where it takes what is typed with `poll`, does not even look.
const MOMENT: Duration = Duration::from_millis(1);

/// The most columns and rows that a terminal is believed to have.
const MOST_CELLS: (u16, u16) = (1024, 512);

impl Terminal {
    /// Takes the terminal that the standard input and output are.
    ///
    /// # Errors
    ///
    /// If they are none.
    pub fn open(options: &Options<'_>) -> Result<Self, SurfaceError> {
        let failed = |error: io::Error| SurfaceError::Terminal(error.to_string());
        let goes_on = Arc::default();
        #[cfg(unix)]
        signal_hook::flag::register(signal_hook::consts::SIGCONT, Arc::clone(&goes_on)).map_err(failed)?;
        let screen = Screen::take().map_err(failed)?;
        let holds = Holds::new(screen.tells_releases());
        let depth = Depth::of(std::env::var("COLORTERM").ok().as_deref());
        Ok(Self {
            _screen: screen,
            layout: options.layout.unwrap_or(&Layout::ALL[0]),
            depth,
            holds,
            title: String::new(),
            shown: None,
            goes_on,
        })
    }
}

impl Surface for Terminal {
    fn poll(&mut self) -> Input {
        let now = Instant::now();
        let mut input = Input::default();
        self.holds.expire(now, &mut input.keys);
        if self.goes_on.swap(false, Ordering::Relaxed) {
            self.shown = None;
        }
        let mut may_be_more = false;
        for _ in 0..MOST_EVENTS {
            match screen::readiness() {
                Readiness::Gone => {
                    input.closed = true;
                    return input;
                }
                // There may be more in what has been read.
                Readiness::Nothing if !may_be_more => return input,
                _ => may_be_more = true,
            }
            match event::poll(MOMENT).and_then(|is_more| if is_more { event::read().map(Some) } else { Ok(None) }) {
                Ok(Some(Event::Key(key))) if keys::is_end(&key) => input.closed = true,
                Ok(Some(Event::Key(key))) => {
                    if let Some(place) = keys::key_of(key.code, self.layout) {
                        self.holds.take(place, key.kind != KeyEventKind::Release, now, &mut input.keys);
                    }
                }
                Ok(Some(Event::FocusLost)) => {
                    self.holds.release_all();
                    input.focus_lost = true;
                }
                Ok(Some(Event::Resize(..))) => self.shown = None,
                Ok(Some(_)) => {}
                Ok(None) => return input,
                Err(error) => {
                    log::debug!("the terminal is gone: {error}");
                    input.closed = true;
                    return input;
                }
            }
        }
        input
    }

    fn room(&self) -> (usize, usize) {
        draw::room(size().unwrap_or_default())
    }

    fn layout(&self) -> Option<&'static Layout> {
        None
    }

    fn set_title(&mut self, title: &str) {
        if self.title != title {
            title.clone_into(&mut self.title);
            screen::set_title(&printable::in_one_line(title, " "));
        }
    }

    fn set_full_screen(&mut self, is_full_screen: bool) -> Result<(), String> {
        if is_full_screen { Err("full screen is for the terminal to give".to_owned()) } else { Ok(()) }
    }

    fn is_full_screen(&self) -> bool {
        false
    }

    fn show(&mut self, view: View) -> Result<(), SurfaceError> {
        let failed = |error: io::Error| SurfaceError::Terminal(error.to_string());
        let grid = draw::grid(&view, &self.title, size().map_err(failed)?);
        let shown = self.shown.as_ref().filter(|shown| shown.size() == grid.size());
        let text = grid.changes(shown, self.depth);
        if !text.is_empty() {
            let mut out = io::stdout().lock();
            out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(failed)?;
        }
        self.shown = Some(grid);
        Ok(())
    }
}

/// Columns and rows of the terminal.
fn size() -> io::Result<(usize, usize)> {
    let (columns, rows) = terminal::size()?;
    Ok((columns.min(MOST_CELLS.0).into(), rows.min(MOST_CELLS.1).into()))
}
