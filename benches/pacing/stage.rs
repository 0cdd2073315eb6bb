//! A virtual display, a sound server that nobody hears, and the command in a window between them.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, ConnectionExt as _, ImageFormat, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A process that is killed when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may be over already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Display and sound server.
pub struct Stage {
    folder: TempDir,
    command: PathBuf,
    display: String,
    _display: Running,
    _sound: Option<Running>,
}

impl Stage {
    /// Starts both, for `command` to be played on. Without a sound server it is silent, which is said.
    pub fn set(command: PathBuf) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-noreset", "-screen", "0", "1280x800x24"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = Running(server.map_err(|error| format!("cannot start Xvfb: {error}"))?);
        let mut number = String::new();
        BufReader::new(server.0.stdout.take().ok_or("Xvfb has no output")?).read_line(&mut number)?;
        let display = format!(":{}", number.trim());
        let sound = Command::new("pulseaudio")
            .args(["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"])
            .args(["-L", "module-native-protocol-unix", "-L", "module-null-sink sink_name=nowhere rate=48000"])
            .env("XDG_RUNTIME_DIR", folder.path())
            .env("HOME", folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        match &sound {
            Ok(_) => drop(wait_for(|| Ok(folder.path().join("pulse/native").exists().then_some(())))?),
            Err(error) => println!("(there is no sound: cannot start pulseaudio: {error})"),
        }
        Ok(Self { folder, command, display, _display: server, _sound: sound.ok().map(Running) })
    }

    /// Where files may be put.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Plays `rom` in a window with these options.
    pub fn play(&self, rom: &Path, options: &[String]) -> Result<Player> {
        let command = &self.command;
        let home = self.folder.path();
        let program = Command::new(command)
            .arg(rom)
            .arg("--no-settings")
            .args(options)
            .env_remove("WAYLAND_DISPLAY")
            .env("RUST_LOG", "stitch8::frontend=debug")
            .env("DISPLAY", &self.display)
            .env("XDG_RUNTIME_DIR", home)
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("STITCH8_CODE_CACHE", "")
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", command.display()))?;
        let program = Running(program);
        let (connection, screen) = RustConnection::connect(Some(&self.display))?;
        let root = connection.setup().roots[screen].root;
        let window = wait_for(|| window(&connection, root))?;
        connection.set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)?;
        connection.sync()?;
        Ok(Player { program, connection, root, window })
    }
}

/// The command, being played with.
pub struct Player {
    program: Running,
    connection: RustConnection,
    root: Window,
    window: Window,
}

/// Keys by the number that Xvfb's keyboard has for their place.
pub mod key {
    pub const ESCAPE: u8 = 9;
    pub const W: u8 = 25;
    pub const ENTER: u8 = 36;
    pub const UP: u8 = 111;
}

impl Player {
    /// Presses a key, or lets it go.
    pub fn key(&self, key: u8, down: bool) -> Result<()> {
        let event = if down { KEY_PRESS_EVENT } else { KEY_RELEASE_EVENT };
        self.connection.xtest_fake_input(event, key, 0, self.root, 0, 0, 0)?;
        Ok(self.connection.sync()?)
    }

    /// The colour of the first pixel of the window.
    pub fn pixel(&self) -> Result<[u8; 3]> {
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, self.window, 0, 0, 1, 1, !0)?.reply()?;
        Ok([image.data[0], image.data[1], image.data[2]])
    }

    /// The time on a processor that it took so far, all threads together.
    pub fn processor_time(&self) -> Result<Duration> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.program.0.id()))?;
        // What is before may have blanks in it. User and system time, in hundredths of a second.
        let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Quits by the menu. Returns what it has said.
    pub fn quit(mut self) -> Result<String> {
        for key in [key::ESCAPE, key::UP, key::ENTER] {
            self.key(key, true)?;
            self.key(key, false)?;
            sleep(Duration::from_millis(60));
        }
        let mut said = String::new();
        self.program.0.stderr.take().ok_or("it has no standard error")?.read_to_string(&mut said)?;
        Ok(said)
    }
}

/// The window of ours below `root`.
fn window(connection: &RustConnection, root: Window) -> Result<Option<Window>> {
    for window in connection.query_tree(root)?.reply()?.children {
        let name = connection.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 1000)?.reply()?;
        if name.value.starts_with(b"Stitch8") {
            return Ok(Some(window));
        }
    }
    Ok(None)
}

/// Waits for `found` to find something, for 20 seconds at most.
fn wait_for<T>(mut found: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(20) {
        if let Some(found) = found()? {
            return Ok(found);
        }
        sleep(Duration::from_millis(20));
    }
    Err("nothing has come in 20 seconds".into())
}
