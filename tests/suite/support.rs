//! A folder with a manifest and ROMs, and what `stitch8 test` makes of it.

use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// Draws the digit 3 at the left upper corner, sets v1 to 7, and jumps to itself at 0x208.
pub const DIGIT_3: [u16; 5] = [0x6003, 0xF029, 0xD555, 0x6107, 0x1208];
/// What that leaves on the screen: the SHA-1 of one byte a pixel.
pub const DIGIT_3_SHA1: &str = "4bf839823adf5022e4b7abba32d2f785ede41b6b";
/// An instruction that no platform has.
pub const FAULTY: [u16; 1] = [0x8128];

/// A folder that is gone after the test.
pub struct Folder(TempDir);

/// What the command came to.
#[derive(Debug)]
pub struct Outcome {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Folder {
    /// A folder with `digit.ch8`, `faulty.ch8` and a manifest.
    pub fn with_manifest(manifest: &str) -> Self {
        let folder = Self(TempDir::new().expect("there is room for temporary files"));
        folder.write("digit.ch8", bytes(&DIGIT_3));
        folder.write("faulty.ch8", bytes(&FAULTY));
        folder.write("manifest.toml", manifest);
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("it is in the folder")).expect("folders can be made");
        std::fs::write(path, content).expect("files can be written");
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("it is there")
    }

    /// Runs the folder's suite with `options`, which spaces separate.
    pub fn test(&self, options: &str) -> Outcome {
        let folder = self.0.path().to_str().expect("it has a plain name");
        stitch8(self, &[&["test", folder], options.split_whitespace().collect::<Vec<_>>().as_slice()].concat())
    }
}

/// Runs the command in `folder`.
pub fn stitch8(folder: &Folder, arguments: &[&str]) -> Outcome {
    let output = Command::new(env!("CARGO_BIN_EXE_stitch8"))
        .args(arguments)
        .current_dir(folder.0.path())
        .env("STITCH8_CODE_CACHE", "")
        .output()
        .expect("the command starts");
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    Outcome { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

impl Outcome {
    /// Checks exit code and summary, which is the last line.
    pub fn expect(self, code: i32, summary: &str) -> Self {
        assert_eq!((self.code, self.out.lines().last()), (code, Some(summary)), "{self:#?}");
        self
    }

    /// Checks that each of `texts` is in a line of the output.
    pub fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.out.contains(text), "{text:?} is not in {self:#?}");
        }
        self
    }
}

pub fn bytes(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// The rows of a 64 x 32 picture with `drawing` at the left upper corner.
pub fn rows(drawing: &[&str]) -> Vec<String> {
    (0..32).map(|y| format!("{:.<64}", drawing.get(y).copied().unwrap_or_default())).collect()
}

/// The digit 3 as rows.
pub fn digit_3() -> Vec<String> {
    rows(&["####", "...#", "####", "...#", "####"])
}
