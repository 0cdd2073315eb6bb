//! How long the linker takes to make the ops' module from source: part of every build.

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};

fn linker(criterion: &mut Criterion) {
    let request = linker::ops::request(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../cpu-ops"));
    let mut group = criterion.benchmark_group("linker");
    group.sample_size(10);
    group.bench_function("cpu-ops to bitcode", |bencher| {
        bencher.iter(|| linker::build(&request).expect("cpu-ops links"));
    });
    group.finish();
}

criterion_group!(benches, linker);
criterion_main!(benches);
