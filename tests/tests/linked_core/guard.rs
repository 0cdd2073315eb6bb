//! Calls of linked Rust code that survive a panic in it.
//!
//! A panic in compiled code must not unwind through it; it ends in `panic_entry`, which goes back to
//! [`Guard::call`] in one step, as `longjmp` does. The emulator has no use for this, since its ops cannot panic.

#![allow(unsafe_code, reason = "code that panics is left by longjmp")]

use std::cell::{Cell, RefCell};
use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use stitch8::recompiler::codegen::Codegen;
use stitch8::recompiler::orc::{Code, HostSymbol, Jit};
use stitch8_llvm::inkwell::AddressSpace;
use stitch8_llvm::inkwell::IntPredicate;
use stitch8_llvm::inkwell::attributes::{Attribute, AttributeLoc};
use stitch8_llvm::inkwell::builder::BuilderError;
use stitch8_llvm::inkwell::context::Context;
use stitch8_llvm::inkwell::module::Module;
use stitch8_llvm::symbols;

const SETJMP: &str = "_setjmp";
const GUARDED_CALL: &str = "stitch8_guarded_call";

/// How many guards have been made.
static GUARDS: AtomicU64 = AtomicU64::new(0);

/// Room for a `jmp_buf` of any supported host: 200 bytes on x86-64 Linux, 312 on `AArch64` Linux.
#[repr(C, align(16))]
struct JumpBuffer([u64; 64]);

unsafe extern "C" {
    fn _setjmp(buffer: *mut c_void) -> c_int;
    fn longjmp(buffer: *mut c_void, value: c_int) -> !;
}

thread_local! {
    /// Where a panic on this thread goes back to.
    static INNERMOST: Cell<*mut c_void> = const { Cell::new(ptr::null_mut()) };
    static MESSAGE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The symbols that guarded code and its guard need of the host, beside the memory operations.
pub fn symbols() -> [HostSymbol; 2] {
    [(symbols::PANIC, panic_entry as *const () as usize), (SETJMP, _setjmp as *const () as usize)]
        .map(|(name, address)| HostSymbol { name, address })
}

/// Calls compiled code so that a panic in it comes back as an error.
#[derive(Debug)]
pub struct Guard {
    code: Code,
}

impl Guard {
    /// Compiles the guard itself, for the use of one JIT.
    pub fn new(jit: &Arc<Jit>) -> Self {
        let context = Context::create();
        let module = context.create_module("guard");
        // Each has a name of its own, so that one JIT can hold several.
        let symbol = format!("{GUARDED_CALL}_{}", GUARDS.fetch_add(1, Ordering::Relaxed));
        build_guarded_call(&module, &symbol).expect("the builder has a place");
        let codegen = Codegen::for_host().expect("LLVM knows the host");
        let object = codegen.object(&module).expect("it compiles");
        Self { code: jit.load(object.as_slice(), &symbol).expect("it links into the process") }
    }

    /// Calls `function` with `argument`.
    ///
    /// # Errors
    ///
    /// The message of a panic that ended the call. What the function had allocated is then leaked.
    ///
    /// # Safety
    ///
    /// `function` must be the address of live compiled code of the type `extern "C" fn(*mut c_void)`, and
    /// `argument` what it expects. No Rust frame with a destructor may be between it and a panic.
    pub unsafe fn call(&self, function: usize, argument: *mut c_void) -> Result<(), String> {
        type GuardedCall = extern "C" fn(usize, *mut c_void, *mut c_void) -> c_int;
        // SAFETY: the address is that of the function `build_guarded_call` built, of this very type, and is live
        // as long as `self.code`.
        let guarded_call: GuardedCall = unsafe { std::mem::transmute(self.code.address()) };
        let mut buffer = JumpBuffer([0; 64]);
        let outer = INNERMOST.replace((&raw mut buffer).cast());
        let panicked = guarded_call(function, argument, (&raw mut buffer).cast()) != 0;
        INNERMOST.set(outer);
        if panicked { Err(MESSAGE.take().unwrap_or_default()) } else { Ok(()) }
    }
}

/// Where a panic of compiled Rust code ends. Its type is that of rustc's own panic entry.
fn panic_entry(info: &core::panic::PanicInfo<'_>) -> ! {
    let buffer = INNERMOST.get();
    if buffer.is_null() {
        eprintln!("compiled code panicked where nothing was prepared for it: {info}");
        std::process::abort();
    }
    MESSAGE.set(Some(info.to_string()));
    // SAFETY: the buffer is that of the innermost `Guard::call` on this thread, which has not returned; the
    // frames in between are compiled code's and this one, and own nothing that needs dropping.
    unsafe { longjmp(buffer, 1) }
}

/// Adds `i32 symbol(ptr function, ptr argument, ptr buffer)`: 0 when `function` returned, 1 when
/// it came back through `buffer`.
fn build_guarded_call(module: &Module<'_>, symbol: &str) -> Result<(), BuilderError> {
    let context = module.get_context();
    let (pointer, int) = (context.ptr_type(AddressSpace::default()), context.i32_type());
    let returns_twice = context.create_enum_attribute(Attribute::get_named_enum_kind_id("returns_twice"), 0);
    let setjmp = module.add_function(SETJMP, int.fn_type(&[pointer.into()], false), None);
    setjmp.add_attribute(AttributeLoc::Function, returns_twice);

    let parameters = [pointer.into(), pointer.into(), pointer.into()];
    let function = module.add_function(symbol, int.fn_type(&parameters, false), None);
    let argument = |index| function.get_nth_param(index).expect("it was declared above").into_pointer_value();
    let builder = context.create_builder();
    let [begin, run, panicked] = ["begin", "run", "panicked"].map(|name| context.append_basic_block(function, name));

    builder.position_at_end(begin);
    let call = builder.build_call(setjmp, &[argument(2).into()], "")?;
    call.add_attribute(AttributeLoc::Function, returns_twice);
    let value = call.try_as_basic_value().basic().expect("setjmp returns an int").into_int_value();
    let first = builder.build_int_compare(IntPredicate::EQ, value, int.const_zero(), "")?;
    builder.build_conditional_branch(first, run, panicked)?;

    builder.position_at_end(run);
    let callee = context.void_type().fn_type(&[pointer.into()], false);
    builder.build_indirect_call(callee, argument(0), &[argument(1).into()], "")?;
    builder.build_return(Some(&int.const_zero()))?;

    builder.position_at_end(panicked);
    builder.build_return(Some(&int.const_int(1, false)))?;
    Ok(())
}
