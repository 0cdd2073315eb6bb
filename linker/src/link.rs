//! Step 2: what the crate needs of `core`, from the bitcode in the sysroot's own library.

use std::path::{Path, PathBuf};
use std::process::Command;

use object::read::archive::ArchiveFile;
use object::{Object, ObjectSection};
use stitch8_llvm::inkwell::context::Context;
use stitch8_llvm::inkwell::module::Module;
use stitch8_llvm::symbols;

use crate::emit::rustc;
use crate::{Error, parse, verify};

/// Links `core` into `module` if something is undefined that the host does not provide, and gives the
/// panic entry its stable name.
///
/// # Errors
///
/// If the sysroot's `core` cannot be found or read, or LLVM refuses to link it.
pub fn link_core<'ctx>(context: &'ctx Context, module: &Module<'ctx>) -> Result<(), Error> {
    name_panic_entry(module);
    if verify::undefined_symbols(module).iter().all(|symbol| symbols::is_host_symbol(symbol, true)) {
        return Ok(());
    }
    let library = core_library()?;
    for bitcode in embedded_bitcode(&library)? {
        let core = parse(context, &bitcode, &library.display().to_string())?;
        core.set_triple(&module.get_triple());
        module.link_in_module(core).map_err(|error| Error::llvm("linking core")(&error))?;
    }
    name_panic_entry(module);
    Ok(())
}

/// Renames the function that a panic ends in, whose own name changes with the compiler.
fn name_panic_entry(module: &Module<'_>) {
    for function in module.get_functions() {
        if function.count_basic_blocks() == 0
            && function.get_name().to_string_lossy().contains(symbols::RUSTC_PANIC_ENTRY)
        {
            function.as_global_value().set_name(symbols::PANIC);
        }
    }
}

/// The sysroot's `core` for the host.
fn core_library() -> Result<PathBuf, Error> {
    let program = rustc();
    let out = Command::new(&program)
        .args(["--print", "target-libdir"])
        .output()
        .map_err(|source| Error::NoCompiler { program, source })?;
    let folder = PathBuf::from(String::from_utf8_lossy(&out.stdout).trim());
    let entries = std::fs::read_dir(&folder).map_err(|source| Error::File { path: folder.clone(), source })?;
    entries
        .flatten()
        .map(|entry| entry.path())
        .find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("libcore-") && name.ends_with(".rlib")
        })
        .ok_or(Error::NoCore { path: folder, problem: "no libcore-*.rlib".to_owned() })
}

/// The bitcode of every object in a library.
fn embedded_bitcode(library: &Path) -> Result<Vec<Vec<u8>>, Error> {
    let unusable = |problem: String| Error::NoCore { path: library.to_owned(), problem };
    let bytes = std::fs::read(library).map_err(|source| Error::File { path: library.to_owned(), source })?;
    let archive = ArchiveFile::parse(&*bytes).map_err(|error| unusable(error.to_string()))?;
    let mut found = Vec::new();
    for member in archive.members() {
        let data = member.and_then(|member| member.data(&*bytes)).map_err(|error| unusable(error.to_string()))?;
        let Ok(file) = object::File::parse(data) else { continue };
        for name in [".llvmbc", "__bitcode"] {
            let Some(section) = file.section_by_name(name) else { continue };
            found.push(section.data().map_err(|error| unusable(error.to_string()))?.to_vec());
        }
    }
    if found.is_empty() { Err(unusable("no bitcode section in any member".to_owned())) } else { Ok(found) }
}
