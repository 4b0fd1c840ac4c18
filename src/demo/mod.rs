//! The demonstration: the whole pipeline on a machine without any network.
//!
//! A small [origin](Origin) on loopback plays the sites of [`CONFIG`]. It acts as their HTTP proxy,
//! so the sources keep their real addresses, and published links lead to the real sites instead of
//! to a port that is gone a minute later. Everything between the two is the ordinary program:
//! nothing of it knows that this is a demonstration.

use std::net::SocketAddr;

use url::Url;

mod origin;

mod sites;

pub use origin::{Origin, start};

/// The demonstration's `feeds.toml`, with two blanks for [`config`] to fill. Its paths are
/// relative, so they count from wherever it is written.
pub const CONFIG: &str = include_str!("feeds.toml");

/// [`CONFIG`] with its blanks filled: where the origin listens, and the base address that the
/// published files will have.
#[must_use]
pub fn config(origin: SocketAddr, site: &Url) -> String {
    CONFIG.replace("@ORIGIN@", &origin.to_string()).replace("@SITE@", site.as_str())
}

#[cfg(test)]
mod tests {
    use toml::de::{DeTable, DeValue};

    use super::*;

    fn filled() -> String {
        let site = Url::parse("http://127.0.0.1:8080/").unwrap();
        config(SocketAddr::from(([127, 0, 0, 1], 4711)), &site)
    }

    fn parsed(config: &str) -> DeValue<'_> {
        DeValue::Table(DeTable::parse(config).unwrap().into_inner())
    }

    #[test]
    fn every_blank_is_filled() {
        let config = filled();
        assert!(!config.contains('@'), "a blank is left");
        let config = parsed(&config);
        let text = |section: &str, key: &str| config[section].get_ref()[key].get_ref().as_str();
        assert_eq!(text("site", "url"), Some("http://127.0.0.1:8080/"));
        assert_eq!(text("fetch", "proxy"), Some("http://127.0.0.1:4711"));
    }

    #[test]
    fn the_origin_knows_every_source() {
        let config = filled();
        let config = parsed(&config);
        for source in config["source"].get_ref().as_array().unwrap() {
            let url = Url::parse(source.get_ref()["url"].get_ref().as_str().unwrap()).unwrap();
            assert_eq!(url.scheme(), "http", "{url}: a proxy sees nothing of https but a tunnel");
            assert!(sites::find(url.host_str().unwrap(), url.path()).is_some(), "{url}");
        }
    }
}
