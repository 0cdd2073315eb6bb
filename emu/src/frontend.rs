//! The window: a machine played by a person, as many frames a second as its platform has.
//!
//! At each of them the keys pressed since the last one are handed to the machine, it runs a frame, and
//! its screen is shown. Nothing in here knows what executes the instructions.

pub mod canvas;
pub mod controls;
pub mod font;
pub mod keeper;
pub mod keypad;
pub mod message;
pub mod notice;
pub mod pace;
pub mod past;
mod screenshot;
pub mod session;
pub mod states;
pub mod text;
pub mod watch;
pub mod window;

use std::path::Path;
use std::time::Instant;

use cpu_ops::Fault;

use crate::look::Look;
use crate::machine::Machine;
use crate::speaker::Speaker;
use crate::tape::Tape;
use controls::Control;
use keeper::Keeper;
use notice::Notice;
use pace::Pace;
use session::Session;
use states::States;
use watch::Watch;
use window::{Window, WindowError};

/// How to show a program.
#[derive(Clone, Debug)]
pub struct Options {
    /// The program's name.
    pub title: String,
    /// Pixels of the window a pixel of the 64 x 32 screen.
    pub scale: u16,
    /// Colours, rotation and buttons.
    pub look: Look,
    /// How loud it is, in percent.
    pub volume: u8,
    /// Whether it is silent until the user says otherwise.
    pub mute: bool,
}

/// What the program had come to when the window was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was running, or had ended itself.
    Closed,
    /// It had faulted.
    Fault(Fault),
    /// It had come to something else than the recording that was played.
    NotAsRecorded,
}

/// Shows `machine` in a window until that is closed. If there is a `watch`, what it loads takes the place of `machine`, or
/// stops it with a message. A `keeper` keeps the flag registers. A `tape` records, or is played. What happens meanwhile that the user should be told, other
/// than by the window, goes to `tell`, a line each.
///
/// # Errors
///
/// If there is no display to open a window on, or it is lost.
pub fn play(
    machine: &mut Machine,
    options: &Options,
    watch: Option<Watch<'_>>,
    mut keeper: Option<Keeper>,
    tape: Tape,
    mut tell: impl FnMut(&str),
) -> Result<Ending, WindowError> {
    let mut session = Session::new(machine, options.look.buttons);
    session.insert(tape);
    let ending = play_session(&mut session, options, watch, &mut keeper, &mut tell);
    // Even if the window was lost.
    if let Some(problem) = session.past().finish() {
        tell(&problem);
    }
    if let Some(error) = keeper.and_then(|keeper| keeper.finish(&session.machine().state().bus.flags)) {
        tell(&error.to_string());
    }
    ending
}

fn play_session(
    session: &mut Session<'_>,
    options: &Options,
    mut watch: Option<Watch<'_>>,
    keeper: &mut Option<Keeper>,
    tell: &mut impl FnMut(&str),
) -> Result<Ending, WindowError> {
    let opened = Instant::now();
    let mut window = Window::open(options)?;
    let mut speaker = Speaker::open(options.volume, options.mute);
    let mut pace = Pace::new(session.frames_per_second(), Instant::now());
    let mut states = States::default();
    let mut notice = Notice::default();
    let mut first = true;
    loop {
        let input = window.poll();
        for control in session.input(&input) {
            match control {
                Control::Mute => speaker.toggle_mute(),
                Control::Screenshot => {
                    let picture = options.look.rotation.turn(&session.picture());
                    match screenshot::save(&picture, &options.look.palette, Path::new(""), &options.title) {
                        Ok(path) => tell(&format!("wrote {}", path.display())),
                        Err(error) => tell(&error.to_string()),
                    }
                }
                Control::NextSlot => notice.say(states.next(session.machine())),
                Control::SaveState => report(states.save(session.machine()), &mut notice, tell),
                Control::LoadState => match states.load(session.machine()) {
                    Ok(snapshot) => {
                        session.restore(&snapshot);
                        notice.say(states.loaded());
                    }
                    Err(problem) => report(Err(problem), &mut notice, tell),
                },
                // The session has done what there was to do.
                _ => {}
            }
        }
        if session.is_over() {
            return Ok(session.ending());
        }
        match watch.as_mut().and_then(|watch| watch.poll(Instant::now())) {
            None => {}
            Some(Ok(machine)) => session.restart(machine),
            Some(Err(message)) => session.stop(message),
        }
        if let Some(fault) = session.advance() {
            tell(&format!("the program was stopped: {fault}"));
        }
        if let Some(note) = session.past().take_note() {
            tell(&note);
            notice.say(note);
        }
        let flags = &session.machine().state().bus.flags;
        if let Some(error) = keeper.as_mut().and_then(|keeper| keeper.frame(flags, Instant::now())) {
            tell(&error.to_string());
        }
        if session.take_jump() {
            speaker.seek(session.machine().phase());
        }
        speaker.frame(session.cue());
        let muted = if speaker.is_muted() { " (muted)" } else { "" };
        let notice = notice.now(Instant::now());
        window.set_title(&format!("Stitch8 - {}{}{muted}{notice}", options.title, session.remark()));
        window.show(options.look.rotation.turn(&session.picture()), session.is_sounding(), session.message())?;
        if std::mem::take(&mut first) {
            log::debug!("the first frame is on the screen {:?} after asking for a window", opened.elapsed());
        }
        pace::wait_until(pace.next(Instant::now()));
    }
}

/// Shows what has been done for the user, or why not; that is told as well.
fn report(done: Result<String, String>, notice: &mut Notice, tell: &mut impl FnMut(&str)) {
    notice.say(done.unwrap_or_else(|problem| {
        tell(&problem);
        problem
    }));
}
