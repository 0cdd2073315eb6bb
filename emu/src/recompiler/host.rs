//! The host's side of the symbols that bitcode may leave undefined.
//!
//! The ops cannot panic: the linker has verified that they name no panic entry. So there is none here.

use stitch8_llvm::symbols;

use super::orc::HostSymbol;

/// Every symbol that the JIT resolves.
#[must_use]
pub fn symbols() -> Vec<HostSymbol> {
    let addresses = [
        libc::memcmp as *const () as usize,
        libc::memcmp as *const () as usize,
        libc::memcpy as *const () as usize,
        libc::memmove as *const () as usize,
        libc::memset as *const () as usize,
    ];
    // `bcmp` only has to tell equal from unequal, which `memcmp` does.
    symbols::MEMORY.into_iter().zip(addresses).map(|(name, address)| HostSymbol { name, address }).collect()
}
