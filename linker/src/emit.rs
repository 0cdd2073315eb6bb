//! Step 1: a crate's source to bitcode, by rustc.

use std::path::Path;
use std::process::Command;

use crate::{Error, Request};

/// The edition that crates are compiled as.
const EDITION: &str = "2024";

/// Compiles the crate to bitcode.
///
/// The flags are fixed here and never taken from the build around it: full optimization, no unwinding,
/// one module, no checks that could panic.
///
/// # Errors
///
/// If rustc cannot be run or rejects the crate.
pub fn emit(request: &Request) -> Result<Vec<u8>, Error> {
    let folder = tempfile::tempdir().map_err(|source| Error::File { path: std::env::temp_dir(), source })?;
    let bitcode = folder.path().join(&request.crate_name).with_extension("bc");
    let mut rustc = Command::new(rustc());
    rustc
        .args(["--crate-type=lib", "--edition", EDITION, "--cap-lints=allow", "--crate-name", &request.crate_name])
        .args(["-Copt-level=3", "-Cpanic=abort", "-Ccodegen-units=1"])
        .args(["-Coverflow-checks=off", "-Cdebug-assertions=off"])
        .args(request.cfgs.iter().flat_map(|cfg| ["--cfg", cfg]))
        .arg("--emit=llvm-bc")
        // Its intermediate files go there too, out of the way of anybody else who compiles the same crate.
        .arg("--out-dir")
        .arg(folder.path())
        .arg(&request.root);
    let out = rustc.output().map_err(|source| Error::NoCompiler { program: self::rustc(), source })?;
    if !out.status.success() {
        let diagnostics = String::from_utf8_lossy(&out.stderr).into_owned();
        return Err(Error::Compile { root: request.root.clone(), diagnostics });
    }
    read(&bitcode)
}

/// The rustc that cargo uses, or the one on the path.
pub(crate) fn rustc() -> String {
    std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned())
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::File { path: path.to_owned(), source })
}
