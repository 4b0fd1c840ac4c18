//! Which elements and attributes may stay in foreign HTML.

/// Whether an element has an end tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tags {
    /// It has none.
    Void,
    /// It has one, which authors may leave out.
    Paired,
}

/// How the value of an attribute is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// An address that a person goes to.
    Link,
    /// An address that a browser loads.
    Media,
    /// Several of these.
    Srcset,
    /// Digits.
    Number,
    /// Any text.
    Text,
}

/// An element that may stay.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: &'static str,
    pub(super) tags: Tags,
    /// Its own attributes; those of [`EVERYWHERE`] come on top.
    pub(super) attributes: &'static [(&'static str, Value)],
}

/// Attributes that every element may have. No `class`, `id` or `style`: they would take effect
/// on the page that shows the text, and mean nothing there.
pub(super) const EVERYWHERE: [(&str, Value); 3] =
    [("lang", Value::Text), ("dir", Value::Text), ("title", Value::Text)];

/// Elements that go with all that they hold. The second: their content is no markup for browsers.
pub(super) const DROPPED: [(&str, bool); 20] = [
    ("script", true),
    ("style", true),
    ("iframe", true),
    ("noembed", true),
    ("noframes", true),
    ("textarea", true),
    ("title", true),
    ("svg", false),
    ("math", false),
    ("object", false),
    ("applet", false),
    ("button", false),
    ("select", false),
    ("datalist", false),
    ("template", false),
    ("canvas", false),
    ("dialog", false),
    ("frameset", false),
    ("marquee", false),
    ("portal", false),
];

/// An element that goes with all that it holds.
pub(super) fn dropped(name: &str) -> Option<(&'static str, bool)> {
    DROPPED.into_iter().find(|(dropped, _)| dropped.eq_ignore_ascii_case(name))
}

/// The place in [`ELEMENTS`] of an element that may stay.
pub(super) fn place(name: &str) -> Option<u8> {
    let at = ELEMENTS.iter().position(|element| element.name.eq_ignore_ascii_case(name))?;
    u8::try_from(at).ok()
}

/// The element at a place.
pub(super) fn element(place: u8) -> &'static Element {
    &ELEMENTS[usize::from(place)]
}

/// The place of an element that is known to be there.
pub(super) const fn place_of(name: &str) -> u8 {
    let mut at = 0;
    while !is(ELEMENTS[at as usize].name.as_bytes(), name.as_bytes()) {
        at += 1;
    }
    at
}

const fn is(name: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() && at < other.len() && name[at] == other[at] {
        at += 1;
    }
    at == name.len() && at == other.len()
}

/// Elements within a line of text; all others separate words.
pub(super) fn is_inline(name: &str) -> bool {
    let mut lower = [0; 8];
    let Some(lower) = lower.get_mut(..name.len()) else { return false };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    INLINE.binary_search_by(|inline| inline.as_bytes().cmp(lower)).is_ok()
}

/// In the order of their bytes; none is longer than eight.
const INLINE: [&str; 34] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr",
];

const CELL: &[(&str, Value)] =
    &[("colspan", Value::Number), ("rowspan", Value::Number), ("align", Value::Text)];
const CITED: &[(&str, Value)] = &[("cite", Value::Link)];
const CHANGE: &[(&str, Value)] = &[("cite", Value::Link), ("datetime", Value::Text)];
const SPAN: &[(&str, Value)] = &[("span", Value::Number)];

const fn void(name: &'static str, attributes: &'static [(&'static str, Value)]) -> Element {
    Element { name, tags: Tags::Void, attributes }
}

const fn paired(name: &'static str, attributes: &'static [(&'static str, Value)]) -> Element {
    Element { name, tags: Tags::Paired, attributes }
}

/// The commonest first.
pub(super) static ELEMENTS: [Element; 79] = [
    paired("p", &[]),
    paired("a", &[("href", Value::Link), ("hreflang", Value::Text)]),
    void("br", &[]),
    paired("strong", &[]),
    paired("em", &[]),
    paired("span", &[]),
    paired("div", &[]),
    paired("li", &[("value", Value::Number)]),
    paired("ul", &[]),
    void(
        "img",
        &[
            ("src", Value::Media),
            ("srcset", Value::Srcset),
            ("sizes", Value::Text),
            ("alt", Value::Text),
            ("width", Value::Number),
            ("height", Value::Number),
            ("loading", Value::Text),
        ],
    ),
    paired("b", &[]),
    paired("i", &[]),
    paired("h2", &[]),
    paired("h3", &[]),
    paired("figure", &[]),
    paired("figcaption", &[]),
    paired("blockquote", CITED),
    paired("ol", &[("start", Value::Number), ("type", Value::Text), ("reversed", Value::Text)]),
    paired("td", CELL),
    paired("tr", &[]),
    paired("h1", &[]),
    paired("h4", &[]),
    paired("h5", &[]),
    paired("h6", &[]),
    void("hr", &[]),
    paired("sup", &[]),
    paired("sub", &[]),
    paired("table", &[]),
    paired("tbody", &[]),
    paired("thead", &[]),
    paired("tfoot", &[]),
    paired("th", &[("colspan", Value::Number), ("rowspan", Value::Number), ("scope", Value::Text)]),
    paired("caption", &[]),
    paired("colgroup", SPAN),
    void("col", SPAN),
    paired("pre", &[]),
    paired("code", &[]),
    paired("kbd", &[]),
    paired("samp", &[]),
    paired("var", &[]),
    paired("abbr", &[]),
    paired("acronym", &[]),
    paired("address", &[]),
    paired("article", &[]),
    paired("aside", &[]),
    paired("section", &[]),
    paired("header", &[]),
    paired("footer", &[]),
    paired("hgroup", &[]),
    paired("nav", &[]),
    paired("details", &[("open", Value::Text)]),
    paired("summary", &[]),
    paired("dl", &[]),
    paired("dt", &[]),
    paired("dd", &[]),
    paired("picture", &[]),
    void(
        "source",
        &[
            ("src", Value::Media),
            ("srcset", Value::Srcset),
            ("sizes", Value::Text),
            ("media", Value::Text),
            ("type", Value::Text),
        ],
    ),
    paired(
        "video",
        &[
            ("src", Value::Media),
            ("poster", Value::Media),
            ("width", Value::Number),
            ("height", Value::Number),
        ],
    ),
    paired("audio", &[("src", Value::Media)]),
    paired("q", CITED),
    paired("cite", &[]),
    paired("dfn", &[]),
    paired("mark", &[]),
    paired("small", &[]),
    paired("s", &[]),
    paired("strike", &[]),
    paired("del", CHANGE),
    paired("ins", CHANGE),
    paired("u", &[]),
    paired("tt", &[]),
    paired("center", &[]),
    paired("time", &[("datetime", Value::Text)]),
    paired("data", &[("value", Value::Text)]),
    paired("bdi", &[]),
    paired("bdo", &[]),
    paired("ruby", &[]),
    paired("rt", &[]),
    paired("rp", &[]),
    void("wbr", &[]),
];
