//! The linker under stress: code that is linked and freed again as often as is asked for, each time under another name, as
//! that of a region is. What the linker does not give back shows after a million times, for which LLVM need not compile
//! anything.

use std::sync::Arc;

use stitch8::recompiler::codegen::Codegen;
use stitch8::recompiler::orc::{Code, Jit};
use stitch8::recompiler::{Error, host};
use stitch8_llvm::inkwell::context::Context;

/// Pieces of code that are there at a time.
const ALIVE: usize = 96;

/// Digits of a name, and what they are in the object that was compiled.
const DIGITS: &str = "########";

/// Links and frees, again and again.
#[derive(Debug)]
pub struct Relinker {
    jit: Arc<Jit>,
    /// A function that returns at once, named by [`DIGITS`].
    object: Vec<u8>,
    /// Where the name is in it.
    name: usize,
    alive: Vec<Option<Code>>,
    linked: u64,
}

impl Relinker {
    /// With nothing linked.
    ///
    /// # Errors
    ///
    /// If LLVM does not start.
    ///
    /// # Panics
    ///
    /// If the object does not hold the function's name.
    pub fn new() -> Result<Self, Error> {
        let context = Context::create();
        let module = context.create_module("relink");
        let function = module.add_function(&symbol(DIGITS), context.void_type().fn_type(&[], false), None);
        let builder = context.create_builder();
        builder.position_at_end(context.append_basic_block(function, "begin"));
        builder.build_return(None)?;
        let object = Codegen::for_host()?.object(&module)?.as_slice().to_vec();
        let name = object.windows(DIGITS.len()).position(|bytes| bytes == DIGITS.as_bytes());
        let name = name.expect("an object file holds its symbols' names");
        let alive = (0..ALIVE).map(|_| None).collect();
        Ok(Self { jit: Jit::new(&host::symbols())?, object, name, alive, linked: 0 })
    }

    /// Goes on until code was linked `times` times in all.
    ///
    /// # Errors
    ///
    /// If it cannot be linked.
    pub fn until(&mut self, times: u64) -> Result<(), Error> {
        while self.linked < times {
            let digits = format!("{:08}", self.linked);
            self.object[self.name..self.name + DIGITS.len()].copy_from_slice(digits.as_bytes());
            let code = self.jit.load(&self.object, &symbol(&digits))?;
            self.alive[self.linked as usize % ALIVE] = Some(code);
            self.linked += 1;
        }
        Ok(())
    }
}

fn symbol(digits: &str) -> String {
    format!("region_{digits}_at_0200")
}
