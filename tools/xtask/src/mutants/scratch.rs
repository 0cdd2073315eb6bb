//! The scratch copy: the workspace without what is built, below the target folder.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// What a build does not need, besides hidden files other than cargo's settings.
const LEFT_OUT: [&str; 3] = ["target", "docs", "stitch8-failures"];

/// A copy of the workspace, and a target folder of its own, which stay for the next time.
#[derive(Debug)]
pub struct Scratch {
    root: PathBuf,
}

impl Scratch {
    /// Makes the copy of `workspace`, or brings it up to date.
    pub fn prepare(workspace: &Path) -> Result<Self> {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
        let root = workspace.join(target).join("mutants");
        let scratch = Self { root };
        mirror(workspace, &scratch.tree())
            .with_context(|| format!("cannot copy the workspace to {}", scratch.tree().display()))?;
        Ok(scratch)
    }

    /// The copy.
    pub fn tree(&self) -> PathBuf {
        self.root.join("tree")
    }

    /// The sources of cpu-ops in the copy.
    pub fn ops(&self) -> PathBuf {
        self.tree().join("cpu-ops/src")
    }

    /// Where the copy is built.
    pub fn target(&self) -> PathBuf {
        self.root.join("build")
    }

    /// Where the output of a run is written.
    pub fn output(&self) -> PathBuf {
        self.root.join("output.txt")
    }
}

/// Makes `to` a copy of the folder `from`. Files that are the same already are left alone: cargo goes by their times.
fn mirror(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if !is_copied(&name) {
            continue;
        }
        let target = to.join(&name);
        if entry.file_type()?.is_dir() {
            mirror(&entry.path(), &target)?;
        } else {
            let content = fs::read(entry.path())?;
            if fs::read(&target).ok().as_ref() != Some(&content) {
                fs::write(&target, content)?;
            }
        }
        names.insert(name);
    }
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        if !names.contains(&entry.file_name()) {
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}

fn is_copied(name: &OsString) -> bool {
    let text = name.to_string_lossy();
    text == ".cargo" || !text.starts_with('.') && !LEFT_OUT.contains(&text.as_ref())
}
