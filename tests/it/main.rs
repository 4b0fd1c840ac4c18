//! The integration tests, one binary.

mod config;
mod support;

mod fetch;
mod read;
