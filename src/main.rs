//! sangam.
fn main() {}
