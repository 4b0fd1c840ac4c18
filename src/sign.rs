//! How deliveries of hubs are signed (WebSub §8), and words that nobody can guess. For our own hub
//! and for what other hubs send us.

use std::fmt::Write;
use std::hint::black_box;

use sha2::{Digest, Sha256, Sha384, Sha512};

/// What a signature is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// SHA-1: many public hubs know no other. Nothing is believed for it (see `push`).
    Sha1,
    /// SHA-256: what our own hub signs with.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];

    /// Its name in `X-Hub-Signature`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| name.eq_ignore_ascii_case(method.name()))
    }

    /// Length of a block, in bytes.
    fn block(self) -> usize {
        match self {
            Self::Sha1 | Self::Sha256 => 64,
            Self::Sha384 | Self::Sha512 => 128,
        }
    }

    /// The hash of one text behind another.
    fn hash(self, one: &[u8], other: &[u8]) -> Vec<u8> {
        fn of<D: Digest>(one: &[u8], other: &[u8]) -> Vec<u8> {
            D::new().chain_update(one).chain_update(other).finalize().to_vec()
        }
        match self {
            Self::Sha1 => {
                let mut hash = sha1_smol::Sha1::from(one);
                hash.update(other);
                hash.digest().bytes().to_vec()
            }
            Self::Sha256 => of::<Sha256>(one, other),
            Self::Sha384 => of::<Sha384>(one, other),
            Self::Sha512 => of::<Sha512>(one, other),
        }
    }
}

/// The value of `X-Hub-Signature`.
#[must_use]
pub fn signature(method: Method, secret: &str, body: &[u8]) -> String {
    format!("{}={}", method.name(), hex(&hmac(method, secret.as_bytes(), body)))
}

/// What a body was signed with, where the value of `X-Hub-Signature` is right for it. How long it
/// takes says nothing of how nearly right it was.
#[must_use]
pub fn signed_with(value: &str, secret: &str, body: &[u8]) -> Option<Method> {
    let (name, given) = value.trim().split_once('=')?;
    let method = Method::named(name.trim())?;
    let (given, right) = (given.trim(), hex(&hmac(method, secret.as_bytes(), body)));
    let pairs = given.bytes().zip(right.bytes());
    let unlike = pairs
        .fold(0, |unlike, (one, other)| black_box(unlike | (one.to_ascii_lowercase() ^ other)));
    (given.len() == right.len() && unlike == 0).then_some(method)
}

/// A word of 64 letters and digits out of the system's randomness; none where that fails.
#[must_use]
pub fn unguessable() -> Option<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok().map(|()| hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// RFC 2104.
fn hmac(method: Method, key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = if key.len() > method.block() { method.hash(key, b"") } else { key.to_vec() };
    block.resize(method.block(), 0);
    let with = |pad: u8| block.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>();
    method.hash(&with(0x5c), &method.hash(&with(0x36), message))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 2202 §3 and RFC 4231 §4.3 (test case 2) and §4.7 (test case 6).
    #[test]
    fn signatures_are_those_of_the_rfcs() {
        #[track_caller]
        fn check(method: Method, short: &str, long: &str) {
            let message = b"what do ya want for nothing?";
            let signed = signature(method, "Jefe", message);
            assert_eq!(signed, format!("{}={short}", method.name()));
            assert_eq!(signed_with(&signed, "Jefe", message), Some(method));
            let key = [0xaa_u8; 131];
            let message = b"Test Using Larger Than Block-Size Key - Hash Key First";
            assert_eq!(hex(&hmac(method, &key, message)), long);
        }
        let key = [0xaa_u8; 80];
        let message = b"Test Using Larger Than Block-Size Key - Hash Key First";
        let long = hex(&hmac(Method::Sha1, &key, message));
        assert_eq!(long, "aa4ae5e15272d00e95705637ce8a3b55ed402112");
        let short = signature(Method::Sha1, "Jefe", b"what do ya want for nothing?");
        assert_eq!(short, "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
        check(
            Method::Sha256,
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        );
        check(
            Method::Sha384,
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e\
             8e2240ca5e69e2c78b3239ecfab21649",
            "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c6\
             0c2ef6ab4030fe8296248df163f44952",
        );
        check(
            Method::Sha512,
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554\
             9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
            "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352\
             6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
        );
    }

    #[test]
    fn only_what_is_right_to_the_last_letter_counts() {
        let right = signature(Method::Sha256, "hunter2", b"body");
        let check = |value: &str| signed_with(value, "hunter2", b"body");
        assert_eq!(check(&right), Some(Method::Sha256));
        assert_eq!(check(&right.to_uppercase()), Some(Method::Sha256));
        assert_eq!(check(&format!(" {right} ")), Some(Method::Sha256));
        let other = format!("{}{}", &right[..right.len() - 1], i32::from(right.ends_with('0')));
        let renamed = right.replace("sha256", "sha512");
        for wrong in
            ["", "sha256", "sha256=", "md5=00", &other, &right[..right.len() - 1], &renamed]
        {
            assert_eq!(check(wrong), None, "{wrong}");
        }
        assert_eq!(check(&format!("{right}0")), None);
        assert_eq!(signed_with(&right, "hunter3", b"body"), None);
        assert_eq!(signed_with(&right, "hunter2", b"bodi"), None);
    }

    #[test]
    fn no_two_words_are_alike() {
        let words: Vec<_> = (0..100).map(|_| unguessable().unwrap()).collect();
        let different: std::collections::BTreeSet<_> = words.iter().collect();
        assert_eq!(different.len(), 100);
        assert!(words.iter().all(|word| word.len() == 64));
    }
}
