//! All that can go wrong on the way from source to module.

use std::path::PathBuf;

/// Why no module came out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// rustc could not be started.
    #[error("cannot run {program}: {source}")]
    NoCompiler {
        /// The command.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// rustc rejected the crate.
    #[error("{root} does not compile:\n{diagnostics}", root = root.display())]
    Compile {
        /// The crate's root source file.
        root: PathBuf,
        /// What rustc printed.
        diagnostics: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The sysroot's `core` has no bitcode in it.
    #[error("{path}: {problem}; the crate needs core's bitcode, which rustup's toolchains have", path = path.display())]
    NoCore {
        /// The library or the folder it should be in.
        path: PathBuf,
        /// What is missing.
        problem: String,
    },
    /// LLVM refused.
    #[error("LLVM failed at {step}: {message}")]
    Llvm {
        /// What it was doing.
        step: &'static str,
        /// Its own words.
        message: String,
    },
    /// The module is not what was promised.
    #[error("the module breaks its promise: {0}")]
    Broken(String),
}

impl Error {
    /// An [`Error::Llvm`] from anything that LLVM says.
    pub(crate) fn llvm(step: &'static str) -> impl Fn(&dyn std::fmt::Display) -> Self {
        move |message| Self::Llvm { step, message: message.to_string() }
    }
}
