//! What a source sets for itself of how it is asked.

use std::path::Path;

use super::fetch::{allow_private, connect_timeout, ports, proxy, robots, timeout};
use super::publish::path;
use super::section::Section;
use super::values::{SIZE, Wrong, size};
use crate::fetch::Transport;
use crate::fetch::local::Local;
use crate::fetch::transport::{Connecting, Trust};

/// Reads it. Relative paths count from `folder`.
pub(super) fn transport(section: &Section<'_>, folder: &Path, local: Option<Local>) -> Transport {
    Transport {
        timeout: timeout(section),
        max_body: section.read("max_body", SIZE, size),
        allow_downgrade: section.flag("allow_downgrade"),
        robots: robots(section),
        local,
        connecting: Connecting {
            allow_private: allow_private(section),
            allow_ports: ports(section),
            proxy: proxy(section),
            connect_timeout: connect_timeout(section),
            http1_only: section.flag("http1_only").unwrap_or_default(),
            trust: trust(section, folder),
        },
    }
}

/// One way of judging a certificate; a second would be one that does nothing.
fn trust(section: &Section<'_>, folder: &Path) -> Trust {
    let file = section.read("ca", "a PEM file such as \"own-ca.pem\"", |text| path(text, folder));
    let hash = section.read("pin", "\"sha256:\" and the 64 hex digits of a certificate", pin);
    let anything = section.flag("accept_invalid_certs").unwrap_or_default();
    let given = [file.is_some(), hash.is_some(), anything];
    if given.iter().filter(|given| **given).count() > 1 {
        section.problem("has more than one of ca, pin and accept_invalid_certs; keep one of them");
    }
    match (hash, file) {
        _ if anything => Trust::Anything,
        (Some(sha256), _) => Trust::Pinned(sha256),
        (None, Some(file)) => Trust::Authority(file),
        (None, None) => Trust::System,
    }
}

/// The form of `openssl x509 -fingerprint -sha256` with its colons is taken too.
fn pin(text: &str) -> Result<[u8; 32], Wrong> {
    let digits = text.trim().strip_prefix("sha256:").unwrap_or(text).replace(':', "");
    if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Wrong::Plainly);
    }
    let mut hash = [0; 32];
    for (byte, pair) in hash.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| Wrong::Plainly)?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| Wrong::Plainly)?;
    }
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_a_hash_in_hex_with_or_without_colons() {
        let hash = [0xab; 32];
        assert_eq!(pin(&format!("sha256:{}", "ab".repeat(32))), Ok(hash));
        assert_eq!(pin(&vec!["AB"; 32].join(":")), Ok(hash));
        for wrong in ["", "sha256:", "sha256:ab", &"xy".repeat(32), &"é".repeat(32)] {
            assert_eq!(pin(wrong), Err(Wrong::Plainly), "{wrong}");
        }
    }
}
