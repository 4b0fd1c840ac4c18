//! The integration tests, one binary.

mod config;
mod support;

mod fetch;
mod read;
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod store;
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, with the place where")]

mod publish;
mod support;
mod demo;

mod fixtures;
