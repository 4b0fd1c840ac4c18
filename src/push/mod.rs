//! Being sent what is new instead of asking for it: the subscriber's side of WebSub
//! (<https://www.w3.org/TR/websub/>).
//!
//! [`rules`] decides what is to be done about our subscriptions, [`round`] does it. [`callback`]
//! judges what hubs say at our callbacks, [`desk`] has that done and keeps what is delivered for the
//! next pass, which reads it by the code that reads what it asks for.
//!
//! Nothing that comes in is believed for where it comes from: an address that nobody can guess says
//! which subscription is meant, and a signature that the hub meant it. A signature by SHA-1, all
//! that many public hubs know, is good enough to have the source asked, and no more.

pub mod rules;

pub mod callback;

pub mod rate;

pub mod desk;

pub mod round;
