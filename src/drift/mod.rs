//! Drift: noticing that a source left its ways, and finding the way back.
//!
//! [`Baseline`] is what a source used to give, [`Sketch`] what a fetch gave, [`judge`] compares the
//! two, `heal` says whether a repair is to be trusted. Pure: what is known, and now, come in.

mod baseline;
mod flood;
mod heal;
mod judge;
mod known;
mod recur;
mod sketch;
mod words;

pub use baseline::Baseline;
pub use heal::{Moved, convinces, moved};
pub use judge::{Held, Judgement, judge, judge_failure, judge_missing, judge_silence, welcome};
pub use recur::recurring;
pub use sketch::{Field, Sketch, Trace};

#[cfg(test)]
mod tests;
