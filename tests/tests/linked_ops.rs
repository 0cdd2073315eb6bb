//! The module that the linker makes of `cpu-ops`.
#![cfg(feature = "jit")]

use std::path::{Path, PathBuf};

use cpu_ops::table::OPS;
use linker::{Bitcode, Export, Request};

fn ops() -> Bitcode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cpu-ops");
    linker::build(&linker::ops::request(&folder)).expect("cpu-ops links")
}

/// The text of the function called `symbol`.
fn function<'a>(text: &'a str, symbol: &str) -> &'a str {
    let name = text.find(&format!("@{symbol}(")).unwrap_or_else(|| panic!("{symbol} is not there"));
    let start = text[..name].rfind("define ").expect("a function is defined before it is used");
    let end = text[start..].find("\n}").expect("a function ends");
    &text[start..start + end]
}

#[test]
fn every_row_of_the_table_is_a_function_that_refers_to_no_cpu() {
    let text = ops().text;
    for info in OPS {
        let definition = function(&text, info.symbol);
        assert!(definition.starts_with("define linkonce_odr hidden"), "{definition}");
    }
    for attribute in ["target-cpu", "target-features", "@llvm.dbg", "DICompileUnit"] {
        assert!(!text.contains(attribute), "{attribute} is left");
    }
    assert!(!text.contains(" = alias"), "{text}");
}

#[test]
fn an_op_reads_as_what_it_means() {
    let text = ops().text;
    let add = function(&text, "stitch8_op_Add");
    assert!(add.contains("add i8"), "{add}");
    assert!(!add.contains("call"), "{add}");
}

#[test]
fn only_memory_operations_are_left_to_the_host() {
    let text = ops().text;
    let foreign: Vec<&str> =
        text.lines().filter(|line| line.starts_with("declare") && !line.contains("@llvm.")).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

/// A crate of one function, written to a folder of its own.
struct Crate {
    folder: PathBuf,
}

impl Crate {
    fn new(name: &str, source: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("stitch8-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        std::fs::write(folder.join("lib.rs"), source).expect("the file can be written");
        Self { folder }
    }

    fn request(&self, exports: &[&str], signature: &str) -> Request {
        let export = |symbol: &&str| Export {
            symbol: (*symbol).to_owned(),
            signature: signature.to_owned(),
            pointees: Vec::new(),
            inline: true,
        };
        Request {
            root: self.folder.join("lib.rs"),
            crate_name: "made_up".to_owned(),
            cfgs: Vec::new(),
            exports: exports.iter().map(export).collect(),
            may_panic: false,
        }
    }
}

impl Drop for Crate {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).expect("the folder was ours");
    }
}

#[test]
fn an_op_that_can_panic_is_refused() {
    let source = "#![no_std]\n#[unsafe(no_mangle)] pub extern \"C\" fn pick(x: u32) -> u32 { [1, 2, 3][x as usize] }\n";
    let made_up = Crate::new("panic", source);
    let problem = linker::build(&made_up.request(&["pick"], "i32 (i32)")).expect_err("it can panic").to_string();
    assert!(problem.contains("it can panic"), "{problem}");
}

#[test]
fn functions_that_rustc_merged_are_told_apart_again() {
    let source = "#![no_std]\n\
        #[unsafe(no_mangle)] pub extern \"C\" fn one(x: u32) -> u32 { x.wrapping_mul(7).rotate_left(3) ^ 5 }\n\
        #[unsafe(no_mangle)] pub extern \"C\" fn two(x: u32) -> u32 { x.wrapping_mul(7).rotate_left(3) ^ 5 }\n";
    let made_up = Crate::new("alias", source);
    let text = linker::build(&made_up.request(&["one", "two"], "i32 (i32)")).expect("it links").text;
    assert!(function(&text, "one").contains("mul i32") && function(&text, "two").contains("i32"), "{text}");
}

#[test]
fn a_wrong_signature_and_a_source_error_are_named() {
    let made_up =
        Crate::new("signature", "#![no_std]\n#[unsafe(no_mangle)] pub extern \"C\" fn f(x: u64) -> u64 { x }\n");
    let problem = linker::build(&made_up.request(&["f"], "i32 (i32)")).expect_err("it is i64").to_string();
    assert!(problem.contains("i64 (i64)") && problem.contains("i32 (i32)"), "{problem}");

    let broken = Crate::new("broken", "#![no_std]\npub fn f( {\n");
    let problem = linker::build(&broken.request(&[], "")).expect_err("it is no Rust").to_string();
    assert!(problem.contains("lib.rs:2"), "{problem}");
}
