//! Finds the LLVM library and tells rustc to link it.

use std::path::{Path, PathBuf};
use std::process::{Command, exit};

/// The LLVM that the pinned rustc is built on.
const LLVM_MAJOR: &str = "22";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let found = if std::env::var_os("CARGO_FEATURE_SYSTEM_LLVM").is_some() { system_llvm() } else { rustc_llvm() };
    let (folder, link) = found.unwrap_or_else(|problem| {
        println!("cargo::error={problem}");
        exit(1);
    });
    println!("cargo::rustc-link-search=native={}", folder.display());
    println!("cargo::rustc-link-lib=dylib{link}");
    println!("cargo::rustc-env=STITCH8_LLVM_LIBDIR={}", folder.display());
    println!("cargo::metadata=libdir={}", folder.display());
}

/// The folder of rustc's own LLVM and how to link it.
fn rustc_llvm() -> Result<(PathBuf, String), String> {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    println!("cargo::rerun-if-env-changed=RUSTC");
    let sysroot = output(&rustc, &["--print", "sysroot"])?;
    let folder = Path::new(&sysroot).join("lib");
    let file = llvm_library_in(&folder).ok_or_else(|| {
        format!(
            "rustc's sysroot {} has no LLVM library that could be linked. Two ways out: use rustup's toolchain, \
             or install LLVM {LLVM_MAJOR} and build with `--features system-llvm`. To build without the recompiler: \
             `--no-default-features --features window`.",
            folder.display()
        )
    })?;
    println!("cargo::rerun-if-changed={}", folder.join(&file).display());
    Ok((folder, format!(":+verbatim={file}")))
}

/// The name of the LLVM library in a toolchain's `lib` folder.
fn llvm_library_in(folder: &Path) -> Option<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| {
            let is_macos = Path::new(name).extension().is_some_and(|extension| extension == "dylib");
            name.starts_with(&format!("libLLVM.so.{LLVM_MAJOR}.")) || (name.starts_with("libLLVM") && is_macos)
        })
        .collect();
    names.sort();
    names.pop()
}

/// The folder of a distribution's LLVM and how to link it, as `llvm-config` tells.
fn system_llvm() -> Result<(PathBuf, String), String> {
    println!("cargo::rerun-if-env-changed=LLVM_CONFIG");
    let candidates = match std::env::var("LLVM_CONFIG") {
        Ok(named) => vec![named],
        Err(_) => vec![format!("llvm-config-{LLVM_MAJOR}"), "llvm-config".to_owned()],
    };
    let mut seen = Vec::new();
    for config in &candidates {
        match output(config, &["--version"]) {
            Ok(version) if version.split('.').next() == Some(LLVM_MAJOR) => {
                let folder = output(config, &["--libdir"])?;
                let names = output(config, &["--link-shared", "--libnames"])?;
                let name = names.split_whitespace().next().unwrap_or_default().to_owned();
                return Ok((PathBuf::from(folder), format!(":+verbatim={name}")));
            }
            Ok(version) => seen.push(format!("{config} is version {version}")),
            Err(problem) => seen.push(problem),
        }
    }
    Err(format!(
        "the feature system-llvm needs LLVM {LLVM_MAJOR} with its llvm-config (Debian: apt-get install \
         llvm-{LLVM_MAJOR}-dev), or LLVM_CONFIG set to its path: {}",
        seen.join("; ")
    ))
}

/// What `program` prints, without the line end.
fn output(program: &str, arguments: &[&str]) -> Result<String, String> {
    let out =
        Command::new(program).args(arguments).output().map_err(|error| format!("cannot run {program}: {error}"))?;
    if !out.status.success() {
        return Err(format!("{program} {} failed with {}", arguments.join(" "), out.status));
    }
    Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
}
