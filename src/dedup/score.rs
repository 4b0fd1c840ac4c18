//! Whether two items are one: evidence is weighed, and what speaks against it vetoes.
//!
//! A wrong merge hides a story, a missed one shows it twice: so what is not clear stays apart.

use chrono::TimeDelta;

use super::profile::{Page, Profile};
use super::text;
use super::title;
use crate::model::date::{Precision, Published};

/// What two items have to do with each other, beside what they say.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Circumstances {
    /// One source gives both, the one no longer: a site that moved, perhaps.
    pub(super) same_source: bool,
    /// One document gives both.
    pub(super) same_document: bool,
    /// A source gave several items under this title: weekly, yearly.
    pub(super) recurring: bool,
    /// So many words of the text other items of a source begin with too: a text of no more than
    /// those says nothing of one of them.
    pub(super) shared: usize,
}

/// How sure it is that two items are one, in thousandths, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Score {
    pub(super) points: u16,
    pub(super) because: String,
}

/// How far the dates of two items are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    /// The same, but for zones and hours.
    None,
    /// A few days.
    Days,
    /// Weeks: so late do reposts come.
    Weeks,
    /// Months or years.
    Far,
    /// One or both are undated.
    Unknown,
}

/// Zones go from -12 to +14, and a server's may be wrongly named: as far off as two dates can be
/// that mean one moment.
const ZONES: TimeDelta = TimeDelta::hours(26);

const DAYS: TimeDelta = TimeDelta::days(4);

const WEEKS: TimeDelta = TimeDelta::days(30);

/// How many words of text two items must share under titles of which words were replaced. Texts
/// that were made from one pattern are shorter.
const REWORDED: usize = 40;

impl Gap {
    fn between(one: Option<Published>, other: Option<Published>) -> Self {
        let Some((one, other)) = one.zip(other) else { return Self::Unknown };
        let span = |date: Published| match date.precision {
            Precision::Day => (date.at, date.at + TimeDelta::days(1)),
            Precision::Second => (date.at, date.at),
        };
        let ((from, to), (from_other, to_other)) = (span(one), span(other));
        let gap = (from - to_other).max(from_other - to).max(TimeDelta::zero());
        // A day is a day wherever: of two days only the same is the same.
        let both_days = one.precision == Precision::Day && other.precision == Precision::Day;
        match gap {
            _ if both_days && one.at == other.at => Self::None,
            gap if !both_days && gap <= ZONES => Self::None,
            gap if gap <= DAYS => Self::Days,
            gap if gap <= WEEKS => Self::Weeks,
            _ => Self::Far,
        }
    }
}

/// How the addresses of two items stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pages {
    /// Nothing follows.
    Unknown,
    /// The same, but for the folder, on one site: a permalink that moved, or a mirror.
    Moved,
    /// Two pages of one site.
    Two,
}

impl Pages {
    fn between(one: Option<&Page>, other: Option<&Page>) -> Self {
        let Some((one, other)) = one.zip(other) else { return Self::Unknown };
        if one.key == other.key || !one.is_on_site_of(other) {
            return Self::Unknown;
        }
        match (&one.slug, &other.slug) {
            (Some(one), Some(other)) if one == other => Self::Moved,
            (Some(_), Some(_)) => Self::Two,
            _ => Self::Unknown,
        }
    }
}

/// All that is weighed.
struct Evidence {
    title: title::Likeness,
    /// How many words say something in what the titles share.
    words: u32,
    text: text::Likeness,
    gap: Gap,
    pages: Pages,
    kinds_differ: bool,
    languages_differ: bool,
    circumstances: Circumstances,
}

/// Weighs two items. `None`: they are two, as far as one can see.
pub(super) fn score(one: &Profile, other: &Profile, circumstances: Circumstances) -> Option<Score> {
    if are_numbered_apart(one, other) {
        return None;
    }
    let untitled = one.title.is_empty() || other.title.is_empty();
    let (title, words) = one.title.compare(&other.title);
    if title == title::Likeness::Different && !untitled {
        return None;
    }
    let evidence = Evidence {
        title,
        words,
        text: text::compare(&one.texts, &other.texts),
        gap: Gap::between(one.published, other.published),
        pages: Pages::between(one.page.as_ref(), other.page.as_ref()),
        kinds_differ: differ(one.kind.as_ref(), other.kind.as_ref()),
        languages_differ: differ(one.language.as_ref(), other.language.as_ref())
            || differ(language(one), language(other)),
        circumstances,
    };
    let is_one =
        !evidence.vetoes() && if untitled { evidence.text_alone() } else { evidence.suffices() };
    is_one.then(|| evidence.sum())
}

/// A guid or an address leads from one to the other, and yet they are two: title, date and text
/// are others. A guid that has a page for each is not believed against title and text alone.
pub(super) fn is_another_story(one: &Profile, other: &Profile, by_guid: bool) -> bool {
    let gap = Gap::between(one.published, other.published);
    let is_days_apart = matches!(gap, Gap::Days | Gap::Weeks | Gap::Far);
    let pages = one.page.as_ref().zip(other.page.as_ref());
    if by_guid && pages.is_some_and(|(one, other)| one == other) {
        return false;
    }
    let is_retitled = !one.title.is_empty()
        && !other.title.is_empty()
        && one.title.compare(&other.title).0 == title::Likeness::Different;
    is_retitled
        && match text::compare(&one.texts, &other.texts) {
            text::Likeness::Same(_) => false,
            text::Likeness::Different => is_days_apart || by_guid && pages.is_some(),
            text::Likeness::Similar | text::Likeness::Unknown => is_days_apart,
        }
}

fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

fn language(profile: &Profile) -> Option<&String> {
    profile.page.as_ref()?.language.as_ref()
}

/// A site gave them two ids. Language editions have ids of their own too.
pub(super) fn are_numbered_apart(one: &Profile, other: &Profile) -> bool {
    let name = |id: &str| id.split(':').next().unwrap_or_default().to_owned();
    one.site_ids
        .iter()
        .any(|id| other.site_ids.iter().any(|theirs| id != theirs && name(id) == name(theirs)))
}

impl Evidence {
    /// The texts are one, and it is no text that others have too.
    fn same_text(&self) -> bool {
        matches!(self.text, text::Likeness::Same(words) if words > self.circumstances.shared + 1)
    }

    fn common_words(&self) -> usize {
        match self.text {
            text::Likeness::Same(words) => words,
            _ => 0,
        }
    }

    fn other_text(&self) -> bool {
        matches!(self.text, text::Likeness::Different)
    }

    /// What speaks against it whatever the title says.
    fn vetoes(&self) -> bool {
        let same_text = matches!(self.text, text::Likeness::Same(_));
        (self.kinds_differ || self.languages_differ || self.pages == Pages::Two) && !same_text
            || self.gap == Gap::Far && !self.is_moved_far()
    }

    /// A site that moved may date everything anew; its texts and the ends of its addresses stay.
    fn is_moved_far(&self) -> bool {
        self.circumstances.same_source
            && !self.circumstances.recurring
            && self.title == title::Likeness::Same
            && self.pages == Pages::Moved
            && self.same_text()
    }

    /// Without two titles to compare: the text, if it is long enough to be no phrase.
    fn text_alone(&self) -> bool {
        self.same_text() && self.common_words() >= 8 && self.gap != Gap::Weeks && !self.kinds_differ
    }

    fn suffices(&self) -> bool {
        if self.circumstances.same_document {
            return self.is_listed_twice();
        }
        match self.title {
            title::Likeness::Same => self.same_title_suffices(),
            title::Likeness::Peeled => self.same_title_suffices() && self.peeled_suffices(1),
            title::Likeness::PeeledBoth => self.same_title_suffices() && self.peeled_suffices(3),
            title::Likeness::Edited => self.edited_suffices(),
            title::Likeness::Reworded => self.edited_suffices() && self.common_words() >= REWORDED,
            title::Likeness::Different => false,
        }
    }

    /// An item that stands in two folders of one feed.
    fn is_listed_twice(&self) -> bool {
        self.title >= title::Likeness::Peeled
            && self.gap == Gap::None
            && self.same_text()
            && self.common_words() >= 8
            && !self.kinds_differ
            && !self.circumstances.recurring
    }

    fn same_title_suffices(&self) -> bool {
        if self.circumstances.recurring {
            return match self.gap {
                Gap::None => {
                    !self.other_text() && (self.words >= 2 || self.same_text() || self.is_moved())
                }
                Gap::Unknown => self.same_text() && self.common_words() >= 8,
                _ => self.pages == Pages::Moved && self.same_text(),
            };
        }
        let (words, is_moved) = (self.words, self.is_moved());
        match (self.gap, self.text) {
            (Gap::Far, _) => self.is_moved_far(),
            (Gap::None, text::Likeness::Different) => self.is_retold(),
            (Gap::None, text::Likeness::Unknown) => words >= 2 || is_moved,
            (Gap::Weeks, text::Likeness::Different | text::Likeness::Similar) => false,
            (Gap::Weeks, text::Likeness::Unknown) => words >= 5,
            (Gap::Weeks, text::Likeness::Same(common)) => words >= 4 || common >= 12,
            // Days apart, or undated; and texts of one day that are not quite different.
            (_, text::Likeness::Different) => self.pages == Pages::Moved && words >= 5,
            (Gap::Days | Gap::Unknown, text::Likeness::Unknown | text::Likeness::Similar) => {
                words >= 4 || is_moved
            }
            (_, text::Likeness::Similar | text::Likeness::Same(_)) => true,
        }
    }

    /// In one source, gone from its list: nothing else needs to agree where title and date do.
    fn is_moved(&self) -> bool {
        self.circumstances.same_source || self.pages == Pages::Moved
    }

    /// One title on one day, in other words: of a long title, when nothing else differs.
    fn is_retold(&self) -> bool {
        if self.is_moved() { self.words >= 2 } else { self.words >= 6 }
    }

    /// What was taken from a title may have meant something, so more must agree; `least` words of
    /// title at least.
    fn peeled_suffices(&self, least: u32) -> bool {
        let is_same_day = self.gap == Gap::None;
        match self.text {
            _ if self.same_text() => self.words >= 1,
            text::Likeness::Same(_) | text::Likeness::Similar => is_same_day && self.words > least,
            text::Likeness::Unknown => {
                let is_near = is_same_day || least == 1 && self.gap != Gap::Weeks;
                is_near && self.words > least
            }
            text::Likeness::Different => false,
        }
    }

    /// Some words differ: the text must be one, and long where words were put in others' place.
    fn edited_suffices(&self) -> bool {
        let near = matches!(self.gap, Gap::None | Gap::Days)
            || self.gap == Gap::Unknown && self.circumstances.same_source;
        let least =
            if self.pages == Pages::Moved || self.circumstances.same_source { 8 } else { 12 };
        near && self.same_text() && self.common_words() >= least && !self.kinds_differ
    }

    fn sum(&self) -> Score {
        let (title, title_points) = match self.title {
            title::Likeness::Same => ("same title", 450),
            title::Likeness::Peeled => ("same title but for a label", 420),
            title::Likeness::PeeledBoth => ("same title but for labels", 380),
            title::Likeness::Edited => ("title edited", 300),
            title::Likeness::Reworded => ("title reworded", 250),
            title::Likeness::Different => ("no title", 200),
        };
        let (text, text_points) = match self.text {
            text::Likeness::Same(_) if !self.same_text() => ("text that others share", 0),
            text::Likeness::Same(_) => ("same text", 300),
            text::Likeness::Similar => ("similar text", 150),
            text::Likeness::Unknown => ("no text to compare", 50),
            text::Likeness::Different => ("other text", 0),
        };
        let (gap, gap_points) = match self.gap {
            Gap::None => ("same date", 200),
            Gap::Days => ("days apart", 120),
            Gap::Weeks => ("weeks apart", 60),
            Gap::Unknown => ("undated", 60),
            Gap::Far => ("dated anew", 0),
        };
        let (pages, page_points) =
            if self.pages == Pages::Moved { (", same end of the address", 50) } else { ("", 0) };
        Score {
            points: title_points + text_points + gap_points + page_points,
            because: format!("{title}, {text}, {gap}{pages}"),
        }
    }
}
