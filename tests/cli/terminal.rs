//! Playing in a terminal, which tmux is.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::{Folder, lacking, no_settings, sha1, stitch8_with};

/// Waits for a key, and keeps its number as a flag register, again and again. What it shows is a 5 in the upper left corner.
const KEEP_KEYS: [u16; 6] = [0x6505, 0xF529, 0xD005, 0xF00A, 0xF075, 0x1206];

/// A terminal with a shell in it, which goes when it is dropped.
struct Terminal {
    name: String,
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.call(&["kill-server"]);
    }
}

impl Terminal {
    /// A terminal of this size, without a display and with what is played keeping flag registers in `data`. None if there is no
    /// tmux, which is said.
    fn open(name: &str, (columns, rows): (u32, u32), data: &Path) -> Option<Self> {
        let terminal = Self { name: format!("stitch8-{name}-{}", std::process::id()) };
        let shell = format!(
            "env -u DISPLAY -u WAYLAND_DISPLAY -u RUST_LOG STITCH8_CODE_CACHE= XDG_DATA_HOME='{}' XDG_CONFIG_HOME='{}' PS1='$ ' sh",
            data.display(),
            no_settings().display()
        );
        let (columns, rows) = (columns.to_string(), rows.to_string());
        if terminal.call(&["new-session", "-d", "-x", &columns, "-y", &rows, &shell]).is_err() {
            lacking("tmux");
            return None;
        }
        Some(terminal)
    }

    fn call(&self, arguments: &[&str]) -> std::io::Result<Output> {
        Command::new("tmux").args(["-L", &self.name, "-f", "/dev/null"]).args(arguments).env_remove("TMUX").output()
    }

    /// Types a line.
    fn line(&self, text: &str) {
        self.call(&["send-keys", "-l", text]).expect("there was a tmux before");
        self.key("Enter");
    }

    /// Presses a key, as tmux calls it.
    fn key(&self, key: &str) {
        self.call(&["send-keys", key]).expect("there was a tmux before");
    }

    /// Presses keys as fast as it goes.
    fn keys(&self, keys: &[&str]) {
        self.call(&[&["send-keys"], keys].concat()).expect("there was a tmux before");
    }

    fn shown(&self) -> String {
        let output = self.call(&["capture-pane", "-p"]).expect("there was a tmux before");
        String::from_utf8(output.stdout).expect("it is text")
    }

    /// Waits until it shows something.
    #[track_caller]
    fn wait(&self, what: &str, is_there: impl Fn(&str) -> bool) {
        assert!(crate::support::wait_for(20, || is_there(&self.shown())), "there is no {what}:\n{}", self.shown());
    }

    /// Waits until what was played has ended with `code`, and asserts that the terminal is as it was.
    #[track_caller]
    fn expect_sane(&self, code: i32) {
        // What is typed before that is lost.
        self.wait("prompt", |shown| shown.trim_end().ends_with('$'));
        // What the shell is typed is not what it prints.
        self.line("echo code=$?; stty -a; echo do''ne");
        self.wait("end", |shown| shown.lines().any(|line| line == "done"));
        let shown = self.shown();
        assert!(shown.contains(&format!("code={code}\n")), "{shown}");
        assert!(shown.contains(" icanon") && !shown.contains("-icanon") && !shown.contains("-echo "), "{shown}");
        let flags = self.call(&["display-message", "-p", "#{cursor_flag} #{alternate_on} #{wrap_flag}"]);
        let flags = String::from_utf8(flags.expect("there was a tmux before").stdout).expect("it is text");
        assert_eq!(flags.trim(), "1 0 1", "cursor, other screen, line wrap:\n{shown}");
        self.line("clear");
        self.wait("empty screen", |shown| !shown.contains("done"));
    }

    /// Plays `rom`, and waits for its picture.
    #[track_caller]
    fn play(&self, rom: &Path, options: &str) {
        let program = env!("CARGO_BIN_EXE_stitch8");
        self.line(&format!("'{program}' '{}' --mute --platform xochip {options}", rom.display()));
        self.wait("picture", |shown| shown.contains('▀') || shown.contains(is_braille));
    }
}

fn is_braille(symbol: char) -> bool {
    ('\u{2801}'..='\u{28FF}').contains(&symbol)
}

fn kept(rom: &Path, data: &Path) -> Option<u8> {
    let id = sha1(&std::fs::read(rom).expect("it is ours"));
    let text = std::fs::read_to_string(data.join("stitch8/flags").join(id)).ok()?;
    u8::from_str_radix(text.lines().nth(1)?.split_whitespace().next()?, 16).ok()
}

#[test]
fn a_program_is_played_in_a_terminal_where_there_is_no_display() {
    let folder = Folder::new();
    let (rom, data) = (folder.rom(&KEEP_KEYS), folder.path("data"));
    let Some(terminal) = Terminal::open("play", (90, 26), &data) else { return };
    terminal.play(&rom, "--keymap azerty");
    let shown = terminal.shown();
    let rows = shown.lines().filter(|line| line.contains('▀'));
    let left = rows.filter_map(|row| row.chars().position(|symbol| symbol == '▀')).min();
    assert_eq!(left, Some(13), "the picture is in the middle:\n{shown}");
    for (key, guest) in [("a", 0x4), ("é", 0x2)] {
        terminal.key(key);
        assert!(crate::support::wait_for(10, || kept(&rom, &data) == Some(guest)), "{key} is {:?}", kept(&rom, &data));
    }
    terminal.key("F5");
    terminal.wait("pause", |shown| shown.contains("(paused)"));
    terminal.key("Escape");
    terminal.wait("menu", |shown| shown.contains("Quit"));
    // As keys come that are held down.
    terminal.keys(&["Down", "Down", "Down", "Enter"]);
    terminal.wait("page", |shown| shown.contains("Instructions a frame"));
    // Any sooner, the key that opened the menu would be held still.
    std::thread::sleep(std::time::Duration::from_millis(200));
    terminal.key("Escape");
    terminal.wait("menu", |shown| shown.contains("Quit"));
    terminal.keys(&["Up", "Up", "Up", "Up", "Enter"]);
    if cfg!(feature = "window") {
        terminal.wait("reason", |shown| shown.contains("played in this terminal") || shown.contains("terminal\n"));
    }
    terminal.expect_sane(0);
}

#[test]
fn a_small_terminal_shows_braille_and_one_that_changes_its_size_another_picture() {
    let folder = Folder::new();
    let (rom, data) = (folder.rom(&KEEP_KEYS), folder.path("data"));
    let Some(terminal) = Terminal::open("small", (40, 12), &data) else { return };
    terminal.play(&rom, "--terminal");
    terminal.wait("Braille", |shown| shown.contains(is_braille));
    terminal.call(&["resize-window", "-x", "90", "-y", "30"]).expect("there was a tmux before");
    terminal.wait("blocks", |shown| shown.contains('▀') && !shown.contains(is_braille));
    terminal.call(&["resize-window", "-x", "20", "-y", "5"]).expect("there was a tmux before");
    terminal.wait("what it takes", |shown| shown.contains("too small"));
    terminal.call(&["resize-window", "-x", "90", "-y", "30"]).expect("there was a tmux before");
    terminal.wait("blocks", |shown| shown.contains('▀'));
    terminal.key("C-c");
    terminal.expect_sane(0);
}

#[test]
fn whatever_ends_it_the_terminal_is_as_it_was() {
    let folder = Folder::new();
    let (rom, data) = (folder.rom(&KEEP_KEYS), folder.path("data"));
    let Some(terminal) = Terminal::open("end", (90, 40), &data) else { return };
    for (signal, code) in [("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131)] {
        terminal.play(&rom, "--terminal");
        // The only process of the terminal's but the shell, which ignores what is sent to it.
        let shell = terminal.call(&["display-message", "-p", "#{pane_pid}"]).expect("there was a tmux before");
        let shell = String::from_utf8(shell.stdout).expect("it is a number");
        let status = Command::new("pkill").args(["-P", shell.trim(), "-x", "stitch8", "--signal", signal]).status();
        let Ok(status) = status else { return lacking("pkill") };
        assert!(status.success(), "{signal}");
        terminal.expect_sane(code);
    }
    let fault = folder.file("fault.ch8", &[0x65, 0x05, 0xF5, 0x29, 0xD0, 0x05, 0xFF, 0xFF]);
    terminal.play(&fault, "--terminal");
    terminal.wait("fault", |shown| shown.contains(" stopped: unknown opcode FFFF"));
    terminal.key("C-c");
    terminal.wait("what it was", |shown| shown.contains("stitch8: the program was stopped: unknown opcode FFFF"));
    terminal.expect_sane(1);
}

#[test]
fn where_the_terminal_goes_away_it_ends() {
    let folder = Folder::new();
    let (rom, data) = (folder.rom(&KEEP_KEYS), folder.path("data"));
    let Some(terminal) = Terminal::open("gone", (90, 40), &data) else { return };
    // The shell ignores what it is sent, and so does what it starts: there is no signal to tell.
    terminal.line("trap '' HUP; exec sh");
    terminal.play(&rom, "--terminal");
    let shell = terminal.call(&["display-message", "-p", "#{pane_pid}"]).expect("there was a tmux before");
    let shell = String::from_utf8(shell.stdout).expect("it is a number");
    let found = Command::new("pgrep").args(["-P", shell.trim(), "-x", "stitch8"]).output();
    let Ok(found) = found else { return lacking("pgrep") };
    let process = String::from_utf8(found.stdout).expect("it is a number");
    let runs = || Command::new("kill").args(["-0", process.trim()]).output().expect("it starts").status.success();
    assert!(runs(), "process {process}");
    terminal.call(&["kill-server"]).expect("there was a tmux before");
    assert!(crate::support::wait_for(20, || !runs()), "process {process} is there still");
}

#[test]
fn what_is_no_terminal_is_refused() {
    let folder = Folder::new();
    let rom = folder.rom(&KEEP_KEYS).display().to_string();
    stitch8_with(&[&rom, "--terminal"]).refused(3, &["cannot play in this terminal", "stitch8 run"]);
}

#[test]
fn half_a_key_is_not_waited_for() {
    let folder = Folder::new();
    let (rom, data) = (folder.rom(&KEEP_KEYS), folder.path("data"));
    let Some(terminal) = Terminal::open("half", (90, 30), &data) else { return };
    terminal.play(&rom, "--terminal");
    // As Alt-[ does, or an arrow key on a slow line.
    terminal.call(&["send-keys", "-H", "1b", "5b"]).expect("there was a tmux before");
    std::thread::sleep(std::time::Duration::from_millis(300));
    terminal.call(&["resize-window", "-x", "20", "-y", "5"]).expect("there was a tmux before");
    terminal.wait("what it takes", |shown| shown.contains("too small"));
    terminal.call(&["resize-window", "-x", "90", "-y", "30"]).expect("there was a tmux before");
    terminal.wait("picture", |shown| shown.contains('▀'));
    terminal.key("n");
    terminal.key("C-c");
    terminal.expect_sane(0);
}
