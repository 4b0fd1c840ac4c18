//! The integration tests, one binary.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails, with the place where"
)]

mod archive;
mod browser;

mod cli;

mod config;

mod demo;

mod differential;

mod failing;

mod fetch;

mod fixtures;

mod hide;

mod layers;

mod listings;

mod paging;

mod publish;

mod read;

mod reader;

mod seed;

mod serve;

mod store;

mod support;

mod validate;
