//! From text to a tree. The first thing that keeps a parser from going on ends it.

use std::borrow::Cow;

use super::declaration;
use super::names::{is_character, is_space, is_suspicious, name};
use super::references::Entities;
use super::space::{self, Ns};
use super::tag::{Broken, StartTag, start_tag};
use super::{Attribute, Document, Element};
use crate::validate::finding::Findings;
use crate::validate::rules;

/// Elements in elements, and elements in all: more is no feed, and would only cost memory.
const MAX_DEPTH: usize = 256;
const MAX_ELEMENTS: usize = 1_000_000;

/// Prefixes in scope at one time.
const MAX_PREFIXES: usize = 512;

/// Reads a text. The second value says whether it was read to its end.
pub(in crate::validate) fn read<'a>(
    text: &'a str,
    findings: &mut Findings,
) -> (Document<'a>, bool) {
    check_characters(text, findings);
    let mut reader = Reader {
        text,
        at: 0,
        document: Document::default(),
        open: Vec::new(),
        prefixes: vec![("", "".into(), Ns::None), ("xml", space::XML.into(), Ns::Xml)],
        entities: Entities::default(),
        findings,
    };
    let ended = reader.run();
    let is_whole = ended.is_ok();
    if let Err((at, message)) = ended {
        reader.findings.add(&rules::XML, at, message);
    }
    let end = reader.document.elements.len();
    for (index, ..) in &reader.open {
        reader.document.elements[*index].end = end;
    }
    (reader.document, is_whole)
}

fn check_characters(text: &str, findings: &mut Findings) {
    // Nearly every byte is plain: only those that can begin something else are decoded.
    let may_be_wrong = |byte: u8| byte < b' ' || matches!(byte, 0x7F | 0xC2 | 0xEF);
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| may_be_wrong(*byte)) {
        if matches!(byte, b'\t' | b'\n' | b'\r') {
            continue;
        }
        let Some(c) = text[at..].chars().next() else { continue };
        let number = u32::from(c);
        if !is_character(c) {
            findings.add(&rules::CHARACTER, at, format!("XML has no character U+{number:04X}"));
        } else if is_suspicious(c) {
            let message = format!("U+{number:04X} is the trace of a wrong encoding");
            findings.add(&rules::SUSPICIOUS_CHARACTER, at, message);
        }
    }
}

/// A prefix, the address that it stands for, and which namespace that is.
type Prefix<'a> = (&'a str, Cow<'a, str>, Ns);

struct Reader<'a, 'f> {
    text: &'a str,
    at: usize,
    document: Document<'a>,
    /// Place of each open element, and how many prefixes were in scope around it.
    open: Vec<(usize, usize)>,
    prefixes: Vec<Prefix<'a>>,
    entities: Entities<'a>,
    findings: &'f mut Findings,
}

impl<'a> Reader<'a, '_> {
    fn run(&mut self) -> Result<(), Broken> {
        while self.at < self.text.len() {
            self.words()?;
            let rest = &self.text[self.at..];
            match rest.as_bytes().get(1) {
                _ if rest.is_empty() => {}
                Some(b'!') => self.declaration()?,
                Some(b'?') => self.instruction()?,
                Some(b'/') => self.close()?,
                _ => self.open()?,
            }
        }
        if let Some((index, _)) = self.open.last() {
            let element = &self.document.elements[*index];
            return Err((element.at, format!("<{}> is not closed", element.name)));
        }
        if self.document.elements.is_empty() {
            return Err((0, "there is no element".to_owned()));
        }
        Ok(())
    }

    /// The text up to the next tag.
    fn words(&mut self) -> Result<(), Broken> {
        let start = self.at;
        let rest = &self.text[start..];
        let end = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        self.at += end;
        let words = &rest[..end];
        if self.open.is_empty() {
            let first = words.find(|c| !is_space(c));
            return first.map_or(Ok(()), |at| {
                Err((start + at, "text stands outside of the root element".to_owned()))
            });
        }
        if let Some(at) = words.find("]]>") {
            return Err((start + at, "]]> in a text is to be written ]]&gt;".to_owned()));
        }
        let words = self.entities.resolve(words, start, self.findings);
        self.push(words);
        Ok(())
    }

    fn push(&mut self, words: Cow<'a, str>) {
        let Some((index, _)) = self.open.last() else { return };
        let text = &mut self.document.elements[*index].text;
        if text.is_empty() {
            *text = words;
        } else if !words.is_empty() {
            text.to_mut().push_str(&words);
        }
    }

    /// What begins with `<!`.
    fn declaration(&mut self) -> Result<(), Broken> {
        let at = self.at;
        let rest = &self.text[at..];
        let has_no_end = |what: &str| (at, format!("{what} has no end"));
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("--").ok_or_else(|| has_no_end("a comment"))?;
            if !comment[end..].starts_with("-->") {
                return Err((at + 4 + end, "-- stands in a comment".to_owned()));
            }
            self.at += 4 + end + 3;
        } else if let Some(text) = rest.strip_prefix("<![CDATA[") {
            if self.open.is_empty() {
                return Err((at, "text stands outside of the root element".to_owned()));
            }
            let end = text.find("]]>").ok_or_else(|| has_no_end("a CDATA section"))?;
            self.push(Cow::Borrowed(&text[..end]));
            self.at += 9 + end + 3;
        } else if rest.starts_with("<!DOCTYPE") && self.document.elements.is_empty() {
            self.findings.add(&rules::DOCTYPE, at, "a document type is declared");
            self.at += document_type(rest, &mut self.entities)
                .ok_or_else(|| has_no_end("the document type"))?;
        } else {
            return Err((at, "<! begins nothing that XML knows here".to_owned()));
        }
        Ok(())
    }

    fn instruction(&mut self) -> Result<(), Broken> {
        let rest = &self.text[self.at..];
        let Some(end) = rest.find("?>") else {
            return Err((self.at, "<? has no end".to_owned()));
        };
        let target = name(&rest[2..]);
        if target.is_empty() {
            return Err((self.at, "<? is followed by no name".to_owned()));
        }
        if target.eq_ignore_ascii_case("xml") && self.at > 0 {
            let message = "the XML declaration does not stand at the very beginning";
            return Err((self.at, message.to_owned()));
        }
        // What is wrong there keeps nobody from reading on.
        let wrong = match target {
            "xml" => declaration::check(&rest["<?xml".len()..end]).err(),
            _ if target.eq_ignore_ascii_case("xml") => Some(format!("<?{target} is reserved")),
            _ => None,
        };
        if let Some(message) = wrong {
            self.findings.add(&rules::XML, self.at, message);
        }
        self.at += end + 2;
        Ok(())
    }

    fn open(&mut self) -> Result<(), Broken> {
        let tag = start_tag(self.text, self.at, &self.entities, self.findings)?;
        let index = self.document.elements.len();
        if self.open.is_empty() && index > 0 {
            return Err((self.at, format!("<{}> stands after the root element", tag.name)));
        }
        if self.open.len() == MAX_DEPTH || index == MAX_ELEMENTS {
            let message = format!("more than {MAX_DEPTH} levels or {MAX_ELEMENTS} elements");
            return Err((self.at, message));
        }
        let (length, is_empty) = (tag.length, tag.is_empty);
        let around = self.prefixes.len();
        self.element(tag, index)?;
        if is_empty {
            self.prefixes.truncate(around);
            self.document.elements[index].end = index + 1;
        } else {
            self.open.push((index, around));
        }
        self.at += length;
        Ok(())
    }

    fn element(&mut self, tag: StartTag<'a>, index: usize) -> Result<(), Broken> {
        let StartTag { name, mut attributes, .. } = tag;
        for attribute in &mut attributes {
            let prefix = match attribute.name.split_once(':') {
                Some(("xmlns", prefix)) => prefix,
                None if attribute.name == "xmlns" => "",
                _ => continue,
            };
            let address = std::mem::take(&mut attribute.value);
            self.declare(prefix, address, attribute.at)?;
        }
        attributes
            .retain(|attribute| attribute.name != "xmlns" && !attribute.name.starts_with("xmlns:"));
        self.check_attributes(name, &attributes)?;
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let ns = self.namespace(prefix, self.at)?;
        let parent = self.open.last().map_or(index, |(parent, _)| *parent);
        let (at, text) = (self.at, Cow::Borrowed(""));
        let element = Element { ns, name, local, at, parent, end: index + 1, attributes, text };
        self.document.elements.push(element);
        Ok(())
    }

    /// Two attributes are one where their prefixes mean the same (Namespaces in XML 1.0 §6.3).
    fn check_attributes(&self, tag: &str, attributes: &[Attribute<'a>]) -> Result<(), Broken> {
        let mut met: Vec<(&str, &str)> = Vec::new();
        for attribute in attributes {
            let Some((prefix, local)) = attribute.name.split_once(':') else { continue };
            let full = (local, self.declared(prefix, attribute.at)?.1.as_ref());
            if met.contains(&full) {
                return Err((attribute.at, format!("<{tag} has the attribute {local} twice")));
            }
            met.push(full);
        }
        Ok(())
    }

    fn declare(&mut self, prefix: &'a str, address: Cow<'a, str>, at: usize) -> Result<(), Broken> {
        if address.is_empty() && !prefix.is_empty() {
            return Err((at, format!("the prefix {prefix}: is declared as nothing")));
        }
        if let Some(meant) = space::meant(&address) {
            let message = format!("the namespace is spelled {meant}");
            self.findings.add(&rules::NAMESPACE_SPELLING, at, message);
        }
        if self.prefixes.len() == MAX_PREFIXES {
            return Err((at, format!("more than {MAX_PREFIXES} namespaces are declared")));
        }
        let ns = space::of(&address);
        self.prefixes.push((prefix, address, ns));
        Ok(())
    }

    fn namespace(&self, prefix: &str, at: usize) -> Result<Ns, Broken> {
        self.declared(prefix, at).map(|declared| declared.2)
    }

    fn declared(&self, prefix: &str, at: usize) -> Result<&Prefix<'a>, Broken> {
        let declared = self.prefixes.iter().rev().find(|(declared, ..)| *declared == prefix);
        declared.ok_or_else(|| (at, format!("the prefix {prefix}: is declared nowhere")))
    }

    fn close(&mut self) -> Result<(), Broken> {
        let rest = &self.text[self.at + 2..];
        let name = name(rest);
        let after = rest[name.len()..].trim_start_matches(is_space);
        if name.is_empty() || !after.starts_with('>') {
            return Err((self.at, "an end tag is not written </name>".to_owned()));
        }
        let Some((index, around)) = self.open.pop() else {
            return Err((self.at, format!("</{name}> closes nothing")));
        };
        let end = self.document.elements.len();
        let element = &mut self.document.elements[index];
        element.end = end;
        if element.name != name {
            let message = format!("</{name}> stands where <{}> is to be closed", element.name);
            return Err((self.at, message));
        }
        self.prefixes.truncate(around);
        self.at = self.text.len() - after.len() + 1;
        Ok(())
    }
}

/// How long a document type is; its entities are noted. `None`: it has no end. What stands in
/// quotes, comments and instructions ends nothing.
fn document_type<'a>(text: &'a str, entities: &mut Entities<'a>) -> Option<usize> {
    const ENTITY: &str = "<!ENTITY";
    let (mut at, mut head, mut is_inside) = ("<!DOCTYPE".len(), None, false);
    loop {
        let rest = &text[at..];
        let past = |start: usize, end: &str| Some(start + rest[start..].find(end)? + end.len());
        at += match rest.chars().next()? {
            '>' if !is_inside => break,
            ']' if is_inside => {
                is_inside = false;
                1
            }
            c if is_space(c) => 1,
            // Behind the inner declarations nothing else may stand.
            _ if head.is_some() && !is_inside => return None,
            '[' if !is_inside => {
                (head, is_inside) = (Some(at), true);
                1
            }
            '"' => past(1, "\"")?,
            '\'' => past(1, "'")?,
            _ if rest.starts_with("<!--") => past(4, "-->")?,
            _ if rest.starts_with("<?") => past(2, "?>")?,
            _ if rest.starts_with(ENTITY) => {
                let declaration = rest[ENTITY.len()..].trim_start_matches(is_space);
                entities.declared.insert(name(declaration));
                ENTITY.len()
            }
            other => other.len_utf8(),
        };
    }
    let head = &text[..head.unwrap_or(at)];
    entities.has_others = head.contains("SYSTEM") || head.contains("PUBLIC");
    Some(at + 1)
}
