//! How long the recompiler takes for the hot regions of each program, from the first instruction until all
//! of them run natively, the interpretation in between included.

use cpu_ops::State;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use stitch8::engine::EngineKind;
use stitch8_benches::{engine, programs};

/// Instructions within which the hot loop of every program is compiled.
const INSTRUCTIONS: u64 = 100_000;

fn compile_latency(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compile latency");
    group.sample_size(10);
    for program in programs() {
        let state = Box::new(State::new(program.setup.platform, &program.rom.bytes, 0));
        group.bench_function(&program.rom.title, |bencher| {
            bencher.iter_batched(
                || (engine(EngineKind::Recompiler, &program), state.clone()),
                |(mut engine, mut state)| {
                    engine.run(&mut state, INSTRUCTIONS);
                    engine
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, compile_latency);
criterion_main!(benches);
