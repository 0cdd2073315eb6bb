//! Where there is `unsafe` code: only where LLVM, the allocator or a code pointer is touched, little of it, and each piece with the
//! reason why it is sound.

use std::path::{Path, PathBuf};

/// The files that may have any, from the workspace's root.
const ALLOWED: [&str; 9] = [
    "cpu-ops/src/exports.rs",
    "emu/src/process.rs",
    "emu/src/recompiler/bitcode.rs",
    "emu/src/recompiler/cache.rs",
    "emu/src/recompiler/codegen.rs",
    "emu/src/recompiler/heap.rs",
    "emu/src/recompiler/orc.rs",
    "linker/src/internalize.rs",
    "linker/src/optimize.rs",
];
/// Those of tests that may have any, or have the word in the sources that they compile.
const TESTS_ALLOWED: [&str; 5] = [
    "tests/fixtures/needs_core/lib.rs",
    "tests/tests/linked_core/guard.rs",
    "tests/tests/linked_core/main.rs",
    "tests/tests/linked_ops.rs",
    "tests/tests/unsafe_code.rs",
];
/// The folders of all that there is.
const FOLDERS: [&str; 6] = ["cpu-ops", "emu", "linker", "tools", "benches", "tests"];
/// The most blocks and implementations there may be.
const MOST: usize = 40;
/// Lines above a piece in which its reason may begin.
const ABOVE: usize = 6;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in the workspace").to_owned()
}

/// All files below `folder` whose names end so.
fn sources(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the workspace can be read").flatten() {
        let path = entry.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            sources(&path, ending, found);
        } else if path.extension().is_some_and(|its| its == ending) {
            found.push(path);
        }
    }
}

/// The lines of `text` with `unsafe` as a word of code, and their numbers from 0.
fn unsafe_lines(text: &str) -> Vec<(usize, &str)> {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    let has_word = |line: &str| code(line).split(|c: char| !c.is_alphanumeric() && c != '_').any(|it| it == "unsafe");
    text.lines().enumerate().filter(|(_, line)| has_word(line)).collect()
}

#[test]
fn unsafe_code_is_where_it_may_be_and_each_piece_has_its_reason() {
    let mut files = Vec::new();
    for folder in FOLDERS {
        sources(&root().join(folder), "rs", &mut files);
    }
    assert!(files.len() > 100, "only {} files", files.len());
    let (mut pieces, mut users) = (0, Vec::new());
    for path in &files {
        let name = path.strip_prefix(root()).expect("it was found there").to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(path).expect("it is text");
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in unsafe_lines(&text) {
            let place = format!("{name}:{}: {line}", number + 1);
            if TESTS_ALLOWED.contains(&name.as_str()) {
                continue;
            }
            assert!(ALLOWED.contains(&name.as_str()), "{place}");
            users.push(name.clone());
            let needs_reason = line.contains("unsafe {") || line.contains("unsafe impl");
            if needs_reason {
                pieces += 1;
                let above = &lines[number.saturating_sub(ABOVE)..=number];
                assert!(above.iter().any(|line| line.contains("// SAFETY:")), "no reason: {place}");
            }
        }
    }
    println!("{pieces} pieces of unsafe code");
    assert!((10..=MOST).contains(&pieces), "{pieces} pieces of unsafe code");
    for name in ALLOWED {
        assert!(users.iter().any(|user| user == name), "{name} has none any more");
    }
}

/// A file that is on no list cannot come to have any without this being seen: the compiler refuses it.
#[test]
fn the_compiler_refuses_unsafe_code_where_it_is_not_allowed() {
    let read = |path: &Path| std::fs::read_to_string(path).expect("it is text");
    assert!(read(&root().join("Cargo.toml")).contains("\nunsafe_code = \"deny\"\n"));
    let (mut packages, mut files) = (Vec::new(), Vec::new());
    for folder in FOLDERS {
        sources(&root().join(folder), "rs", &mut files);
        sources(&root().join(folder), "toml", &mut packages);
    }
    packages.retain(|path| path.ends_with("Cargo.toml") && !path.ends_with("fuzz/Cargo.toml"));
    assert!(packages.len() >= 9, "{packages:?}");
    for package in packages {
        assert!(read(&package).contains("[lints]\nworkspace = true\n"), "{}", package.display());
    }
    for path in files {
        let name = path.strip_prefix(root()).expect("it was found there").to_string_lossy().replace('\\', "/");
        let allows =
            read(&path).lines().any(|line| line.contains("[allow(unsafe_code") || line.contains("[expect(unsafe_code"));
        let may = ALLOWED.contains(&name.as_str()) || TESTS_ALLOWED.contains(&name.as_str());
        assert!(may || !allows, "{name}");
    }
}

#[test]
fn words_in_comments_and_names_do_not_count() {
    let text = "// unsafe { }\nlet unsafe_code = 1;\nunsafe { f() }\n#[unsafe(no_mangle)]\n";
    let numbers: Vec<usize> = unsafe_lines(text).into_iter().map(|(number, _)| number).collect();
    assert_eq!(numbers, [2, 3]);
}
