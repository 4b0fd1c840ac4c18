//! The integration tests, one binary.

mod read;
mod reader;
