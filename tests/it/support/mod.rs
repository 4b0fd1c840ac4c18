//! What several tests need.

pub(crate) mod editions;
pub(crate) mod tools;
