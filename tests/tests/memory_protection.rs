//! No page of this process is writable and executable at once, while regions are compiled, linked, run and dropped.
#![cfg(all(feature = "jit", target_os = "linux"))]

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use cpu_ops::Platform;
use stitch8::engine::Engine;
use stitch8::recompiler::Settings;
use stitch8_tests::compare::{Course, Pair};
use stitch8_tests::random_program::random_program;

/// The lines of the map of this process's memory that `is_meant` by their permissions, `rwxp`.
fn mappings(is_meant: impl Fn(&str) -> bool) -> Vec<String> {
    let maps = std::fs::read_to_string("/proc/self/maps").expect("Linux has it");
    let permissions = |line: &str| line.split_whitespace().nth(1).unwrap_or_default().to_owned();
    maps.lines().filter(|line| is_meant(&permissions(line))).map(str::to_owned).collect()
}

/// What is writable and executable.
fn offenders() -> Vec<String> {
    mappings(|permissions| permissions.contains('w') && permissions.contains('x'))
}

/// Executable memory that is no file's.
fn compiled_code() -> usize {
    let is_anonymous = |line: &String| line.split_whitespace().nth(5).is_none();
    mappings(|permissions| permissions.contains('x')).iter().filter(|line| is_anonymous(line)).count()
}

/// Says that it is over when it is dropped.
struct Over<'flag>(&'flag AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn no_page_is_writable_and_executable_at_once() {
    assert_eq!(offenders(), [""; 0]);
    let over = AtomicBool::new(false);
    let looks = thread::scope(|scope| {
        // The scope waits for whoever looks, also if a check fails.
        let end = Over(&over);
        // From beside, so that it looks while code is being written and linked as well.
        let watcher = scope.spawn(|| {
            let mut looks = 0;
            while !over.load(Ordering::Relaxed) {
                assert_eq!(offenders(), [""; 0]);
                looks += 1;
            }
            looks
        });
        let platform = Platform::DEFAULT;
        let profile = platform.profile(platform.quirks);
        let settings = Settings { threshold: 1, cache_bytes: 20_000, ..Settings::eager() };
        let engine = Engine::recompiler(profile, &settings).expect("LLVM starts");
        let mut pair = Pair::new(platform, profile, engine);
        let mut most = 0;
        for number in 0..60 {
            pair.check("program", &random_program(platform, number, 30), Course { budget: 100, runs: 20 });
            most = most.max(compiled_code());
        }
        assert!(most > 0, "there was no compiled code to be looked at");
        drop(end);
        watcher.join().expect("no page was")
    });
    assert!(looks > 20, "only {looks} looks");
}
