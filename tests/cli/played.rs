//! Programs played in a window on a virtual display, which Xvfb is.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::support::no_settings;
pub use crate::support::wait_for;

/// A process that is killed when it is dropped.
pub struct Running(pub Child);

/// A program being played.
pub struct Played {
    program: Running,
    display: String,
    _server: Running,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may be over already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Played {
    /// Plays `rom` with these options and variables. None if there is no Xvfb, which is said.
    pub fn start(rom: &Path, options: &[&str], variables: &[(&str, &Path)]) -> Option<Self> {
        Self::start_after(rom, options, variables, |_| ())
    }

    /// As [`Played::start`], once `prepare` has been called with the name of the display.
    pub fn start_after(
        rom: &Path,
        options: &[&str],
        variables: &[(&str, &Path)],
        prepare: impl FnOnce(&str),
    ) -> Option<Self> {
        let server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-noreset", "-screen", "0", "1280x800x24"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(server) = server else {
            crate::support::lacking("Xvfb");
            return None;
        };
        let mut server = Running(server);
        let mut number = String::new();
        let out = server.0.stdout.take().expect("it is piped");
        BufReader::new(out).read_line(&mut number).expect("it says its number");
        let display = format!(":{}", number.trim());
        prepare(&display);
        let program = Command::new(env!("CARGO_BIN_EXE_stitch8"))
            .arg(rom)
            .args(options)
            .args(["--scale", "4"])
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("RUST_LOG")
            .env("XDG_CONFIG_HOME", no_settings())
            .env("DISPLAY", &display)
            // What is made of a game must not go to where this is run, and what is kept of it not to where the user keeps his.
            .current_dir(rom.parent().expect("it is in a folder"))
            .env("XDG_DATA_HOME", rom.with_file_name("data"))
            .env("STITCH8_CODE_CACHE", "")
            .envs(variables.iter().copied())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        Some(Self { program: Running(program), display, _server: server })
    }

    /// The display that it is played on.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Waits for it to end by itself, for that many seconds at most. Returns its exit code if it does.
    pub fn wait(&mut self, seconds: u32) -> Option<i32> {
        self.ended(seconds)?.code()
    }

    /// Sends it the signal of that name. Returns the number of the signal that it has been ended by within twenty seconds.
    pub fn signal(&mut self, name: &str) -> Option<i32> {
        let process = self.program.0.id().to_string();
        Command::new("kill").args(["-s", name, &process]).status().expect("every system has it");
        self.ended(20)?.signal()
    }

    fn ended(&mut self, seconds: u32) -> Option<ExitStatus> {
        for _ in 0..seconds * 50 {
            if let Some(status) = self.program.0.try_wait().expect("it is ours") {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// Ends it. Returns whether it was still being played, and what it has said on the standard error.
    pub fn stop(mut self) -> (bool, String) {
        let playing = self.program.0.try_wait().expect("it is ours").is_none();
        let mut said = self.program.0.stderr.take().expect("it is piped");
        drop(self);
        let mut text = String::new();
        said.read_to_string(&mut text).expect("it is text");
        (playing, text)
    }
}
