//! Merging: what is shown of an item that several sources have.

use crate::model::change::Appearance;
use crate::model::item::{Attachment, Item};
use crate::model::query::fold;

/// Puts the appearances in the order in which they speak, the primary first, so that what is
/// shown depends on what there is and not on which fetch came home first.
///
/// The earliest source is taken for the original. Of those first seen in one pass, an item that
/// names the feed it was taken from is a copy; the rest is by name.
pub(super) fn arrange(appearances: &mut [Appearance]) {
    appearances.sort_by(|a, b| {
        (a.first_seen, a.item.origin.is_some(), &a.source).cmp(&(
            b.first_seen,
            b.item.origin.is_some(),
            &b.source,
        ))
    });
}

/// What is shown: the primary's version, its gaps filled by the others in turn. A link or title
/// that the primary has is never replaced by a copy's.
pub(super) fn merge(appearances: &[Appearance]) -> Item {
    let (first, rest) = appearances.split_first().expect("an item was brought by some source");
    let mut shown = first.item.clone();
    for other in rest {
        fill(&mut shown, &other.item);
    }
    shown
}

fn fill(shown: &mut Item, other: &Item) {
    fill_gap(&mut shown.title, &other.title);
    fill_gap(&mut shown.url, &other.url);
    fill_gap(&mut shown.summary, &other.summary);
    fill_gap(&mut shown.content, &other.content);
    fill_gap(&mut shown.image, &other.image);
    fill_gap(&mut shown.kind, &other.kind);
    fill_gap(&mut shown.language, &other.language);
    fill_gap(&mut shown.published, &other.published);
    if shown.authors.is_empty() {
        shown.authors.clone_from(&other.authors);
    }
    unite_tags(&mut shown.tags, &other.tags);
    unite_attachments(&mut shown.attachments, &other.attachments);
}

fn fill_gap<T: Clone>(gap: &mut Option<T>, other: &Option<T>) {
    if gap.is_none() {
        gap.clone_from(other);
    }
}

fn unite_tags(tags: &mut Vec<String>, others: &[String]) {
    let mut known: Vec<String> = tags.iter().map(|tag| fold(tag)).collect();
    for other in others {
        let folded = fold(other);
        if !known.contains(&folded) {
            known.push(folded);
            tags.push(other.clone());
        }
    }
}

fn unite_attachments(attachments: &mut Vec<Attachment>, others: &[Attachment]) {
    for other in others {
        if !attachments.iter().any(|attachment| attachment.url == other.url) {
            attachments.push(other.clone());
        }
    }
}
