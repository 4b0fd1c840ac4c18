//! Walking a page's tree. Nothing here calls itself: pages nest as deep as they like.

use std::ops::Deref;

use scraper::ElementRef;
use scraper::node::Element;

use crate::model::text::is_ascii_line;
use crate::read::listing::hint::class;

/// A node of the tree, of any kind.
pub(super) type NodeRef<'a> = <ElementRef<'a> as Deref>::Target;

/// One step of a walk.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    /// A node, before what is in it.
    Enter(NodeRef<'a>),
    /// An element, after what is in it.
    Leave(ElementRef<'a>),
}

/// Elements that begin a line of their own.
const BLOCKS: [&str; 37] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements whose text is not for reading.
const SILENT: [&str; 13] = [
    "button", "canvas", "iframe", "input", "noscript", "object", "option", "script", "select",
    "style", "svg", "template", "textarea",
];

/// Classes of text that only a screen reader speaks, or nobody sees.
const SPOKEN: [&str; 6] = [
    "screen-reader-text",
    "sr-only",
    "visually-hidden",
    "visuallyhidden",
    "element-invisible",
    "w-condition-invisible",
];

/// An element with more nodes holds more than a few words.
const FEW_NODES: usize = 100;

/// So does one with more text, in bytes; most of it may be white space.
const FEW_BYTES: usize = 4000;

/// Attributes by name. The library's own way looks each name up in its table of all names first and
/// takes a tenth of the time of a page.
pub(super) trait Attributes<'a> {
    /// The value of an attribute without a namespace.
    fn attribute(self, name: &str) -> Option<&'a str>;
}

impl<'a> Attributes<'a> for &'a Element {
    fn attribute(self, name: &str) -> Option<&'a str> {
        let mut attributes = self.attrs.iter();
        let found = attributes.find(|(own, _)| &*own.local == name && own.ns.is_empty());
        found.map(|(_, value)| &**value)
    }
}

impl<'a> Attributes<'a> for ElementRef<'a> {
    fn attribute(self, name: &str) -> Option<&'a str> {
        self.value().attribute(name)
    }
}

/// Walks a tree in document order. Where `step` answers an `Enter` with false, what is in that
/// node is passed over, and its end too.
pub(super) fn walk<'a>(root: NodeRef<'a>, mut step: impl FnMut(Step<'a>) -> bool) {
    let mut node = root;
    loop {
        let inside = step(Step::Enter(node));
        if let Some(child) = node.first_child().filter(|_| inside) {
            node = child;
            continue;
        }
        if inside {
            leave(node, &mut step);
        }
        loop {
            if node == root {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return };
            node = parent;
            leave(node, &mut step);
        }
    }
}

fn leave<'a>(node: NodeRef<'a>, step: &mut impl FnMut(Step<'a>) -> bool) {
    if let Some(element) = ElementRef::wrap(node) {
        step(Step::Leave(element));
    }
}

/// The elements of a tree in document order.
pub(super) fn elements(root: NodeRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    root.descendants().filter_map(ElementRef::wrap)
}

/// Whether an element begins a line of its own.
pub(super) fn is_block(element: ElementRef<'_>) -> bool {
    BLOCKS.contains(&element.value().name())
}

/// `h1` to `h6`, or what says that it is a heading.
pub(super) fn is_heading(element: ElementRef<'_>) -> bool {
    level(element).is_some()
}

/// The level of a heading, 1 for the highest. One that says none is of the second (WAI-ARIA 1.2,
/// `heading`).
pub(super) fn level(element: ElementRef<'_>) -> Option<u32> {
    if element.attribute("role") == Some("heading") {
        let said = element.attribute("aria-level").and_then(|level| level.trim().parse().ok());
        return said.filter(|level| *level > 0).or_else(|| of_name(element)).or(Some(2));
    }
    of_name(element)
}

fn of_name(element: ElementRef<'_>) -> Option<u32> {
    match element.value().name().as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(u32::from(digit - b'0')),
        _ => None,
    }
}

/// Whether what is in an element is not shown, as far as the element says so itself.
pub(super) fn is_silent(element: ElementRef<'_>) -> bool {
    let value = element.value();
    SILENT.contains(&value.name())
        || element.attribute("hidden").is_some()
        || element.attribute("aria-hidden") == Some("true")
        || class(element).split_ascii_whitespace().any(|class| SPOKEN.contains(&class))
}

/// The text of a node as it is read: lines and words apart, white space folded.
pub(super) fn text_of(root: NodeRef<'_>) -> String {
    let mut text = String::new();
    walk(root, |step| {
        match step {
            Step::Enter(node) => {
                if let Some(words) = node.value().as_text() {
                    text.push_str(words);
                }
                let Some(element) = ElementRef::wrap(node) else { return true };
                if node != root && is_silent(element) {
                    return false;
                }
                space_at(element, &mut text);
            }
            Step::Leave(element) => space_at(element, &mut text),
        }
        true
    });
    fold(&text)
}

fn space_at(element: ElementRef<'_>, text: &mut String) {
    if is_block(element) {
        text.push(' ');
    }
}

/// White space, of whatever kind, to single spaces; characters without width gone.
pub(super) fn fold(text: &str) -> String {
    if is_ascii_line(text) {
        return text.to_owned();
    }
    let seen = |c: &char| !matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}') && !c.is_control();
    let mut folded = String::with_capacity(text.trim().len());
    for word in text.split_whitespace() {
        let before = folded.len();
        if before > 0 {
            folded.push(' ');
        }
        let begins = folded.len();
        if is_ascii_line(word) {
            folded.push_str(word);
        } else {
            folded.extend(word.chars().filter(seen));
        }
        if folded.len() == begins {
            folded.truncate(before);
        }
    }
    folded
}

/// Whether a text ends as a sentence does.
pub(super) fn ends_like_sentence(text: &str) -> bool {
    text.ends_with(['.', '。', '!', '?', '…'])
}

/// The texts of an element that holds at most so many of them, and little else. Asked of elements
/// inside each other this costs no more for a large page than for a small one.
pub(super) fn few_texts(element: ElementRef<'_>, most: usize) -> Option<Vec<&str>> {
    let (mut texts, mut bytes) = (Vec::new(), 0);
    for (count, node) in element.descendants().enumerate() {
        if let Some(text) = node.value().as_text() {
            texts.push(&**text);
            bytes += text.len();
        }
        if count >= FEW_NODES || bytes > FEW_BYTES || texts.len() > most {
            return None;
        }
    }
    Some(texts)
}

/// Whether more text than so many bytes is in a node, white space with it. It is counted no
/// further than that.
pub(super) fn is_longer(root: NodeRef<'_>, most: usize) -> bool {
    let mut bytes = 0;
    walk(root, |step| {
        let Step::Enter(node) = step else { return true };
        bytes += node.value().as_text().map_or(0, |text| text.len());
        let is_read = node == root || !ElementRef::wrap(node).is_some_and(is_silent);
        is_read && bytes <= most
    });
    bytes > most
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    #[test]
    fn text_is_what_is_read() {
        let html = Html::parse_fragment(
            "<h5>Rice&nbsp; mills<span class=sr-only>spoken</span><script>x</script></h5>\
             <p>one<br>two <b>th</b>ree</p><span aria-hidden=true>›</span>",
        );
        assert_eq!(text_of(html.tree.root()), "Rice mills one two three");
    }

    #[test]
    fn what_holds_much_is_not_asked_for_its_few_words() {
        let texts = |inside: &str| {
            let html = Html::parse_fragment(&format!("<p>{inside}</p>"));
            let element = html.root_element().child_elements().next().unwrap();
            few_texts(element, 3).map(|texts| texts.concat())
        };
        assert_eq!(texts("<b>5</b> <i>July</i>").as_deref(), Some("5 July"));
        assert_eq!(texts("<b>5</b> <i>July</i> 2017"), None);
        assert_eq!(texts(&"<i></i>".repeat(200)), None);
        assert_eq!(texts(&"5 July ".repeat(900)), None);
    }

    #[test]
    fn what_is_not_read_makes_nothing_longer() {
        let html = Html::parse_fragment("<p>12 45<script>more</script><b>789</b></p>");
        assert!(!is_longer(html.tree.root(), 8) && is_longer(html.tree.root(), 7));
    }

    #[test]
    fn a_deep_tree_is_walked_without_recursion() {
        let mut html = Html::new_fragment();
        let mut last = html.tree.root().id();
        let leaf = scraper::Node::Fragment;
        for _ in 0..200_000 {
            last = html.tree.get_mut(last).unwrap().append(leaf.clone()).id();
        }
        assert_eq!(text_of(html.tree.root()), "");
    }
}
