//! An item in our common model: one story as one source gives it, checked.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::model::date::Published;
use crate::model::event::Event;
use crate::model::extension::Extension;
use crate::model::hash::Hash;
use crate::model::language::Language;
use crate::model::query::fold;
use crate::model::source::SourceId;
use crate::model::text::SafeHtml;
use crate::model::url::CanonicalUrl;

/// One story as one source gives it, checked: addresses are absolute, titles are plain text, HTML
/// is safe, and what the source does not give is empty.
///
/// It stores as JSON; a field added later needs `#[serde(default)]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Everything that it can be recognised by, strongest first; at least one.
    pub keys: Vec<Key>,
    /// The publisher's own id, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guid: Option<String>,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<CanonicalUrl>,
    /// What it is about, where that is another page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_url: Option<Url>,
    /// Plain text; `None` when the source gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Plain text, short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<SafeHtml>,
    /// A picture that stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Url>,
    /// The source's date of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Published>,
    /// The source's date of its last change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<DateTime<Utc>>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Person>,
    /// `News`, `Article`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The source's categories, then the tags of source and rules; each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Language of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Attached files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Rights, plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<String>,
    /// A page with comments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments_url: Option<Url>,
    /// The feed that the source took it from, as the item itself states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// What takes place, where it is about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
    /// What the source says in vocabularies that nothing above is for; bounded, and safe to write.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// The rules that tagged, set or kept it, in the order in which they did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decided_by: Vec<RuleName>,
    /// It is not what a source gave: it was restored from what was published, or nothing but its
    /// identity was kept. What its source gives next takes its place, and is no edit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stand_in: bool,
}

impl Item {
    /// An item of which nothing is known: it stands in for one.
    #[must_use]
    pub fn unknown() -> Self {
        Self { stand_in: true, ..Self::default() }
    }

    /// What a person would call it: its title, else its summary, else its text as HTML.
    #[must_use]
    pub fn caption(&self) -> &str {
        let content = || self.content.as_ref().map(SafeHtml::as_str);
        self.title.as_deref().or(self.summary.as_deref()).or_else(content).unwrap_or_default()
    }

    /// What a person would call it, in eight bytes.
    #[must_use]
    pub fn name_hash(&self) -> i64 {
        Hash::of(fold(self.caption()).as_bytes()).first()
    }

    /// The language that its words are in, as far as they tell, else the one that is stated: whole
    /// sources state that of their furniture.
    #[must_use]
    pub fn spoken(&self) -> Option<Language> {
        let words = [self.title.as_deref(), self.summary.as_deref()].map(Option::unwrap_or_default);
        Language::guess(&words.join(" ")).or_else(|| self.language.clone())
    }

    /// Readers would see no difference. How it is recognised, which rules touched it and when its
    /// source says it last changed are not seen: many sources renew that date, and guids, for
    /// nothing.
    #[must_use]
    pub fn looks_like(&self, other: &Self) -> bool {
        // Taken apart, so that a field added later cannot be forgotten here.
        let Self {
            keys: _,
            modified: _,
            decided_by: _,
            stand_in: _,
            guid: _,
            url,
            external_url,
            title,
            summary,
            content,
            image,
            published,
            authors,
            kind,
            tags,
            language,
            attachments,
            rights,
            comments_url,
            origin,
            event,
            extensions,
        } = self;
        (url, external_url, title) == (&other.url, &other.external_url, &other.title)
            && (summary, content, image, published)
                == (&other.summary, &other.content, &other.image, &other.published)
            && (authors, kind, tags, language)
                == (&other.authors, &other.kind, &other.tags, &other.language)
            && (attachments, rights, comments_url, origin)
                == (&other.attachments, &other.rights, &other.comments_url, &other.origin)
            && (event, extensions) == (&other.event, &other.extensions)
    }

    /// It has the same words and files. Where these differ somebody edited it; all else is the
    /// site's.
    #[must_use]
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        (&self.title, &self.summary, &self.content, &self.attachments)
            == (&other.title, &other.summary, &other.content, &other.attachments)
    }
}

/// Something that an item can be recognised by. Two items that share one are the same item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Key {
    /// An id that a site gives to its content wherever it is shown: `wcms:577962`.
    Site(String),
    /// A guid within its source.
    Guid(SourceId, String),
    /// A guid that is unique in the world by its form: an address, `urn:uuid:`, `tag:`.
    GlobalGuid(String),
    /// The canonical address without scheme, `www.` and trailing slash.
    Url(String),
    /// Source, title and day, for an item with neither guid nor link.
    TitleDate(SourceId, String),
}

impl Key {
    /// The key of an item that nothing better identifies: what it is called, and its day. A text
    /// without a title stands as its hash, so that keys stay short.
    #[must_use]
    pub fn title_date(source: &SourceId, item: &Item) -> Self {
        let caption = fold(item.caption());
        let name = match item.title {
            Some(_) => caption,
            None => Hash::of(caption.as_bytes()).to_string(),
        };
        let day = item.published.map(|date| date.at.format("%Y-%m-%d").to_string());
        Self::TitleDate(source.clone(), format!("{}:{name}", day.unwrap_or_default()))
    }

    /// The same for one source alone: what leads to an item of its own there, and to another
    /// everywhere else. No address, and hardly a guid, has such blanks.
    #[must_use]
    pub fn within(&self, source: &SourceId) -> Self {
        let within = |key: &str| format!("{key} [in {source}]");
        match self {
            Self::Site(id) => Self::Site(within(id)),
            Self::Guid(of, guid) => Self::Guid(of.clone(), within(guid)),
            Self::GlobalGuid(guid) => Self::Guid(source.clone(), guid.clone()),
            Self::Url(url) => Self::Url(within(url)),
            Self::TitleDate(of, text) => Self::TitleDate(of.clone(), within(text)),
        }
    }

    /// The same, where a source goes by another id.
    #[must_use]
    pub fn renamed(&self, from: &SourceId, to: &SourceId) -> Self {
        let of = |source: &SourceId| if source == from { to.clone() } else { source.clone() };
        let within = |key: &str| match key.strip_suffix(&format!(" [in {from}]")) {
            Some(bare) => format!("{bare} [in {to}]"),
            None => key.to_owned(),
        };
        match self {
            Self::Site(id) => Self::Site(within(id)),
            Self::Guid(source, guid) => Self::Guid(of(source), within(guid)),
            Self::GlobalGuid(guid) => Self::GlobalGuid(guid.clone()),
            Self::Url(url) => Self::Url(within(url)),
            Self::TitleDate(source, text) => Self::TitleDate(of(source), within(text)),
        }
    }
}

/// One line, unique and stable: the form in which keys are stored and ids are derived.
impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Site(id) => write!(f, "site:{id}"),
            Self::Guid(source, guid) => write!(f, "guid:{source}:{guid}"),
            Self::GlobalGuid(guid) => write!(f, "id:{guid}"),
            Self::Url(url) => write!(f, "url:{url}"),
            Self::TitleDate(source, text) => write!(f, "title:{source}:{text}"),
        }
    }
}

/// A person; at least one field is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// E-mail address; looks like one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Home page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
}

/// An attached file: RSS's enclosure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Address.
    pub url: Url,
    /// MIME type; from the address's extension where the source gives none, and
    /// `application/octet-stream` where that says nothing either.
    pub mime_type: String,
    /// Length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_in_bytes: Option<u64>,
    /// Playing time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_in_seconds: Option<u64>,
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// RSS `source`, Atom `source`: the feed that an item was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The feed's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The feed's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
}

/// How a rule is named to people: its place in the configuration, such as
/// `[[rule]] 2` or `[[source.rule]] 1 of ilo-asia`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleName(pub String);

/// Why an item of a document was left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// RSS 2.0 asks for a title or a description; an item with nothing at all has nothing to show.
    #[error("it has no title, no text and no link")]
    NothingToShow,
    /// A rule dropped it.
    #[error("dropped by {}", .0.0)]
    Dropped(RuleName),
}

impl Rejection {
    /// Stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NothingToShow => "nothing-to-show",
            Self::Dropped(_) => "dropped-by-rule",
        }
    }
}
