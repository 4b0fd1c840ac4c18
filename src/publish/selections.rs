//! The feeds that make themselves: one for each source, kind, tag and language.

use crate::model::edition::Selected;
use crate::model::hash::Hash;
use crate::model::language::Language;
use crate::model::query::{Facet, fold};
use crate::publish::assemble::FeedPlace;
use crate::publish::{clean, tongues};

/// How long the name of a folder is.
const LENGTH: usize = 48;

/// The feed of one value. `None` where nothing is left of it that could be shown.
#[must_use]
pub fn selected(facet: Facet, value: &str) -> Option<Selected> {
    let value = clean::line(value)?;
    let folder = format!("by/{}/{}/", facet.name(), folder_name(&value));
    Some(Selected { facet, value, folder })
}

/// What such a feed is called: by its value. A source has a title of its own.
#[must_use]
pub fn place(selected: &Selected, source_title: Option<&str>) -> FeedPlace {
    let language = || Language::new(&selected.value).map(|tag| tongues::name(&tag).into_owned());
    let title = match selected.facet {
        Facet::Language => language().ok(),
        Facet::Source => source_title.map(str::to_owned),
        Facet::Kind | Facet::Tag => None,
    };
    FeedPlace {
        title: title.unwrap_or_else(|| selected.value.clone()),
        folder: selected.folder.clone(),
    }
}

/// A value as the name of a folder, the same for all ways to write its case. Words stay readable;
/// where a name alone would not tell two values apart, a hash stands behind it.
fn folder_name(value: &str) -> String {
    let folded = fold(value);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_plain = folded.len() <= LENGTH && folded.chars().all(|c| plain(c) || c == ' ');
    let words = folded.split(|c| !plain(c)).filter(|word| !word.is_empty());
    let mut name = words.collect::<Vec<_>>().join("-");
    if is_plain && !name.is_empty() {
        return name;
    }
    name.truncate(LENGTH);
    let hash = Hash::of(folded.as_bytes()).to_string();
    format!("{name}-{}", &hash[..8]).trim_start_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_readable_and_never_shared() {
        assert_eq!(folder_name("News"), "news");
        assert_eq!(folder_name("Sri Lanka"), "sri-lanka");
        let others = ["Sri-Lanka", "समाचार", "خبر", "C++", "c#", "../..", ""];
        let names: std::collections::BTreeSet<_> = others.iter().map(|v| folder_name(v)).collect();
        assert_eq!(names.len(), others.len(), "{names:?}");
        for name in names {
            assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{name}");
            assert!(!name.is_empty());
        }
        assert_eq!(folder_name("ÉCONOMIE"), folder_name("économie"));
    }

    #[test]
    fn feeds_are_called_as_people_call_what_is_in_them() {
        let language = selected(Facet::Language, "hi").unwrap();
        assert_eq!(place(&language, None).title, "हिन्दी");
        assert_eq!(language.folder, "by/language/hi/");
        let source = selected(Facet::Source, "ilo-asia").unwrap();
        assert_eq!(place(&source, Some("ILO")).title, "ILO");
    }
}
