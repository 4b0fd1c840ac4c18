//! Two sources whose answers can be changed, and what is published of them.

use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::atom;
use crate::support::bench::{Bench, column};
use crate::support::origin::{Origin, Reply, Request};

/// Sources `one` and `two`.
pub(super) struct Two {
    pub(super) bench: Bench,
    pages: Arc<Mutex<[String; 2]>>,
    _origin: Origin,
}

impl Two {
    pub(super) fn new(one: &[String], two: &[String]) -> Self {
        Self::of([atom(one), atom(two)])
    }

    /// Of two documents.
    pub(super) fn of(pages: [String; 2]) -> Self {
        let pages = Arc::new(Mutex::new(pages));
        let answers = Arc::clone(&pages);
        let origin = Origin::start(move |request: &Request| {
            let place = usize::from(request.path() == "/two");
            Reply::ok(&answers.lock().unwrap()[place])
                .header("Content-Type", "application/atom+xml")
        });
        let source = |id: &str| {
            let url = origin.url(&format!("/{id}"));
            format!("[[source]]\nid = \"{id}\"\ntitle = \"Source {id}\"\nurl = \"{url}\"\n")
        };
        let publish = "[publish]\nitems = 20\n".to_owned();
        let bench = Bench::new(&[publish, source("one"), source("two")].concat());
        let two = Self { bench, pages, _origin: origin };
        two.run();
        two
    }

    pub(super) fn run(&self) {
        self.bench.sangam(&["run", "--force"]).expect(0);
    }

    pub(super) fn give(&self, place: usize, entries: &[String]) {
        self.pages.lock().unwrap()[place] = atom(entries);
        self.run();
    }

    pub(super) fn titles(&self) -> Vec<Value> {
        column(&self.bench.feed(), "/title")
    }

    pub(super) fn id(&self, title: &str) -> String {
        let place = self.titles().iter().position(|one| one == title).unwrap();
        column(&self.bench.feed(), "/id")[place].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub(super) fn explain(&self, name: &str) -> Value {
        self.bench.sangam(&["explain", name, "--json"]).expect(0).json()
    }
}
