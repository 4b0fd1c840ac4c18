//! The template engine, with our escaping, and what the pages' policies are made of.

use std::borrow::Cow;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, Output, State, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::publish::{RenderError, clean};

/// Fills the template of a file. Everything is escaped that the template does not call safe.
pub(in crate::publish::format) fn fill(
    file: &'static str,
    template: &str,
    values: &impl Serialize,
) -> Result<Vec<u8>, RenderError> {
    let filled = try_fill(file, template, values);
    filled.map(String::into_bytes).map_err(|error| RenderError { file, source: error.into() })
}

fn try_fill(file: &'static str, template: &str, values: &impl Serialize) -> Result<String, Error> {
    let mut engine = Environment::new();
    engine.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    engine.set_formatter(write_escaped);
    engine.add_template(file, template)?;
    engine.get_template(file)?.render(Value::from(Serde(values)))
}

/// The engine's own escaping also turns every `/` into `&#x2f;`: right, and unreadable.
fn write_escaped(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => {
            let is_plain = !text.bytes().any(|byte| b"&<>\"'".contains(&byte));
            let text = if is_plain { Cow::Borrowed(text) } else { clean::escape(text).into() };
            Ok(out.write_str(&text)?)
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}

/// A style or script that a page may run, by its hash (CSP 3 §2.3.1, `hash-source`).
pub(in crate::publish::format) fn hash_source(text: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())))
}

/// RFC 4648 §4.
pub(in crate::publish::format) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group =
            (0..3).fold(0, |all, at| all << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for place in 0..4 {
            let letter = LETTERS[(group >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xFF, 0xEF, 0xBE]), "/+++");
    }
}
