//! The integration tests, one binary.

mod publish;
mod support;
