//! ROMs made in a temporary folder, the command run on them, and screens drawn by hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use sha1::{Digest, Sha1};
use tempfile::TempDir;

/// A folder of its own, which goes when the test is over.
pub struct Folder(TempDir);

/// What a command came to.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code; a command that was killed has none.
    pub code: Option<i32>,
    /// The standard output.
    pub out: String,
    /// The standard error.
    pub err: String,
}

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("there is a place for temporary files"))
    }

    /// The path of the file called `name`, which need not exist.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file of `bytes`.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("the folder is ours");
        path
    }

    /// Makes a pipe called `name`, which may be a path.
    #[cfg(unix)]
    pub fn pipe(&self, name: impl AsRef<Path>) -> PathBuf {
        let path = self.0.path().join(name);
        let made = std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo starts");
        assert!(made.success(), "{}", path.display());
        path
    }

    /// Writes a ROM of instructions.
    pub fn rom(&self, words: &[u16]) -> PathBuf {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        self.file("test.ch8", &bytes)
    }
}

/// Runs `stitch8 command rom options`; the options are one string.
pub fn stitch8(command: &str, rom: &Path, options: &str) -> Outcome {
    let mut arguments: Vec<String> = vec![command.to_owned(), rom.display().to_string()];
    arguments.extend(options.split_whitespace().map(str::to_owned));
    stitch8_with(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Where nobody has settings: those of whoever runs the tests are none of theirs.
pub fn no_settings() -> PathBuf {
    std::env::temp_dir().join("stitch8-tests-have-no-settings")
}

/// Runs `stitch8` with these arguments, and without a display.
pub fn stitch8_with(arguments: &[&str]) -> Outcome {
    let output = Command::cargo_bin("stitch8")
        .expect("cargo has built it")
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("RUST_LOG")
        .env_remove("STITCH8_DUMP")
        .env("XDG_CONFIG_HOME", no_settings())
        .env("XDG_DATA_HOME", std::env::temp_dir().join("stitch8-tests-data"))
        .env("STITCH8_CODE_CACHE", "")
        .output()
        .expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
    Outcome { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

impl Outcome {
    /// Asserts the exit code, that nobody panicked, and that nothing is on the standard error if all went well.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(Some(code), self.code, "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        assert!(code != 0 || self.err.is_empty(), "{self:?}");
        self
    }

    /// Asserts a refusal: `code`, nothing on the standard output, and one line on the standard error that
    /// contains all of `words`.
    #[track_caller]
    pub fn refused(self, code: i32, words: &[&str]) {
        let outcome = self.expect(code);
        assert_eq!("", outcome.out, "{outcome:?}");
        assert_eq!(1, outcome.err.lines().count(), "not one line: {outcome:?}");
        for word in words {
            assert!(outcome.err.contains(word), "{word:?} is not in it: {outcome:?}");
        }
    }

    /// The report of a run that went well, asked for with `--json`.
    #[track_caller]
    pub fn json(self) -> Value {
        self.expect(0).report()
    }

    /// The report, whatever the exit code.
    #[track_caller]
    pub fn report(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("no JSON: {error}: {self:?}"))
    }
}

/// Bytes in hexadecimal after SHA-1.
pub fn sha1(bytes: &[u8]) -> String {
    Sha1::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The screen of 64 x 32 pixels with the pixels that are `#` in `rows` lit, the first of them at column `x` and
/// row `y`: one byte a pixel, row by row.
pub fn screen(x: usize, y: usize, rows: &[&str]) -> Vec<u8> {
    let mut pixels = vec![0; 64 * 32];
    for (row, line) in (y..).zip(rows) {
        for (column, _) in line.char_indices().filter(|(_, pixel)| *pixel == '#') {
            pixels[row * 64 + x + column] = 1;
        }
    }
    pixels
}

/// The SHA-1 of [`screen`].
pub fn screen_sha1(x: usize, y: usize, rows: &[&str]) -> String {
    sha1(&screen(x, y, rows))
}

/// The font's digits.
pub const DIGIT_3: [&str; 5] = ["####", "   #", "####", "   #", "####"];
pub const DIGIT_4: [&str; 5] = ["# # ", "# # ", "####", "  # ", "  # "];
pub const DIGIT_7: [&str; 5] = ["####", "   #", "   #", "   #", "   #"];
pub const DIGIT_C: [&str; 5] = ["####", "#   ", "#   ", "#   ", "####"];

/// Says that nothing is tested, since there is no `tool`. Where all tools are there, as `.ci/run` says in `STITCH8_ALL_TOOLS`, that fails.
#[cfg(target_os = "linux")]
pub fn lacking(tool: &str) {
    assert!(
        std::env::var_os("STITCH8_ALL_TOOLS").is_none(),
        "there is no {tool}, and STITCH8_ALL_TOOLS says that there is"
    );
    eprintln!("nothing is tested: there is no {tool}");
}

/// Waits for `done`, for that many seconds at most.
#[cfg(target_os = "linux")]
pub fn wait_for(seconds: u32, done: impl Fn() -> bool) -> bool {
    for _ in 0..seconds * 50 {
        if done() {
            return true;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    false
}
