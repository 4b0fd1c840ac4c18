//! The order of the stages: one pass from due sources to published feeds.
//!
//! `plan.rs` is what a pass is to do; `interpret.rs` makes items of a document; `gather.rs` does
//! that for one source's documents; `pass.rs` runs many of those at a time, has the items decided
//! and written one source after the other, and publishes; `publish.rs` is that, and `desk.rs` is where
//! artifacts are made and put in place. It only calls things in order; what is decided is decided by
//! the stages.

mod amend;
mod desk;
mod find;
mod gather;
mod interpret;
mod partial;
mod pass;
mod plan;
mod publish;

pub use amend::{hide, unhide};
pub use desk::PublishError;
pub use find::{FindError, find};
pub use interpret::{Interpreted, interpret};
pub use partial::{Part, partial};
pub use pass::{Pass, PassError, PassOptions, PassResult, Silent, Watch, run};
pub use plan::{Feed, Plan, PlannedSource, PublishOptions};
pub use publish::{known_sources, publish};
