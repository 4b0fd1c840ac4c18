//! The integration tests, one binary.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails, with the place where"
)]

mod archive;
mod browser;

mod adding;

mod charts;
mod cli;

mod config;

mod daemon;

mod demo;

mod differential;

mod drift;

mod early;

mod events;

mod failing;

mod fetch;

mod fixtures;

mod full_text;

mod guest;

mod halted;
mod health;

mod hide;

mod layers;

mod limits;
mod listings;

mod local;

mod mail;

mod manners;

mod month;

mod paging;

mod payloads;

mod publish;

mod pushed;

mod read;

mod reader;

mod seed;

mod selections;

mod serve;

mod storm;

mod store;
mod stories;

mod support;

mod translations;
mod turns;
mod upkeep;

mod validate;

mod websub;
