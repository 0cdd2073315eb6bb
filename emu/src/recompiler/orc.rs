//! A safe face of LLVM's ORC: objects go in, callable addresses come out, and dropping frees the code.
//!
//! Knows nothing of CHIP-8. LLJIT's C interface is not safe to use from several threads at once, so every
//! call into it goes through one lock.

#![allow(unsafe_code, reason = "ORC is called through its C interface")]

use std::cell::RefCell;
use std::ffi::{CStr, CString, c_void};
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use stitch8_llvm::inkwell::memory_buffer::MemoryBuffer;
use stitch8_llvm::llvm_sys::error::{LLVMDisposeErrorMessage, LLVMErrorRef, LLVMGetErrorMessage};
use stitch8_llvm::llvm_sys::orc2::lljit::{
    LLVMOrcCreateLLJIT, LLVMOrcCreateLLJITBuilder, LLVMOrcDisposeLLJIT, LLVMOrcLLJITAddObjectFileWithRT,
    LLVMOrcLLJITGetExecutionSession, LLVMOrcLLJITGetMainJITDylib, LLVMOrcLLJITLookup, LLVMOrcLLJITMangleAndIntern,
    LLVMOrcLLJITRef,
};
use stitch8_llvm::llvm_sys::orc2::{
    LLVMJITEvaluatedSymbol, LLVMJITSymbolFlags, LLVMJITSymbolGenericFlags, LLVMOrcAbsoluteSymbols,
    LLVMOrcCSymbolMapPair, LLVMOrcDisposeMaterializationUnit, LLVMOrcExecutionSessionGetSymbolStringPool,
    LLVMOrcExecutionSessionSetErrorReporter, LLVMOrcJITDylibCreateResourceTracker, LLVMOrcJITDylibDefine,
    LLVMOrcReleaseResourceTracker, LLVMOrcResourceTrackerRef, LLVMOrcResourceTrackerRemove,
    LLVMOrcSymbolStringPoolClearDeadEntries,
};

use super::error::Error;

/// A symbol of the host that compiled code may refer to.
#[derive(Clone, Copy, Debug)]
pub struct HostSymbol {
    /// Its name in the object.
    pub name: &'static str,
    /// Its address in this process.
    pub address: usize,
}

/// Objects that are freed between two tidyings of the names that ORC keeps.
const FREED_BETWEEN_TIDYINGS: u32 = 256;

thread_local! {
    /// What ORC reported on this thread since that was last asked for. Linking is done on the thread that asks for it,
    /// and ORC returns only that it failed; why goes to its reporter.
    static REPORTED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// A just-in-time linker with one symbol table.
#[derive(Debug)]
pub struct Jit {
    lljit: Mutex<Lljit>,
}

#[derive(Debug)]
struct Lljit {
    lljit: LljitRef,
    /// Objects that were freed since the names were last tidied up.
    freed: u32,
}

#[derive(Debug)]
struct LljitRef(LLVMOrcLLJITRef);

// SAFETY: an LLJIT is not tied to the thread that made it, and it is only reached through `Jit`'s mutex.
unsafe impl Send for LljitRef {}

impl Jit {
    /// A linker that resolves `symbols` to the host's addresses, and any other to what this process exports under
    /// that name, as LLJIT does of its own accord. That code needs none but `symbols` is for the linker to verify.
    ///
    /// # Errors
    ///
    /// If ORC does not start on this host.
    pub fn new(symbols: &[HostSymbol]) -> Result<Arc<Self>, Error> {
        let mut lljit = ptr::null_mut();
        // SAFETY: the builder is fresh, and ownership of it passes to the call; `lljit` is written if and only
        // if no error is returned.
        check("starting", unsafe { LLVMOrcCreateLLJIT(&raw mut lljit, LLVMOrcCreateLLJITBuilder()) })?;
        // SAFETY: the LLJIT is alive, and the reporter needs no context.
        unsafe {
            let session = LLVMOrcLLJITGetExecutionSession(lljit);
            LLVMOrcExecutionSessionSetErrorReporter(session, report, ptr::null_mut());
        }
        let jit = Self { lljit: Mutex::new(Lljit { lljit: LljitRef(lljit), freed: 0 }) };
        jit.define(symbols)?;
        Ok(Arc::new(jit))
    }

    /// Links `object` and looks `symbol` up in it.
    ///
    /// # Errors
    ///
    /// If the object cannot be linked, needs a symbol that is not defined, or does not define `symbol`.
    pub fn load(self: &Arc<Self>, object: &[u8], symbol: &str) -> Result<Code, Error> {
        let name = c_string(symbol)?;
        REPORTED.take();
        let locked = self.lock();
        let lljit = &locked.lljit;
        // SAFETY: the LLJIT is alive while `self` is. The main JITDylib and the tracker made from it belong to
        // it; the tracker is released by `Code`.
        let tracker = unsafe { LLVMOrcJITDylibCreateResourceTracker(LLVMOrcLLJITGetMainJITDylib(lljit.0)) };
        let mut code = Code { jit: Arc::clone(self), tracker, address: 0 };
        // ORC takes ownership of the buffer it is given, whatever comes of it.
        let copy = MemoryBuffer::create_from_memory_range_copy(object, symbol);
        let buffer = copy.as_mut_ptr();
        std::mem::forget(copy);
        // SAFETY: LLJIT and tracker are alive; the buffer is ours to give, as its owner has just been forgotten.
        let added = check("adding an object", unsafe { LLVMOrcLLJITAddObjectFileWithRT(lljit.0, tracker, buffer) });
        let found = added.and_then(|()| {
            // SAFETY: the LLJIT is alive, the name ends in a zero, and `address` outlives the call.
            check("linking", unsafe { LLVMOrcLLJITLookup(lljit.0, &raw mut code.address, name.as_ptr()) })
        });
        // `Code` takes the lock itself when it is dropped.
        drop(locked);
        found.map(|()| code).map_err(explained)
    }

    /// Makes the host's symbols known.
    fn define(&self, symbols: &[HostSymbol]) -> Result<(), Error> {
        let locked = self.lock();
        let lljit = &locked.lljit;
        let mut pairs = Vec::new();
        for symbol in symbols {
            let name = c_string(symbol.name)?;
            let flags = LLVMJITSymbolGenericFlags::LLVMJITSymbolGenericFlagsExported as u8
                | LLVMJITSymbolGenericFlags::LLVMJITSymbolGenericFlagsCallable as u8;
            pairs.push(LLVMOrcCSymbolMapPair {
                // SAFETY: the LLJIT is alive and the name ends in a zero. The entry's ownership passes on below.
                Name: unsafe { LLVMOrcLLJITMangleAndIntern(lljit.0, name.as_ptr()) },
                Sym: LLVMJITEvaluatedSymbol {
                    Address: symbol.address as u64,
                    Flags: LLVMJITSymbolFlags { GenericFlags: flags, TargetFlags: 0 },
                },
            });
        }
        // SAFETY: the pairs are as many as said, and their names' ownership passes to the unit, whose own passes
        // to the JITDylib, except on an error, when it is still ours to dispose of.
        unsafe {
            let unit = LLVMOrcAbsoluteSymbols(pairs.as_mut_ptr(), pairs.len());
            let defined = LLVMOrcJITDylibDefine(LLVMOrcLLJITGetMainJITDylib(lljit.0), unit);
            let defined = check("defining the host's symbols", defined);
            if defined.is_err() {
                LLVMOrcDisposeMaterializationUnit(unit);
            }
            defined
        }
    }

    fn lock(&self) -> MutexGuard<'_, Lljit> {
        // A panic under the lock cannot leave LLVM's side half changed: no Rust code runs inside of it.
        self.lljit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Jit {
    fn drop(&mut self) {
        let lljit = self.lock();
        // SAFETY: this is the last owner: every `Code` holds one too, so no tracker and no code is left.
        let closed = check("closing", unsafe { LLVMOrcDisposeLLJIT(lljit.lljit.0) });
        if let Err(error) = closed {
            log::warn!("{error}");
        }
    }
}

/// Linked code. Dropping it frees exactly this code.
#[derive(Debug)]
pub struct Code {
    jit: Arc<Jit>,
    tracker: LLVMOrcResourceTrackerRef,
    address: u64,
}

// SAFETY: the tracker is only used under the lock of the `Jit` that it keeps alive.
unsafe impl Send for Code {}
// SAFETY: of what is shared only the address can be asked for, which never changes.
unsafe impl Sync for Code {}

impl Code {
    /// The address that its symbol has in this process, valid for as long as this value lives.
    #[must_use]
    pub fn address(&self) -> usize {
        self.address as usize
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        let mut locked = self.jit.lock();
        // SAFETY: the tracker belongs to the LLJIT that `self.jit` keeps alive, and nobody else has it. That no
        // thread is inside the code is upheld by the owner: it hands out the address only for calls that it
        // outlives.
        let removed = unsafe {
            let removed = check("removing code", LLVMOrcResourceTrackerRemove(self.tracker));
            LLVMOrcReleaseResourceTracker(self.tracker);
            removed
        };
        locked.freed += 1;
        if locked.freed == FREED_BETWEEN_TIDYINGS {
            locked.freed = 0;
            locked.lljit.forget_names();
        }
        drop(locked);
        // To give memory back can take some, where it parts what was one mapping. Whoever asks for more next is told.
        if let Err(error) = removed {
            log::debug!("{error}");
        }
    }
}

impl LljitRef {
    /// Frees the names that no code has any more: ORC keeps every name it was ever told.
    fn forget_names(&self) {
        // SAFETY: the LLJIT is alive, and with it its session and the pool, which counts who uses each name.
        unsafe {
            let session = LLVMOrcLLJITGetExecutionSession(self.0);
            LLVMOrcSymbolStringPoolClearDeadEntries(LLVMOrcExecutionSessionGetSymbolStringPool(session));
        }
    }
}

/// Takes note of what ORC reports, which would go to the standard error otherwise.
extern "C" fn report(_: *mut c_void, error: LLVMErrorRef) {
    if let Err(Error::Orc { message, .. }) = check("linking", error) {
        REPORTED.with_borrow_mut(|reported| reported.push(message));
    }
}

/// `error` with what ORC reported of it in place of the bare fact that it failed.
fn explained(error: Error) -> Error {
    let reported = REPORTED.take();
    match error {
        Error::Orc { step, .. } if !reported.is_empty() => Error::Orc { step, message: reported.join("; ") },
        error => error,
    }
}

/// Turns LLVM's error, which this consumes, into ours.
fn check(step: &'static str, error: LLVMErrorRef) -> Result<(), Error> {
    if error.is_null() {
        return Ok(());
    }
    // SAFETY: the error is not null and is consumed by asking for its message, which is a string ending in
    // zero and ours to dispose of.
    let message = unsafe {
        let text = LLVMGetErrorMessage(error);
        let message = CStr::from_ptr(text).to_string_lossy().into_owned();
        LLVMDisposeErrorMessage(text);
        message
    };
    Err(Error::Orc { step, message })
}

fn c_string(name: &str) -> Result<CString, Error> {
    CString::new(name).map_err(|error| Error::Orc { step: "naming a symbol", message: error.to_string() })
}
