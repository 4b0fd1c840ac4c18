//! A source leaves its ways: pairs of documents, before and after, through real passes.

mod bulletins;
mod desk;
mod held;
mod life;
mod pairs;
