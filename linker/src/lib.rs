//! From a `no_std` Rust crate to one bitcode module that a recompiler can stitch calls to.
//!
//! ```text
//! crate source -emit-> bitcode -link(+core)-> -internalize-> -attributes-> -optimize-> -verify-> bytes
//! ```
//!
//! Each step is one file with one function. [`specialize`] makes the ops of one profile of what came out. The linker knows LLVM and, in [`ops`], the op table; it knows
//! nothing of programs, blocks, or who uses the module.

#[forbid(unsafe_code)]
pub mod attributes;
#[forbid(unsafe_code)]
pub mod emit;
#[forbid(unsafe_code)]
mod error;
pub mod internalize;
#[forbid(unsafe_code)]
pub mod link;
#[forbid(unsafe_code)]
pub mod ops;
pub mod optimize;
#[forbid(unsafe_code)]
pub mod specialize;
#[forbid(unsafe_code)]
pub mod verify;

use std::path::PathBuf;

use stitch8_llvm::inkwell::context::Context;
use stitch8_llvm::inkwell::memory_buffer::MemoryBuffer;
use stitch8_llvm::inkwell::module::Module;

pub use error::Error;

/// A `no_std` crate and what of it shall be callable.
#[derive(Clone, Debug)]
pub struct Request {
    /// The crate's root source file, such as `cpu-ops/src/lib.rs`.
    pub root: PathBuf,
    /// The name to compile it under.
    pub crate_name: String,
    /// Configuration options to set (`--cfg`).
    pub cfgs: Vec<String>,
    /// The functions that stay visible, each with its signature. All else becomes internal.
    pub exports: Vec<Export>,
    /// Whether the functions may panic. If not, a panic that LLVM cannot prove away is an error.
    pub may_panic: bool,
}

/// A function that the module promises.
#[derive(Clone, Debug)]
pub struct Export {
    /// Its symbol.
    pub symbol: String,
    /// Its signature as LLVM prints it, such as `i32 (ptr, ptr, i32)`.
    pub signature: String,
    /// For a pointer parameter, by index, the bytes that must be readable through it.
    pub pointees: Vec<(u32, u64)>,
    /// Whether it is inlined into every caller.
    pub inline: bool,
}

/// The finished module.
#[derive(Clone, Debug)]
pub struct Bitcode {
    /// LLVM bitcode.
    pub bytes: Vec<u8>,
    /// The same as text, for people.
    pub text: String,
}

/// Runs every step for `request`.
///
/// # Errors
///
/// Says which step failed and what the compiler, the archive reader or LLVM had to say.
pub fn build(request: &Request) -> Result<Bitcode, Error> {
    let emitted = emit::emit(request)?;
    let context = Context::create();
    let module = parse(&context, &emitted, &request.crate_name)?;
    link::link_core(&context, &module)?;
    internalize::internalize(&module, &request.exports)?;
    attributes::normalize(&module, &request.exports);
    optimize::optimize(&module)?;
    internalize::make_discardable(&module, &request.exports);
    verify::verify(&module, &request.exports, request.may_panic)?;
    Ok(Bitcode {
        bytes: module.write_bitcode_to_memory().as_slice().to_vec(),
        text: module.print_to_string().to_string(),
    })
}

/// Reads bitcode. `origin` names where it came from in an error.
fn parse<'ctx>(context: &'ctx Context, bitcode: &[u8], origin: &str) -> Result<Module<'ctx>, Error> {
    let buffer = MemoryBuffer::create_from_memory_range_copy(bitcode, origin);
    Module::parse_bitcode_from_buffer(&buffer, context)
        .map_err(|message| Error::Llvm { step: "reading bitcode", message: format!("{origin}: {message}") })
}
