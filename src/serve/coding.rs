//! Content codings: compressed copies, made once, and which of them a client takes.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Below this a compressed copy saves no packet.
const WORTH_COMPRESSING: usize = 860;

/// Strong, and still a fraction of a second for a megabyte: a copy is made once for thousands of
/// answers.
const BROTLI_QUALITY: i32 = 9;

const ZSTD_LEVEL: i32 = 15;

/// A content coding (RFC 9110 §8.4.1, RFC 7932, RFC 8878).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Brotli,
    Zstd,
    Gzip,
}

impl Coding {
    /// The smallest first: what a client wants equally is sent in this order.
    const ALL: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    /// As in `Content-Encoding`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// The names that it goes by in `Accept-Encoding`.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Brotli => &["br"],
            Self::Zstd => &["zstd"],
            Self::Gzip => &["gzip", "x-gzip"],
        }
    }

    fn compress(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Brotli => brotli_copy(bytes),
            Self::Zstd => zstd::encode_all(bytes, ZSTD_LEVEL),
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
                encoder.write_all(bytes)?;
                encoder.finish()
            }
        }
    }
}

fn brotli_copy(mut bytes: &[u8]) -> io::Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut copy = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut copy, &params)?;
    Ok(copy)
}

/// The compressed copies that are smaller than the bytes.
pub(super) fn copies(bytes: &[u8]) -> Vec<(Coding, Bytes)> {
    if bytes.len() < WORTH_COMPRESSING {
        return Vec::new();
    }
    let copies = Coding::ALL.iter().filter_map(|&coding| {
        let copy = coding.compress(bytes).ok()?;
        (copy.len() < bytes.len()).then(|| (coding, copy.into()))
    });
    copies.collect()
}

/// The copy to send: the one that the client wants most, of equals the smallest kind (RFC 9110
/// §12.5.3). `None` when it takes the bytes as they are.
pub(super) fn choose<'c>(
    copies: &'c [(Coding, Bytes)],
    accepted: Option<&str>,
) -> Option<&'c (Coding, Bytes)> {
    let accepted = accepted?;
    let weighed = copies.iter().map(|copy| (weight(accepted, copy.0.names()), copy));
    let mut best: Option<(f32, &(Coding, Bytes))> = None;
    for (weight, copy) in weighed.filter(|(weight, _)| *weight > 0.0) {
        if best.is_none_or(|(most, _)| weight > most) {
            best = Some((weight, copy));
        }
    }
    // As it is it may be sent unless that is ruled out; it is wanted more only where that is said.
    let plain = said_of(accepted, &["identity"]).unwrap_or(0.0);
    best.filter(|(most, _)| *most >= plain).map(|(_, copy)| copy)
}

/// How much a client wants a coding, 0 to 1. What it says of the coding itself counts before what
/// it says of `*`.
fn weight(accepted: &str, names: &[&str]) -> f32 {
    said_of(accepted, names).or_else(|| said_of(accepted, &["*"])).unwrap_or(0.0)
}

/// The weight of what goes by some names, where it is named.
fn said_of(accepted: &str, names: &[&str]) -> Option<f32> {
    accepted.split(',').find_map(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let is_named = names.iter().any(|known| name.trim().eq_ignore_ascii_case(known));
        let weight = weight.trim().trim_start_matches(['q', 'Q']).trim_start_matches('=');
        is_named.then(|| weight.trim().parse().unwrap_or(1.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(accepted: &str, expected: Option<&str>) {
        let copies = Coding::ALL.map(|coding| (coding, Bytes::new()));
        let chosen = choose(&copies, Some(accepted)).map(|(coding, _)| coding.name());
        assert_eq!(chosen, expected, "{accepted:?}");
    }

    #[test]
    fn the_coding_that_is_wanted_most_is_sent() {
        check("gzip", Some("gzip"));
        check("gzip, deflate, br, zstd", Some("br"));
        check("gzip, zstd", Some("zstd"));
        check("br;q=0.1, GZIP;q=0.5", Some("gzip"));
        check("*", Some("br"));
        check("br;q=0, *", Some("zstd"));
        check("gzip;q=0", None);
        check("gzip;q=0, br;q=0, zstd;q=0, *", None);
        check("*;q=0, gzip", Some("gzip"));
        check("gzip; q=0.000", None);
        check("identity", None);
        check("gzip;q=0.5, br;q=0.2, identity;q=1", None);
        check("identity;q=0.5, gzip;q=0.5, br;q=0.2", Some("gzip"));
        check("br, identity", Some("br"));
        check("identity;q=0, *", Some("br"));
        check("", None);
    }

    #[test]
    fn a_copy_is_kept_only_where_it_saves_something() {
        assert!(copies(b"short").is_empty());
        let names: Vec<_> = copies(&vec![b'a'; 5_000]).iter().map(|copy| copy.0.name()).collect();
        assert_eq!(names, ["br", "zstd", "gzip"]);
    }

    #[test]
    fn copies_are_the_bytes_again() {
        let text = "Members met on the eve of the season and decided. ".repeat(50);
        for (coding, copy) in copies(text.as_bytes()) {
            let mut again = Vec::new();
            match coding {
                Coding::Brotli => brotli::BrotliDecompress(&mut &copy[..], &mut again).unwrap(),
                Coding::Zstd => again = zstd::decode_all(&copy[..]).unwrap(),
                Coding::Gzip => {
                    let mut decoder = flate2::write::GzDecoder::new(&mut again);
                    decoder.write_all(&copy).unwrap();
                    decoder.finish().unwrap();
                }
            }
            assert_eq!(again, text.as_bytes(), "{}", coding.name());
        }
    }
}
