//! The desk: what goes on beside a session. Its sound, its slots, its films, its menu, and what is shown of them all.

mod keep;
mod tell;

use std::path::{Path, PathBuf};

use crate::keyboard::Key;

use super::appearance::Appearance;
use super::controls::{Control, control_on};
use super::filming::Filming;
use super::input::{Input, KeyEvent};
use super::menu::{Command, Menu, Setting};
use super::notice::Notice;
use super::recent::Recent;
use super::session::Session;
use super::speed::Speed;
use super::states::{Slot, States};
use super::{Check, Next, Options, about, screenshot};
use crate::keyboard::layout::Layout;
use crate::picture::Caption;
use crate::setup::Why;
use crate::speaker::Speaker;

/// By how much the volume is changed, in percent.
const VOLUME_STEP: u8 = 10;

/// What goes on beside a session.
pub(super) struct Desk<'options> {
    options: &'options Options<'options>,
    /// What the keys write.
    layout: &'static Layout,
    /// Characters across and lines down that a page of the menu has for what is to be read.
    room: (usize, usize),
    speaker: Speaker,
    volume: u8,
    states: States,
    filming: Filming,
    notice: Notice,
    appearance: Appearance,
    menu: Option<Menu>,
    /// What is in the slots, as long as a menu is open.
    slots: Vec<Slot>,
    /// What the menu tells of the program, as long as one is open.
    about: Vec<String>,
    /// Whether the window shall fill the whole screen.
    is_full_screen: bool,
    /// Whether that has been refused, so that what it is says nothing of what the user wants.
    is_refused: bool,
    /// The program to be played next.
    next: Option<PathBuf>,
    /// Frames of the program when a picture was last shown.
    frames: Option<u64>,
    /// Whether the program has come to what it shows not by running.
    jumped: bool,
}

impl<'options> Desk<'options> {
    /// `found` is the layout that the keys have, if that can be found out: it counts if nobody has said which.
    pub(super) fn new(options: &'options Options<'options>, found: Option<&'static Layout>) -> Self {
        Self {
            options,
            layout: options.layout.or(found).unwrap_or(&Layout::ALL[0]),
            room: (0, 0),
            speaker: Speaker::open(options.volume, options.mute),
            volume: options.volume,
            states: States::default(),
            filming: Filming::new(options.look, &options.stem),
            notice: Notice::default(),
            appearance: Appearance::new(options.look, options.scaling, options.blend),
            menu: None,
            slots: Vec::new(),
            about: Vec::new(),
            is_full_screen: options.full_screen.0,
            is_refused: false,
            next: None,
            frames: None,
            jumped: false,
        }
    }

    /// If nobody has named a program, offers those that were played, or says where all else is. If it is a recording, says that.
    pub(super) fn greet(&mut self, session: &mut Session<'_>) {
        if session.is_playing() {
            self.notice.say("playing a recording".to_owned());
        }
        match (self.options.is_built_in, self.options.recent.is_empty()) {
            (false, _) => {}
            (true, true) => self.notice.say("Esc: the menu".to_owned()),
            (true, false) => self.open(Menu::of_recent(), session),
        }
    }

    fn open(&mut self, menu: Menu, session: &mut Session<'_>) {
        self.menu = Some(menu);
        self.look_up(session);
        // What was done before is no longer news, and would be in the way.
        self.notice = Notice::default();
        session.wait(true, &[]);
    }

    /// The program has become another one: what the menu tells is to be of that.
    pub(super) fn restarted(&mut self, session: &Session<'_>) {
        if self.menu.is_some() {
            self.look_up(session);
        }
    }

    /// Finds out what the menu tells of the program.
    fn look_up(&mut self, session: &Session<'_>) {
        (self.slots, self.about) = (States::list(session.machine()), about::lines(session.machine()));
    }

    /// A page of the menu has room for that many characters across, and lines down, of what is to be read.
    pub(super) fn set_room(&mut self, room: (usize, usize)) {
        self.room = room;
    }

    /// Takes in what happened since the last frame: keys are for the menu if it is open, and for the session otherwise.
    pub(super) fn input(&mut self, input: &Input, session: &mut Session<'_>, tell: &mut impl FnMut(&str)) {
        for &event in &input.keys {
            if let Some(menu) = &mut self.menu {
                let fresh = menu.is_fresh(event.key, event.down);
                if event.down {
                    self.press(event.key, fresh, session, tell);
                }
            } else if let Some(control) = session.key(event) {
                self.obey(control, event, session, tell);
            }
        }
        if let Some(menu) = self.menu.as_mut().filter(|_| input.focus_lost) {
            menu.release_all();
        }
        session.input(&Input { keys: Vec::new(), ..*input });
    }

    /// A key goes down while the menu is open.
    fn press(&mut self, key: Key, fresh: bool, session: &mut Session<'_>, tell: &mut impl FnMut(&str)) {
        let facts = self.facts(session);
        let command = self.menu.as_mut().and_then(|menu| menu.press(key, fresh, &facts));
        if let Some(command) = command {
            self.command(command, session, tell);
        } else if let Some(control @ (Control::Mute | Control::FullScreen | Control::Screenshot)) = control_on(key)
            && fresh
        {
            self.obey(control, KeyEvent { key, down: true }, session, tell);
        }
    }

    /// Does what `control`, which `event` has used, asks for beyond what the session has done.
    fn obey(&mut self, control: Control, event: KeyEvent, session: &mut Session<'_>, tell: &mut impl FnMut(&str)) {
        match control {
            Control::Menu => self.open(Menu::open(event.key), session),
            Control::Mute if self.volume == 0 => self.notice.say("the volume is 0: the menu can change it".to_owned()),
            Control::Mute => {
                self.speaker.toggle_mute();
                self.notice.say(if self.speaker.is_muted() { "sound off" } else { "sound on" }.to_owned());
            }
            Control::Screenshot => {
                let picture = self.appearance.turned(&session.picture());
                let caption = Caption::of(session.machine(), &self.options.title);
                let (palette, stem) = (self.appearance.palette(), &self.options.stem);
                let saved = screenshot::save(&picture, palette, Path::new(""), stem, &caption);
                let line = saved.map_or_else(|error| error.to_string(), |path| format!("wrote {}", path.display()));
                tell(&line);
                self.notice.say(line);
            }
            Control::FullScreen => self.is_full_screen = !self.is_full_screen,
            Control::NextPalette => {
                let name = self.next_palette(true);
                self.notice.say(format!("palette: {name}"));
            }
            Control::NextSlot => self.notice.say(self.states.next(session.machine())),
            Control::SaveState => self.say(self.states.save(session.machine()), tell),
            Control::LoadState => self.load(session, tell),
            Control::Film => {
                let done = self.filming.toggle();
                self.say(done, tell);
            }
            Control::FilmLast => {
                let done = session.film_last(&mut self.filming);
                self.say(done, tell);
            }
            _ => {}
        }
    }

    /// Does what was chosen in the menu.
    fn command(&mut self, command: Command, session: &mut Session<'_>, tell: &mut impl FnMut(&str)) {
        match command {
            Command::Change(setting, forth) => return self.change(setting, forth, session),
            Command::Put(guest, key) => return self.put(guest, key, session, tell),
            Command::ResetKeys => {
                let mut keymap = session.keymap().clone();
                keymap.reset();
                let kept = self.move_keys(keymap, session).map(|()| "the keys are as by default".to_owned());
                return self.say(kept, tell);
            }
            Command::Keep => {
                let kept = self.keep(session);
                return self.say(kept, tell);
            }
            Command::KeepProgram => {
                let kept = self.keep_program(session);
                return self.say(kept, tell);
            }
            Command::Resume => {}
            Command::Save(slot) => {
                self.states.choose(slot);
                self.say(self.states.save(session.machine()), tell);
            }
            Command::Load(slot) => {
                self.states.choose(slot);
                self.load(session, tell);
            }
            Command::Reset => {
                session.reset();
                self.notice.say("reset".to_owned());
            }
            Command::Play(index) => {
                // What cannot be played does not end what is.
                let Check(check) = self.options.check;
                match self.options.recent.get(index).map(|Recent { path, .. }| check(path).map(|()| path)) {
                    Some(Ok(path)) => {
                        self.next = Some(path.clone());
                        session.quit();
                    }
                    Some(Err(problem)) => self.say(Err(problem), tell),
                    None => {}
                }
            }
            Command::Quit => session.quit(),
        }
        let held = self.menu.take().map(|menu| menu.held().to_vec()).unwrap_or_default();
        session.wait(false, &held);
    }

    fn change(&mut self, setting: Setting, forth: bool, session: &mut Session<'_>) {
        match setting {
            Setting::Speed => drop(session.change_speed(if forth { Speed::faster } else { Speed::slower })),
            // What is refused cannot be chosen.
            Setting::Instructions => drop(session.change_instructions(forth)),
            Setting::Quirk(quirk) => drop(session.toggle_quirk(quirk)),
            Setting::Palette => drop(self.next_palette(forth)),
            Setting::Scaling => self.appearance.next_scaling(forth),
            Setting::Blend => self.appearance.next_blend(forth),
            Setting::FullScreen => self.is_full_screen = !self.is_full_screen,
            Setting::Volume => {
                // From what is heard: nothing, if it is muted.
                let now = if self.speaker.is_muted() { 0 } else { self.volume };
                let step = if forth { now.saturating_add(VOLUME_STEP) } else { now.saturating_sub(VOLUME_STEP) };
                if step > 0 {
                    self.volume = step.min(100);
                    self.speaker.set_volume(self.volume);
                } else if now > 0 {
                    // What can be heard again has a volume.
                    self.speaker.toggle_mute();
                }
            }
        }
    }

    fn load(&mut self, session: &mut Session<'_>, tell: &mut impl FnMut(&str)) {
        let loaded = self.states.load(session.machine()).map(|snapshot| {
            session.restore(&snapshot);
            self.states.loaded()
        });
        self.say(loaded, tell);
    }

    fn next_palette(&mut self, forth: bool) -> String {
        let name = self.appearance.next_palette(forth);
        self.filming.set_palette(*self.appearance.palette());
        name
    }

    /// The session has advanced, or stood still.
    pub(super) fn frame(&mut self, session: &mut Session<'_>, tell: &mut impl FnMut(&str)) {
        if let Some(said) = session.take_said() {
            self.say(said, tell);
        }
        if let Some(note) = session.past().take_note() {
            tell(&note);
            self.notice.say(note);
        }
        if session.take_jump() {
            self.jumped = true;
            self.speaker.seek(session.machine().phase());
        }
        if self.menu.is_none() {
            self.filming.frame(session.machine());
        }
        if let Some(written) = self.filming.written() {
            let line = written.unwrap_or_else(|problem| problem);
            tell(&line);
            self.notice.say(line);
        }
        self.speaker.frame(session.cue());
    }

    /// Whether the window shall fill the whole screen.
    pub(super) fn is_full_screen(&self) -> bool {
        self.is_full_screen
    }

    /// The whole screen could not be filled, or left. That is for the user to know who asks for it now; settings may be for other windows.
    pub(super) fn no_full_screen(&mut self, is_full_screen: bool, problem: String) {
        let (wish, why) = self.options.full_screen;
        let is_asked = self.is_refused || self.is_full_screen != wish || why == Why::Asked;
        (self.is_full_screen, self.is_refused) = (is_full_screen, true);
        if is_asked {
            self.notice.say(problem);
        }
    }

    /// The whole screen is filled, or not, as it shall be.
    pub(super) fn has_full_screen(&mut self) {
        self.is_refused &= !self.is_full_screen;
    }

    /// What to play next, if the user has chosen something.
    pub(super) fn next(&mut self) -> Option<Next> {
        Some(Next {
            rom: self.next.take()?,
            scaling: self.appearance.scaling,
            blend: self.appearance.blend(),
            full_screen: (!self.is_refused).then_some(self.is_full_screen),
            volume: self.volume,
            mute: self.speaker.is_muted(),
        })
    }

    /// Ends it: what is being written is finished.
    pub(super) fn finish(&mut self, tell: &mut impl FnMut(&str)) {
        self.filming.finish().iter().for_each(|line| tell(line));
    }

    /// Shows what has been done for the user, or why not; that is told as well.
    fn say(&mut self, done: Result<String, String>, tell: &mut impl FnMut(&str)) {
        self.notice.say(done.unwrap_or_else(|problem| {
            tell(&problem);
            problem
        }));
    }
}
