//! What one request may take, in time and bytes.

use std::time::Duration;

use super::{FetchOptions, RequestPlan};

/// Bytes of the header of an answer. Real ones have about two thousand.
pub(crate) const MAX_HEADER_BYTES: usize = 64 * 1024;

/// What is decompressed up to here is small, however little it came from.
const SMALL: u64 = 1_000_000;

/// No feed or page shrinks to less than a two-hundredth; a bomb does nothing else.
const LARGEST_RATIO: u64 = 200;

/// What one request may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// In all, over its redirects.
    pub(crate) total: Duration,
    /// Until a connection stands.
    pub(crate) connect: Duration,
    /// Until the header of the answer is there.
    pub(crate) head: Duration,
    /// Between two pieces of the body.
    pub(crate) idle: Duration,
    /// Bytes of a body, as they come and after decompression.
    pub(crate) max_body: u64,
}

impl Limits {
    /// Those of a request. Who gives a slow server more time in all gives it more for each part.
    pub(crate) fn of(options: &FetchOptions, plan: &RequestPlan) -> Self {
        let transport = &plan.transport;
        let total = transport.timeout.unwrap_or(options.timeout);
        let connect = transport.connecting.connect_timeout.unwrap_or(options.connect_timeout);
        let max_body = transport.max_body.unwrap_or(options.max_body);
        let max_body = plan.max_body.map_or(max_body, |most| most.min(max_body));
        Self { total, connect: connect.min(total), head: total * 2 / 3, idle: total / 3, max_body }
    }
}

/// So many bytes that came cannot honestly hold so many.
pub(crate) fn is_bomb(came: u64, became: u64) -> bool {
    became > SMALL && became / LARGEST_RATIO > came
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_is_known_by_what_it_becomes() {
        assert!(!is_bomb(1000, 999_000));
        assert!(!is_bomb(100_000, 10_000_000));
        assert!(is_bomb(4_900, 1_000_001));
        assert!(is_bomb(10_000, 10_000_000));
    }
}
