//! What publishing 1,000 items costs: rendering, file by file and all together, and the gate.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use sangam::publish::{format, gate};

#[expect(dead_code, reason = "the tests use more of it")]
#[expect(clippy::unwrap_used, reason = "what cannot be read cannot be measured")]
#[path = "../tests/it/support/editions.rs"]
mod editions;

const ITEMS: usize = 1000;

fn rendering(criterion: &mut Criterion) {
    let edition = editions::large(ITEMS);
    let mut group = criterion.benchmark_group("render");
    group.sample_size(20).measurement_time(Duration::from_secs(3));
    for format in format::ALL.iter().filter(|format| format.applies(&edition)) {
        group.bench_function(format.name(), |bench| {
            bench.iter(|| black_box(format.render(&edition)));
        });
    }
    group.bench_function("all", |bench| bench.iter(|| black_box(format::render(&edition))));
    group.bench_function("fingerprint", |bench| bench.iter(|| black_box(edition.fingerprint())));
    group.finish();
}

fn checking(criterion: &mut Criterion) {
    let edition = editions::large(ITEMS);
    let artifacts = format::render(&edition).unwrap_or_default();
    let mut group = criterion.benchmark_group("gate");
    group.sample_size(20).measurement_time(Duration::from_secs(3));
    for artifact in &artifacts {
        group.bench_function(format!("{}, all", artifact.path), |bench| {
            bench.iter(|| black_box(gate::check(&edition, artifact)));
        });
        group.bench_function(format!("{}, validate", artifact.path), |bench| {
            bench.iter(|| black_box(gate::validated(&edition, artifact)));
        });
    }
    group.finish();
}

criterion_group!(benches, rendering, checking);
criterion_main!(benches);
