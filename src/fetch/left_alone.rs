//! Hosts that asked to be left alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

/// Hosts that asked to be left alone, each until when; one list for all who ask, because a
/// redirect may lead to any host.
#[derive(Debug, Clone, Default)]
pub struct LeftAlone(Arc<Mutex<HashMap<String, DateTime<Utc>>>>);

impl LeftAlone {
    /// Notes that a host asked to be left alone. A longer wish that it had before stands.
    pub fn hold(&self, host: &str, until: DateTime<Utc>) {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = hosts.entry(host.to_owned()).or_insert(until);
        *known = until.max(*known);
    }

    /// Until when a host is to be left alone.
    #[must_use]
    pub fn until(&self, host: &str) -> Option<DateTime<Utc>> {
        let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.get(host).copied()
    }
}
