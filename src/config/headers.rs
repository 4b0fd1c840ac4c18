//! Request headers of a source, and the credentials in its address.

use url::Url;

use super::raw::Text;
use super::section::Section;
use super::values::Wrong;
use crate::model::hash::base64;

/// Headers that a source may not set, each with the reason.
const REFUSED: [(&str, &str); 15] = [
    ("host", BY_ADDRESS),
    ("content-length", BY_CONNECTION),
    ("transfer-encoding", BY_CONNECTION),
    ("connection", BY_CONNECTION),
    ("keep-alive", BY_CONNECTION),
    ("proxy-connection", BY_CONNECTION),
    ("proxy-authorization", "credentials of a proxy stand in [fetch] proxy"),
    ("te", BY_CONNECTION),
    ("trailer", BY_CONNECTION),
    ("upgrade", BY_CONNECTION),
    ("user-agent", "sangam says who it is; the contact in it is [fetch] contact"),
    ("accept-encoding", "sangam asks for what it can decompress"),
    ("if-none-match", BY_LAST_ANSWER),
    ("if-modified-since", BY_LAST_ANSWER),
    ("range", "a part of a document cannot be read"),
];
const BY_ADDRESS: &str = "it comes from the address";
const BY_CONNECTION: &str = "it belongs to the connection, not to the request";
const BY_LAST_ANSWER: &str = "sangam sends what the last answer gave";

/// Reads `headers` of a source.
pub(super) fn headers(source: &Section<'_>) -> Vec<(String, String)> {
    let name = format!("headers of {}", source.name);
    let Some(section) = source.optional_table("headers", name) else { return Vec::new() };
    let mut headers: Vec<(String, String)> = Vec::new();
    for (name, origin, value) in section.entries("a text") {
        let is_taken = headers.iter().any(|(taken, _)| taken.eq_ignore_ascii_case(&name));
        let wrong = wrong_name(&name).or_else(|| is_taken.then_some("it is given twice"));
        if let Some(reason) = wrong {
            let message = format!("{name:?} cannot stand in {}: {reason}", section.name);
            section.context.problem(&origin, message);
        } else if let Some(value) = legal_value(&section, &name, &value) {
            headers.push((name, value));
        }
    }
    headers
}

/// Takes user and password out of the address, so that they show in no log, report or feed, and
/// gives them as a header.
pub(super) fn authorization(url: &mut Url) -> Result<Option<(String, String)>, Wrong> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(None);
    }
    let decode = |text: &str| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    let mut credentials = decode(url.username());
    // RFC 7617 §2: the first colon ends the user.
    if credentials.contains(&b':') {
        return Err(Wrong::because("a user of basic authentication has no colon"));
    }
    credentials.push(b':');
    credentials.extend(decode(url.password().unwrap_or_default()));
    // Both fail only for addresses without a host, and those are refused before.
    let taken_out = url.set_username("").and_then(|()| url.set_password(None));
    taken_out.map_err(|()| Wrong::Plainly)?;
    Ok(Some(("Authorization".to_owned(), format!("Basic {}", base64(&credentials)))))
}

/// Reads `auth`: `{ user, password }` or `{ bearer }`. It becomes a header, and goes where headers
/// go: to the origin of the source and nowhere else.
pub(super) fn auth(source: &Section<'_>, headers: &mut Vec<(String, String)>) {
    let name = format!("auth of {}", source.name);
    let Some(section) = source.optional_table("auth", name) else { return };
    let of = |key| section.placed(key, "a text").map(|text| text.value);
    let (user, password, bearer) = (of("user"), of("password"), of("bearer"));
    let has_header = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let value = match (user, bearer) {
        _ if has_header => Err("stands beside other credentials; keep one of them"),
        (Some(user), None) if user.contains(':') => {
            Err("has a colon in its user; it cannot be sent")
        }
        (Some(user), None) => {
            let credentials = format!("{user}:{}", password.unwrap_or_default());
            Ok(format!("Basic {}", base64(credentials.as_bytes())))
        }
        (None, Some(token)) if is_token(&token) && password.is_none() => {
            Ok(format!("Bearer {token}"))
        }
        (None, Some(_)) => Err("needs a bearer of visible ASCII characters, and no password"),
        _ => Err("needs user and password, or bearer"),
    };
    match value {
        Ok(value) => headers.push(("Authorization".to_owned(), value)),
        Err(reason) => section.problem(reason),
    }
    section.finish(&[]);
}

/// Without white space, as RFC 6750 §2.1 has it.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn wrong_name(name: &str) -> Option<&'static str> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Some("a header's name is letters, digits and \"-\"");
    }
    let refused = REFUSED.iter().find(|(refused, _)| refused.eq_ignore_ascii_case(name));
    refused.map(|(_, reason)| *reason)
}

/// A value is often a secret, so that no message quotes it.
fn legal_value(section: &Section<'_>, name: &str, text: &Text) -> Option<String> {
    let value = text.value.trim();
    if value.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~')) {
        return Some(value.to_owned());
    }
    let message = format!("{name} in {} expects a text of visible ASCII characters", section.name);
    section.context.problem(&text.origin, message);
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_leave_the_address() {
        let mut url = Url::parse("https://us%40er:p%3Ass@example.org/feed").unwrap();
        let header = authorization(&mut url).unwrap();
        // base64 of "us@er:p:ss"
        let expected = ("Authorization".to_owned(), "Basic dXNAZXI6cDpzcw==".to_owned());
        assert_eq!(header, Some(expected));
        assert_eq!(url.as_str(), "https://example.org/feed");
    }

    #[test]
    fn an_address_without_credentials_has_none() {
        let mut url = Url::parse("https://example.org/feed").unwrap();
        assert_eq!(authorization(&mut url), Ok(None));
    }

    #[test]
    fn a_user_with_a_colon_cannot_be_told_from_the_password() {
        let mut url = Url::parse("https://a%3Ab:c@example.org/").unwrap();
        assert!(authorization(&mut url).is_err());
    }
}
