//! What a document says about itself, checked.

use chrono::{DateTime, Utc};
use url::Url;

use crate::model::habits::Stated;
use crate::model::item::Person;
use crate::model::language::Language;

/// What a document says about itself: text is plain, addresses are absolute, what it does not say
/// is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Channel {
    /// Title.
    pub title: Option<String>,
    /// Subtitle or description.
    pub description: Option<String>,
    /// The page for people.
    pub home_page: Option<Url>,
    /// Its own address, as it states it.
    pub self_url: Option<Url>,
    /// The hubs that send it when it changes (WebSub).
    pub hubs: Vec<Url>,
    /// Atom's `id`, or its like.
    pub id: Option<String>,
    /// Language.
    pub language: Option<Language>,
    /// Icon, logo or image.
    pub icon: Option<Url>,
    /// When it was published.
    pub published: Option<DateTime<Utc>>,
    /// When it last changed.
    pub updated: Option<DateTime<Utc>>,
    /// Rights.
    pub rights: Option<String>,
    /// The program that wrote it.
    pub generator: Option<String>,
    /// Authors.
    pub authors: Vec<Person>,
    /// Categories.
    pub tags: Vec<String>,
    /// How often it wants to be asked for.
    pub pace: Stated,
}
