//! The integration tests, one binary.

mod demo;

mod fixtures;
