//! The template engine, with our escaping, and what the pages' policies are made of.

use std::borrow::Cow;
use std::collections::BTreeSet;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, Output, State, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::model::hash::base64;
use crate::model::look::Look;
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

/// Whether a template can be filled in place of ours: it asks for no values but those that ours has.
pub(super) fn check(file: &str, template: &str, ours: &str) -> Result<(), String> {
    let asked = |template| {
        let mut engine = environment()?;
        engine.add_template(file, template)?;
        let mut asked = engine.get_template(file)?.undeclared_variables(false);
        asked.retain(|name| engine.globals().all(|(known, _)| known != name));
        Ok(asked)
    };
    let both = asked(template).and_then(|theirs| Ok((theirs, asked(ours)?)));
    let (theirs, ours) = both.map_err(|error: Error| error.to_string())?;
    let unknown: BTreeSet<_> = theirs.difference(&ours).map(String::as_str).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let unknown = unknown.into_iter().collect::<Vec<_>>().join(", ");
    Err(format!("{file} asks for what no page has: {unknown}"))
}

fn environment<'t>() -> Result<Environment<'t>, Error> {
    let mut engine = Environment::new();
    engine.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    engine.set_formatter(write_escaped);
    Ok(engine)
}

/// The same with a template of the theme; with ours where that cannot be filled.
pub(in crate::publish::format) fn fill_themed(
    file: &'static str,
    look: &Look,
    ours: &str,
    values: &impl Serialize,
) -> Result<Vec<u8>, RenderError> {
    let Some(theme) = look.files.get(file) else { return fill(file, ours, values) };
    match try_fill(file, theme, values) {
        Ok(filled) => Ok(filled.into_bytes()),
        Err(error) => {
            tracing::error!(%error, "the theme's {file} cannot be filled; the usual one is used");
            fill(file, ours, values)
        }
    }
}

fn try_fill(file: &'static str, template: &str, values: &impl Serialize) -> Result<String, Error> {
    let mut engine = environment()?;
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
