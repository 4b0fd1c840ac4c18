//! Candidates for the list of a page: elements that look alike, headings with what follows them,
//! stretches between line breaks.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use scraper::ElementRef;

use super::{Entry, Outline, ratio};
use crate::read::listing::node::{NodeRef, few_texts, fold, is_heading};
use crate::read::listing::row::is_of_another;
use crate::read::listing::when::Dates;

/// A label is in no more texts.
const MOST_OF_LABEL: usize = 3;

/// A term of a definition list is in no more texts: a date, a kind, "New".
const MOST_OF_TERM: usize = 12;

/// A candidate.
pub(in crate::read::listing) struct Group {
    /// Its elements: numbers.
    members: Vec<usize>,
    /// How its rows are made of them.
    form: Form,
    /// Where it begins on the page.
    pub(in crate::read::listing) first: usize,
    /// How far it is worth reading.
    pub(in crate::read::listing) promise: f64,
    /// Less than 1 for what stands beside the content.
    pub(in crate::read::listing) weight: f64,
}

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// An element.
    Wrapped,
    /// A heading and what follows it.
    Headed,
    /// What stands between two line breaks in the one element of the group.
    Broken,
}

impl Group {
    /// Nothing is wrapped around a row.
    pub(in crate::read::listing) fn is_loose(&self) -> bool {
        self.form == Form::Broken
    }
}

impl<'a> Outline<'a> {
    /// All candidates. Of most no row is ever read, so that none is made here.
    pub(in crate::read::listing) fn groups(&self) -> Vec<Group> {
        let entries = self.entries.iter().enumerate().skip(1);
        let linking =
            || entries.clone().filter(|(_, entry)| entry.links > 0 && entry.weight() > 0.0);
        let mut groups = alike(linking().map(|(at, entry)| (entry.place, at)));
        groups.extend(alike(linking().map(|(at, entry)| (name_in(entry), at))));
        groups.sort();
        groups.dedup();
        let headed: Vec<_> = groups.iter().filter_map(|group| self.headed(group)).collect();
        let broken: Vec<_> = (0..self.entries.len()).filter_map(|at| self.broken(at)).collect();
        let wrapped = groups.into_iter().map(|group| self.wrapped(group));
        wrapped.chain(headed).chain(broken).collect()
    }

    /// Whether a candidate is most of what the page says beside its menus.
    pub(in crate::read::listing) fn is_bulk(&self, group: &Group) -> bool {
        let texts = group.members.iter().map(|at| u64::from(self.entries[*at].text));
        texts.sum::<u64>() * 2 > self.text
    }

    /// The rows of a candidate: one element each, or neighbours.
    pub(in crate::read::listing) fn rows(&self, group: &Group) -> Vec<Vec<NodeRef<'a>>> {
        match group.form {
            Form::Wrapped => self.heads(&group.members),
            Form::Headed => self.sections(&group.members),
            Form::Broken => self.stretches(group.first),
        }
    }

    /// Elements that each hold an item.
    fn wrapped(&self, members: Vec<usize>) -> Group {
        let sum = |count: fn(&Entry<'a>) -> u32| {
            let counts = members.iter().map(|at| count(&self.entries[*at]) as usize);
            ratio(counts.sum(), members.len())
        };
        let text = sum(|entry| entry.text).min(600.0);
        // Many links in one row: the row is a list itself.
        let crowded = if sum(|entry| entry.links) > 8.0 { 0.2 } else { 1.0 };
        let headings = if sum(|entry| u32::from(entry.headings)) >= 0.5 { 1.5 } else { 1.0 };
        let weight = self.weight(&members);
        let promise = ratio(members.len(), 1).ln_1p() * text.ln_1p() * crowded * headings * weight;
        Group { first: members[0], members, form: Form::Wrapped, promise, weight }
    }

    /// The least weight among the elements of a group: where some stand beside the content, it is
    /// no list.
    fn weight(&self, group: &[usize]) -> f64 {
        group.iter().map(|at| self.entries[*at].weight()).fold(1.0, f64::min)
    }

    /// The elements of a group, each after the date that stands right before it, if one does.
    fn heads(&self, group: &[usize]) -> Vec<Vec<NodeRef<'a>>> {
        let nodes: Vec<NodeRef<'a>> = group.iter().map(|at| *self.entries[*at].element).collect();
        let own: HashSet<_> = nodes.iter().map(NodeRef::id).collect();
        let date = |node: &NodeRef<'a>| {
            let before = node.prev_siblings().find_map(ElementRef::wrap)?;
            let dates = self.page.dates();
            let label = before.prev_siblings().find_map(ElementRef::wrap);
            let label = label.and_then(|label| few_texts(label, MOST_OF_LABEL));
            let foreign = label.is_some_and(|texts| is_of_another(&fold(&texts.join(" "))));
            let is_of_it = is_date(before, dates) || is_term(before, *node, dates);
            let is_head = !own.contains(&before.id()) && is_of_it && !foreign;
            is_head.then_some(*before)
        };
        nodes.iter().map(|node| date(node).into_iter().chain([*node]).collect()).collect()
    }

    /// Headings (or terms of a list) with links, each followed by what belongs to it.
    fn headed(&self, group: &[usize]) -> Option<Group> {
        let first = &self.entries[group[0]];
        let heads = is_heading(first.element) || first.element.value().name() == "dt";
        let together = group.iter().all(|at| self.entries[*at].parent == first.parent);
        let wrapped = (heads && together).then(|| self.wrapped(group.to_vec()))?;
        Some(Group { form: Form::Headed, promise: wrapped.promise * 1.5, ..wrapped })
    }

    fn sections(&self, group: &[usize]) -> Vec<Vec<NodeRef<'a>>> {
        let mut rows = self.heads(group);
        let starts: HashSet<_> = rows.iter().flatten().map(NodeRef::id).collect();
        for row in &mut rows {
            let last = row.last().into_iter().flat_map(NodeRef::next_siblings);
            let follows: Vec<_> = last.take_while(|next| !starts.contains(&next.id())).collect();
            row.extend(follows);
        }
        // What follows the last row may be a pager; it has no more parts than others have.
        if let Some((last, others)) = rows.split_last_mut() {
            last.truncate(others.iter().map(Vec::len).max().unwrap_or(last.len()));
        }
        rows
    }

    /// Stretches between line breaks, each with a link of its own.
    fn broken(&self, at: usize) -> Option<Group> {
        let entry = &self.entries[at];
        if entry.links < 2 || entry.weight() == 0.0 || !entry.element.children().any(is_break) {
            return None;
        }
        let rows = self.stretches(at).len();
        let text = ratio(entry.text as usize, rows).min(600.0);
        let promise = ratio(rows, 1).ln_1p() * text.ln_1p() * entry.weight();
        let (members, form, weight) = (vec![at], Form::Broken, entry.weight());
        Some(Group { members, form, first: at, promise, weight })
    }

    fn stretches(&self, at: usize) -> Vec<Vec<NodeRef<'a>>> {
        let linking = self.children(at).filter(|child| child.links > 0);
        let linking: HashSet<_> = linking.map(|child| child.element.id()).collect();
        let children: Vec<_> = self.entries[at].element.children().collect();
        // The heading of the page is of no row.
        let heading = children.iter().position(|node| named(*node, &["h1"]));
        let rows = children[heading.map_or(0, |at| at + 1)..].split(|node| is_break(*node));
        let rows = rows.filter(|row| row.iter().any(|node| linking.contains(&node.id())));
        rows.map(<[_]>::to_vec).collect()
    }

    /// The elements right in one.
    fn children(&self, at: usize) -> impl Iterator<Item = &Entry<'a>> {
        let behind = |at: usize| at + 1 + self.entries[at].size as usize;
        let end = behind(at);
        let next = move |at: &usize| Some(behind(*at)).filter(|next| *next < end);
        let first = Some(at + 1).filter(|first| *first < end);
        std::iter::successors(first, next).map(|at| &self.entries[at])
    }
}

fn is_break(node: NodeRef<'_>) -> bool {
    named(node, &["br", "hr"])
}

fn named(node: NodeRef<'_>, names: &[&str]) -> bool {
    ElementRef::wrap(node).is_some_and(|element| names.contains(&element.value().name()))
}

/// The name of an element and what it stands in, as one number.
fn name_in(entry: &Entry<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (entry.parent, entry.element.value().name()).hash(&mut hasher);
    hasher.finish()
}

/// Numbers that have a key in common, two at least.
fn alike(keyed: impl Iterator<Item = (u64, usize)>) -> Vec<Vec<usize>> {
    let mut keyed: Vec<_> = keyed.collect();
    keyed.sort_unstable();
    let groups = keyed.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
    groups.map(|group| group.iter().map(|(_, at)| *at).collect()).collect()
}

/// Whether an element is the term of a definition, and has a date among a few words.
fn is_term(term: ElementRef<'_>, definition: NodeRef<'_>, dates: &Dates) -> bool {
    if term.value().name() != "dt" || !named(definition, &["dd"]) {
        return false;
    }
    let texts = few_texts(term, MOST_OF_TERM).unwrap_or_default();
    texts.iter().any(|text| dates.whole(&fold(text)).is_some())
}

/// Whether an element holds a date and nothing else.
fn is_date(element: ElementRef<'_>, dates: &Dates) -> bool {
    let texts = few_texts(element, 12);
    texts.is_some_and(|texts| dates.whole(&fold(&texts.join(" "))).is_some())
}
