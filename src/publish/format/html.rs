//! The river of items for people: one self-contained page without a script.
//!
//! Everything that a source wrote goes through the template engine's escaping as text; none of
//! its HTML is on the page. The page's own policy forbids scripts besides.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Output, State, Value};
use sha2::{Digest, Sha256};

use crate::model::edition::{Artifact, Edition};
use crate::publish::{Format, RenderError, clean};
use page::Page;

mod page;

/// `index.html`
pub struct Html;

const FILE: &str = "index.html";

const TEMPLATE: &str = include_str!("../../../assets/index.html");

const STYLE: &str = include_str!("../../../assets/style.css");

impl Format for Html {
    fn name(&self) -> &'static str {
        FILE
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        let page = fill(&Page::new(edition, content_security_policy(), STYLE))
            .map_err(|error| RenderError { file: FILE, source: error.into() })?;
        Ok(Artifact {
            path: format!("{}{FILE}", edition.folder),
            media_type: "text/html; charset=utf-8",
            bytes: page.into_bytes(),
            items: edition.entries.len(),
        })
    }
}

/// What the page may load, in the words of CSP: pictures, and its own style. Also for the header
/// of whatever server hands the page out: a stricter one would take the style away.
#[must_use]
pub fn content_security_policy() -> String {
    let hash = base64(&Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src http: https:; \
         base-uri 'none'; form-action 'none'"
    )
}

/// RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
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

fn fill(page: &Page) -> Result<String, minijinja::Error> {
    let mut engine = Environment::new();
    engine.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    engine.set_formatter(write_escaped);
    engine.add_template(FILE, TEMPLATE)?;
    engine.get_template(FILE)?.render(Value::from(Serde(page)))
}

/// The engine's own escaping also turns every `/` into `&#x2f;`: right, and unreadable.
fn write_escaped(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => {
            Ok(out.write_str(&clean::escape(text))?)
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
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
