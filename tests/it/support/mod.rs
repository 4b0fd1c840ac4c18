//! What several tests need.

pub(crate) mod bench;

pub(crate) mod daemon;

pub(crate) mod editions;

pub(crate) mod faults;

pub(crate) mod hosts;

pub(crate) mod memory;

pub(crate) mod origin;

pub(crate) mod server;

pub(crate) mod stage;

pub(crate) mod tools;

pub(crate) mod tree;
