//! What several tests need.

pub(crate) mod bench;

pub(crate) mod daemon;

pub(crate) mod editions;

pub(crate) mod faults;

pub(crate) mod origin;

pub(crate) mod server;

pub(crate) mod stage;

pub(crate) mod tools;
