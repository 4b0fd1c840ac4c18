//! The XML declaration (XML 1.0 §2.8).

use super::names::is_space;

/// A part, and whether a text is a value of it.
type Part = (&'static str, fn(&str) -> bool);

/// What may stand in it, in this order. The first has to.
const PARTS: [Part; 3] =
    [("version", is_version), ("encoding", is_encoding), ("standalone", is_standalone)];

/// Checks what stands between `<?xml` and `?>`.
pub(super) fn check(words: &str) -> Result<(), String> {
    let mut rest = words;
    for (name, is_value) in PARTS {
        let bare = rest.trim_start_matches(is_space);
        let Some(after) = bare.strip_prefix(name).filter(|_| bare.len() < rest.len()) else {
            if name == "version" {
                return Err("the XML declaration does not begin with a version".to_owned());
            }
            continue;
        };
        let Some((value, after)) = value(after) else {
            return Err(format!("the {name} of the XML declaration is not written {name}=\"…\""));
        };
        if !is_value(value) {
            return Err(format!("the {name} of the XML declaration is none"));
        }
        rest = after;
    }
    if rest.trim_start_matches(is_space).is_empty() {
        return Ok(());
    }
    Err("the XML declaration has something else in it than version, encoding and standalone, in \
         this order"
        .to_owned())
}

/// A value, and what stands after it.
fn value(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(is_space).strip_prefix('=')?.trim_start_matches(is_space);
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text[1..].split_once(quote)
}

fn is_version(text: &str) -> bool {
    let minor = text.strip_prefix("1.");
    minor.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn is_encoding(text: &str) -> bool {
    let legal = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.bytes().all(legal)
}

fn is_standalone(text: &str) -> bool {
    matches!(text, "yes" | "no")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_may_be_said_in_order() {
        for right in [
            " version=\"1.0\"",
            " version='1.0' encoding='utf-8' ",
            "\nversion = \"1.1\"\tencoding=\"ISO-8859-1\" standalone=\"no\"",
            " version=\"1.0\" standalone='yes'",
        ] {
            assert_eq!(check(right), Ok(()), "{right}");
        }
        for wrong in [
            "",
            " encoding=\"utf-8\"",
            "version=\"1.0\"",
            " version=\"2.0\"",
            " version=\"1.\"",
            " version=1.0",
            " version=\"1.0\" encoding=\"\"",
            " version=\"1.0\" encoding=\"utf 8\"",
            " version=\"1.0\"encoding=\"utf-8\"",
            " version=\"1.0\" standalone=\"maybe\"",
            " version=\"1.0\" standalone=\"no\" encoding=\"utf-8\"",
            " version=\"1.0\" more=\"x\"",
        ] {
            assert!(check(wrong).is_err(), "{wrong}");
        }
    }
}
