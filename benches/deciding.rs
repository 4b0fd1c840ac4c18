//! How long it takes to decide what 20 incoming items are, against a ledger of 10,000 and of
//! 1,000,000 items: asking the store, and deciding. `LEDGER=100000 cargo bench --bench deciding`
//! takes another size in place of the larger one. Filling a million takes some minutes: with
//! `LEDGERS=FOLDER` the ledgers are kept there, and used again.

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use serde_json::json;

use sangam::dedup::{Brought, Ledger, probe};
use sangam::model::change::{Incoming, Refresh};
use sangam::model::habits::Habits;
use sangam::model::hash::Hash;
use sangam::model::item::{Item, Key};
use sangam::model::source::{Guids, SourceId, SourceState, Validators};
use sangam::store::Store;
use sangam::store::sqlite::SqliteStore;

/// How many items come in at once.
const INCOMING: usize = 20;

/// How many items are written in one transaction while the ledger is filled.
const BATCH: usize = 2000;

const WORDS: [&str; 40] = [
    "fishers", "weavers", "dairy", "union", "members", "market", "savings", "village", "women",
    "school", "harbour", "bakery", "forest", "honey", "school", "housing", "credit", "water",
    "loan", "garden", "workshop", "election", "training", "storm", "bridge", "festival", "ledger",
    "lawyer", "harvest", "clinic", "library", "ferry", "solar", "waste", "tailors", "drivers",
    "nurses", "miners", "bamboo", "rice",
];

fn words(mut seed: usize, count: usize) -> String {
    let mut words = Vec::with_capacity(count);
    for _ in 0..count {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        words.push(WORDS[(seed >> 33) % WORDS.len()]);
    }
    words.join(" ")
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).expect("a time that can be")
}

/// The `n`th story, as a source tells it; spread over ten years.
fn incoming(source: &SourceId, n: usize) -> Incoming {
    let minutes = i64::try_from(n % 5_000_000).expect("it is small");
    let day = now() - TimeDelta::minutes(minutes);
    let url = format!("https://{source}.example/{n}");
    let keys =
        [Key::Guid(source.clone(), n.to_string()), Key::Url(format!("{source}.example/{n}"))];
    let item: Item = serde_json::from_value(json!({
        "keys": keys, "guid": n.to_string(), "url": url, "title": words(n, 7), "summary": words(n + 1, 30),
        "published": { "at": day, "precision": "second" },
    }))
    .expect("an item");
    Incoming { raw_hash: Hash::of(&n.to_be_bytes()), position: 0, item }
}

async fn fill(store: &dyn Store, source: &SourceId, items: usize) {
    for first in (0..items).step_by(BATCH) {
        let batch: Vec<_> =
            (first..items.min(first + BATCH)).map(|n| incoming(source, n)).collect();
        // All of them are new: the ledger need not be asked.
        let set = Ledger::default().decide(Brought::new(source, batch), now());
        let refresh = Refresh { changes: set.changes, ..Refresh::of_state(state(source), now()) };
        store.commit(vec![refresh]).await.expect("it is written");
    }
}

fn state(source: &SourceId) -> SourceState {
    SourceState {
        id: source.clone(),
        title: source.to_string(),
        url: String::new(),
        validators: Validators::default(),
        body_hash: None,
        reading: None,
        last_try: None,
        last_success: None,
        next_due: None,
        held_until: None,
        failures: 0,
        last_error: None,
        status: None,
        seen: 0,
        is_listing: false,
        guids: Guids::default(),
        habits: Habits::default(),
    }
}

/// Half are new, a quarter is known and edited, a quarter is another source's.
fn document(source: &SourceId, items: usize, round: usize) -> Vec<Incoming> {
    let known = |at: usize| (round * 7919 + at * 104_729) % items;
    let one = |at: usize| match at % 4 {
        0 => {
            let mut edited = incoming(source, known(at));
            edited.item.summary = Some(words(at, 12));
            edited
        }
        1 => {
            let mut copy = incoming(source, known(at));
            copy.item.keys = vec![Key::Url(format!("copies.example/{round}/{at}"))];
            copy.item.guid = None;
            copy
        }
        _ => incoming(source, items + round * INCOMING + at),
    };
    (0..INCOMING).map(one).collect()
}

fn deciding(criterion: &mut Criterion) {
    let larger =
        std::env::var("LEDGER").ok().and_then(|size| size.parse().ok()).unwrap_or(1_000_000);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let temporary = tempfile::tempdir().expect("a folder");
    let kept = std::env::var_os("LEDGERS").map(PathBuf::from);
    let folder = kept.as_deref().unwrap_or(temporary.path());
    let mut group = criterion.benchmark_group("deciding");
    group.sample_size(50);
    for items in [10_000, larger] {
        let path = folder.join(format!("{items}.db"));
        let is_filled = path.exists();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&path).expect("a store"));
        let source = SourceId::new("partner").expect("an id");
        let began = Instant::now();
        if !is_filled {
            runtime.block_on(fill(&*store, &source, items));
        }
        let bytes = std::fs::metadata(&path).map(|file| file.len()).unwrap_or_default();
        eprintln!("{items} items in {:?}, {bytes} bytes", began.elapsed());
        let mut round = 0;
        group.bench_function(BenchmarkId::from_parameter(items), |bencher| {
            bencher.iter(|| {
                round += 1;
                let document = document(&source, items, round);
                let known =
                    runtime.block_on(store.known(probe(&source, &document))).expect("an answer");
                black_box(Ledger::new(known).decide(Brought::new(&source, document), now()))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, deciding);
criterion_main!(benches);
