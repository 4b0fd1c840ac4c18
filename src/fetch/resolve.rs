//! Names and their addresses.

use std::io;
use std::net::{IpAddr, SocketAddr};

use async_trait::async_trait;

use super::address::NO_PORT;

/// Finds the addresses of a name. What it gives is judged before anything is dialled.
#[async_trait]
pub trait Lookup: Send + Sync {
    /// All addresses of a name, in the order in which they are to be tried.
    async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// Asks the operating system.
#[derive(Debug, Clone, Copy)]
pub struct System;

#[async_trait]
impl Lookup for System {
    async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((name, NO_PORT)).await?;
        Ok(found.map(|address: SocketAddr| address.ip()).collect())
    }
}
