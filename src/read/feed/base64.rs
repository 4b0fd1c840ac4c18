//! Base64, as Atom 0.3 and 1.0 allow it for content.

/// Decodes text in base64 (RFC 4648 §4), white space and missing padding allowed. `None` for
/// what is neither base64 nor text.
pub(super) fn decode_text(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        buffer = (buffer << 6 | u32::from(digit(byte)?)) & 0xFF_FFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(buffer >> bits & 0xFF).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_back() {
        assert_eq!(decode_text("PHA+Q28tb3A8L3A+").as_deref(), Some("<p>Co-op</p>"));
        assert_eq!(decode_text(" w6nD\nqQ ").as_deref(), Some("éé"));
        assert_eq!(decode_text("no base64!"), None);
        assert_eq!(decode_text("/w=="), None);
    }
}
