//! Whether two items are one: evidence is weighed, and what speaks against it vetoes.
//!
//! A wrong merge hides a story, a missed one shows it twice: so what is not clear stays apart.

use super::apart::are_numbered_apart;
use super::distance::{Gap, Pages, Relation};
use super::facts::{Agreement, Links};
use super::profile::Profile;
use super::{text, title};

/// What two items have to do with each other, beside what they say.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Circumstances {
    /// Who gives the two, and when.
    pub(super) relation: Relation,
    /// A source gave several items under this title, or without one with this text: weekly, yearly.
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

/// How many words of text two items must share under titles of which words were replaced. Texts
/// that were made from one pattern are shorter.
const REWORDED: usize = 40;

/// What it counts that both name the same.
const NAMES: u16 = 40;

/// All that is weighed.
struct Evidence {
    title: title::Likeness,
    /// How many words say something in what the titles share.
    words: u32,
    text: text::Likeness,
    /// How many words they share where one text is the other, whole or cut.
    whole: Option<usize>,
    gap: Gap,
    pages: Pages,
    links: Links,
    /// Whether the texts name the same.
    names: Agreement,
    numbers_differ: bool,
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
        whole: text::whole_or_cut(&one.texts, &other.texts),
        gap: match circumstances.relation {
            Relation::Apart => Gap::between(one.published, other.published),
            _ => Gap::within_source(one.published, other.published),
        },
        pages: Pages::between(one.page.as_ref(), other.page.as_ref()),
        links: one.facts.links_to(page(one), &other.facts, page(other)),
        names: one.facts.names_of(&other.facts),
        numbers_differ: one.facts.has_other_numbers(&other.facts),
        kinds_differ: differ(one.kind.as_ref(), other.kind.as_ref()),
        languages_differ: differ(one.language.as_ref(), other.language.as_ref())
            || differ(language(one), language(other)),
        circumstances,
    };
    let is_one =
        !evidence.vetoes() && if untitled { evidence.text_alone() } else { evidence.suffices() };
    is_one.then(|| evidence.sum())
}

fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

fn page(profile: &Profile) -> Option<&String> {
    profile.page.as_ref().map(|page| &page.key)
}

fn language(profile: &Profile) -> Option<&String> {
    profile.page.as_ref()?.language.as_ref()
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
        let differs = self.kinds_differ || self.languages_differ || self.pages == Pages::Two;
        differs && !self.has_same_words() || self.gap == Gap::Far && !self.is_moved_far()
    }

    /// A site that moved may date everything anew; its texts and the ends of its addresses stay.
    fn is_moved_far(&self) -> bool {
        (self.is_gone() || self.common_words() >= REWORDED)
            && self.circumstances.relation != Relation::Apart
            && !self.circumstances.recurring
            && self.title == title::Likeness::Same
            && self.pages == Pages::Moved
            && self.same_text()
    }

    /// Without two titles to compare: the text, whole or cut, if it is long enough to be no phrase.
    /// Where but a word differs, it may be the price, the place or the post that is told of.
    fn text_alone(&self) -> bool {
        let words = self.whole.unwrap_or_default();
        let is_near = match (self.gap, self.circumstances.relation) {
            (Gap::None, _) => true,
            _ if self.circumstances.recurring => false,
            (_, Relation::Here) | (Gap::Far, _) | (Gap::Weeks, Relation::Apart) => false,
            (Gap::Unknown, _) | (Gap::Days, Relation::Apart) => true,
            (Gap::Days | Gap::Weeks, Relation::Gone | Relation::Past) => words >= REWORDED,
        };
        is_near && words >= 8 && words > self.circumstances.shared && !self.kinds_differ
    }

    fn suffices(&self) -> bool {
        let same_title = || match self.circumstances.relation {
            Relation::Apart => self.same_title_suffices(),
            _ => self.own_title_suffices(),
        };
        match self.title {
            _ if self.circumstances.relation == Relation::Here => self.is_listed_twice(),
            title::Likeness::Same => same_title(),
            title::Likeness::Peeled => same_title() && self.peeled_suffices(1),
            title::Likeness::PeeledBoth => same_title() && self.peeled_suffices(3),
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

    /// A title that a source uses again and again.
    fn recurring_suffices(&self) -> bool {
        match self.gap {
            Gap::None => {
                !self.other_text() && (self.words >= 2 || self.same_text() || self.is_moved())
            }
            Gap::Unknown => self.same_text() && self.common_words() >= 8,
            _ => {
                self.circumstances.relation == Relation::Apart
                    && self.pages == Pages::Moved
                    && self.same_text()
            }
        }
    }

    /// Of one source, which gave the two another guid and another address. With title and date it
    /// is one that moved; else the text or the end of the address must say so, or it is the next
    /// of a series of which the list has the last alone.
    fn own_title_suffices(&self) -> bool {
        if self.circumstances.recurring {
            return self.recurring_suffices();
        }
        let (words, common) = (self.words, self.common_words());
        match (self.gap, self.text) {
            (Gap::Far, _) => self.is_moved_far(),
            (Gap::None, text::Likeness::Different) => self.is_retold(),
            (Gap::None, _) => self.is_moved() || words >= 2 || self.same_text(),
            (Gap::Unknown, text::Likeness::Different) => self.pages == Pages::Moved && words >= 5,
            (Gap::Unknown, _) if self.same_text() => words >= 2 || common >= 8,
            (Gap::Unknown, _) => {
                self.pages == Pages::Moved || self.is_gone() && words >= 4 && !self.numbers_differ
            }
            (Gap::Days | Gap::Weeks, _) => {
                let is_long = common >= REWORDED || self.is_gone() && words >= 4 && common >= 12;
                self.same_text() && (self.pages == Pages::Moved || is_long)
            }
        }
    }

    fn same_title_suffices(&self) -> bool {
        if self.circumstances.recurring {
            return self.recurring_suffices();
        }
        let (words, is_moved) = (self.words, self.is_moved());
        match (self.gap, self.text) {
            (Gap::Far, _) => self.is_moved_far(),
            // Who names the page of the other under its title passes it on.
            _ if self.links == Links::Pointed && words >= 2 => true,
            (Gap::None, text::Likeness::Different) => self.is_retold(),
            (Gap::None, text::Likeness::Unknown) => words >= 2 || is_moved,
            (Gap::Weeks, text::Likeness::Different | text::Likeness::Similar) => false,
            (Gap::Weeks, text::Likeness::Unknown) => words >= 5,
            (Gap::Weeks, text::Likeness::Same(common)) => words >= 4 || common >= 12,
            // Days apart, or undated; and texts of one day that are not quite different.
            (_, text::Likeness::Different) => {
                words >= 5 && (self.pages == Pages::Moved || self.tells_of_the_same())
            }
            // One pattern that is filled in anew, day by day.
            (Gap::Days | Gap::Unknown, text::Likeness::Similar) if self.numbers_differ => is_moved,
            (Gap::Days | Gap::Unknown, text::Likeness::Unknown | text::Likeness::Similar) => {
                words >= 4 || is_moved
            }
            (_, text::Likeness::Similar | text::Likeness::Same(_)) => true,
        }
    }

    /// In one source, gone from its list: nothing else needs to agree where title and date do.
    fn is_moved(&self) -> bool {
        self.is_gone() || self.pages == Pages::Moved
    }

    fn is_gone(&self) -> bool {
        self.circumstances.relation == Relation::Gone
    }

    /// One title on one day, in other words: of a long title, when nothing else differs, and of a
    /// shorter one where both tell of the same things.
    fn is_retold(&self) -> bool {
        let is_alike = self.names == Agreement::Same || self.links == Links::Shared;
        match self.words {
            _ if self.is_moved() => self.words >= 2,
            _ if self.names == Agreement::None => false,
            words => words >= 6 || words >= 4 && is_alike,
        }
    }

    /// They link to one page and name the same, so far as they name anything.
    fn tells_of_the_same(&self) -> bool {
        self.links == Links::Shared
            && matches!(self.names, Agreement::Same | Agreement::Unknown)
            && !self.numbers_differ
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
        let near = match self.gap {
            Gap::None => true,
            Gap::Days => {
                self.circumstances.relation == Relation::Apart || self.pages == Pages::Moved
            }
            Gap::Unknown => self.is_gone(),
            Gap::Weeks | Gap::Far => false,
        };
        let least = if self.is_moved() { 8 } else { 12 };
        near && self.same_text() && self.common_words() >= least && !self.kinds_differ
    }

    /// How sure it is, from what agrees and how far: 975 at most, as no likeness is as good as a key.
    fn sum(&self) -> Score {
        let facts = [self.by_title(), self.by_text(), self.by_date()];
        let more = [self.by_page(), self.by_links(), self.by_names()].into_iter().flatten();
        let all: Vec<_> = facts.into_iter().chain(more).collect();
        let because: Vec<_> = all.iter().map(|(fact, _)| *fact).collect();
        let points: u16 = all.iter().map(|(_, points)| points).sum();
        // The same text names the same things, which need not be said.
        let same_names = if self.same_text() { NAMES } else { 0 };
        Score { points: points + same_names, because: because.join(", ") }
    }

    fn by_title(&self) -> (&'static str, u16) {
        match self.title {
            title::Likeness::Same => ("same title", 405),
            title::Likeness::Peeled => ("same title but for a label", 378),
            title::Likeness::PeeledBoth => ("same title but for labels", 342),
            title::Likeness::Edited => ("title edited", 270),
            title::Likeness::Reworded => ("title reworded", 225),
            title::Likeness::Different => ("no title", 180),
        }
    }

    fn by_text(&self) -> (&'static str, u16) {
        match self.text {
            text::Likeness::Same(_) if !self.same_text() => ("text that others share", 0),
            text::Likeness::Same(_) => ("same text", 270),
            text::Likeness::Similar => ("similar text", 135),
            text::Likeness::Unknown => ("no text to compare", 45),
            text::Likeness::Different => ("other text", 0),
        }
    }

    fn by_date(&self) -> (&'static str, u16) {
        match self.gap {
            Gap::None => ("same date", 180),
            Gap::Days => ("days apart", 108),
            Gap::Weeks => ("weeks apart", 54),
            Gap::Unknown => ("undated", 54),
            Gap::Far => ("dated anew", 0),
        }
    }

    fn by_page(&self) -> Option<(&'static str, u16)> {
        (self.pages == Pages::Moved).then_some(("same end of the address", 45))
    }

    fn by_links(&self) -> Option<(&'static str, u16)> {
        match self.links {
            Links::Pointed => Some(("one links to the other", 35)),
            Links::Shared => Some(("links in common", 35)),
            Links::Unknown => None,
        }
    }

    fn by_names(&self) -> Option<(&'static str, u16)> {
        let is_told = self.names == Agreement::Same && !self.has_same_words();
        is_told.then_some(("same names and numbers", NAMES))
    }

    /// One text is the other, whether others share it or not.
    fn has_same_words(&self) -> bool {
        matches!(self.text, text::Likeness::Same(_))
    }
}
