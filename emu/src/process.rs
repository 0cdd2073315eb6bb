//! The end of this process.

#![allow(unsafe_code, reason = "the C library is told what to do at the end of the process")]

use std::io::Write as _;
#[cfg(feature = "jit")]
use std::{
    sync::{Mutex, Once, PoisonError},
    thread::JoinHandle,
};

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

/// Leaves `thread`, which works with LLVM, to end by itself: whoever ends the process other than by [`leave`] waits for it then.
#[cfg(feature = "jit")]
pub fn leave_behind(thread: JoinHandle<()>) {
    static WAITS: Once = Once::new();
    // SAFETY: the function takes nothing and returns nothing, and does not unwind.
    WAITS.call_once(|| unsafe {
        libc::atexit(wait_for_those_behind);
    });
    let mut behind = BEHIND.lock().unwrap_or_else(PoisonError::into_inner);
    behind.retain(|thread| !thread.is_finished());
    behind.push(thread);
}

/// The threads that were left to end by themselves.
#[cfg(feature = "jit")]
static BEHIND: Mutex<Vec<JoinHandle<()>>> = Mutex::new(Vec::new());

#[cfg(feature = "jit")]
extern "C" fn wait_for_those_behind() {
    let behind = std::mem::take(&mut *BEHIND.lock().unwrap_or_else(PoisonError::into_inner));
    for thread in behind {
        // One that has ended in a panic has said so.
        let _ = thread.join();
    }
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
