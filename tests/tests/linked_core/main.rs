//! The linker on a crate that needs `core` and can panic: it links, runs through ORC, and a panic comes back
//! to the host as an error with its message.
#![cfg(feature = "jit")]
#![allow(unsafe_code, reason = "compiled code is called")]

mod guard;

use std::path::Path;

use linker::{Export, Request};
use stitch8::recompiler::codegen::Codegen;
use stitch8::recompiler::host;
use stitch8::recompiler::orc::{Code, Jit};
use stitch8_llvm::inkwell::GlobalVisibility;
use stitch8_llvm::inkwell::context::Context;
use stitch8_llvm::inkwell::memory_buffer::MemoryBuffer;
use stitch8_llvm::inkwell::module::{Linkage, Module};

use guard::Guard;

/// As in the fixture.
#[repr(C)]
struct Exchange {
    numbers: [u32; 12],
    index: u32,
    picked: u32,
    text: [u8; 128],
    text_len: u32,
}

impl Exchange {
    fn new() -> Self {
        let numbers = [31, 4, 15, 92, 65, 35, 89, 79, 3, 23, 84, 62];
        Self { numbers, index: 0, picked: 0, text: [0; 128], text_len: 0 }
    }
}

const FUNCTIONS: [&str; 3] = ["sort_and_format", "pick", "complain"];

fn request() -> Request {
    let export = |symbol: &str| Export {
        symbol: symbol.to_owned(),
        signature: "void (ptr)".to_owned(),
        pointees: vec![(0, size_of::<Exchange>() as u64)],
        inline: false,
    };
    Request {
        root: Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/needs_core/lib.rs"),
        crate_name: "needs_core".to_owned(),
        cfgs: Vec::new(),
        exports: FUNCTIONS.map(export).to_vec(),
        may_panic: true,
    }
}

/// The fixture, linked and loaded, with a guard to call it through.
struct Loaded {
    guard: Guard,
    code: Vec<Code>,
}

impl Loaded {
    fn new() -> Self {
        let bitcode = linker::build(&request()).expect("the fixture links");
        let codegen = Codegen::for_host().expect("LLVM knows the host");
        let jit = Jit::new(&[host::symbols(), guard::symbols().to_vec()].concat()).expect("ORC starts");
        let load = |function: &&str| {
            let context = Context::create();
            let buffer = MemoryBuffer::create_from_memory_range_copy(&bitcode.bytes, "fixture");
            let module = Module::parse_bitcode_from_buffer(&buffer, &context).expect("it is bitcode");
            // The linker lets unused exports go; the one that is called here is to be found by its name.
            let entry = module.get_function(function).expect("it is exported");
            let symbol = format!("test_{function}");
            entry.set_linkage(Linkage::External);
            entry.as_global_value().set_visibility(GlobalVisibility::Default);
            entry.as_global_value().set_name(&symbol);
            let object = codegen.object(&module).expect("it compiles");
            jit.load(object.as_slice(), &symbol).expect("it links into the process")
        };
        let code = FUNCTIONS.iter().map(load).collect();
        Self { guard: Guard::new(&jit), code }
    }

    /// Calls the function at `index` of [`FUNCTIONS`].
    fn call(&self, index: usize, exchange: &mut Exchange) -> Result<(), String> {
        // SAFETY: the code is live in `self`, each function is `extern "C" fn(&mut Exchange)` with the layout
        // above, and the fixture's frames own nothing.
        unsafe { self.guard.call(self.code[index].address(), (&raw mut *exchange).cast()) }
    }
}

#[test]
fn a_crate_that_needs_core_links_and_runs() {
    let loaded = Loaded::new();
    let mut exchange = Exchange::new();
    loaded.call(0, &mut exchange).expect("it does not panic");
    let text = std::str::from_utf8(&exchange.text[..exchange.text_len as usize]).expect("it is text");
    assert_eq!(text, "[3, 4, 15, 23, 31, 35, 62, 65, 79, 84, 89, 92], mean 48.500");

    exchange.index = 3;
    loaded.call(1, &mut exchange).expect("there is such a number");
    assert_eq!(exchange.picked, 23);
}

#[test]
fn a_panic_comes_back_with_its_message_and_the_next_call_works() {
    let loaded = Loaded::new();
    let mut exchange = Exchange::new();
    exchange.index = 12;
    let problem = loaded.call(1, &mut exchange).expect_err("there is no such number");
    assert!(problem.contains("index out of bounds: the len is 12 but the index is 12"), "{problem}");
    assert!(problem.contains("needs_core/lib.rs"), "it names the place: {problem}");

    let problem = loaded.call(2, &mut exchange).expect_err("it always panics");
    assert!(problem.contains("number 12 is not to my taste"), "{problem}");

    exchange.index = 0;
    loaded.call(1, &mut exchange).expect("there is such a number");
    assert_eq!(exchange.picked, 31);
}

#[test]
fn what_is_undefined_and_not_the_hosts_is_refused() {
    let folder = std::env::temp_dir().join(format!("stitch8-undefined-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let root = folder.join("lib.rs");
    let source = "#![no_std]\nunsafe extern \"C\" { fn nobody_has_this(); }\n\
        #[unsafe(no_mangle)] pub extern \"C\" fn entry(_: &mut u32) { unsafe { nobody_has_this() } }\n";
    std::fs::write(&root, source).expect("the file can be written");
    let export = Export {
        symbol: "entry".to_owned(),
        signature: "void (ptr)".to_owned(),
        pointees: vec![(0, 4)],
        inline: false,
    };
    let request = Request {
        root,
        crate_name: "undefined".to_owned(),
        cfgs: Vec::new(),
        exports: vec![export.clone()],
        may_panic: true,
    };
    let problem = linker::build(&request).expect_err("the host does not have it").to_string();
    assert!(problem.contains("nobody_has_this"), "{problem}");

    let missing = Request { exports: vec![Export { symbol: "absent".to_owned(), ..export }], ..request };
    let problem = linker::build(&missing).expect_err("there is no such function").to_string();
    assert!(problem.contains("absent"), "{problem}");
    std::fs::remove_dir_all(&folder).expect("the folder was ours");
}

#[test]
fn many_may_link_the_same_crate_at_once() {
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| linker::build(&request()).map(|bitcode| bitcode.bytes))).collect();
        let built: Vec<_> = threads.into_iter().map(|thread| thread.join().expect("it does not panic")).collect();
        let first = built[0].as_ref().expect("the fixture links");
        assert!(built.iter().all(|bytes| bytes.as_ref().is_ok_and(|bytes| bytes == first)));
    });
}
