//! The window: a machine played by a person, as many frames a second as its platform has.
//!
//! At each of them the keys pressed since the last one are handed to the machine, it runs a frame, and
//! its screen is shown. Nothing in here knows what executes the instructions.

mod about;
pub mod appearance;
pub mod canvas;
pub mod choices;
pub mod controls;
mod desk;
pub mod filming;
pub mod font;
#[cfg(feature = "gamepad")]
mod gamepads;
pub mod input;
pub mod keeper;
pub mod keypad;
pub mod menu;
pub mod message;
pub mod notice;
pub mod overlay;
pub mod pace;
pub mod pads;
pub mod past;
pub mod recent;
pub mod scaling;
mod screenshot;
pub mod session;
pub mod speed;
pub mod states;
pub mod surface;
#[cfg(feature = "terminal")]
pub mod terminal;
pub mod text;
pub mod timing;
pub mod watch;
#[cfg(feature = "window")]
pub mod window;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use cpu_ops::Fault;

use crate::database::Known;
use crate::flags::{Flags, has_flags};
use crate::keyboard::keymap::{Keymap, Moved};
use crate::keyboard::layout::Layout;
use crate::look::Look;
use crate::machine::Machine;
use crate::picture::Blend;
use crate::recording::RecorderError;
use crate::setup::Why;
use crate::signals;
use crate::tape::Tape;
use desk::Desk;
use keeper::Keeper;
use pace::Pace;
use recent::Recent;
use scaling::Scaling;
use session::Session;
use surface::{Surface, SurfaceError};
use timing::Timing;
use watch::Watch;

/// Whether the program in a file could be played, or why not.
#[derive(Clone, Copy)]
pub struct Check<'a>(pub &'a dyn Fn(&Path) -> Result<(), String>);

impl fmt::Debug for Check<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Check")
    }
}

/// How to show a program.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// What the program is called.
    pub title: String,
    /// What files with pictures of it are called, before a number and an ending.
    pub stem: String,
    /// What the database knows of it.
    pub known: Option<Known>,
    /// Other programs that the menu offers.
    pub recent: Vec<Recent>,
    /// Asked before this program is ended for one of them.
    pub check: Check<'a>,
    /// Whether nobody has named a program: this one is built in, and others are offered.
    pub is_built_in: bool,
    /// Pixels of the window a pixel of the 64 x 32 screen.
    pub scale: u16,
    /// Colours, rotation and buttons.
    pub look: Look,
    /// The file that choices are kept in, if there is one, or could be.
    pub settings: Option<PathBuf>,
    /// What the keys of the keyboard write, if anybody has said so.
    pub layout: Option<&'static Layout>,
    /// The guest's keys that the user has put elsewhere.
    pub moved: Moved,
    /// How large the picture is in the window.
    pub scaling: Scaling,
    /// What stays of pixels that have gone out.
    pub blend: Blend,
    /// Whether the window fills the whole screen, and who decided it: settings may have been made for other windows.
    pub full_screen: (bool, Why),
    /// How loud it is, in percent.
    pub volume: u8,
    /// Whether it is silent until the user says otherwise.
    pub mute: bool,
}

/// What the program had come to when the window was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was running, or had ended itself.
    Closed,
    /// It had faulted.
    Fault(Fault),
    /// It had come to something else than the recording that was played.
    NotAsRecorded,
    /// The user wants to play another.
    Another(Next),
}

/// Another program, and what was chosen in the window that it is to have as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The program's file.
    pub rom: PathBuf,
    /// How large the picture is in the window.
    pub scaling: Scaling,
    /// What stays of pixels that have gone out.
    pub blend: Blend,
    /// Whether the window fills the whole screen; None if the user has no say in that.
    pub full_screen: Option<bool>,
    /// How loud it is, in percent.
    pub volume: u8,
    /// Whether it is silent.
    pub mute: bool,
}

/// A program cannot be played, or no longer.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// There is nowhere to show it.
    #[error(transparent)]
    Surface(#[from] SurfaceError),
    /// It cannot be recorded.
    #[error(transparent)]
    Recorder(#[from] RecorderError),
}

/// Shows `machine` on what `open` opens until that is closed. If there is a `watch`, what it loads takes the place of `machine`, or
/// stops it with a message. A `keeper` keeps the flag registers. What `tape` makes records, or is played; it is asked once there is something to
/// see, for what is never played is not to be recorded. What happens meanwhile that the user should be told, other than by the window, goes
/// to `tell`, a line each.
///
/// # Errors
///
/// If it cannot be opened, is lost, or cannot be recorded.
pub fn play<S: Surface>(
    machine: &mut Machine,
    options: &Options<'_>,
    open: impl FnOnce(&Options<'_>) -> Result<S, SurfaceError>,
    watch: Option<Watch<'_>>,
    mut keeper: Option<Keeper>,
    tape: impl FnOnce(&Machine) -> Result<Tape, RecorderError>,
    mut tell: impl FnMut(&str),
) -> Result<Ending, PlayError> {
    signals::hear();
    let opened = Instant::now();
    let mut surface = open(options)?;
    let tape = tape(machine)?;
    let mut session = Session::new(machine, Keymap::new(options.moved.clone(), options.look.buttons));
    session.insert(tape);
    let ending = play_session(&mut session, options, &mut surface, opened, watch, &mut keeper, &mut tell);
    // Even if the window was lost.
    if let Some(problem) = session.past().finish() {
        tell(&problem);
    }
    if let Some(error) = keeper.and_then(|keeper| keeper.finish(flags_of(session.machine())?)) {
        tell(&error.to_string());
    }
    Ok(ending?)
}

/// The flag registers, as long as there are any: a saved state may be of a platform that has none.
fn flags_of(machine: &Machine) -> Option<&Flags> {
    has_flags(machine.setup()).then_some(&machine.state().bus.flags)
}

fn play_session(
    session: &mut Session<'_>,
    options: &Options<'_>,
    window: &mut impl Surface,
    opened: Instant,
    mut watch: Option<Watch<'_>>,
    keeper: &mut Option<Keeper>,
    tell: &mut impl FnMut(&str),
) -> Result<Ending, SurfaceError> {
    let mut desk = Desk::new(options, window.layout());
    desk.greet(session);
    #[cfg(feature = "gamepad")]
    let mut gamepads = gamepads::Gamepads::open();
    let mut pace = Pace::new(session.frames_per_second(), Instant::now());
    let mut first = true;
    let mut timing = Timing::default();
    let (mut due, mut began) = (Instant::now(), Instant::now());
    loop {
        let mut input = window.poll();
        input.closed |= signals::have_come();
        #[cfg(feature = "gamepad")]
        gamepads.poll(&mut input.keys);
        desk.set_room(window.room());
        desk.input(&input, session, tell);
        if session.is_over() {
            desk.finish(tell);
            timing.to_string().lines().for_each(|line| log::debug!("{line}"));
            return Ok(desk.next().map_or_else(|| session.ending(), Ending::Another));
        }
        match window.set_full_screen(desk.is_full_screen()) {
            Ok(()) => desk.has_full_screen(),
            Err(problem) => desk.no_full_screen(window.is_full_screen(), problem),
        }
        match watch.as_mut().and_then(|watch| watch.poll(Instant::now())) {
            None => {}
            Some(Ok(machine)) => {
                session.restart(machine);
                desk.restarted(session);
            }
            Some(Err(message)) => session.stop(message),
        }
        // What is run beyond the first frame leaves time for all else.
        let until = Instant::now() + pace.frame() * 2 / 3;
        if let Some(fault) = session.play(|| Instant::now() < until) {
            tell(&format!("the program was stopped: {fault}"));
        }
        let flags = flags_of(session.machine());
        if let Some(error) = keeper.as_mut().zip(flags).and_then(|(keeper, flags)| keeper.frame(flags, Instant::now()))
        {
            tell(&error.to_string());
        }
        desk.frame(session, tell);
        window.set_title(&format!("Stitch8 - {}{}{}", options.title, session.remark(), desk.remark()));
        window.show(desk.view(session))?;
        if std::mem::take(&mut first) {
            log::debug!("the first frame is on the screen {:?} after asking for a window", opened.elapsed());
        }
        timing.frame(due, began, Instant::now());
        due = pace.next(Instant::now());
        pace::wait_until(due);
        began = Instant::now();
    }
}
