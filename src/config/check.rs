//! The whole file: parsed, then each section checked, then what is left over.

use std::path::Path;
use std::sync::Arc;

use toml::de::DeTable;

use super::Config;
use super::env::{Environment, PREFIX};
use super::feed::feeds;
use super::fetch::{fetch, user_agent};
use super::notify::notify;
use super::problem::Problems;
use super::publish::publish;
use super::raw::{Context, Origin};
use super::rule::top_level;
use super::section::Section;
use super::serve::serve;
use super::site::site;
use super::source::{Usual, sources};
use super::spelling::nearest;
use super::store::{Storing, store};
use super::syntax;
use crate::pipeline::Plan;

/// See [`super::check`] and [`super::load_first`].
pub(super) fn check(
    text: &str,
    file: &Path,
    env: &Environment,
    needs_sources: bool,
) -> Result<Config, Problems> {
    let (whole, errors) = DeTable::parse_recoverable(text);
    let mut context = Context::new(file, text, env);
    context.needs_sources = needs_sources;
    if errors.is_empty() {
        let config = config(Section::root(&context, whole.get_ref()));
        return context.finish(config);
    }
    for error in syntax::worth_telling(&context.lines, &errors) {
        // Nobody who forgot the quotes is helped by their name in the grammar.
        let message = error.message().trim_end_matches(", expected literal string");
        let origin = Origin::Span(error.span().unwrap_or_default());
        context.problem(&origin, format!("this is no TOML: {message}"));
    }
    context.is_partial = true;
    if let Some(legible) = syntax::legible(&context.lines, &errors) {
        let (rest, _) = DeTable::parse_recoverable(&legible);
        config(Section::root(&context, rest.get_ref()));
    }
    context.finish(None)
}

fn config(root: Section<'_>) -> Option<Config> {
    let context = root.context;
    let folder = context.file.parent().unwrap_or(Path::new(""));
    let site = site(&root);
    let Storing { url: store, keep } = store(&root, folder);
    let publish = publish(&root, folder, site.as_ref().map(|site| &site.url));
    let push = serve(&root, site.as_ref().map(|site| &site.url));
    let mut fetching = fetch(&root);
    let rules = top_level(&root);
    let (pace, republish) = (fetching.pace, publish.republish);
    let usual = Usual { pace, republish, allow_exec: fetching.allow_exec };
    let sources = sources(&root, folder, usual, &rules);
    let feeds = feeds(&root, &sources.ids);
    let notify = notify(&root, folder);
    root.finish(&[]);
    unknown_variables(context);
    let site = site?;
    let contact = fetching.contact.as_ref().unwrap_or(&site.url);
    fetching.options.user_agent = user_agent(&fetching.options.user_agent, contact);
    let fetch = fetching.options;
    let sources = sources.planned.into_iter().map(Arc::new).collect();
    let plan = Plan { site, publish, fetch, keep, sources, feeds, notify };
    Some(Config { plan, store, push, file: context.file.to_owned() })
}

/// A variable that looks like a setting and is none would do nothing, unnoticed. Those that
/// neither name a section nor are near to a setting belong to somebody else.
fn unknown_variables(context: &Context<'_>) {
    const SECTIONS: [&str; 6] = ["SITE_", "STORE_", "PUBLISH_", "SERVE_", "FETCH_", "NOTIFY_"];
    let known = context.known_variables();
    for name in context.env.settings().filter(|name| !known.contains(*name)) {
        let key = name.strip_prefix(PREFIX).unwrap_or(name);
        let near = nearest(key, known.iter().filter_map(|known| known.strip_prefix(PREFIX)));
        let message = match near {
            Some(near) => format!("there is no such setting; did you mean {PREFIX}{near}?"),
            None if SECTIONS.iter().any(|section| key.starts_with(section)) => {
                "there is no such setting".to_owned()
            }
            None => continue,
        };
        context.problem(&Origin::Variable(name.to_owned()), message);
    }
}
