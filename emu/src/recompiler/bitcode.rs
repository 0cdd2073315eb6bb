//! Bitcode: modules read from it, and what one module needs of another.
//!
//! Of the ops, a region uses a few. A module that is opened lazily has its functions' bodies still packed, and linking
//! unpacks those that are referred to.

use std::mem::MaybeUninit;

use stitch8_llvm::inkwell::context::{AsContextRef, Context};
use stitch8_llvm::inkwell::memory_buffer::MemoryBuffer;
use stitch8_llvm::inkwell::module::Module;
use stitch8_llvm::llvm_sys::bit_reader::LLVMGetBitcodeModuleInContext2;
use stitch8_llvm::llvm_sys::linker::LLVMLinkModules2;

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
        let owned = buffer.as_mut_ptr();
        std::mem::forget(buffer);
        let mut module = MaybeUninit::uninit();
        // SAFETY: the context is alive, and so are its modules no longer than it; the buffer is ours to give, as its owner has
        // just been forgotten, and LLVM takes it whatever comes of it; `module` is written if and only if 0 is returned.
        let opened = unsafe {
            let failed = LLVMGetBitcodeModuleInContext2(context.as_ctx_ref(), owned, module.as_mut_ptr());
            (failed == 0).then(|| Module::new(module.assume_init()))
        };
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
    /// If the two do not fit together. LLVM tells the standard error why.
    pub fn link_into(self, module: &Module<'ctx>) -> Result<(), Error> {
        let packed = self.0.as_mut_ptr();
        std::mem::forget(self.0);
        // SAFETY: both modules are alive and of one context; the packed one is ours to give, as its owner has just been
        // forgotten, and LLVM frees it whatever comes of it.
        let failed = unsafe { LLVMLinkModules2(module.as_mut_ptr(), packed) };
        if failed == 0 { Ok(()) } else { Err(Error::Bitcode("it cannot be linked".to_owned())) }
    }
}
