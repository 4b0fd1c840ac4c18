//! How a delivery is signed (WebSub §8): HMAC with SHA-256 (RFC 2104).

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// Length of a block of SHA-256.
const BLOCK: usize = 64;

/// The value of `X-Hub-Signature`.
pub(super) fn signature(secret: &str, body: &[u8]) -> String {
    let mut text = "sha256=".to_owned();
    for byte in hmac(secret.as_bytes(), body) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(message);
    let outer = Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c));
    outer.chain_update(inner.finalize()).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231 §4.3 and §4.7.
    #[test]
    fn signatures_are_those_of_the_rfc() {
        let short = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(signature("Jefe", b"what do ya want for nothing?"), short);
        let key = [0xaa_u8; 131];
        let long = hmac(&key, b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(long[..4], [0x60, 0xe4, 0x31, 0x59]);
    }
}
