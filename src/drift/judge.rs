//! What a reading looks like beside the baseline.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::drift::baseline::{Baseline, MARKS};
use crate::drift::flood::{self, sharing_a_date};
use crate::drift::known::{Known, Row};
use crate::drift::sketch::{Field, Sketch, Trace, share};
use crate::drift::words;
use crate::model::drift::Verdict;
use crate::model::hash::Hash;

/// How long an address answers 404 before somebody should look.
const MISSING_AFTER: TimeDelta = TimeDelta::days(14);

/// What is held back of a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// Nothing: it counts.
    Nothing,
    /// Items made of these raw items.
    Some(HashSet<Hash>),
    /// All of it.
    Everything,
}

/// What was made of a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What it is.
    pub verdict: Verdict,
    /// It is no passing doubt: someone is to be told.
    pub is_certain: bool,
    /// What is held back.
    pub held: Held,
    /// The items are the known ones, at other addresses.
    pub moved: bool,
    /// Items that are new at once, all with addresses and dates of their own. It is no trouble.
    pub many_new: usize,
    /// What was expected, in words.
    pub expected: String,
    /// What came, in words.
    pub came: String,
}

impl Judgement {
    pub(super) fn fine() -> Self {
        Self {
            verdict: Verdict::Ok,
            is_certain: true,
            held: Held::Nothing,
            moved: false,
            many_new: 0,
            expected: String::new(),
            came: String::new(),
        }
    }

    /// Trouble with the whole reading.
    fn trouble(verdict: Verdict, expected: String, came: String) -> Self {
        Self { verdict, held: Held::Everything, expected, came, ..Self::fine() }
    }
}

/// Fewer items than this in a list come and go as they like.
const SMALL: usize = 3;

/// A field that fewer items had before is no habit.
const HABIT: f32 = 0.7;

/// A list that is usually so long does not shrink to a quarter of it. Shorter ones may.
const LONG: usize = 8;

/// Judges a reading. Of the first good one there is no baseline yet; from the second on all of
/// this is seen.
#[must_use]
pub fn judge(baseline: &Baseline, sketch: &Sketch, now: DateTime<Utc>) -> Judgement {
    let look = Look { baseline, sketch, known: baseline.known(), now };
    if sketch.is_part {
        // What is not in it is where it was.
        return flood::flood(&look).unwrap_or_else(|| look.many_new());
    }
    look.emptiness()
        .or_else(|| look.strangers())
        .or_else(|| look.losses())
        .or_else(|| look.other_values())
        .or_else(|| flood::moved(&look))
        .or_else(|| flood::flood(&look))
        .or_else(|| look.displacement())
        .or_else(|| look.thinning())
        .unwrap_or_else(|| look.many_new())
}

/// Judges a document that could not be read, by the code of the error. `None`: it is no matter of
/// what the source gives, but of something that failed on the way.
#[must_use]
pub fn judge_failure(baseline: &Baseline, code: &str, message: &str) -> Option<Judgement> {
    let verdict = Verdict::of_code(code).or(match code {
        "empty-document" => Some(Verdict::ListEmpty),
        "challenge" => Some(Verdict::ChallengePage),
        "no-items-matched" | "no-listing-found" | "html-not-feed" | "not-a-feed" | "not-a-page"
        | "feed-not-listing" | "broken-json" | "parked" => Some(Verdict::LayoutChanged),
        _ => None,
    })?;
    Some(Judgement::trouble(verdict, words::expected(baseline), message.to_owned()))
}

/// Judges a fetch that brought what the last one brought.
#[must_use]
pub fn judge_silence(baseline: &Baseline, now: DateTime<Utc>) -> Judgement {
    let silence = now - baseline.last_news;
    match baseline.patience() {
        Some(patience) if silence > patience => Judgement {
            verdict: Verdict::SiteQuiet,
            expected: format!("something new within {} days", patience.num_days()),
            came: format!("nothing new for {} days", silence.num_days()),
            ..Judgement::fine()
        },
        _ => Judgement::fine(),
    }
}

/// Judges an address that answers 404, by since when it does. One of a site that is being rebuilt
/// comes back within days.
#[must_use]
pub fn judge_missing(since: DateTime<Utc>, now: DateTime<Utc>) -> Option<Judgement> {
    (now - since >= MISSING_AFTER).then(|| Judgement {
        verdict: Verdict::Missing,
        expected: "an address that leads somewhere".to_owned(),
        came: format!("404 (not found) since {}", since.format("%Y-%m-%d")),
        ..Judgement::fine()
    })
}

/// The judgement on a first reading: there is nothing to compare it with.
#[must_use]
pub fn welcome() -> Judgement {
    Judgement::fine()
}

/// A reading and what it is compared with.
pub(super) struct Look<'a> {
    pub(super) baseline: &'a Baseline,
    pub(super) sketch: &'a Sketch,
    pub(super) known: Known,
    pub(super) now: DateTime<Utc>,
}

impl Look<'_> {
    pub(super) fn trouble(&self, verdict: Verdict) -> Judgement {
        let (expected, came) = (words::expected(self.baseline), words::came(self));
        Judgement::trouble(verdict, expected, came)
    }

    /// Trouble that is told when it comes a second time; until then the reading is held back.
    fn doubt(&self, verdict: Verdict) -> Judgement {
        Judgement { is_certain: self.baseline.doubts > 0, ..self.trouble(verdict) }
    }

    /// A list without items, where there always were some.
    fn emptiness(&self) -> Option<Judgement> {
        let fewest = self.baseline.fewest();
        // A list that was down to one or two may well run dry.
        let last = self.baseline.counts.last().map_or(0, |count| *count as usize);
        if self.sketch.first > 0 || fewest == 0 || last < SMALL {
            return None;
        }
        let doubtful = fewest < SMALL;
        Some(if doubtful {
            self.doubt(Verdict::ListEmpty)
        } else {
            self.trouble(Verdict::ListEmpty)
        })
    }

    /// Nothing of last time is there any more. A list may move on as a whole between two fetches:
    /// then what stands in it is newer than all that stood in it before, or it stands where the
    /// list stood and the pace so far allows for so much.
    fn strangers(&self) -> Option<Judgement> {
        let first = self.sketch.first();
        let usual = self.baseline.last.len();
        let none_known = !first.is_empty() && !first.iter().any(|trace| self.known.has(trace));
        let comes_and_goes = usual < SMALL && first.len() < 2 * SMALL;
        if !none_known || usual == 0 || comes_and_goes {
            return None;
        }
        let keeps_its_pace = || {
            let is_in_place = self.sketch.block == self.baseline.block;
            is_in_place && self.lost().is_none() && self.baseline.may_be_new(self.now) >= usual
        };
        if self.moved_on() || keeps_its_pace() {
            return None;
        }
        Some(self.trouble(Verdict::LayoutChanged))
    }

    /// Everything is dated, and later than all that was known.
    fn moved_on(&self) -> bool {
        let first = self.sketch.first();
        let dates = || first.iter().filter_map(|trace| trace.date).map(|date| date.at);
        let all = share(dates().count(), first.len()) > 0.8;
        // A series says by itself that it goes on.
        let traces: Vec<_> = first.iter().filter(|trace| !trace.recurs).collect();
        let clumped = sharing_a_date(&traces, self.now).len() * 2 > first.len();
        all && dates().all(|at| self.is_later(at)) && !clumped
    }

    /// A date is of after the last good reading, or of the day before it, and can be.
    fn is_later(&self, at: DateTime<Utc>) -> bool {
        let after = |newest: DateTime<Utc>| at >= newest - TimeDelta::days(1);
        self.baseline.newest.is_some_and(after) && at <= self.now + TimeDelta::days(1)
    }

    /// The items stand elsewhere on the page, and most of those of last time are not among them,
    /// nor what is newer: it is a box with some known items, and the list is gone.
    fn displacement(&self) -> Option<Judgement> {
        let blocks = self.baseline.block.as_ref().zip(self.sketch.block.as_ref());
        if blocks.is_none_or(|(before, now)| before == now) || self.sketch.first == 0 {
            return None;
        }
        let last = self.baseline.last.len();
        let missing = self.there().iter().filter(|here| !**here).count();
        let fresh = flood::fresh(self);
        let dated = |trace: &&&Trace| trace.date.is_some_and(|date| self.is_later(date.at));
        let newer = fresh.iter().filter(dated).count();
        let undated = fresh.iter().filter(|trace| trace.date.is_none()).count();
        let replacing = newer + undated.min(self.baseline.may_be_new(self.now));
        let gone = last >= SMALL && missing * 2 > last && replacing * 2 < missing;
        gone.then(|| self.doubt(Verdict::LayoutChanged))
    }

    /// A field that most items had and many have no more.
    fn losses(&self) -> Option<Judgement> {
        let field = self.lost()?;
        let passing = field == Field::Image;
        let verdict = Verdict::FieldsLost;
        let mut judgement = if passing { self.doubt(verdict) } else { self.trouble(verdict) };
        judgement.came = format!("{}; the {} is missing", judgement.came, field.name());
        Some(judgement)
    }

    pub(super) fn lost(&self) -> Option<Field> {
        let first = self.sketch.first;
        Field::ALL.into_iter().find(|field| {
            let (before, now) = (self.baseline.share(*field), self.sketch.share(*field));
            let matters = matches!(field, Field::Title | Field::Link | Field::Date);
            let enough = if matters { first >= 2 || before > 0.95 } else { first > SMALL };
            let left = if matters { before * 0.55 } else { 0.1 };
            first > 0 && enough && before >= HABIT && now <= left
        })
    }

    /// Items that are known by address are called or dated otherwise: a selector hits something
    /// else, day and month changed places, or it is the page in another language.
    fn other_values(&self) -> Option<Judgement> {
        let field = self.baseline.changed(self.sketch, self.now)?;
        if self.baseline.steady < HABIT {
            return None;
        }
        let mut judgement = self.doubt(Verdict::LayoutChanged);
        judgement.is_certain |= self.is_in_another_language();
        judgement.came = format!("{}; many have another {}", judgement.came, field.name());
        Some(judgement)
    }

    fn is_in_another_language(&self) -> bool {
        let main = |tag: &String| tag.split('-').next().unwrap_or_default().to_lowercase();
        let before = self.baseline.language.as_ref().map(main);
        let now = self.sketch.language.as_ref().map(main);
        before.zip(now).is_some_and(|(before, now)| before != now)
    }

    /// Of a page, rows went missing between rows that are still there, or nearly all did. Feeds
    /// are left alone: they drop what is old, and some show only what is of this month.
    fn thinning(&self) -> Option<Judgement> {
        let (now, usual) = (self.sketch.first, self.baseline.usual());
        if !self.sketch.is_listing || self.baseline.fewest() <= now {
            return None;
        }
        let nearly_all = usual >= LONG && now * 4 <= usual;
        let there = self.there();
        // Of a very long list only so many items of last time are known.
        let known = usual.min(MARKS);
        let (missing, between) =
            (there.iter().filter(|here| !**here).count(), missing_between(&there));
        // Of a short list two may well be taken out at once; half of it may not.
        let rows = if usual >= LONG {
            between >= SMALL && between * 4 >= known
        } else {
            between >= 2 && missing * 2 >= usual
        };
        let half = now * 5 <= usual * 4 && rows;
        (nearly_all || half).then(|| self.doubt(Verdict::LayoutChanged))
    }

    /// Of each item of last time, whether it is there.
    fn there(&self) -> Vec<bool> {
        let first = self.sketch.first();
        let marks: HashSet<_> = first.iter().flat_map(|trace| trace.addresses).flatten().collect();
        let here = |row: &Row| row.addresses.iter().flatten().any(|mark| marks.contains(mark));
        self.baseline.last.iter().map(here).collect()
    }

    /// Nothing is wrong. What is new in great number is still worth a word.
    fn many_new(&self) -> Judgement {
        let fresh = flood::fresh(self);
        let dated = fresh.iter().filter(|trace| trace.date.is_some()).count();
        let quiet = fresh.is_empty().then(|| judge_silence(self.baseline, self.now));
        let judgement = quiet.unwrap_or_else(Judgement::fine);
        Judgement { many_new: if flood::is_many(self, dated) { dated } else { 0 }, ..judgement }
    }
}

/// How many items of last time are missing that stood between two that are there.
fn missing_between(there: &[bool]) -> usize {
    let begin = there.iter().position(|here| *here).unwrap_or(0);
    let end = there.iter().rposition(|here| *here).unwrap_or(0);
    there.get(begin..end).map_or(0, |between| between.iter().filter(|here| !**here).count())
}
