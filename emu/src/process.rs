//! The end of this process.

use std::io::Write as _;

/// Ends the process at once.
pub fn leave(code: u8) -> ! {
    // What cannot be written now cannot be written at all.
    let _ = std::io::stdout().flush();
    #[cfg(feature = "jit")]
    // SAFETY: it takes any number and does not return. LLVM's own tidying up at the end of a process, which this
    // passes over, must not happen while the compiling thread may still be at work.
    unsafe {
        libc::_exit(code.into())
    }
    #[cfg(not(feature = "jit"))]
    std::process::exit(code.into())
}
