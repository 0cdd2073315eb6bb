//! Where the system gives no more memory for code, what it can run is interpreted, and the user is told why.
#![cfg(all(feature = "jit", target_os = "linux"))]

use std::sync::Mutex;

use cpu_ops::{Platform, Quirks};
use memmap2::{Mmap, MmapMut};
use stitch8::engine::Engine;
use stitch8::recompiler::codegen::Codegen;
use stitch8::recompiler::orc::Jit;
use stitch8::recompiler::{Settings, host};
use stitch8_llvm::inkwell::context::Context;
use stitch8_tests::compare::{Course, Pair};
use stitch8_tests::random_program::random_program;

/// More mappings than any system is expected to allow a process.
const FAR_TOO_MANY: usize = 200_000;

/// Mappings left over: LLVM and the allocator need some, and code gets what they leave.
const LEFT_OVER: usize = 4;

/// What was logged.
static LOGGED: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Log;

impl log::Log for Log {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.level() <= log::Level::Warn
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            LOGGED.lock().expect("nobody panics with it").push(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

/// All the mappings that the system allows but for a few. `None` if it allows very many.
fn take_all_mappings() -> Option<Vec<(MmapMut, Mmap)>> {
    let mut taken = Vec::with_capacity(FAR_TOO_MANY);
    let page = || MmapMut::map_anon(1);
    // Neighbours that may be used in the same way are one mapping.
    while let (Ok(writable), Ok(Ok(readable))) = (page(), page().map(MmapMut::make_read_only)) {
        taken.push((writable, readable));
        if taken.len() == FAR_TOO_MANY {
            return None;
        }
    }
    taken.truncate(taken.len() - LEFT_OVER);
    Some(taken)
}

/// One test, for the mappings are taken from all threads.
#[test]
fn where_code_gets_no_memory_programs_run_on_and_the_reason_is_told() {
    refuse_code_that_is_larger_than_memory();
    run_on_without_mappings();
}

fn run_on_without_mappings() {
    log::set_logger(&Log).expect("there is no other");
    log::set_max_level(log::LevelFilter::Warn);
    let platform = Platform::DEFAULT;
    let profile = platform.profile(Quirks::NONE);
    let settings = Settings { threshold: 0, ..Settings::eager() };
    let pair = Pair::new(platform, profile, Engine::recompiler(profile, &settings).expect("LLVM starts"));
    let mut pair = pair.forgiving();
    let Some(taken) = take_all_mappings() else {
        eprintln!("not tested: this system allows more than {FAR_TOO_MANY} mappings");
        return;
    };
    for seed in 0..20 {
        pair.check("no room", &random_program(platform, seed, 30), Course { budget: 300, runs: 40 });
    }
    let failed = pair.checked().statistics().expect("it is a recompiler");
    drop(taken);
    assert!(failed.units_failed > 0, "there was room: {failed:?}");
    let logged = LOGGED.lock().expect("nobody panics with it").clone();
    assert_eq!(logged.len(), 1, "one line, and not one a region: {logged:#?}");
    println!("{}", logged[0]);
    assert!(logged[0].contains("annot allocate memory"), "{logged:#?}");

    // And when there is memory again, code that has not failed is compiled.
    for seed in 20..40 {
        pair.check("room", &random_program(platform, seed, 30), Course { budget: 300, runs: 40 });
    }
    let then = pair.checked().statistics().expect("it is a recompiler");
    assert!(then.units_compiled > failed.units_compiled, "{then:?}");
}

fn refuse_code_that_is_larger_than_memory() {
    let context = Context::create();
    let module = context.create_module("large");
    let bytes = context.i8_type().array_type(u32::MAX).array_type(1 << 15);
    let large = module.add_global(bytes, None, "large");
    large.set_initializer(&bytes.const_zero());
    let function = module.add_function("address", context.ptr_type(0.into()).fn_type(&[], false), None);
    let builder = context.create_builder();
    builder.position_at_end(context.append_basic_block(function, "begin"));
    builder.build_return(Some(&large.as_pointer_value())).expect("it is built");
    let object = Codegen::for_host().expect("LLVM knows the host").object(&module).expect("it compiles");

    let jit = Jit::new(&host::symbols()).expect("ORC starts");
    let error = jit.load(object.as_slice(), "address").expect_err("no host has 128 TiB");
    assert!(error.to_string().contains("annot allocate memory"), "{error}");
}
