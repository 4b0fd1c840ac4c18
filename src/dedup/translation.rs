//! Translations: which items are one story in several languages. They are tied, never merged.
//!
//! Two editions share little that can be looked up: their addresses and titles differ. What they
//! share is when and where they were published, numbers and names, pictures and files, and in
//! related languages half of the title's words. No sign is enough alone, except an address that
//! differs in nothing but the language that it names.

use std::collections::{BTreeSet, HashMap};

use url::Url;

use super::words::{FULL, Word, title_words};
use crate::model::change::StoredItem;
use crate::model::date::Precision;
use crate::model::language::Language;
use crate::model::translation::Tie;

/// How sure it must be, in thousandths.
const ENOUGH: u16 = 700;

/// By how much the best must be better than the next of its language.
const LEAD: u16 = 100;

/// Words of a title that are compared.
const WORDS: usize = 40;

/// Letters at the beginning by which words of related languages are known: `coop`, `inte`.
const STEM: usize = 4;

/// Days between the dates of two editions.
const DAYS: i64 = 3;

/// Ties items to what they are translations of, among some that stand near them in time. Each is
/// tied to one of a language at most; the earlier seen is named first.
#[must_use]
pub fn ties(items: &[&StoredItem], around: &[StoredItem]) -> Vec<Tie> {
    let editions: Vec<_> = around.iter().filter_map(Edition::new).collect();
    let common = Common::of(&editions);
    let mut ties = Vec::new();
    for edition in items.iter().filter_map(|item| Edition::new(item)) {
        ties.extend(edition.translations(&editions, &common).into_iter().map(|other| Tie {
            one: (edition.stored.id, edition.language.clone()),
            other: (other.stored.id, other.language.clone()),
        }));
    }
    ties
}

/// An item as it is compared across languages.
struct Edition<'a> {
    stored: &'a StoredItem,
    language: Language,
    words: Vec<Word>,
    numbers: BTreeSet<String>,
    /// Beginnings of the words that say something, in order, each once.
    stems: Vec<String>,
    /// The address without the language that it names; `None` where it names none.
    place: Option<String>,
    site: Option<String>,
    /// Picture, attached files, and what it is about.
    things: BTreeSet<&'a str>,
}

impl<'a> Edition<'a> {
    /// `None` when its language is not known.
    fn new(stored: &'a StoredItem) -> Option<Self> {
        let item = &stored.item;
        let title = item.title.as_deref()?;
        let language = item.spoken()?;
        let (mut words, _) = title_words(title);
        words.truncate(WORDS);
        let numbers = words.iter().filter(|word| word.is_number());
        let telling = words.iter().filter(|word| {
            word.weight == FULL && !word.is_number() && word.text.chars().count() >= STEM - 1
        });
        let stems: BTreeSet<_> = telling.map(|word| stem(&word.text)).collect();
        let things = item.attachments.iter().map(|file| &file.url);
        let things = things.chain(&item.image).chain(&item.external_url);
        Some(Self {
            language,
            numbers: numbers.map(|word| word.text.clone()).collect(),
            stems: stems.into_iter().collect(),
            words,
            place: item.url.as_ref().and_then(|url| place(url.as_url())),
            site: item.url.as_ref().map(|url| site(&url.key()).to_owned()),
            things: things.map(Url::as_str).collect(),
            stored,
        })
    }

    /// The best of each other language, if it is good enough and plainly the best.
    fn translations<'b>(&self, others: &'b [Edition<'a>], common: &Common) -> Vec<&'b Edition<'a>> {
        let mut best: HashMap<&str, Vec<(u16, &Edition)>> = HashMap::new();
        for other in others.iter().filter(|other| other.stored.id != self.stored.id) {
            if other.language.primary() != self.language.primary() {
                let points = self.likeness(other, common);
                if points > 0 {
                    best.entry(other.language.primary()).or_default().push((points, other));
                }
            }
        }
        let mut found = Vec::new();
        for rivals in best.values_mut() {
            rivals.sort_by_key(|(points, other)| (std::cmp::Reverse(*points), other.stored.id));
            let (points, other) = rivals[0];
            let next = rivals.get(1).map_or(0, |(points, _)| *points);
            if points >= ENOUGH && points >= next + LEAD {
                found.push(other);
            }
        }
        found.sort_by_key(|other| other.stored.id);
        found
    }

    fn likeness(&self, other: &Self, common: &Common) -> u16 {
        if self.place.is_some() && self.place == other.place {
            return 1000;
        }
        let Some(when) = self.nearness(other) else { return 0 };
        let both_count = !self.numbers.is_empty() && !other.numbers.is_empty();
        if both_count && self.numbers != other.numbers {
            return 0;
        }
        let shared = |yes: bool, points: u16| if yes { points } else { 0 };
        let has_thing = self
            .things
            .iter()
            .any(|thing| other.things.contains(thing) && !common.is_everywhere(thing));
        when + shared(both_count, 200)
            + shared(has_thing, 300)
            + shared(self.site.is_some() && self.site == other.site, 150)
            + self.kinship(other, common)
    }

    /// Published together; `None` when they were not, or nobody knows.
    fn nearness(&self, other: &Self) -> Option<u16> {
        let (one, other) = (self.stored.item.published?, other.stored.item.published?);
        let days = (one.at.date_naive() - other.at.date_naive()).num_days().abs();
        let is_exact = one.precision == Precision::Second && one == other;
        match days {
            0 if is_exact => Some(350),
            0 => Some(300),
            1..=DAYS => Some(150),
            _ => None,
        }
    }

    /// How many words of the shorter title have a relative in the other. Of titles in two scripts
    /// that can only be names that both leave as they are.
    fn kinship(&self, other: &Self, common: &Common) -> u16 {
        let (mine, theirs) = (&self.stems, &other.stems);
        let relatives = mine.iter().filter(|stem| theirs.binary_search(stem).is_ok());
        let shared = relatives.filter(|stem| !common.is_everywhere(stem)).count();
        let shorter = mine.len().min(theirs.len()).max(1);
        match shared * 100 / shorter {
            _ if shared == 0 => 0,
            _ if shared == 1 => 50,
            0..25 => 50,
            25..40 => 150,
            40..60 => 300,
            _ => 400,
        }
    }
}

fn stem(word: &str) -> String {
    word.chars().take(STEM).collect()
}

/// What so many items share that it says nothing: words of the subject, a picture that stands for
/// all.
struct Common(HashMap<String, usize>, usize);

impl Common {
    /// Below this nothing can be called common.
    const SAMPLE: usize = 12;

    fn of(editions: &[Edition]) -> Self {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for edition in editions {
            let stems: BTreeSet<_> = edition.words.iter().map(|word| stem(&word.text)).collect();
            let things = edition.things.iter().map(|thing| (*thing).to_owned());
            for one in stems.into_iter().chain(things) {
                *counts.entry(one).or_default() += 1;
            }
        }
        Self(counts, editions.len())
    }

    /// A quarter of all have it.
    fn is_everywhere(&self, what: &str) -> bool {
        self.1 >= Self::SAMPLE && self.0.get(what).is_some_and(|count| count * 4 > self.1)
    }
}

/// The host in the key of an address.
fn site(key: &str) -> &str {
    key.split(['/', '?', '#']).next().unwrap_or(key)
}

/// An address without its language: `https://a.example/fr/x` and `/en/x`, `?lang=fr`, `x.fr.html`.
/// The ILO's old `lang--fr` names the furniture, and its numbers differ.
fn place(url: &Url) -> Option<String> {
    const PARAMETERS: [&str; 5] = ["lang", "language", "locale", "hl", "lng"];
    let is_tag = |text: &str| {
        let (primary, region) = text.split_once(['-', '_']).unwrap_or((text, ""));
        primary.len() == 2 && Language::is_code(primary) && matches!(region.len(), 0 | 2)
    };
    let (named, rest): (Vec<_>, Vec<_>) =
        url.query_pairs().partition(|(name, _)| PARAMETERS.contains(&name.as_ref()));
    let mut path: Vec<&str> = url.path_segments()?.collect();
    let in_path = path.first().is_some_and(|first| is_tag(first));
    if in_path {
        path.remove(0);
    }
    if !in_path && named.is_empty() || path.join("").is_empty() && rest.is_empty() {
        return None;
    }
    let query: Vec<_> = rest.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Some(format!("{}/{}?{}", url.host_str()?, path.join("/"), query.join("&")))
}
