//! A page's tree, kept within bounds while it grows.

use std::collections::HashMap;

use ego_tree::Tree;
use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use scraper::{Html, HtmlTreeSink, Node};

use crate::read::listing::bounded;
use crate::read::listing::node::NodeRef;

/// Elements inside each other. Browsers stop at 512; the parser's work grows with the square.
const MAX_DEPTH: usize = 1000;

/// Nodes of a tree, far above any page with a list. Unclosed formatting elements make a small
/// page grow with the square of its length.
const MAX_NODES: usize = 400_000;

/// Bytes of a page that are parsed, far above any page that a browser could show. References are
/// what takes longest: half a microsecond each.
const MAX_BYTES: usize = 16_000_000;

/// Bytes parsed between two looks at the tree.
const STEP: usize = 4096;

/// Parses a page. Where its tree grows out of bounds the rest is left out, and the answer says so.
pub(super) fn parse(text: &str) -> (Html, bool) {
    grow(text, ParseOpts::default())
}

/// The same as it is without scripts: what is in `noscript` is elements then, not text.
pub(super) fn parse_without_scripts(text: &str) -> (Html, bool) {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    grow(text, ParseOpts { tree_builder, ..ParseOpts::default() })
}

/// Whether a page, as it is without scripts, is within bounds.
pub(in crate::read) fn is_within_bounds(text: &str) -> bool {
    !parse_without_scripts(text).1
}

fn grow(text: &str, options: ParseOpts) -> (Html, bool) {
    let read = &text[..text.floor_char_boundary(MAX_BYTES)];
    let bounded = bounded::attributes(read);
    let mut html = Html::new_document();
    html.tree = Tree::with_capacity(Node::Document, nodes(&bounded).min(MAX_NODES));
    let sink = HtmlTreeSink::new(html);
    let mut parser = parse_document(sink, options);
    let (mut rest, mut seen, mut is_cut) = (bounded.as_ref(), 0, read.len() < text.len());
    let mut values = HashMap::new();
    while !rest.is_empty() {
        let (step, after) = rest.split_at(rest.ceil_char_boundary(STEP.min(rest.len())));
        parser.process(StrTendril::from_slice(step));
        rest = after;
        let mut html = parser.tokenizer.sink.sink.0.borrow_mut();
        let count = html.tree.nodes().len();
        shrink(html.tree.values_mut().rev().take(count - seen), &mut values);
        let nodes = html.tree.nodes();
        if count > MAX_NODES || deepest(nodes.rev().take(count - seen)) > MAX_DEPTH {
            is_cut = true;
            break;
        }
        seen = count;
    }
    (parser.finish(), is_cut)
}

/// About how many nodes a page is: what begins, and texts. Grown by doubling, their tree would
/// take up to twice the room of what is in it.
fn nodes(page: &str) -> usize {
    let bytes = page.as_bytes();
    let begins = |at: usize| bytes.get(at + 1).is_some_and(|next| *next != b'/');
    let follows_text = |at: usize| at > 0 && bytes[at - 1] != b'>';
    let tags = memchr::memchr_iter(b'<', bytes);
    let count: usize = tags.map(|at| usize::from(begins(at)) + usize::from(follows_text(at))).sum();
    count + count / 64 + 16
}

/// Gives back room: for attributes that elements do not have, as the parser makes it for four, and
/// for classes that an element before had too.
fn shrink<'a>(nodes: impl Iterator<Item = &'a mut Node>, values: &mut HashMap<String, StrTendril>) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        element.attrs.shrink_to_fit();
        for (name, value) in &mut element.attrs {
            if &*name.local != "class" {
                continue;
            }
            match values.get(&**value) {
                Some(known) => *value = known.clone(),
                None => drop(values.insert(value.to_string(), value.clone())),
            }
        }
    }
}

/// How deep the deepest of some nodes stands. What several of them stand in is walked up once.
fn deepest<'a>(nodes: impl Iterator<Item = NodeRef<'a>>) -> usize {
    let mut depths = HashMap::new();
    let mut deepest = 0;
    for node in nodes {
        let (mut path, mut depth) = (Vec::new(), 0);
        for around in std::iter::once(node).chain(node.ancestors()) {
            if let Some(known) = depths.get(&around.id()) {
                depth = *known;
                break;
            }
            path.push(around.id());
        }
        for id in path.into_iter().rev() {
            depth += 1;
            depths.insert(id, depth);
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, is_within_bounds: bool) {
        let (_, is_cut) = parse(page);
        assert_eq!(!is_cut, is_within_bounds, "{page:.60}");
    }

    #[test]
    fn a_page_that_nests_without_end_is_cut() {
        check("<p>short", true);
        check(&"<div>".repeat(900), true);
        check(&"<div>".repeat(1100), false);
        check(&"<div>".repeat(100_000), false);
        let growing: Vec<_> = (0..100_000).map(|n| format!("<p><b a={n}>")).collect();
        check(&growing.concat(), false);
    }

    #[test]
    fn what_stands_last_on_the_page_does_not_hide_how_deep_it_is() {
        // A comment behind the body is a child of `html`, however deep the page is there.
        let mut page = String::new();
        while page.len() < 500_000 {
            let step = page.len() / STEP * STEP + STEP - "</body><!---->".len();
            page.push_str(&"<div>".repeat((step - page.len()) / 5));
            page.push_str(&" ".repeat(step - page.len()));
            page.push_str("</body><!---->");
        }
        check(&page, false);
        check(&format!("<table>{}", "<div>".repeat(100_000)), false);
    }

    #[test]
    fn what_is_in_noscript_counts_where_there_are_no_scripts() {
        let hidden = format!("<noscript>{}</noscript>", "<del>".repeat(59_000));
        check(&hidden, true);
        assert!(!is_within_bounds(&hidden));
        assert!(is_within_bounds("<noscript><img src=x></noscript><p>text"));
    }
}
