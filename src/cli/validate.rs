//! `sangam validate`: checks anybody's feed.

use std::io::Write;
use std::path::Path;

use serde_json::json;
use url::Url;

use crate::cli::args::{Global, Validate};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{document, parse, preview, setup};
use crate::clock::{Clock, SystemClock};
use crate::fetch::FetchOptions;
use crate::model::document::Document;
use crate::model::source::SourceKind;
use crate::validate::{self, Report, Sent};

/// Tells what is wrong with a document. Warnings alone are no failure.
pub(super) fn validate(
    global: &Global,
    args: &Validate,
    out: &mut dyn Write,
) -> Result<Exit, Stop> {
    let document = match Url::parse(&args.target) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => from_web(global, &url)?,
        _ => Document {
            url: None,
            content_type: None,
            body: parse::bytes(Path::new(&args.target), parse::DEFAULT_MAX_BODY)?,
        },
    };
    let report = validate::validate(Sent {
        body: &document.body,
        content_type: args.content_type.as_deref().or(document.content_type.as_deref()),
        url: args.base.as_ref().or(document.url.as_ref()).map(Url::as_str),
        now: Some(SystemClock.now()),
    });
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &as_json(&report)).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        show(&args.target, &report, out)?;
    }
    out.flush()?;
    match report.errors() {
        0 => Ok(Exit::Done),
        errors => {
            let first = report.first_error().map(ToString::to_string).unwrap_or_default();
            let message = format!("{}: {errors} errors, the first at {first}", args.target);
            Err(Stop::new(Exit::Failed, message))
        }
    }
}

/// Fetched as a source would be: with the guard, the bounds and the proxy of the configuration.
fn from_web(global: &Global, url: &Url) -> Result<Document, Stop> {
    let config = preview::configuration(global)?;
    let options = config.map_or_else(FetchOptions::default, |config| config.plan.fetch);
    let client = setup::client(&options)?;
    let source = document::unconfigured(Some(url.clone()), SourceKind::Auto);
    setup::runtime()?.block_on(document::fetch(&client, &source))
}

fn as_json(report: &Report) -> serde_json::Value {
    json!({
        "format": report.format.map(validate::Format::name),
        "errors": report.errors(),
        "warnings": report.warnings(),
        "findings": report.findings,
        "omitted": report.omitted,
    })
}

fn show(target: &str, report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    for finding in &report.findings {
        writeln!(out, "{target}:{finding}")?;
    }
    for (code, count) in &report.omitted {
        writeln!(out, "{target}: {code} in {count} more places")?;
    }
    let format = report.format.map_or("no feed", validate::Format::name);
    let (errors, warnings) = (report.errors(), report.warnings());
    writeln!(out, "{target}: {format}, {errors} errors, {warnings} warnings")
}
