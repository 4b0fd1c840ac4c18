//! What a text is that nobody declared, by evidence.

use crate::model::text::named;
use crate::read::html;

/// Whether a text that nobody declared is HTML. It errs on the side of plain text: it must hold
/// an end tag or a reference, and nothing that looks like one and is none.
pub(super) fn looks_like_html(text: &str) -> bool {
    let mut evidence = false;
    if memchr::memchr2(b'<', b'&', text.as_bytes()).is_none() {
        return false;
    }
    for (at, _) in text.match_indices('<') {
        let rest = &text[at + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        if end > 0 && !html::is_element(&name[..end]) {
            return false;
        }
        let is_end = rest.len() > name.len() && name[end..].starts_with('>');
        // Only as far as the next tag: searching on would take a square of the length.
        let ends_here = || {
            let found = memchr::memchr2(b'<', b'>', &name.as_bytes()[end..]);
            found.is_some_and(|at| name.as_bytes()[end + at] == b'>')
        };
        let is_whole = html::is_void(&name[..end]) && ends_here();
        evidence |= end > 0 && (is_end || is_whole);
    }
    evidence || holds_references(text)
}

fn holds_references(text: &str) -> bool {
    let mut references = text.match_indices('&').filter_map(|(at, _)| {
        let name = text.as_bytes()[at + 1..].iter().take(32);
        let length = name.take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
        let is_closed = text.as_bytes().get(at + 1 + length) == Some(&b';');
        (length > 0 && is_closed).then(|| &text[at + 1..at + 2 + length])
    });
    let first = references.next();
    first.is_some_and(is_reference) && references.all(is_reference)
}

/// Whether something is a reference, from behind its `&` to its `;`.
pub(super) fn is_reference(name: &str) -> bool {
    name.starts_with('#') || named(name).is_some()
}

/// Whether a text is one block of HTML, or several: that is no accident.
pub(super) fn is_block(text: &str) -> bool {
    let name = |rest: &str| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        html::is_block(&rest[..end])
    };
    text.strip_prefix('<').is_some_and(name)
        && text.ends_with('>')
        && text.rfind("</").is_some_and(|at| name(&text[at + 2..]))
        && looks_like_html(text)
}

/// `&lt;p&gt;…&lt;/p&gt;` where HTML is meant to be: the whole of it is a block that was escaped
/// once too often. A code sample has something around it.
pub(super) fn is_escaped_twice(text: &str) -> bool {
    text.starts_with("&lt;")
        && text.ends_with("&gt;")
        && !text.contains('<')
        && is_block(&text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}
