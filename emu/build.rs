//! Packs the ops as bitcode for the recompiler, tells the binary where its LLVM library is, and lists the files of
//! the conformance set.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The folder whose files are built in, seen from this package.
const CONFORMANCE: &str = "../roms/conformance";
/// The endings of the files that are built in: manifest, ROMs, pictures. Sources are not.
const BUILT_IN: [&str; 5] = ["toml", "txt", "ch8", "sc8", "xo8"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if let Err(problem) = list_conformance_set() {
        println!("cargo::error={CONFORMANCE}: {problem}");
        std::process::exit(1);
    }
    #[cfg(feature = "jit")]
    pack_ops();
}

fn out_dir() -> PathBuf {
    PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"))
}

/// Writes a Rust expression, a list of names and contents, with one entry for each file of the conformance set.
fn list_conformance_set() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(CONFORMANCE);
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    collect_files(&folder, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&folder).expect("it was found there").to_string_lossy().replace('\\', "/");
        let _ = writeln!(list, "    ({name:?}, include_bytes!({:?}) as &[u8]),", file.display().to_string());
    }
    list.push_str("]\n");
    std::fs::write(out_dir().join("conformance.rs"), list)
}

fn collect_files(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect_files(&path, files)?;
        } else if path.extension().is_some_and(|ending| BUILT_IN.iter().any(|built_in| ending == *built_in)) {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(feature = "jit")]
fn pack_ops() {
    let ops = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cpu-ops");
    println!("cargo::rerun-if-changed={}", ops.join("src").display());
    let out = out_dir().join("ops.bc");
    let written = linker::build(&linker::ops::request(&ops))
        .map_err(|error| error.to_string())
        .and_then(|bitcode| std::fs::write(&out, bitcode.bytes).map_err(|error| format!("{}: {error}", out.display())));
    if let Err(problem) = written {
        println!("cargo::error={}", problem.replace('\n', " / "));
        std::process::exit(1);
    }
    // A link argument does not reach dependents, so what this package links gets its run path here.
    let libraries = std::env::var("DEP_STITCH8_LLVM_LIBDIR").expect("stitch8-llvm tells its library folder");
    println!("cargo::rustc-link-arg=-Wl,-rpath,{libraries}");
}
