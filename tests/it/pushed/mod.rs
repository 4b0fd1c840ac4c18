//! Sources that are sent to us when they change: a foreign hub over real connections, and everything
//! that time does to it by a clock of our own.

mod daemon;
mod life;
mod parts;
mod yard;
