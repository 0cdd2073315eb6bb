//! Packs the ops as bitcode for the recompiler, tells the binary where its LLVM library is, and lists the files of
//! the conformance set.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[cfg(feature = "jit")]
use sha1::{Digest as _, Sha1};

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
    if let Err(problem) = write_ops(&ops) {
        println!("cargo::error={}", problem.to_string().replace('\n', " / "));
        std::process::exit(1);
    }
    // A link argument does not reach dependents, so what this package links gets its run path here.
    let libraries = std::env::var("DEP_STITCH8_LLVM_LIBDIR").expect("stitch8-llvm tells its library folder");
    println!("cargo::rustc-link-arg=-Wl,-rpath,{libraries}");
}

/// Writes the ops for all profiles, those of each platform's own, a Rust expression that lists the latter, and one for
/// the SHA-1 of it all.
#[cfg(feature = "jit")]
fn write_ops(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut digest = Sha1::new();
    let mut write = |name: String, contents: &[u8]| {
        digest.update(contents);
        let path = out_dir().join(name);
        std::fs::write(&path, contents).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok::<_, String>(path.display().to_string())
    };
    let bitcode = linker::build(&linker::ops::request(folder))?.bytes;
    write("ops.bc".to_owned(), &bitcode)?;
    let mut list = String::from("&[\n");
    for platform in cpu_ops::Platform::ALL {
        let profile = platform.profile(platform.quirks);
        let made = linker::specialize::specialize(&bitcode, profile)?;
        let ops = write(format!("ops-{}.bc", platform.id), &made.ops)?;
        let shared = write(format!("shared-{}.bc", platform.id), &made.shared)?;
        writeln!(
            list,
            "    BuiltIn {{\n        profile: 0x{:04x}_{:04x},\n        ops: include_bytes!({ops:?}),\n        with_loops: &{:?},\n        \
             shared: include_bytes!({shared:?}),\n        shared_symbols: &{:?},\n    }},",
            profile.bits() >> 16,
            profile.bits() & 0xFFFF,
            made.with_loops,
            made.shared_symbols
        )?;
    }
    list.push_str("]\n");
    std::fs::write(out_dir().join("specialized.rs"), list)?;
    std::fs::write(out_dir().join("ops_digest.rs"), format!("{:?}", digest.finalize().as_slice()))?;
    Ok(())
}
