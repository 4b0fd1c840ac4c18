//! What a pass is to do: the options of every stage, side by side.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::TimeDelta;
use url::Url;

use crate::fetch::{FetchOptions, Transport};
use crate::model::date::DateHints;
use crate::model::edition::Site;
use crate::model::language::Language;
use crate::model::look::Look;
use crate::model::query::{Facet, Selection};
use crate::model::source::{Source, SourceId, SourceKind};
use crate::normalize::rules::Rule;
use crate::notify::NotifyOptions;
use crate::read::ReadOptions;

/// Everything that a pass is to do, checked: what the configuration file comes to.
#[derive(Debug, Clone)]
pub struct Plan {
    /// `[site]`.
    pub site: Site,
    /// `[publish]`.
    pub publish: PublishOptions,
    /// `[fetch]`.
    pub fetch: FetchOptions,
    /// How long texts are kept of what no source lists any more; `None`: for ever.
    pub keep: Option<TimeDelta>,
    /// `[[source]]`, in the order of the file.
    pub sources: Vec<Arc<PlannedSource>>,
    /// `[[feed]]`, in the order of the file.
    pub feeds: Vec<Feed>,
    /// `[notify]`.
    pub notify: NotifyOptions,
}

/// `heal`: what is done when a page changed its layout and its items were found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Heal {
    /// They are read where they now stand, if all that is known of them agrees.
    #[default]
    Auto,
    /// The operator is told how to have that done.
    Suggest,
    /// The same, but only the incident says so.
    Off,
}

/// A source with the options of every stage that it goes through.
#[derive(Debug, Clone)]
pub struct PlannedSource {
    /// The source.
    pub source: Source,
    /// How it is asked.
    pub transport: Arc<Transport>,
    /// How its documents are read.
    pub read: ReadOptions,
    /// How its dates are written.
    pub dates: DateHints,
    /// An item that it edits moves up to the time of the edit.
    pub republish: bool,
    /// Its own rules, then those of the top level.
    pub rules: Vec<Rule>,
    /// Whether items with neither title nor text nor link are shown: nobody would publish them,
    /// but `parse` and `preview` show what is there.
    pub keeps_bare: bool,
    /// Whether the own page of each item is read for its text.
    pub full_text: bool,
    /// What is done when its page changed its layout.
    pub heal: Heal,
    /// The configuration of all that, as text: when it changes, what was remembered of the last
    /// document no longer counts.
    pub fingerprint: String,
}

impl PlannedSource {
    /// A source that stands in no configuration: for `parse`, `preview` and their like.
    #[must_use]
    pub fn unconfigured(id: SourceId, url: Url, kind: SourceKind) -> Self {
        Self {
            source: Source {
                id,
                title: url.host_str().unwrap_or(url.as_str()).to_owned(),
                shown: url.clone(),
                url,
                kind,
                language: None,
                tags: Vec::new(),
                interval: TimeDelta::hours(1),
                max_interval: TimeDelta::days(1),
                is_interval_set: false,
                headers: Vec::new(),
                enabled: true,
            },
            transport: Arc::default(),
            read: ReadOptions { kind, ..ReadOptions::default() },
            dates: DateHints::default(),
            republish: false,
            rules: Vec::new(),
            keeps_bare: true,
            full_text: false,
            heal: Heal::default(),
            fingerprint: String::new(),
        }
    }
}

/// `[publish]`, checked.
#[derive(Debug, Clone)]
pub struct PublishOptions {
    /// The folder.
    pub to: PathBuf,
    /// How many items a feed shows.
    pub items: usize,
    /// WebSub hub.
    pub hub: Option<Url>,
    /// What there is a feed of its own for, value by value.
    pub by: Vec<Facet>,
    /// How pages look.
    pub look: Arc<Look>,
    /// Of sources that do not say theirs: an edited item moves up.
    pub republish: bool,
}

/// One `[[feed]]`, checked.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Its folder under `feeds/`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it shows.
    pub selection: Selection,
    /// Shows each story once, in the first of these that it can be had in; empty: in all.
    pub prefer_language: Vec<Language>,
}
