//! Which of several sources an item is shown as coming from.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::change::{Appearance, MatchRule};
use crate::model::item::Item;
use crate::model::source::SourceId;

/// Puts the appearances in the order in which they speak, the primary first. What is shown depends
/// on what there is, and not on which fetch came home first.
///
/// The original comes before a repost, and that before a copy: what came back from a feed of ours,
/// names another feed as its origin, or points to a page of another site, is a copy; and so is the
/// version of a page for telephones. Of the others the site counts to which most point; then who
/// was first by the day, or, where none has a date, who was seen first; of two parts of one site,
/// the one in which its own page stands; then who has more to say.
pub(super) fn arrange(appearances: &mut [Appearance]) {
    let votes = votes(appearances);
    appearances.sort_by_cached_key(|seen| Rank::of(seen, &votes));
}

/// Why each of the other appearances comes after the first, in words.
#[must_use]
pub fn ranking(appearances: &[Appearance]) -> Vec<&'static str> {
    let votes = votes(appearances);
    let mut ranks = appearances.iter().map(|seen| Rank::of(seen, &votes));
    let Some(first) = ranks.next() else { return Vec::new() };
    ranks.map(|rank| rank.why_after(&first)).collect()
}

/// How many appearances point to each host.
fn votes(appearances: &[Appearance]) -> HashMap<String, usize> {
    let mut votes = HashMap::new();
    for host in appearances.iter().filter_map(host) {
        *votes.entry(host).or_default() += 1;
    }
    votes
}

/// The place of an appearance; what comes first counts first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
struct Rank {
    is_returned: bool,
    names_an_origin: bool,
    is_pointer: bool,
    is_other_edition: bool,
    pointed_at: Reverse<usize>,
    is_undated: bool,
    day: Option<NaiveDate>,
    /// By which fetch a dated one came home is no matter: it may have stood there for long.
    first_seen: Option<DateTime<Utc>>,
    nearness: Reverse<u8>,
    length: Reverse<usize>,
    source: SourceId,
}

impl Rank {
    fn of(seen: &Appearance, votes: &HashMap<String, usize>) -> Self {
        let item = &seen.item;
        let pointed_at = host(seen).and_then(|host| votes.get(&host).copied()).unwrap_or_default();
        let day = item.published.map(|published| published.at.date_naive());
        Self {
            is_returned: is_returned(seen),
            names_an_origin: item.origin.is_some(),
            is_pointer: !seen.is_at_home(),
            is_other_edition: is_other_edition(item),
            pointed_at: Reverse(pointed_at),
            is_undated: day.is_none(),
            day,
            first_seen: day.is_none().then_some(seen.first_seen),
            nearness: Reverse(if pointed_at > 1 { seen.nearness } else { 0 }),
            length: Reverse(length(item)),
            source: seen.source.clone(),
        }
    }

    fn why_after(&self, first: &Self) -> &'static str {
        let reasons = [
            (self.is_returned != first.is_returned, "it has it from a feed of ours"),
            (self.names_an_origin != first.names_an_origin, "it names another feed as its origin"),
            (self.is_pointer != first.is_pointer, "its page is on another site than its own"),
            (
                self.is_other_edition != first.is_other_edition,
                "its page is for telephones, or none",
            ),
            (self.pointed_at != first.pointed_at, "fewer sources point to its site"),
            (self.is_undated != first.is_undated, "it gives no date"),
            (self.day != first.day, "its date is later"),
            (self.first_seen != first.first_seen, "it came later"),
            (self.nearness != first.nearness, "its page is in another part of the site"),
            (self.length != first.length, "it has less text"),
        ];
        let reason = reasons.into_iter().find_map(|(differs, reason)| differs.then_some(reason));
        reason.unwrap_or("its id comes later in the alphabet")
    }
}

fn host(seen: &Appearance) -> Option<String> {
    let key = seen.item.url.as_ref()?.key();
    let end = key.find([':', '/', '?', '#']).unwrap_or(key.len());
    Some(key[..end].to_owned())
}

/// A page for telephones or for AMP, or none at all.
fn is_other_edition(item: &Item) -> bool {
    item.url.as_ref().is_none_or(|url| {
        let (host, path) = (url.as_url().host_str().unwrap_or_default(), url.as_url().path());
        let is_named = |name: &str| host.starts_with(name);
        let query = url.as_url().query().unwrap_or_default();
        is_named("m.")
            || is_named("mobile.")
            || is_named("amp.")
            || path.trim_end_matches('/').ends_with("/amp")
            || query.split('&').any(|part| part.starts_with("amp"))
    })
}

/// How much text there is.
fn length(item: &Item) -> usize {
    let content = item.content.as_ref().map_or(0, |html| html.as_str().len());
    content + item.summary.as_ref().map_or(0, String::len)
}

/// It came from a feed of ours.
pub(super) fn is_returned(seen: &Appearance) -> bool {
    seen.matched.as_ref().is_some_and(|matched| matched.rule == MatchRule::OwnId)
}
