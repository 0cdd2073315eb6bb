//! The end of this process.

use std::io::Write as _;

/// Ends the process at once.
pub fn leave(code: u8) -> ! {
    // What cannot be written now cannot be written at all.
    let _ = std::io::stdout().flush();
    #[cfg(coverage)]
    keep_coverage();
    #[cfg(feature = "jit")]
    // SAFETY: it takes any number and does not return. LLVM's own tidying up at the end of a process, which this
    // passes over, must not happen while the compiling thread may still be at work.
    unsafe {
        libc::_exit(code.into())
    }
    #[cfg(not(feature = "jit"))]
    std::process::exit(code.into())
}

/// Writes what was counted, which is otherwise done by the tidying up that is passed over.
#[cfg(coverage)]
fn keep_coverage() {
    // SAFETY: the runtime of builds that count has this function, which takes nothing and returns whether it failed.
    unsafe extern "C" {
        fn __llvm_profile_write_file() -> std::ffi::c_int;
    }
    // SAFETY: as above; nobody else writes the file, whose name has the process's number in it.
    unsafe {
        __llvm_profile_write_file();
    }
}
