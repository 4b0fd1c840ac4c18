//! How one source is asked, where that differs from the rest.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::address::AllowPrivate;
use super::local::Local;
use super::robots::RobotsScope;

/// What a source may set for itself. What it leaves out is as `[fetch]` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transport {
    /// From the start of a request to the last byte of its body.
    pub timeout: Option<Duration>,
    /// Bytes of a body after decompression.
    pub max_body: Option<u64>,
    /// Whether a redirect from https to http is followed.
    pub allow_downgrade: Option<bool>,
    /// For what robots.txt is asked.
    pub robots: Option<RobotsScope>,
    /// Where it is, if that is this machine.
    pub local: Option<Local>,
    /// How its connections are made.
    pub connecting: Connecting,
}

/// How connections are made. Sources that agree in it share connections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Connecting {
    /// Which private addresses may be dialled.
    pub allow_private: Option<AllowPrivate>,
    /// Ports that may be dialled beside the usual ones.
    pub allow_ports: Vec<u16>,
    /// The proxy.
    pub proxy: Option<Url>,
    /// Until a connection stands.
    pub connect_timeout: Option<Duration>,
    /// HTTP/1.1 and nothing newer, for servers that announce HTTP/2 and stumble over it.
    pub http1_only: bool,
    /// How the server's certificate is judged.
    pub trust: Trust,
}

/// How a server's certificate is judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Trust {
    /// By the authorities that this machine trusts.
    #[default]
    System,
    /// By those, and by the authorities in a PEM file.
    Authority(PathBuf),
    /// It is the one with this SHA-256, whoever issued it.
    Pinned([u8; 32]),
    /// Not at all: whoever is on the way can read and change everything.
    Anything,
}
