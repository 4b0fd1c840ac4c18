//! The values that the stages hand to each other, in flow order.
//!
//! Read the files from top to bottom and you have the whole program: a [`source`] is fetched as a
//! [`document`], read as [`raw`] items, normalized into an [`item`], recognised by its keys and
//! remembered as a [`change`], or kept away by a [`tombstone`]; a [`query`] selects what an [`edition`] shows,
//! and an [`archive`] what it showed before; a [`report`] says
//! how it went. Nothing here knows the network, a database, a file or the clock.

pub mod source;

pub mod habits;

pub mod document;

pub mod raw;

pub mod url;

pub mod text;

pub mod date;

pub mod language;

pub mod channel;

pub mod extension;

pub mod event;

pub mod item;

pub mod change;

pub mod tombstone;

pub mod kept;

pub mod translation;

pub mod drift;

pub mod query;

pub mod archive;

pub mod look;

pub mod edition;

pub mod report;

pub mod health;

pub mod subscription;

pub mod push;

pub mod hash;
