//! Texts: from the inside of a field to characters or HTML.

use std::borrow::Cow;

use crate::model::raw::{Markup, RawText};
use crate::read::entities::Within;
use crate::read::html;
use crate::read::tokens::{Tag, Token, Tokens};

use super::base64;
use super::capture::{Captured, MadeOf, beginning};
use super::div::without_div;
use super::element::{Field, split};
use super::guess::{is_block, is_escaped_twice, is_reference, looks_like_html};
use super::walk::Walk;

/// What a text is said to be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Declared {
    kind: Kind,
    /// There is a `type`, whatever it says.
    is_stated: bool,
    transfer: Transfer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing is said.
    Silent,
    Text,
    Html,
    Xhtml,
}

/// How the text is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transfer {
    Text,
    /// Atom 0.3 `mode="base64"`.
    Base64,
    /// RFC 4287 §4.1.3.3: a media type that is no text is base64. Often it is a slip, and text.
    Media,
}

impl Declared {
    fn of(field: Field, tag: &Tag<'_>) -> Self {
        let lower = |name| {
            let value: &str = tag.attributes.get(name).unwrap_or_default();
            value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
        };
        let (stated, is_base64) = (lower("type"), lower("mode") == "base64");
        let kind = match stated.as_str() {
            "" if field == Field::Body => Kind::Xhtml,
            // Atom 0.3 §3.1: the type is text/plain where none is given.
            "" if is_base64 => Kind::Text,
            "html" | "text/html" | "text/x-html" | "escaped" => Kind::Html,
            "xhtml" | "application/xhtml+xml" | "application/xhtml" | "text/xhtml" => Kind::Xhtml,
            "text" | "plain" => Kind::Text,
            kind if kind.starts_with("text/") || is_xml(kind) => Kind::Text,
            _ => Kind::Silent,
        };
        let is_media = kind == Kind::Silent && stated.contains('/');
        let transfer = match kind {
            _ if is_base64 => Transfer::Base64,
            _ if is_media => Transfer::Media,
            _ => Transfer::Text,
        };
        Self { kind, is_stated: !stated.is_empty(), transfer }
    }

    /// Some writers put a `div` around HTML that they escape all the same.
    fn inside<'a>(self, captured: &Captured<'a>) -> Captured<'a> {
        if self.kind != Kind::Html || captured.made_of != MadeOf::Markup {
            return *captured;
        }
        let inner = without_div(captured.inner);
        let mut tokens = Tokens::new(inner);
        let is_escaped =
            inner.contains("&lt;") && !tokens.any(|token| matches!(token, Token::Start(_)));
        if is_escaped {
            Captured { inner, made_of: MadeOf::Several, ..*captured }
        } else {
            *captured
        }
    }
}

fn is_xml(media_type: &str) -> bool {
    media_type.ends_with("+xml") || media_type.ends_with("/xml")
}

impl<'a> Walk<'a> {
    /// The characters of a field; tags in it are left out.
    pub(super) fn value(&mut self, captured: &Captured<'a>) -> Cow<'a, str> {
        self.value_within(captured, Within::Text)
    }

    /// The characters of a field that is a text, or an address.
    pub(super) fn value_within(&mut self, captured: &Captured<'a>, within: Within) -> Cow<'a, str> {
        match captured.made_of {
            MadeOf::Nothing => Cow::Borrowed(""),
            MadeOf::Text(text) => self.decode(text.trim(), within),
            MadeOf::CData(text) => without_sections(unwrap_cdata(text.trim())),
            MadeOf::Several | MadeOf::Markup => {
                let mut value = String::with_capacity(captured.inner.len());
                let mut tokens = Tokens::inside(captured.inner);
                while let Some(token) = tokens.next() {
                    match token {
                        Token::Text(text) => value.push_str(&self.decode(text, within)),
                        Token::CData(text) => value.push_str(&without_sections(text)),
                        // No tag, and none that was meant to be one: `a <b and c`.
                        Token::Start(tag) if tag.is_doubtful && !html::is_element(tag.name) => {
                            value.push_str(&captured.inner[tokens.start()..tokens.position()]);
                        }
                        _ => {}
                    }
                }
                Cow::Owned(value.trim().to_owned())
            }
        }
    }

    /// The value of an attribute.
    pub(super) fn attribute(&mut self, raw: &'a str) -> String {
        self.decode(beginning(raw), Within::Address).trim().to_owned()
    }

    /// Resolves references; what is mended is told.
    pub(super) fn decode(&mut self, raw: &'a str, within: Within) -> Cow<'a, str> {
        let log = &mut self.log;
        let text = self.entities.decode(raw, within, &mut |(code, shown)| {
            let at = log.place(shown);
            log.warn(code, at, shown);
        });
        // `&lt;![CDATA[…]]&gt;`: a section that was escaped with everything else.
        match text {
            Cow::Borrowed(text) => Cow::Borrowed(text),
            Cow::Owned(text) if text.starts_with("<![CDATA[") => {
                Cow::Owned(unwrap_cdata(&text).to_owned())
            }
            owned @ Cow::Owned(_) => owned,
        }
    }

    /// A field that may be HTML.
    pub(super) fn text(
        &mut self,
        field: Field,
        tag: &Tag<'a>,
        captured: &Captured<'a>,
    ) -> Option<RawText> {
        let declared = Declared::of(field, tag);
        let captured = declared.inside(captured);
        if captured.made_of == MadeOf::Markup && declared.transfer == Transfer::Text {
            if declared.kind != Kind::Xhtml && !self.is_atom() {
                self.log.warn("unescaped-markup", self.log.place(captured.inner), tag.name);
            }
            let html = self.markup(captured.inner, declared.kind == Kind::Xhtml);
            return stated(html).map(RawText::html).map(|text| self.as_declared(text, declared));
        }
        let mut value = self.value(&captured).into_owned();
        if declared.transfer != Transfer::Text {
            match base64::decode_text(&value) {
                Some(decoded) => value = decoded,
                None if declared.transfer == Transfer::Base64 && !value.is_empty() => {
                    self.log.warn("bad-base64", self.log.place(captured.inner), tag.name);
                    return None;
                }
                None if field == Field::Content => return None,
                None => {}
            }
        }
        let markup = match declared.transfer {
            Transfer::Media if looks_like_html(&value) => Markup::Html,
            _ => self.markup_of(field, declared.kind, &value),
        };
        if markup == Markup::Html {
            value = without_sections(&value).into_owned();
        }
        if markup == Markup::Html && is_escaped_twice(&value) {
            self.log.warn("double-escaped", self.log.place(captured.inner), tag.name);
            value = self.entities.decode(&value, Within::Text, &mut |_| ()).into_owned();
        }
        let text = RawText { value: stated(value)?, markup, is_declared: false };
        Some(self.as_declared(text, declared))
    }

    /// Atom says with `type` what a text is written in. Elsewhere such words are often wrong.
    fn as_declared(&self, text: RawText, declared: Declared) -> RawText {
        if declared.is_stated && self.is_atom() { text.declared() } else { text }
    }

    /// How a text without tags is to be read. Atom says so; RSS does not, and there descriptions
    /// are HTML by habit and everything else is what it looks like.
    fn markup_of(&mut self, field: Field, kind: Kind, value: &str) -> Markup {
        let in_item = self.item().is_some();
        let habit = in_item && matches!(field, Field::Description | Field::Encoded | Field::Body);
        let is_html = match kind {
            Kind::Html => true,
            Kind::Text if self.is_atom() => false,
            Kind::Xhtml | Kind::Text => looks_like_html(value),
            Kind::Silent if self.is_atom() && !habit => field != Field::Title && is_block(value),
            Kind::Silent => habit || looks_like_html(value),
        };
        if is_html { Markup::Html } else { Markup::Plain }
    }

    /// Markup that stands in a field unescaped, as HTML: without prefixes, without the `div` that
    /// RFC 4287 §3.1.1.3 asks for around it.
    fn markup(&mut self, inner: &'a str, is_xhtml: bool) -> String {
        let inner = without_div(inner);
        let is_escaped = !is_xhtml && !self.is_atom() && is_mostly_escaped(inner);
        let mut html = String::with_capacity(inner.len());
        let mut tokens = Tokens::inside(inner);
        while let Some(token) = tokens.next() {
            match token {
                Token::Text(text) if is_escaped => html.push_str(&self.decode(text, Within::Text)),
                Token::Text(text) => html.push_str(&self.entities.expand_declared_in(text)),
                Token::CData(text) if is_xhtml => push_escaped(&mut html, text),
                Token::CData(text) => html.push_str(&without_sections(text)),
                Token::Doctype(_) => {}
                Token::End(name) => {
                    html.push_str("</");
                    html.push_str(local(name));
                    html.push('>');
                }
                Token::Start(tag) if tag.is_doubtful => {
                    html.push_str("&lt;");
                    html.push_str(&inner[tokens.start() + 1..tokens.position()]);
                }
                Token::Start(tag) => self.push_tag(&mut html, &tag),
            }
        }
        html.trim().to_owned()
    }

    fn push_tag(&mut self, html: &mut String, tag: &Tag<'a>) {
        let name = local(tag.name);
        html.extend(["<", name]);
        self.push_attributes(html, tag);
        html.push('>');
        // HTML knows no `<b/>`: it would open what nobody closes.
        if tag.is_empty && !html::is_void(name) {
            html.extend(["</", name, ">"]);
        }
    }

    /// The document's own entities are unknown to whoever reads the HTML. A quote in one of them
    /// ends no value (XML 1.0 §4.4.5).
    fn push_attributes(&mut self, html: &mut String, tag: &Tag<'a>) {
        let raw = tag.attributes.as_str();
        if matches!(self.entities.expand_declared_in(raw), Cow::Borrowed(_)) {
            return html.push_str(raw);
        }
        for (name, value) in tag.attributes {
            let value = self.entities.expand_declared_in(value).replace('"', "&quot;");
            html.extend([" ", name, "=\"", &value, "\""]);
        }
    }
}

/// Whether HTML that holds tags as they are was escaped all the same, and the tags slipped
/// through: it names references by reference (`&amp;eacute;`), or more of its tags are escaped.
fn is_mostly_escaped(inner: &str) -> bool {
    let tags = || Tokens::new(inner).filter(|token| matches!(token, Token::Start(_))).count();
    let escaped = |at: usize| {
        let name = inner[at + 4..].trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        html::is_element(&name[..end])
    };
    let referenced = inner.match_indices("&amp;").any(|(at, _)| {
        let name = &inner[at + 5..];
        name.find(';').is_some_and(|end| end < 10 && is_reference(&name[..=end]))
    });
    referenced || inner.match_indices("&lt;").filter(|(at, _)| escaped(*at)).count() > 2 * tags()
}

fn push_escaped(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            _ => html.push(character),
        }
    }
}

fn local(name: &str) -> &str {
    split(name).1
}

fn stated(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// The text without the marks of sections in it: HTML has none, and in a section of XML they are
/// a slip. A mark without its other half is text.
fn without_sections(text: &str) -> Cow<'_, str> {
    let (mark, end) = ("<![CDATA[", "]]>");
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, inside)) = rest.split_once(mark)
        && let Some((inside, after)) = inside.split_once(end)
    {
        kept.push_str(before);
        kept.push_str(inside);
        rest = after;
    }
    if rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// A section within a section.
fn unwrap_cdata(text: &str) -> &str {
    let inside =
        text.strip_prefix("<![CDATA[").map(|rest| rest.strip_suffix("]]>").unwrap_or(rest));
    inside.map_or(text, str::trim)
}
