//! `[source.listing]`.

use chrono::format::{Item, StrftimeItems};
use chrono_tz::{TZ_VARIANTS, Tz};
use url::Url;

use super::pages::pages;
use super::section::Section;
use super::spelling::nearest;
use super::values::Wrong;
use crate::model::date::DateHints;
use crate::model::source::SourceKind;
use crate::read::listing::{Css, ListingOptions};

/// How many pages are read when `next` leads on and nothing is said.
const PAGES: usize = 3;

/// Reads `[source.listing]` of a source.
pub(super) fn listing(
    source: &Section<'_>,
    kind: SourceKind,
    url: Option<&Url>,
) -> (ListingOptions, DateHints) {
    let name = format!("[source.listing] of {}", source.name);
    let Some(section) = source.optional_table("listing", name) else {
        return (
            ListingOptions { max_pages: 1, ..ListingOptions::default() },
            DateHints::default(),
        );
    };
    if kind == SourceKind::Feed {
        section.problem(
            "is for pages, and the source is a feed; remove it, or set type = \"listing\"",
        );
    }
    let mut options = options(&section, url);
    let dates = DateHints {
        now: None,
        format: section.read("date_format", DATE_FORMAT, date_format),
        zone: section.read("timezone", "a time zone such as \"Asia/Kolkata\"", zone),
    };
    section.finish(&[]);
    options.dates = dates.clone();
    (options, dates)
}

fn options(section: &Section<'_>, url: Option<&Url>) -> ListingOptions {
    let css = |key| section.read(key, "a CSS selector such as \"li > a\"", css);
    let mut options = ListingOptions {
        item: css("item"),
        title: css("title"),
        link: css("link"),
        date: css("date"),
        kind: css("kind"),
        summary: css("summary"),
        image: css("image"),
        next: css("next"),
        pages: further_pages(section, url),
        max_pages: 1,
        dates: DateHints::default(),
    };
    options.max_pages = max_pages(section, &options);
    options
}

fn further_pages(section: &Section<'_>, url: Option<&Url>) -> Vec<Url> {
    if section.has("next") && section.has("pages") {
        section.problem_at("pages", "and next both say where the further pages are; keep one");
    }
    let expected = "an address with a number range such as \"…/page/{2..5}\"";
    // Without the source's own address nothing can be said of these.
    let list = |text: &str| url.map_or(Ok(Vec::new()), |url| pages(text, url));
    section.read("pages", expected, list).unwrap_or_default()
}

fn max_pages(section: &Section<'_>, options: &ListingOptions) -> usize {
    let given = section.whole("max_pages", 1..=1_001);
    given.unwrap_or(if section.has("next") { PAGES } else { 1 + options.pages.len() })
}

fn css(text: &str) -> Result<Css, Wrong> {
    Css::parse(text).map_err(|reason| Wrong::Because(in_words(&reason)))
}

/// The parser of selectors names some mistakes by its own types, such as `DanglingCombinator`,
/// and below a line that is of no use to anybody.
fn in_words(reason: &str) -> String {
    let mut words = String::new();
    for letter in reason.lines().last().unwrap_or_default().chars() {
        if letter.is_uppercase() && words.ends_with(char::is_lowercase) {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

const DATE_FORMAT: &str = "a date format such as \"%d %B %Y\"";

/// A format must have something of a date in it: `DD/MM/YYYY` is plain text to `strftime`.
fn date_format(text: &str) -> Result<String, Wrong> {
    let items: Vec<Item<'_>> = StrftimeItems::new(text).collect();
    if items.contains(&Item::Error) {
        return Err(Wrong::because("a \"%\" in it stands before a letter that means nothing"));
    }
    let is_part = |item: &Item<'_>| matches!(item, Item::Numeric(..) | Item::Fixed(_));
    if !items.iter().any(is_part) {
        return Err(Wrong::because("it has no day, month and year, such as %d, %m and %Y"));
    }
    Ok(text.to_owned())
}

fn zone(text: &str) -> Result<Tz, Wrong> {
    text.parse().map_err(|_| match nearest(text, TZ_VARIANTS.iter().map(|zone| zone.name())) {
        Some(near) => Wrong::Perhaps(near.to_owned()),
        None => Wrong::Plainly,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_format_has_a_date_in_it() {
        for good in ["%d %B %Y", "%Y年%m月%d日", "%F", "%s"] {
            assert_eq!(date_format(good), Ok(good.to_owned()));
        }
        for bad in ["", "DD/MM/YYYY", "%d %Q", "100%%", "%"] {
            assert!(date_format(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_time_zone_is_one_of_the_iana_database() {
        assert_eq!(zone("Asia/Kolkata"), Ok(Tz::Asia__Kolkata));
        assert_eq!(zone("Europe/Zürich"), Err(Wrong::Perhaps("Europe/Zurich".into())));
        assert_eq!(zone("Mars"), Err(Wrong::Plainly));
    }
}
