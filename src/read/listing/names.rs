//! Lists of people and of languages: they list nothing new, whatever is said of each.

use scraper::ElementRef;

use crate::read::listing::hint::{class, words};
use crate::read::listing::node::{Attributes, NodeRef, elements, text_of};
use crate::read::listing::page::Page;
use crate::read::listing::row::{Fields, text_length};

/// Fewer rows say nothing.
const FEWEST: usize = 3;

/// Names of languages are shorter than titles.
const SHORT: usize = 18;

/// How many words a name has.
const WORDS: std::ops::RangeInclusive<usize> = 2..=6;

/// So many elements of a row are asked whether it is about a person.
const ASKED: usize = 40;

/// Words in names that are written small.
const PARTICLES: [&str; 22] = [
    "von", "van", "der", "den", "de", "da", "do", "dos", "das", "di", "del", "della", "la", "le",
    "du", "el", "al", "bin", "ibn", "ben", "zu", "y",
];

/// What elements are called in which a person stands.
const PEOPLE: [&str; 18] = [
    "person",
    "persons",
    "people",
    "staff",
    "team",
    "profile",
    "employee",
    "speaker",
    "vcard",
    "contact",
    "mitarbeiter",
    "ansprechpartner",
    "personne",
    "equipe",
    "equipo",
    "persona",
    "colaborador",
    "personale",
];

/// What pages are called on which people stand.
const HEADS: [&str; 46] = [
    "staff",
    "team",
    "people",
    "board",
    "directors",
    "directory",
    "secretariat",
    "contacts",
    "committee",
    "experts",
    "speakers",
    "trainers",
    "leadership",
    "équipe",
    "bureau",
    "conseil",
    "annuaire",
    "direction",
    "equipo",
    "junta",
    "directorio",
    "secretaría",
    "equipe",
    "diretoria",
    "conselho",
    "secretaria",
    "mitarbeiter",
    "mitarbeitende",
    "mitarbeiterinnen",
    "vorstand",
    "geschäftsstelle",
    "ansprechpartner",
    "ansprechpersonen",
    "aufsichtsrat",
    "consiglio",
    "personale",
    "bestuur",
    "medewerkers",
    "сотрудники",
    "команда",
    "правление",
    "руководство",
    "الفريق",
    "スタッフ",
    "役員",
    "임원",
];

/// A longer line is about something else.
const LONGEST_HEAD: usize = 4;

/// Names of languages, in themselves and in English, in lower case.
const LANGUAGES: [&str; 58] = [
    "english",
    "français",
    "french",
    "español",
    "spanish",
    "castellano",
    "português",
    "portuguese",
    "deutsch",
    "german",
    "italiano",
    "italian",
    "nederlands",
    "dutch",
    "русский",
    "russian",
    "العربية",
    "عربي",
    "arabic",
    "中文",
    "简体中文",
    "繁體中文",
    "chinese",
    "日本語",
    "japanese",
    "한국어",
    "korean",
    "हिन्दी",
    "हिंदी",
    "hindi",
    "ไทย",
    "thai",
    "tiếng",
    "vietnamese",
    "bahasa",
    "indonesian",
    "türkçe",
    "turkish",
    "polski",
    "polish",
    "українська",
    "ukrainian",
    "ελληνικά",
    "greek",
    "svenska",
    "swedish",
    "suomi",
    "norsk",
    "dansk",
    "magyar",
    "română",
    "čeština",
    "فارسی",
    "اردو",
    "বাংলা",
    "தமிழ்",
    "kiswahili",
    "català",
];

/// Whether the titles of items without dates name people or languages, and nothing that happened.
pub(super) fn are_names(items: &[&Fields], rows: &[Vec<NodeRef<'_>>], page: &Page) -> bool {
    let titles: Vec<_> = items.iter().filter_map(|fields| fields.title.as_deref()).collect();
    let most = |fits: &dyn Fn(&str) -> bool| {
        titles.iter().filter(|title| fits(title)).count() * 5 >= titles.len() * 4
    };
    if titles.len() < FEWEST {
        return false;
    }
    let length: usize = titles.iter().map(|title| text_length(title)).sum();
    let are_short = length < SHORT * titles.len();
    let told = || rows.iter().filter(|row| is_of_person(row)).count() * 2 > rows.len();
    most(&is_name) && (told() || is_of_people(page)) || are_short && most(&is_language)
}

/// Whether a title has the form of a name: a few words with capitals, and nothing else.
fn is_name(title: &str) -> bool {
    let small = |word: &str| word.starts_with(char::is_lowercase);
    let is_part = |word: &str| !small(word) || PARTICLES.contains(&word);
    let other = |c: char| c.is_numeric() || ":;?!\"“”«»/&+|–—".contains(c);
    let mut parts = title.split_whitespace();
    WORDS.contains(&parts.clone().count()) && parts.all(is_part) && !title.contains(other)
}

/// Whether title or heading of a page say that people stand on it: `Our team | The union`.
fn is_of_people(page: &Page) -> bool {
    let headings = elements(page.html().tree.root()).filter(|one| one.value().name() == "h1");
    let lines = page.title().into_iter().chain(headings.take(2).map(|heading| text_of(*heading)));
    let says_so = |line: &str| {
        let small = line.to_lowercase();
        let mut words = small.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.clone().count() <= LONGEST_HEAD && words.any(|word| HEADS.contains(&word))
    };
    lines.into_iter().any(|line| line.split(['|', '–', '—', '·', '»', '›']).any(says_so))
}

/// `English`, `Português (Brasil)`.
fn is_language(title: &str) -> bool {
    let small = title.to_lowercase();
    let first = small.split(|c: char| c.is_whitespace() || "(-–/,".contains(c)).next();
    first.is_some_and(|word| LANGUAGES.contains(&word))
}

/// Whether a row says how a person is to be reached, or is called one.
fn is_of_person(row: &[NodeRef<'_>]) -> bool {
    let inside = row.iter().flat_map(|node| elements(*node)).take(ASKED);
    let is_person = |element: ElementRef<'_>| {
        let called =
            words(class(element)).any(|word| PEOPLE.contains(&word.to_lowercase().as_str()));
        let leads = element.attribute("href").unwrap_or_default();
        let kind = element.attribute("itemtype").unwrap_or_default();
        // Behind buttons to share a story stands no address.
        let to_someone = leads.starts_with("mailto:")
            && leads.split('?').next().is_some_and(|to| to.contains('@'));
        called || to_someone || leads.starts_with("tel:") || kind.ends_with("/Person")
    };
    inside.into_iter().any(is_person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_headlines() {
        for name in ["Jo Field", "Prof. Dr. Karl von Stein", "María José de la Cruz", "王 芳"] {
            assert!(is_name(name), "{name}");
        }
        for headline in ["Mill repaired", "Dairy: a Plan", "Report 2026", "Membership"] {
            assert!(!is_name(headline), "{headline}");
        }
    }

    #[test]
    fn languages_are_known_by_their_names() {
        for name in ["English", "Português (Brasil)", "Tiếng Việt", "中文", "Français - Canada"]
        {
            assert!(is_language(name), "{name}");
        }
        assert!(!is_language("Englishmen at sea"));
    }
}
