//! The order of the stages: one pass from due sources to published feeds.
//!
//! `plan.rs` is what a pass is to do; `interpret.rs` makes items of a document; `gather.rs` does
//! that for one source, `paging.rs` for its pages; `drift.rs` has it judged whether they are what the source used
//! to give; `pass.rs` runs many of those at a time, has the items decided and written one source
//! after the other, and publishes; `publish.rs` is that, and `desk.rs` is where artifacts are made
//! and put in place. It only calls things in order; what is decided is decided by the stages.

mod amend;
mod answered;
mod ask;
mod buried;
mod collected;
mod departed;
mod desk;
mod drift;
mod due;
mod early;

mod editions;
mod explain;
mod find;
mod full_text;
mod gather;
mod halt;
mod health;
mod hosts;
mod interpret;
mod moved;
mod notify;
mod outage;
mod paging;
mod partial;
mod pass;
mod ping;
mod plan;
mod publish;
mod pushed;
mod renamed;
mod restore;
mod salvage;
mod settle;
mod tie;
mod upkeep;
mod warnings;

pub use crate::publish::format::html::check_theme;
pub use crate::read::feed_of;
pub use crate::schedule::next_due;
pub use amend::{hide, merge, split, unhide};
pub use answered::wall;
pub use desk::PublishError;
pub use explain::{
    Explanation, FieldOrigin, InFeed, Merged, OtherValue, SeenIn, explain, left_out,
};
pub use find::{FindError, find};
pub use halt::{Ending, Halt, Halter};
pub use health::{advice, health, trouble_advice, trouble_name};
pub use hosts::left_alone;
pub use interpret::{Interpreted, Interpreting, interpret};
pub use moved::{retry, undo_move};
pub use partial::{Part, partial};
pub use pass::{Pass, PassError, PassOptions, PassResult, Silent, Watch, run};
pub use plan::{Feed, Heal, Plan, PlannedSource, PublishOptions};
pub use publish::{Published, known_sources, opml, publish};
pub use restore::{Restoration, restore};
pub use salvage::{Salvaged, salvage};

pub use crate::read::opml::{Outline, read_opml};
