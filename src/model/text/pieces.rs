//! Cuts HTML into text and tags, by the rules of the HTML standard (§13.2.5).

/// A piece of HTML. Comments and the like are passed over; a tag that the text ends in is, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text, references unresolved; a `<` in it begins no tag.
    Text(&'a str),
    /// A start tag, its name as written, values of attributes as written.
    Open(&'a str, Vec<(&'a str, &'a str)>),
    /// An end tag.
    Close(&'a str),
}

/// Attributes of one tag that are looked at.
const MAX_ATTRIBUTES: usize = 64;

/// What a `<` began.
enum Markup<'a> {
    Piece(Piece<'a>),
    /// A comment, a tag without end: passed over.
    Nothing,
    /// It is just a sign, and not taken.
    Sign,
}

/// The pieces of some HTML.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    rest: &'a str,
    /// Elements that are known to have no end tag in what follows.
    unclosed: Vec<&'static str>,
}

impl<'a> Pieces<'a> {
    /// Begins to cut.
    pub(super) fn new(html: &'a str) -> Self {
        Self { rest: html, unclosed: Vec::new() }
    }

    /// Passes over the content of an element, to its next end tag. Where there is none, browsers
    /// take the rest of a `raw` element (a script) for its content, and so does this; other
    /// elements lose only their tag.
    pub(super) fn skip_content(&mut self, name: &'static str, raw: bool) {
        if self.unclosed.contains(&name) {
            return;
        }
        match end_tag(self.rest, name) {
            Some(at) => self.rest = &self.rest[at..],
            None if raw => self.rest = "",
            None => self.unclosed.push(name),
        }
    }

    /// Takes what stands at a `<`.
    fn markup(&mut self) -> Markup<'a> {
        let rest = self.rest;
        let after = &rest[1..];
        match after.bytes().next().unwrap_or_default() {
            b'!' => self.rest = after_declaration(rest),
            b'?' => self.rest = after_sign(rest),
            b'/' => match name(&after[1..]) {
                "" => self.rest = after_sign(rest),
                name => {
                    self.rest = attributes(&after[1 + name.len()..]).map_or("", |(_, rest)| rest);
                    return Markup::Piece(Piece::Close(name));
                }
            },
            byte if byte.is_ascii_alphabetic() => {
                let name = name(after);
                let found = attributes(&after[name.len()..]);
                self.rest = found.as_ref().map_or("", |(_, rest)| rest);
                return found.map_or(Markup::Nothing, |(attributes, _)| {
                    Markup::Piece(Piece::Open(name, attributes))
                });
            }
            _ => return Markup::Sign,
        }
        Markup::Nothing
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        while !self.rest.is_empty() {
            if self.rest.starts_with('<') {
                match self.markup() {
                    Markup::Piece(piece) => return Some(piece),
                    Markup::Nothing => continue,
                    Markup::Sign => {}
                }
            }
            // The first byte is text, even when it is a `<`.
            let end = memchr::memchr(b'<', &self.rest.as_bytes()[1..]);
            let (text, rest) = self.rest.split_at(end.map_or(self.rest.len(), |at| at + 1));
            self.rest = rest;
            return Some(Piece::Text(text));
        }
        None
    }
}

/// The name at the beginning of a tag; empty when there is none.
fn name(tag: &str) -> &str {
    if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return "";
    }
    let end = tag.find(|c: char| is_space(c) || matches!(c, '/' | '>'));
    &tag[..end.unwrap_or(tag.len())]
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}')
}

/// The attributes of a tag and what follows the tag; `None` when the text ends before it does.
fn attributes(tag: &str) -> Option<(Vec<(&str, &str)>, &str)> {
    let mut found = Vec::new();
    // Most tags have none.
    if let Some(after) = tag.strip_prefix('>') {
        return Some((found, after));
    }
    let mut rest = tag;
    loop {
        rest = rest.trim_start_matches(|c| is_space(c) || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return Some((found, after));
        }
        // A `=` where a name should begin belongs to the name.
        let first = rest.chars().next()?.len_utf8();
        let end = rest[first..].find(|c| is_space(c) || matches!(c, '/' | '>' | '='))? + first;
        let name = &rest[..end];
        rest = rest[end..].trim_start_matches(is_space);
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            (value, rest) = attribute_value(after.trim_start_matches(is_space))?;
        }
        if found.len() < MAX_ATTRIBUTES {
            found.push((name, value));
        }
    }
}

/// What follows a tag, of which the beginning with the name is gone.
pub(super) fn after_tag(tag: &str) -> &str {
    attributes(tag).map_or("", |(_, rest)| rest)
}

fn attribute_value(rest: &str) -> Option<(&str, &str)> {
    match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split_once(quote),
        _ => rest.find(|c| is_space(c) || c == '>').map(|end| rest.split_at(end)),
    }
}

fn after_declaration(rest: &str) -> &str {
    let Some(comment) = rest.strip_prefix("<!--") else { return after_sign(rest) };
    for empty in [">", "->"] {
        if let Some(after) = comment.strip_prefix(empty) {
            return after;
        }
    }
    // By its last sign, so that nothing is searched to the end of the text for each comment.
    let ends = |at: &usize| comment[..*at].ends_with("--") || comment[..*at].ends_with("--!");
    let end = comment.match_indices('>').map(|(at, _)| at).find(ends);
    end.map_or("", |end| &comment[end + 1..])
}

fn after_sign(rest: &str) -> &str {
    memchr::memchr(b'>', rest.as_bytes()).map_or("", |end| &rest[end + 1..])
}

/// Where the next end tag of `name` stands.
fn end_tag(html: &str, name: &str) -> Option<usize> {
    html.match_indices("</").map(|(at, _)| at).find(|&at| {
        let tag = &html.as_bytes()[at + 2..];
        tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
            && tag.get(name.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        let show = |piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Open(name, attributes) => format!("[{name} {attributes:?}]"),
            Piece::Close(name) => format!("[/{name}]"),
        };
        assert_eq!(Pieces::new(html).map(show).collect::<String>(), expected, "{html:?}");
    }

    #[test]
    fn tags_are_found_where_browsers_find_them() {
        check("a<b>c</b>d", "a[b []]c[/b]d");
        check(
            r#"<a href="x>y" b='"' c=d e>"#,
            r#"[a [("href", "x>y"), ("b", "\""), ("c", "d"), ("e", "")]]"#,
        );
        check(r#"<a =">b">"#, r#"[a [("=\"", "")]]b">"#);
        check("<br/>x", "[br []]x");
        check("1 < 2 <3 <", "1 < 2 <3 <");
        check("a<!-- <b> -->b<!-->c<!--->d<!x>e<?y?>f</ g>h</>i", "abcdefhi");
        check("a<!-- b", "a");
        check("a<!-- > --!>b<!-----!-->c", "abc");
        check("a<b c=\"", "a");
        check("a<b", "a");
        check("<é>", "<é>");
    }
}
