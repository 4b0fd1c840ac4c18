//! Warnings, with the line they are about.

use crate::model::raw::Warning;

/// How many warnings of one kind are written out. A document that breaks one rule a thousand
/// times is mended in one place.
const PER_CODE: usize = 20;

/// The longest excerpt that a message shows, in characters.
const EXCERPT: usize = 40;

/// Collects warnings about one document.
#[derive(Debug)]
pub(super) struct Log<'a> {
    text: &'a str,
    warnings: Vec<Warning>,
    /// How often each code came; there are few, and a list of few is the fastest map.
    counts: Vec<(&'static str, usize)>,
    /// A place and the line it is in; lines are counted on from there.
    known: (usize, usize),
}

impl<'a> Log<'a> {
    pub(super) fn new(text: &'a str, warnings: Vec<Warning>) -> Self {
        Self { text, warnings, counts: Vec::new(), known: (0, 1) }
    }

    /// Adds a warning about the place `at`. `shown` is the text in question, if there is any.
    pub(super) fn warn(&mut self, code: &'static str, at: usize, shown: &str) {
        if self.is_wanted(code) {
            let line = self.line(at);
            self.add(code, line, shown);
        }
    }

    /// Adds a warning about a line; 0 where it is not known.
    pub(super) fn warn_in_line(&mut self, code: &'static str, line: usize, shown: &str) {
        if self.is_wanted(code) {
            self.add(code, line, shown);
        }
    }

    fn is_wanted(&mut self, code: &'static str) -> bool {
        if let Some((_, count)) = self.counts.iter_mut().find(|(known, _)| *known == code) {
            *count += 1;
            return *count <= PER_CODE;
        }
        self.counts.push((code, 1));
        true
    }

    fn add(&mut self, code: &'static str, line: usize, shown: &str) {
        let line = Some(line).filter(|line| *line > 0);
        let mut message = message(code).to_owned();
        if !shown.is_empty() {
            let excerpt: String = shown.chars().take(EXCERPT).collect();
            message = format!("{message}: {excerpt:?}");
        }
        self.warnings.push(Warning { code, message, line });
    }

    /// Where a part of the document begins. A text from elsewhere (an entity) has no place; it
    /// counts as the beginning.
    pub(super) fn place(&self, part: &str) -> usize {
        let at = part.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        if at <= self.text.len() { at } else { 0 }
    }

    pub(super) fn into_warnings(mut self) -> Vec<Warning> {
        let mut more: Vec<_> = self.counts.into_iter().filter(|(_, n)| *n > PER_CODE).collect();
        more.sort_unstable();
        self.warnings.extend(more.into_iter().map(|(code, count)| Warning {
            code,
            message: format!("{} ({} more times)", message(code), count - PER_CODE),
            line: None,
        }));
        self.warnings
    }

    /// The line of a place, from 1.
    pub(super) fn line(&mut self, at: usize) -> usize {
        let (known, line) = self.known;
        let at = at.min(self.text.len());
        let breaks = |from: usize, to: usize| {
            memchr::memchr_iter(b'\n', &self.text.as_bytes()[from..to]).count()
        };
        // Places mostly go up; where one lies further up, counting back is the shorter way.
        let line = if at < known { line - breaks(at, known) } else { line + breaks(known, at) };
        self.known = (at, line);
        line
    }
}

/// What a warning says to whoever publishes the document.
fn message(code: &'static str) -> &'static str {
    match code {
        "bare-ampersand" => "an ampersand that begins no reference; write &amp;",
        "bare-less-than" => "a less-than sign that begins no tag; write &lt;",
        "undefined-entity" => "an entity that is not defined in XML; write the character itself",
        "unfinished-entity" => "a reference without its semicolon",
        "illegal-character" => "a reference to a character that XML forbids; it was left out",
        "windows-1252-reference" => "a reference to a control character, read as windows-1252",
        "stray-end-tag" => "an end tag that closes nothing",
        "unclosed-element" => "an element that is not closed",
        "doubled-tag" => "a start tag that stands there twice",
        "repeated-element" => "an item has one of these; the first counts",
        "broken-tag" => "a tag without its >",
        "broken-attribute" => {
            "an attribute that is there twice, or without quotes or space around its value"
        }
        "unlike-end-tag" => "an end tag that is not written like its start tag; case counts",
        "misplaced-item" => "an item beside the channel; RSS 2.0 has them in it",
        "broken-cdata" => "a CDATA section without its ]]>",
        "unclosed-comment" => "a comment that is not closed",
        "unescaped-markup" => "markup inside an element for text; escape it or use CDATA",
        "truncated" => "the document ends in the middle; what came before was read",
        "junk-before-root" => "text before the first element; nothing may stand there",
        "junk-after-root" => "text after the last element; nothing may stand there",
        "missing-root" => "items without a root element around them",
        "missing-item-tag" => "fields of an item without its start tag; an item was assumed",
        "empty-item" => "an item with nothing in it; it was left out",
        "several-roots" => "a second root element; a document has one",
        "too-large" => "more than can be kept; the rest was not read",
        "not-inherited" => {
            "too many items to repeat the feed's authors or address with each; they were not"
        }
        "bad-base" => "an xml:base that is no address; it was passed over",
        "double-escaped" => "HTML that is escaped twice; it was read as escaped once",
        "bad-base64" => "base64 that cannot be decoded; it was passed over",
        "broken-json" => "JSON that breaks the rules of JSON; what could be was mended",
        "wrong-type" => "a value of the wrong type; it was passed over",
        "no-version" => "no version; it was read as JSON Feed 1.1",
        _ => "something was mended",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_on_and_back() {
        let mut log = Log::new("a\nb\nc\nd", Vec::new());
        for at in [4, 0, 6, 2, 99] {
            log.warn("truncated", at, "");
        }
        let lines: Vec<_> = log.into_warnings().iter().filter_map(|warning| warning.line).collect();
        assert_eq!(lines, [3, 1, 4, 2, 4]);
    }
}
