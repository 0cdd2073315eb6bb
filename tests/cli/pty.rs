//! Terminals that do what tmux does not, each of them one end of a pseudo terminal.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags, fcntl_getfl, fcntl_setfl, open};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use crate::support::{Folder, lacking, no_settings, wait_for};

/// Shows a 5 and waits for keys, which change nothing.
const SHOW_FIVE: [u16; 5] = [0x6505, 0xF529, 0xD005, 0xF00A, 0x1206];

/// The most that playing may take in memory, in KiB.
const MOST_KIB: u64 = 256 << 10;

/// The end of a pseudo terminal that the test has, and what is played at the other.
struct Terminal {
    ours: File,
    played: Child,
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.played.kill();
        let _ = self.played.wait();
    }
}

impl Terminal {
    /// Plays `rom` in a terminal of this size, which hears of no hangup. None if there is no setsid, which is said.
    fn play(rom: &Path, (columns, rows): (u16, u16), data: &Path) -> Option<Self> {
        let ours =
            openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).expect("there are pseudo terminals");
        grantpt(&ours).and_then(|()| unlockpt(&ours)).expect("it is ours");
        tcsetwinsize(&ours, Winsize { ws_col: columns, ws_row: rows, ws_xpixel: 0, ws_ypixel: 0 })
            .expect("it has a size");
        let name = ptsname(&ours, Vec::new()).expect("it has a name");
        let theirs = open(name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).expect("it is there");
        let end = || theirs.try_clone().expect("it is open");
        let played = Command::new("setsid")
            .args(["-c", "sh", "-c", "trap '' HUP; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_stitch8")])
            .arg(rom)
            .args(["--terminal", "--mute", "--platform", "xochip"])
            .env("STITCH8_CODE_CACHE", "")
            .env("XDG_DATA_HOME", data)
            .env("XDG_CONFIG_HOME", no_settings())
            .env_remove("RUST_LOG")
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn();
        let Ok(played) = played else {
            lacking("setsid");
            return None;
        };
        drop::<OwnedFd>(theirs);
        let flags = fcntl_getfl(&ours).expect("it is open");
        fcntl_setfl(&ours, flags | OFlags::NONBLOCK).expect("it is open");
        let mut terminal = Self { ours: ours.into(), played };
        terminal.wait_for("\x1b[c");
        // It was asked what it is: a VT220. Without an answer that would be waited for.
        terminal.ours.write_all(b"\x1b[?62c").expect("it takes keys");
        Some(terminal)
    }

    /// What has come since it was last looked at.
    fn shown(&mut self) -> String {
        let (mut bytes, mut part) = (Vec::new(), [0; 1 << 16]);
        loop {
            match self.ours.read(&mut part) {
                Ok(length) => bytes.extend(&part[..length]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    return String::from_utf8_lossy(&bytes).into_owned();
                }
                Err(error) => panic!("{error}; {:?}", self.played.try_wait()),
            }
        }
    }

    /// Waits until `text` has come.
    #[track_caller]
    fn wait_for(&mut self, text: &str) {
        let mut shown = String::new();
        let until = Instant::now() + Duration::from_secs(20);
        while !shown.contains(text) {
            let start: String = shown.chars().take(500).collect();
            assert!(Instant::now() < until, "there is no {text:?}: {start:?}");
            std::thread::sleep(Duration::from_millis(2));
            shown += &self.shown();
        }
    }

    /// Waits until a whole picture has come, of which the last line ends in what ends playing, and then for what goes on coming.
    #[track_caller]
    fn wait_for_picture(&mut self) {
        self.wait_for("Ctrl-C end");
        let until = Instant::now() + Duration::from_secs(20);
        while !self.shown().is_empty() {
            assert!(Instant::now() < until, "it is shown anew and anew");
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    fn send(&self, signal: Signal) {
        let pid = Pid::from_child(&self.played);
        kill_process(pid, signal).expect("it is ours");
    }

    /// Waits for the end of what is played.
    #[track_caller]
    fn wait(&mut self) -> ExitStatus {
        let played = std::cell::RefCell::new(&mut self.played);
        let status = || played.borrow_mut().try_wait().expect("it was started");
        assert!(wait_for(20, || status().is_some()), "it goes on");
        status().expect("it has ended")
    }
}

#[test]
fn a_terminal_that_goes_away_in_a_flood_of_keys_ends_it() {
    let folder = Folder::new();
    let (rom, data) = (folder.rom(&SHOW_FIVE), folder.path("data"));
    // Whether something is left to be read when the terminal goes is a matter of luck.
    for _ in 0..4 {
        let Some(mut terminal) = Terminal::play(&rom, (90, 30), &data) else { return };
        terminal.wait_for_picture();
        let until = Instant::now() + Duration::from_secs(20);
        let mut typed = 0;
        // More than waits between the two of us, so that some of it has been read.
        while typed < 100_000 {
            assert!(Instant::now() < until, "it takes no keys: {typed}");
            match terminal.ours.write(&[b'x'; 1000]) {
                Ok(length) => typed += length,
                Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::sleep(Duration::from_millis(1)),
                Err(error) => panic!("{error}"),
            }
            drop(terminal.shown());
        }
        terminal.ours = File::open("/dev/null").expect("it is there");
        // There is nobody to be told that the picture could not be shown, if that is how it was found out; a panic is 101.
        let status = terminal.wait();
        assert!(matches!(status.code(), Some(0 | 3)), "{status}");
    }
}

#[test]
fn a_terminal_that_says_it_is_huge_does_not_take_all_memory() {
    let folder = Folder::new();
    let (rom, data) = (folder.rom(&SHOW_FIVE), folder.path("data"));
    let Some(mut terminal) = Terminal::play(&rom, (u16::MAX, u16::MAX), &data) else { return };
    terminal.wait_for_picture();
    let status = std::fs::read_to_string(format!("/proc/{}/status", terminal.played.id())).expect("it is there");
    let most =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")).expect("it is told");
    assert!(most.parse::<u64>().expect("it is a number") < MOST_KIB, "{most} KiB");
    terminal.ours.write_all(b"\x03").expect("it takes keys");
    assert!(terminal.wait().success());
}

#[test]
fn what_was_stopped_and_goes_on_shows_its_picture_again() {
    let folder = Folder::new();
    let (rom, data) = (folder.rom(&SHOW_FIVE), folder.path("data"));
    let Some(mut terminal) = Terminal::play(&rom, (90, 30), &data) else { return };
    terminal.wait_for_picture();
    std::thread::sleep(Duration::from_millis(500));
    assert!(!terminal.shown().contains('▀'), "what does not change is not shown anew");
    terminal.send(Signal::STOP);
    terminal.send(Signal::CONT);
    terminal.wait_for_picture();
    terminal.send(Signal::TERM);
    assert_eq!(terminal.wait().signal(), Some(Signal::TERM.as_raw()));
}
