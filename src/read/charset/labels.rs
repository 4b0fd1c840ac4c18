//! What a document is declared to be written in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memmem;

use super::Charset;

/// How far into a document a declaration is looked for. Browsers stop at 1,024 bytes; pages with
/// long comments in front have it later.
const DECLARED_WITHIN: usize = 4096;

/// Names that the WHATWG standard does not know, and what writers of feeds mean by them.
const MORE_LABELS: [(&str, &str); 19] = [
    ("windows1250", "windows-1250"),
    ("windows1251", "windows-1251"),
    ("windows1252", "windows-1252"),
    ("win-1251", "windows-1251"),
    ("win-1252", "windows-1252"),
    ("cp-1251", "windows-1251"),
    ("cp-1252", "windows-1252"),
    ("ansi", "windows-1252"),
    ("cp932", "shift_jis"),
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("tis620", "windows-874"),
    ("cp874", "windows-874"),
    ("utf_8", "utf-8"),
    ("unicode", "utf-8"),
    ("mac-roman", "macintosh"),
    ("macroman", "macintosh"),
    ("mac_roman", "macintosh"),
];

/// The declarations of a document, in the order in which they count.
#[derive(Debug, Default)]
pub(super) struct Declared {
    labels: Vec<(String, &'static Encoding)>,
    /// The first label of all, if nobody here knows it.
    unknown: Option<String>,
}

impl Declared {
    pub(super) fn of(body: &[u8], content_type: Option<&str>) -> Self {
        let head = head(&body[..body.len().min(DECLARED_WITHIN)]);
        let stated = [content_type.and_then(parameter), xml_declaration(&head), meta(&head)];
        let mut stated = stated.into_iter().flatten().map(|label| {
            let encoding = encoding(&label);
            (label, encoding)
        });
        let mut declared = Self::default();
        match stated.next() {
            Some((label, Some(encoding))) => declared.labels.push((label, encoding)),
            Some((label, None)) => declared.unknown = Some(label),
            None => {}
        }
        declared.labels.extend(stated.filter_map(|(label, known)| Some((label, known?))));
        declared
    }

    /// What counts first. UTF-16 is no answer here: it would have been seen by its bytes.
    pub(super) fn first(&self) -> Option<&'static Encoding> {
        self.all().next()
    }

    /// All of them, UTF-16 left out. windows-1252 comes last: it fits whatever the bytes, and
    /// servers send it with everything.
    pub(super) fn all(&self) -> impl Iterator<Item = &'static Encoding> {
        let encodings = || self.labels.iter().map(|(_, encoding)| *encoding);
        let telling = encodings().filter(|encoding| *encoding != WINDOWS_1252);
        let all = telling.chain(encodings().filter(|encoding| *encoding == WINDOWS_1252));
        all.filter(|encoding| !is_utf16(encoding))
    }

    /// What is wrong with the first label, if it is none of the encoding that the document is
    /// really in.
    pub(super) fn contradiction(&self, charset: Charset) -> Option<String> {
        let real = charset.name();
        if let Some(label) = &self.unknown {
            let is_utf32 = ["utf-32", "utf32", "ucs-4"].iter().any(|name| label.starts_with(name));
            return match charset {
                Charset::Utf32(_) => None,
                _ if is_utf32 => Some(mislabelled(label, &real)),
                _ => Some(format!(
                    "declared as {label}, which is no encoding known here; it was read as {real}"
                )),
            };
        }
        let (label, declared) = self.labels.first()?;
        let agrees = match charset {
            Charset::Standard(encoding) if is_utf16(encoding) => is_utf16(declared),
            Charset::Standard(encoding) => encoding == *declared,
            Charset::Utf32(_) => true,
            Charset::Mixed => *declared == UTF_8,
        };
        (!agrees).then(|| mislabelled(label, &real))
    }
}

/// The beginning of a document as far as declarations go: in lower case, and what is not ASCII left
/// out, so that it is text in whatever encoding. UTF-16 and UTF-32 have zero bytes between the
/// characters of a declaration.
fn head(bytes: &[u8]) -> String {
    let ascii = bytes.iter().filter(|byte| byte.is_ascii() && **byte != 0);
    ascii.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

fn mislabelled(label: &str, real: &str) -> String {
    let label = label.to_ascii_lowercase();
    format!("declared as {label} but written in {real}; correct the declaration")
}

fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

fn encoding(label: &str) -> Option<&'static Encoding> {
    let known = MORE_LABELS.iter().find(|(name, _)| *name == label).map_or(label, |(_, name)| name);
    Encoding::for_label(known.as_bytes()).filter(|encoding| *encoding != encoding_rs::REPLACEMENT)
}

/// `charset` of a `Content-Type`.
fn parameter(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    lower.split(';').skip(1).find_map(|part| label_after(part, "charset"))
}

fn xml_declaration(head: &str) -> Option<String> {
    let at = memmem::find(head.as_bytes(), b"<?xml")?;
    let declaration = &head[at..];
    label_after(declaration.split('>').next()?, "encoding")
}

fn meta(head: &str) -> Option<String> {
    // Nearly no feed has one.
    memmem::find(head.as_bytes(), b"<meta")?;
    let mut tags = head.split("<meta").skip(1).filter_map(|rest| rest.split('>').next());
    tags.find_map(|tag| label_after(tag, "charset"))
}

/// The label in `key = "label"`, quoted or not.
fn label_after(text: &str, key: &str) -> Option<String> {
    let (_, rest) = text.split_once(key)?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = rest.find(['"', '\'', ' ', ';', '/', '?', '>']).unwrap_or(rest.len());
    (end > 0).then(|| rest[..end].to_owned())
}
