//! The LLVM that everything here shares: its bindings, and (in the build script) where it is linked from.
//!
//! By default that is the library that rustc itself is built on, in the toolchain's `lib` folder: it wrote
//! the bitcode, so the versions always match, and no LLVM has to be installed. With the feature
//! `system-llvm` it is a distribution's LLVM 22, found through `llvm-config`.

#![forbid(unsafe_code)]

pub use inkwell;
pub use llvm_sys;

pub mod symbols;

/// The folder that the linked LLVM library was found in when this was built.
pub const LIBRARY_FOLDER: &str = env!("STITCH8_LLVM_LIBDIR");
