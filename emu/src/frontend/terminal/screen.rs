//! Taking a terminal and giving it back: whatever ends the program, the shell finds the terminal as it left it.

use std::io::{self, Write as _};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableFocusChange, EnableFocusChange, KeyboardEnhancementFlags, PopKeyboardEnhancementFlags,
    PushKeyboardEnhancementFlags,
};
use crossterm::style::ResetColor;
use crossterm::terminal::{
    self, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen, SetTitle,
};
use crossterm::{execute, queue};

/// Keeps the title that the terminal has, and gives it back: XTWINOPS of xterm, which others pass over.
const KEEP_TITLE: &str = "\x1B[22;2t";
const GIVE_TITLE_BACK: &str = "\x1B[23;2t";

/// Whether the terminal is taken, and whether it tells when keys are let go.
static TAKEN: AtomicBool = AtomicBool::new(false);
static TELLS_RELEASES: AtomicBool = AtomicBool::new(false);

/// Whether a terminal is taken now: nobody else should write to it.
#[must_use]
pub fn is_taken() -> bool {
    TAKEN.load(Ordering::SeqCst)
}

/// A terminal that is taken.
#[derive(Debug)]
pub(super) struct Screen {
    tells_releases: bool,
    /// If the terminal is read without waiting, what gives back the one that is not.
    #[cfg(unix)]
    _input: Option<super::patience::Kept>,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    ///
    /// If there is none. It is as it was.
    pub(super) fn take() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        restore_before_panics();
        let mut screen = Self {
            tells_releases: false,
            #[cfg(unix)]
            _input: super::patience::lose()
                .inspect_err(|error| log::debug!("half a key will be waited for: {error}"))
                .ok(),
        };
        screen.tells_releases = terminal::supports_keyboard_enhancement().unwrap_or(false);
        let mut out = io::stdout().lock();
        queue!(out, EnterAlternateScreen, Hide, DisableLineWrap, EnableFocusChange)?;
        write!(out, "{KEEP_TITLE}")?;
        if screen.tells_releases {
            // Marked first: what is undone without having been done does no harm.
            TELLS_RELEASES.store(true, Ordering::SeqCst);
            let flags = KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES
                | KeyboardEnhancementFlags::REPORT_EVENT_TYPES
                | KeyboardEnhancementFlags::REPORT_ALL_KEYS_AS_ESCAPE_CODES;
            queue!(out, PushKeyboardEnhancementFlags(flags))?;
        }
        out.flush()?;
        Ok(screen)
    }

    /// Whether it tells when keys are let go.
    pub(super) fn tells_releases(&self) -> bool {
        self.tells_releases
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// What there is to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readiness {
    /// Nobody is at the other end any more.
    Gone,
    /// Nothing.
    Nothing,
    /// Something.
    Something,
}

/// What there is to read from the terminal.
#[cfg(unix)]
pub(super) fn readiness() -> Readiness {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let input = io::stdin();
    let mut terminal = [PollFd::new(&input, PollFlags::IN)];
    let told = poll(&mut terminal, Some(&Timespec { tv_sec: 0, tv_nsec: 0 }));
    let events = terminal[0].revents();
    match told {
        Ok(_) if events.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) => Readiness::Gone,
        Ok(_) if events.is_empty() => Readiness::Nothing,
        _ => Readiness::Something,
    }
}

/// What there is to read from the terminal: elsewhere than on Unix, whoever reads finds out.
#[cfg(not(unix))]
pub(super) fn readiness() -> Readiness {
    Readiness::Something
}

/// Names the terminal that is taken.
pub(super) fn set_title(title: &str) {
    // If that fails, so does what is shown next, and that is told.
    let _ = execute!(io::stdout(), SetTitle(title));
}

/// Gives the terminal back, unless it has been. If it is gone there is nobody to tell.
fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout().lock();
    if TELLS_RELEASES.swap(false, Ordering::SeqCst) {
        let _ = queue!(out, PopKeyboardEnhancementFlags);
    }
    let _ = write!(out, "{GIVE_TITLE_BACK}");
    let _ = execute!(out, DisableFocusChange, EnableLineWrap, ResetColor, Show, LeaveAlternateScreen);
    let _ = terminal::disable_raw_mode();
}

/// From now on a panic gives the terminal back first, so that what it says can be read.
fn restore_before_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            restore();
            before(panic);
        }));
    });
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::{Command, Output};
    use std::time::Duration;

    use super::*;

    /// What a panic says.
    const WORDS: &str = "a panic on purpose";

    #[test]
    #[ignore = "it panics: the test below runs it in a terminal"]
    fn a_program_that_panics() {
        let _screen = Screen::take().expect("it is run in a terminal");
        panic!("{WORDS}");
    }

    /// A server of tmux's, which goes when the test is over.
    struct Tmux(String);

    impl Tmux {
        fn call(&self, arguments: &[&str]) -> std::io::Result<Output> {
            Command::new("tmux").args(["-L", &self.0, "-f", "/dev/null"]).args(arguments).env_remove("TMUX").output()
        }
    }

    impl Drop for Tmux {
        fn drop(&mut self) {
            let _ = self.call(&["kill-server"]);
        }
    }

    #[test]
    fn a_panic_gives_the_terminal_back_before_it_says_why() {
        let tmux = Tmux(format!("stitch8-panic-{}", std::process::id()));
        let program = std::env::current_exe().expect("this is one");
        let child = "frontend::terminal::screen::tests::a_program_that_panics";
        let line =
            format!("'{}' --ignored --exact {child} --nocapture; stty -a; echo done; sleep 60", program.display());
        if tmux.call(&["new-session", "-d", "-x", "100", "-y", "50", &line]).is_err() {
            eprintln!("nothing panics: there is no tmux");
            return;
        }
        let shown = || {
            let output = tmux.call(&["capture-pane", "-p"]).expect("there was one before");
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        let is_done = (0..500).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            shown().lines().any(|line| line == "done")
        });
        let shown = shown();
        assert!(is_done && shown.contains(WORDS), "{shown}");
        assert!(shown.contains(" icanon") && !shown.contains("-icanon") && !shown.contains("-echo "), "{shown}");
        let flags =
            tmux.call(&["display-message", "-p", "#{cursor_flag} #{alternate_on} #{wrap_flag}"]).expect("as before");
        assert_eq!(String::from_utf8_lossy(&flags.stdout).trim(), "1 0 1", "cursor, other screen, line wrap: {shown}");
    }
}
