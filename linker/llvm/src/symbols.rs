//! Symbols that bitcode may leave undefined: the linker lets them pass, the JIT resolves them to the host's.

/// Memory operations that LLVM may call at any time, whatever the source says.
pub const MEMORY: [&str; 5] = ["bcmp", "memcmp", "memcpy", "memmove", "memset"];

/// Where a panic of linked Rust code ends: `fn(&core::panic::PanicInfo) -> !`.
pub const PANIC: &str = "stitch8_panic";

/// Part of rustc's own, changing name for [`PANIC`].
pub const RUSTC_PANIC_ENTRY: &str = "rust_begin_unwind";

/// Whether the host provides `symbol`; the panic entry only to crates that may panic.
#[must_use]
pub fn is_host_symbol(symbol: &str, may_panic: bool) -> bool {
    MEMORY.contains(&symbol) || (may_panic && symbol == PANIC)
}
