//! How long the assembler takes for programs that fill the address space.

use std::fmt::Write as _;

use criterion::{Criterion, criterion_group, criterion_main};
use octo_asm::{Options, Source, assemble};

/// Code with forward references, and 57,600 bytes of data.
fn code_and_data() -> String {
    let mut text = ": main\n".to_owned();
    for number in 0..200 {
        let _ = writeln!(text, "v{:x} := {number} if v1 > v2 then v3 += 4 i := label-{number}", number % 16);
        let _ = writeln!(text, ": label-{number} sprite v0 v1 5");
    }
    for row in 0..3600 {
        for column in 0..16 {
            let _ = write!(text, "0x{:02X} ", (row * 7 + column) % 256);
        }
        text.push('\n');
    }
    text
}

/// 60,416 bytes, each calculated by a macro in a macro in a macro.
fn calculated_tables() -> String {
    let text = ":macro e { :byte { 128 + 127 * sin CALLS * ( 2 * PI ) / 256 } }
        :macro sixteen X { X X X X X X X X X X X X X X X X }
        :macro page { sixteen e sixteen e sixteen e sixteen e sixteen e sixteen e sixteen e sixteen e
                      sixteen e sixteen e sixteen e sixteen e sixteen e sixteen e sixteen e sixteen e }
        : main ";
    text.to_owned() + &"page ".repeat(236)
}

fn assembler(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("assembler");
    group.sample_size(20);
    for (name, text) in [("code and data, 60 KB", code_and_data()), ("calculated tables, 60 KB", calculated_tables())] {
        let source = Source::new("bench.8o", text);
        group.bench_function(name, |bencher| {
            bencher.iter(|| assemble(&source, &Options::default()).expect("it is correct"));
        });
    }
    group.finish();
}

criterion_group!(benches, assembler);
criterion_main!(benches);
