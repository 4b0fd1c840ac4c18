//! A WebSub hub for our own feeds: who subscribes, whether they meant it, what they are sent
//! (<https://www.w3.org/TR/websub/>).
//!
//! [`request`] judges what somebody asks for, [`rules`] decides what is to be done about a
//! subscription, [`round`] does it. What was promised is in the store, so that it outlives the
//! process.

pub mod request;

pub mod rules;

pub mod round;
