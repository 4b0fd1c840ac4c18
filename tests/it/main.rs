//! The integration tests, one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, with the place where")]

mod publish;
mod support;
