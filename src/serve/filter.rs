//! Filters: `/atom.xml?kind=News&lang=en&limit=20` is the feed with only those items.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::model::language::Language;
use crate::model::query::Selection;

/// A longer query is nobody's filter.
const MAX_QUERY: usize = 1024;

/// Values of all filters together: each is compared with every item.
const MAX_VALUES: usize = 32;

/// Parts of what is found that a page for people can turn to.
const MAX_PAGE: usize = 50;

/// All but RFC 3986's unreserved characters (§2.3).
const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The files that can be asked for in part.
const FILES: [&str; 5] = ["rss.xml", "atom.xml", "feed.json", "index.html", "events.ics"];

/// The one that people turn the pages of.
const PAGE: &str = "index.html";

/// Part of a feed's items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Folder of the feed, as in [`Edition::folder`](crate::model::edition::Edition::folder).
    pub folder: String,
    /// Which of its files.
    pub file: &'static str,
    /// Which items, of those that the feed shows.
    pub selection: Selection,
    /// How many at most, if the feed shows more.
    pub limit: Option<usize>,
    /// Of a page for people, which part of what is found, from 1 on.
    pub page: usize,
    /// The same, as the query of an address, always in one form.
    pub query: String,
}

/// What is wrong with a query; for whoever wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadFilter {
    #[error("the query is longer than {MAX_QUERY} bytes")]
    TooLong,
    #[error("more than {MAX_VALUES} values")]
    TooMany,
    #[error("lang is no language tag")]
    Language,
    #[error("limit is no number above 0")]
    Limit,
    #[error("page is no number from 1 to {MAX_PAGE}")]
    Page,
}

impl Filter {
    /// What a path and its query ask for; `None` where nothing is filtered. Names that are no
    /// filters are passed over: others append theirs to addresses.
    pub(super) fn parse(path: &str, query: &str) -> Result<Option<Self>, BadFilter> {
        let Some((folder, file)) = place(path) else { return Ok(None) };
        if query.len() > MAX_QUERY {
            return Err(BadFilter::TooLong);
        }
        let (mut selection, mut limit, mut page) = (Selection::default(), None, 1);
        for (name, value) in pairs(query) {
            match name.as_str() {
                "source" => selection.source.extend(values(&value)),
                "kind" => selection.kind.extend(values(&value)),
                "tag" => selection.tag.extend(values(&value)),
                "lang" => {
                    let tags: Result<Vec<_>, _> =
                        values(&value).iter().map(|tag| Language::new(tag)).collect();
                    selection.lang.extend(tags.map_err(|_| BadFilter::Language)?);
                }
                "q" if !value.trim().is_empty() => selection.text = Some(value.trim().to_owned()),
                "limit" if !value.is_empty() => {
                    let number: usize = value.parse().map_err(|_| BadFilter::Limit)?;
                    limit = Some(number).filter(|number| *number > 0);
                    limit.ok_or(BadFilter::Limit)?;
                }
                "page" if file == PAGE && !value.is_empty() => page = number_of_page(&value)?,
                _ => {}
            }
        }
        let count = [&selection.source, &selection.kind, &selection.tag].map(Vec::len);
        if count.iter().sum::<usize>() + selection.lang.len() > MAX_VALUES {
            return Err(BadFilter::TooMany);
        }
        let query = canonical(&selection, limit, page);
        let filter = Self { folder: folder.to_owned(), file, selection, limit, page, query };
        Ok(Some(filter).filter(|filter| !filter.query.is_empty()))
    }
}

fn number_of_page(value: &str) -> Result<usize, BadFilter> {
    let page = value.parse().ok().filter(|page| (1..=MAX_PAGE).contains(page));
    page.ok_or(BadFilter::Page)
}

/// Folder and file of a path, if it is a feed's.
fn place(path: &str) -> Option<(&str, &'static str)> {
    let path = path.strip_prefix('/')?;
    let (folder, name) = path.split_at(path.rfind('/').map_or(0, |slash| slash + 1));
    let name = if name.is_empty() { "index.html" } else { name };
    Some((folder, FILES.into_iter().find(|file| *file == name)?))
}

/// Names and values of a query (WHATWG URL, `application/x-www-form-urlencoded`).
fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    let decode =
        |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    query.split('&').filter_map(move |pair| {
        let (name, value) = pair.split_once('=')?;
        Some((decode(name), decode(value)))
    })
}

/// Several values stand in one with commas, or the name is repeated.
fn values(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

/// One filter, one address: names in one order, values sorted.
fn canonical(selection: &Selection, limit: Option<usize>, page: usize) -> String {
    let mut parts = Vec::new();
    let mut add = |name: &str, values: &[String]| {
        let mut values: Vec<_> = values.iter().map(|value| encode(value)).collect();
        values.sort();
        values.dedup();
        if !values.is_empty() {
            parts.push(format!("{name}={}", values.join(",")));
        }
    };
    add("source", &selection.source);
    add("kind", &selection.kind);
    add("tag", &selection.tag);
    let lang: Vec<_> = selection.lang.iter().map(ToString::to_string).collect();
    add("lang", &lang);
    if let Some(text) = &selection.text {
        parts.push(format!("q={}", encode(text)));
    }
    if let Some(limit) = limit {
        parts.push(format!("limit={limit}"));
    }
    if page > 1 {
        parts.push(format!("page={page}"));
    }
    parts.join("&")
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, &RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, query: &str, expected: Option<(&str, &str, &str)>) {
        let filter = Filter::parse(path, query).unwrap();
        let found = filter.as_ref().map(|f| (f.folder.as_str(), f.file, f.query.as_str()));
        assert_eq!(found, expected, "{path}?{query}");
    }

    #[test]
    fn a_filter_has_one_form() {
        check("/atom.xml", "", None);
        check("/atom.xml", "utm_source=x&kind=", None);
        check("/embed.js", "kind=News", None);
        check("/", "q=rice+mill", Some(("", "index.html", "q=rice%20mill")));
        check(
            "/feeds/lk/rss.xml",
            "limit=3&tag=b&kind=News%2CEvent&tag=a&lang=EN-gb&utm_medium=x",
            Some(("feeds/lk/", "rss.xml", "kind=Event,News&tag=a,b&lang=en-GB&limit=3")),
        );
        check("/", "page=2&kind=News", Some(("", "index.html", "kind=News&page=2")));
        check("/", "page=1", None);
        check("/feed.json", "page=2", None);
        check("/feed.json", "tag=a%26b%3Dc", Some(("", "feed.json", "tag=a%26b%3Dc")));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let bad = |query: &str| Filter::parse("/atom.xml", query).unwrap_err();
        assert_eq!(bad("limit=0"), BadFilter::Limit);
        assert_eq!(bad("limit=many"), BadFilter::Limit);
        assert_eq!(bad("lang=%21"), BadFilter::Language);
        let page = |query| Filter::parse("/index.html", query).unwrap_err();
        assert_eq!(
            [page("page=0"), page("page=51"), page("page=x")],
            [const { BadFilter::Page }; 3]
        );
        assert_eq!(bad(&format!("q={}", "a".repeat(2_000))), BadFilter::TooLong);
        assert_eq!(bad(&format!("tag={}", "a,".repeat(40))), BadFilter::TooMany);
    }
}
