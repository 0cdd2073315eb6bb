//! Speed of the engines on the programs of `roms/bench`: one group a program, one line an engine.
//!
//! What is timed is a slice of instructions from the middle of the program, with everything that is hot
//! already compiled: compile time is another bench's.

use cpu_ops::{Exit, State};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use stitch8::engine::EngineKind;
use stitch8_benches::{engine, programs};

/// Instructions executed before the timed slice: enough to compile what is hot.
const WARM_UP: u64 = 3_000_000;
/// Instructions of the timed slice.
const SLICE: u64 = 1_000_000;

fn engines(criterion: &mut Criterion) {
    for program in programs() {
        let mut group = criterion.benchmark_group(&program.rom.title);
        group.throughput(Throughput::Elements(SLICE)).sample_size(20);
        for &kind in EngineKind::ALL {
            let mut engine = engine(kind, &program);
            let mut start = Box::new(State::new(program.setup.platform, &program.rom.bytes, 0));
            let mut left = WARM_UP;
            while left > 0 {
                let run = engine.run(&mut start, left);
                left -= run.executed;
                assert!(!matches!(run.exit, Exit::Fault(_) | Exit::SelfJump), "{} ends early", program.rom.title);
            }
            group.bench_function(kind.name(), |bencher| {
                bencher.iter_batched_ref(
                    || start.clone(),
                    |state| {
                        let mut left = SLICE;
                        while left > 0 {
                            left -= engine.run(state, left).executed;
                        }
                    },
                    BatchSize::LargeInput,
                );
            });
        }
        group.finish();
    }
}

criterion_group!(benches, engines);
criterion_main!(benches);
