//! Packs the ops as bitcode for the recompiler, and tells the binary where its LLVM library is.

#[cfg(not(feature = "jit"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}

#[cfg(feature = "jit")]
fn main() {
    use std::path::{Path, PathBuf};

    let ops = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cpu-ops");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", ops.join("src").display());
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("ops.bc");
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
