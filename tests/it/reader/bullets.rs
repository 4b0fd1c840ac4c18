//! One table a bullet.
