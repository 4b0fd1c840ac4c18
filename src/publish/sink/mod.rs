//! Where artifacts go, one file each.

pub mod folder;
