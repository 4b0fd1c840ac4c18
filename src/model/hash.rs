//! Hashes of content: "the same as last time", ETags.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The first 16 bytes of a SHA-256: the same on every machine and in every version, and too long
/// for an accident or a source to make two contents look like one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Hash(pub [u8; 16]);

impl Hash {
    /// Of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::of_parts([bytes])
    }

    /// Of several parts, each delimited, so that `["ab", "c"]` and `["a", "bc"]` differ.
    #[must_use]
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut sha = Sha256::new();
        for part in parts {
            sha.update((part.len() as u64).to_be_bytes());
            sha.update(part);
        }
        let mut hash = [0; 16];
        hash.copy_from_slice(&sha.finalize()[..16]);
        Self(hash)
    }

    /// Its first eight bytes as a number, for what must be small.
    #[must_use]
    pub fn first(&self) -> i64 {
        let (first, _) = self.0.split_first_chunk().expect("a hash has more than eight bytes");
        i64::from_be_bytes(*first)
    }
}

/// 32 lower-case hexadecimal digits.
impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let split = |parts: [&[u8]; 2]| Hash::of_parts(parts);
        assert_ne!(split([b"ab", b"c"]), split([b"a", b"bc"]));
        assert_eq!(split([b"ab", b"c"]), split([b"ab", b"c"]));
    }
}
