//! The integration tests, one binary.

mod config;
mod support;

mod fetch;
mod read;
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod store;
