//! sangam: a feed aggregator and publisher.
//!
//! `fetch → read → normalize → dedup → store → publish`: bytes become raw items, raw items become
//! items, items become changes, changes are remembered, and editions are rendered from memory,
//! never from the fetch. `docs/architecture.md` is the map; [`model`] holds the values that the
//! stages hand to each other, and only [`pipeline`] knows their order.

pub mod model;

pub mod fetch;

pub mod read;

pub mod normalize;

pub mod dedup;

pub mod drift;

pub mod store;

pub mod validate;

pub mod publish;

pub mod clock;

pub mod schedule;

pub mod notify;

pub mod sign;

pub mod hub;

pub mod push;

pub mod pipeline;

pub mod config;

pub mod worker;

pub mod serve;

pub mod cli;

pub mod demo;
