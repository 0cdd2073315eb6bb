//! Speed on the programs of `roms/bench`: one group a program, one line for each that runs it, from a plain switch to a
//! translation by hand.
//!
//! What is timed is the whole program, with everything that is hot already compiled: compile time is another bench's.

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use stitch8_benches::programs;
use stitch8_benches::runner::{Kind, Runner};

fn engines(criterion: &mut Criterion) {
    for program in programs() {
        let mut group = criterion.benchmark_group(&program.rom.title);
        group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
        for kind in Kind::all() {
            let Some(mut runner) = Runner::new(kind, &program) else { continue };
            group.throughput(Throughput::Elements(runner.time().0));
            group.bench_function(kind.name(), |bencher| {
                bencher.iter_custom(|runs| (0..runs).map(|_| runner.time().1).sum());
            });
        }
        group.finish();
    }
}

criterion_group!(benches, engines);
criterion_main!(benches);
