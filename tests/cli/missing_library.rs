//! The LLVM library is not where it was when the command was built: one line names it, and the README has the ways out.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::Folder;

/// A copy of the command that looks for its library in a folder that there is not, or `None` if it names no folder.
fn without_library(folder: &Folder) -> Option<std::path::PathBuf> {
    let mut bytes = std::fs::read(assert_cmd::cargo::cargo_bin("stitch8")).expect("it is built");
    let name = [stitch8_llvm::LIBRARY_FOLDER.as_bytes(), b"\0"].concat();
    let at = bytes.windows(name.len()).position(|window| window == name)?;
    bytes[at..at + name.len() - 1].fill(b'/');
    let command = folder.file("stitch8", &bytes);
    std::fs::set_permissions(&command, std::fs::Permissions::from_mode(0o755)).expect("the folder is ours");
    Some(command)
}

fn version(command: &Path, libraries: &str) -> Output {
    let mut command = Command::new(command);
    command.arg("--version").env("STITCH8_CODE_CACHE", "").env("LD_LIBRARY_PATH", libraries);
    command.output().expect("it can be started")
}

#[test]
fn a_library_that_is_gone_is_named_and_another_folder_can_be_given() {
    let folder = Folder::new();
    let Some(command) = without_library(&folder) else {
        println!("nothing tested: the command names no folder of libraries");
        return;
    };
    let gone = version(&command, "");
    let line = String::from_utf8_lossy(&gone.stderr);
    assert_eq!((gone.status.code(), line.lines().count()), (Some(127), 1), "{line}");
    let readme = include_str!("../../README.md");
    for words in ["error while loading shared libraries", "libLLVM"] {
        assert!(line.contains(words) && readme.contains(words), "{line}");
    }
    let found = version(&command, stitch8_llvm::LIBRARY_FOLDER);
    assert!(found.status.success(), "{found:?}");
}
