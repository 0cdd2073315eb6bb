//! Bitcode: modules read from it, and what one module needs of another.
//!
//! Of the ops, a region uses a few. A module that is opened lazily has its functions' bodies still packed, and linking
//! unpacks those that are referred to.

#![allow(unsafe_code, reason = "LLVM is called where inkwell has no face for it")]

use std::ffi::{CStr, c_void};
use std::mem::MaybeUninit;
use std::ptr;

use stitch8_llvm::inkwell::context::{AsContextRef, Context};
use stitch8_llvm::inkwell::memory_buffer::MemoryBuffer;
use stitch8_llvm::inkwell::module::Module;
use stitch8_llvm::llvm_sys::LLVMDiagnosticSeverity;
use stitch8_llvm::llvm_sys::bit_reader::LLVMGetBitcodeModuleInContext2;
use stitch8_llvm::llvm_sys::core::{
    LLVMContextSetDiagnosticHandler, LLVMDisposeMessage, LLVMGetDiagInfoDescription, LLVMGetDiagInfoSeverity,
};
use stitch8_llvm::llvm_sys::linker::LLVMLinkModules2;
use stitch8_llvm::llvm_sys::prelude::LLVMDiagnosticInfoRef;

use super::error::Error;

/// Reads a module from `bitcode`.
///
/// # Errors
///
/// If it is none.
pub fn read<'ctx>(context: &'ctx Context, bitcode: &[u8]) -> Result<Module<'ctx>, Error> {
    let buffer = MemoryBuffer::create_from_memory_range_copy(bitcode, "ops");
    Module::parse_bitcode_from_buffer(&buffer, context).map_err(|message| Error::Bitcode(message.to_string()))
}

/// A module whose functions' bodies are not read yet: to look up what there is, and to be linked.
#[derive(Debug)]
pub struct Packed<'ctx>(Module<'ctx>);

impl<'ctx> Packed<'ctx> {
    /// Opens the module in `bitcode`.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub fn open(context: &'ctx Context, bitcode: &[u8]) -> Result<Self, Error> {
        let buffer = MemoryBuffer::create_from_memory_range_copy(bitcode, "ops");
        let mut module = MaybeUninit::uninit();
        // SAFETY: the context is alive, and so are its modules no longer than it; the handler needs no context of its own; the buffer is
        // alive, and passes to the module if there is one, which is so if 0 is returned: its owner is forgotten then.
        let opened = unsafe {
            LLVMContextSetDiagnosticHandler(context.as_ctx_ref(), Some(note), ptr::null_mut());
            let failed = LLVMGetBitcodeModuleInContext2(context.as_ctx_ref(), buffer.as_mut_ptr(), module.as_mut_ptr());
            (failed == 0).then(|| Module::new(module.assume_init()))
        };
        if opened.is_some() {
            std::mem::forget(buffer);
        }
        opened.map(Self).ok_or_else(|| Error::Bitcode("it cannot be opened".to_owned()))
    }

    /// The module, for its functions' names and types.
    #[must_use]
    pub fn names(&self) -> &Module<'ctx> {
        &self.0
    }

    /// Adds to `module`, of the same context, the functions that it refers to, and those that these refer to.
    ///
    /// # Errors
    ///
    /// If the two do not fit together. Why, the log tells.
    pub fn link_into(self, module: &Module<'ctx>) -> Result<(), Error> {
        let packed = self.0.as_mut_ptr();
        std::mem::forget(self.0);
        // SAFETY: both modules are alive and of one context; the packed one is ours to give, as its owner has just been
        // forgotten, and LLVM frees it whatever comes of it.
        let failed = unsafe { LLVMLinkModules2(module.as_mut_ptr(), packed) };
        if failed == 0 { Ok(()) } else { Err(Error::Bitcode("it cannot be linked".to_owned())) }
    }
}

/// Hears what LLVM has to say. Where nobody does, an error ends the process.
extern "C" fn note(info: LLVMDiagnosticInfoRef, _: *mut c_void) {
    // SAFETY: LLVM calls this with a diagnostic that is alive meanwhile; the description is a C string of ours until it is
    // disposed of.
    unsafe {
        if LLVMGetDiagInfoSeverity(info) == LLVMDiagnosticSeverity::LLVMDSError {
            let description = LLVMGetDiagInfoDescription(info);
            log::debug!("LLVM: {}", CStr::from_ptr(description).to_string_lossy());
            LLVMDisposeMessage(description);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_bitcode_is_refused() {
        let context = Context::create();
        for bytes in [&b""[..], b"BC\xC0\xDE", b"no bitcode at all"] {
            assert!(Packed::open(&context, bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_is_refused_is_freed() {
        const BYTES: usize = 16 << 20;
        let pages = || {
            let sizes = std::fs::read_to_string("/proc/self/statm").expect("Linux has it");
            sizes.split_whitespace().nth(1).and_then(|pages| pages.parse::<usize>().ok()).expect("it is a number")
        };
        let context = Context::create();
        let (bytes, before) = (vec![b'B'; BYTES], pages());
        for _ in 0..40 {
            assert!(Packed::open(&context, &bytes).is_err());
        }
        // Kept, they would be forty times as much. Other tests of this process want memory meanwhile, and the address
        // sanitizer keeps 256 MiB of what is freed.
        let grown = pages().saturating_sub(before) * 4096;
        assert!(grown < 30 * BYTES, "{grown} bytes");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let context = Context::create();
        let define = || {
            let module = context.create_module("one");
            let function = module.add_function("twice", context.void_type().fn_type(&[], false), None);
            let builder = context.create_builder();
            builder.position_at_end(context.append_basic_block(function, "entry"));
            builder.build_return(None).expect("it is at the end of a block");
            module
        };
        let packed = Packed::open(&context, define().write_bitcode_to_memory().as_slice()).expect("it is bitcode");
        assert!(packed.link_into(&define()).is_err());
    }
}
