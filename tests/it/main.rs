//! The integration tests, one binary.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod store;
