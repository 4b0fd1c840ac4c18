//! What a slow or a closed host costs, and whom.

mod late;
mod walls;
