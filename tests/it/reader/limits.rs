//! Documents made to exhaust.
