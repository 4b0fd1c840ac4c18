//! What is compared of an item, worked out once.

use url::Url;

use super::facts::Facts;
use super::text::{Text, WORDS, plain, texts_of};
use super::title::Title;
use super::words::words_and_names;
use crate::model::date::Published;
use crate::model::item::{Item, Key};
use crate::model::language::Language;

/// What is compared of an item.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    pub(super) title: Title,
    pub(super) texts: Vec<Text>,
    pub(super) facts: Facts,
    pub(super) published: Option<Published>,
    pub(super) kind: Option<Kind>,
    /// Primary language, as `fr`.
    pub(super) language: Option<String>,
    pub(super) page: Option<Page>,
    /// Ids that sites gave it.
    pub(super) site_ids: Vec<String>,
}

/// An item's address, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page {
    /// As it is compared.
    pub(super) key: String,
    /// The site, without what stands before its domain for copies.
    pub(super) host: String,
    /// The part of the path that tells what it is about, folded: `our-new-website`.
    pub(super) slug: Option<String>,
    /// The language that the address names: `/fr/`, `?lang=fr`.
    pub(super) language: Option<String>,
}

/// What sort of thing an item is, as far as that tells items with one title apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    News,
    Publication,
    Event,
    Media,
    Statement,
    Vacancy,
}

/// Beginnings of words of labels, in several languages, folded.
const KINDS: [(Kind, &str); 6] = [
    (
        Kind::Publication,
        "publicat publikat publicac report rapport informe relator bericht paper book brochure manual guide guia study estudo estudio etude document working laporan libro livre buch handbook toolkit bulletin",
    ),
    (
        Kind::Event,
        "event evenement evento veranstaltung acara webinar conference conferenc workshop seminar meeting course training taller atelier",
    ),
    (Kind::Media, "video podcast audio photo foto slide multimedia"),
    (Kind::Statement, "statement declarac declarat speech discurso discours message mensaje rede"),
    (Kind::Vacancy, "vacanc job vacante emploi empleo stelle lowongan"),
    (
        Kind::News,
        "news noticia actualit nouvelle nachricht berita article articulo artikel artigo press prensa presse blog story feature",
    ),
];

impl Profile {
    pub(super) fn new(item: &Item) -> Self {
        let title = item.title.as_deref().map(Title::new).unwrap_or_default();
        let plain = plain(item);
        let (words, names): (Vec<_>, Vec<_>) =
            plain.iter().map(|text| words_and_names(text, WORDS)).unzip();
        let plain = plain.iter().map(String::as_str).zip(words);
        let site_id = |key: &Key| if let Key::Site(id) = key { Some(id.clone()) } else { None };
        Self {
            texts: texts_of(plain, &title),
            facts: Facts::new(item, names.into_iter().flatten().collect(), &title),
            title,
            published: item.published,
            kind: item
                .kind
                .as_deref()
                .and_then(Kind::of)
                .or_else(|| item.tags.iter().take(5).find_map(|tag| Kind::of(tag))),
            language: item.language.as_ref().map(primary),
            page: item.url.as_ref().map(|url| Page::new(url.as_url(), url.key())),
            site_ids: item.keys.iter().filter_map(site_id).collect(),
        }
    }
}

fn primary(language: &Language) -> String {
    language.as_str().split('-').next().unwrap_or_default().to_ascii_lowercase()
}

impl Kind {
    fn of(label: &str) -> Option<Self> {
        let words = super::words::plain_words(label, 4);
        let begins = |beginning: &str| words.iter().any(|word| word.starts_with(beginning));
        let kind = KINDS.iter().find(|(_, beginnings)| beginnings.split(' ').any(begins));
        kind.map(|(kind, _)| kind.clone())
    }
}

impl Page {
    fn new(url: &Url, key: String) -> Self {
        let end = key.find([':', '/', '?', '#']).unwrap_or(key.len());
        let host = key[..end].to_owned();
        Self { host, slug: slug(url), language: language(url), key }
    }

    /// Both are pages of one site, by name or as a part of it.
    pub(super) fn is_on_site_of(&self, other: &Self) -> bool {
        let below = |one: &str, other: &str| {
            one.strip_suffix(other).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        below(&self.host, &other.host) || below(&other.host, &self.host)
    }
}

/// The last part of the path with at least two words in it.
fn slug(url: &Url) -> Option<String> {
    let segments = url.path_segments()?.rev();
    let folded = segments.filter(|segment| !segment.is_empty()).map(|segment| {
        let name = segment.rsplit_once('.').map_or(segment, |(name, _)| name);
        name.to_ascii_lowercase().replace('_', "-")
    });
    folded.take(3).find(|name| name.split('-').filter(|word| word.len() > 1).count() >= 2)
}

/// ISO 639-1 codes that addresses are seen to hold.
const CODES: &str = "ar az be bg bn bs ca cs da de el en es et eu fa fi fr gl gu he hi hr hu hy id is it ja ka kk km kn ko ky \
    lo lt lv mk ml mn mr ms my nb ne nl no pa pl ps pt ro ru si sk sl sq sr sv sw ta te tg th tl tr uk ur uz vi zh";

/// The language that an address names. `lang--xx` of the ILO's old site is that of the furniture,
/// and is none.
fn language(url: &Url) -> Option<String> {
    let is_code = |code: &str| CODES.split(' ').any(|known| known == code);
    let short = |text: &str| text.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let named = url.query_pairs().find_map(|(name, value)| {
        matches!(name.as_ref(), "lang" | "language" | "locale" | "hl" | "lng")
            .then(|| short(&value))
    });
    let in_path = || {
        let segment = url.path_segments()?.next()?;
        (segment.len() == 2 || segment.len() == 5).then(|| short(segment))
    };
    named.filter(|code| is_code(code)).or_else(|| in_path().filter(|code| is_code(code)))
}
