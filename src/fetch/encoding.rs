//! `Content-Encoding`: what a body has to be freed of (RFC 9110 §8.4).

/// What is asked for, and can be undone.
pub(crate) const ACCEPTED: &str = "gzip, deflate, br, zstd";

/// Layers of encoding that are undone. Two happen where a server compresses what another has
/// compressed before; more do not.
const MAX_LAYERS: usize = 2;

/// One layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// RFC 1952.
    Gzip,
    /// RFC 1950; some servers send RFC 1951 under the same name.
    Deflate,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

/// The layers, the outermost first. The error is the encoding that cannot be undone. Some
/// servers put a charset here, or a word for "none".
pub(crate) fn layers(header: &[u8]) -> Result<Vec<Encoding>, String> {
    let text = String::from_utf8_lossy(header).to_ascii_lowercase();
    let mut layers = Vec::new();
    for name in text.rsplit(',').map(str::trim) {
        layers.push(match name {
            "" | "identity" | "none" | "utf-8" | "utf8" => continue,
            "gzip" | "x-gzip" => Encoding::Gzip,
            "deflate" => Encoding::Deflate,
            "br" => Encoding::Brotli,
            "zstd" => Encoding::Zstd,
            _ => return Err(name.chars().take(100).collect()),
        });
    }
    if layers.len() > MAX_LAYERS { Err(text.chars().take(100).collect()) } else { Ok(layers) }
}

/// The bytes begin as those of gzip do, which no document does.
pub(crate) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1f\x8b\x08")
}

/// The bytes begin as RFC 1950 §2.2 says: method 8, and a check sum over the first two.
pub(crate) fn is_zlib(bytes: &[u8]) -> bool {
    let [method, flags, ..] = *bytes else { return false };
    method & 0x0f == 8 && (u16::from(method) << 8 | u16::from(flags)) % 31 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_named_is_undone_first() {
        #[track_caller]
        fn check(header: &str, expected: Result<&[Encoding], &str>) {
            let expected = expected.map(<[Encoding]>::to_vec).map_err(str::to_owned);
            assert_eq!(layers(header.as_bytes()), expected, "{header:?}");
        }
        check("", Ok(&[]));
        check("Identity", Ok(&[]));
        check(" UTF-8", Ok(&[]));
        check("X-GZip", Ok(&[Encoding::Gzip]));
        check("gzip, br", Ok(&[Encoding::Brotli, Encoding::Gzip]));
        check("deflate,identity,zstd", Ok(&[Encoding::Zstd, Encoding::Deflate]));
        check("compress", Err("compress"));
        check("gzip, gzip, gzip", Err("gzip, gzip, gzip"));
    }

    #[test]
    fn the_first_bytes_tell_what_the_header_does_not() {
        assert!(is_gzip(b"\x1f\x8b\x08\0"));
        assert!(!is_gzip(b"\x1f\x8b"));
        assert!(is_zlib(b"\x78\x9c"));
        assert!(is_zlib(b"\x78\x01"));
        assert!(!is_zlib(b"\x4b\x4c"));
        assert!(!is_zlib(b"<r"));
        assert!(!is_zlib(b""));
    }
}
