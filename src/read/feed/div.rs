//! The `div` around XHTML (RFC 4287 §3.1.1.3).

use crate::read::tokens::{Token, Tokens};

use super::element::split;

/// The inside of a `div` whose start tag is gone, where no other is in it, nor what hides tags, and
/// its end tag is the end: that is seen without going through its tags.
fn without_other_divs(rest: &str) -> Option<&str> {
    let end = rest.rfind("</")?;
    let (inside, name) = (&rest[..end], rest[end + 2..].strip_suffix('>')?);
    let is_end = local(name).eq_ignore_ascii_case("div");
    let bytes = inside.as_bytes();
    let ends = |at: usize, word: &[u8]| {
        at + 1 >= word.len() && bytes[at + 1 - word.len()..=at].eq_ignore_ascii_case(word)
    };
    let is_div = |at| ends(at, b"div") || ends(at, b"<!");
    let is_plain = !memchr::memchr3_iter(b'v', b'V', b'!', bytes).any(is_div);
    (is_end && is_plain).then_some(inside)
}

/// The inside of a `div` that holds all there is; otherwise everything.
pub(super) fn without_div(inner: &str) -> &str {
    let mut tokens = Tokens::new(inner.trim());
    let Some(Token::Start(first)) = tokens.next() else { return inner };
    if !local(first.name).eq_ignore_ascii_case("div") || first.is_empty {
        return inner;
    }
    let (from, mut depth) = (tokens.position(), 1_usize);
    if let Some(inside) = without_other_divs(&inner.trim()[from..]) {
        return inside;
    }
    while let Some(token) = tokens.next() {
        match token {
            Token::Start(tag) if !tag.is_empty && local(tag.name).eq_ignore_ascii_case("div") => {
                depth += 1;
            }
            Token::End(name) if local(name).eq_ignore_ascii_case("div") => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let is_last = tokens.position() == inner.trim().len();
            return if is_last { &inner.trim()[from..tokens.start()] } else { inner };
        }
    }
    inner
}

fn local(name: &str) -> &str {
    split(name).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_holds_all_there_is_is_taken_away() {
        let check = |inner: &str, expected: &str| assert_eq!(without_div(inner), expected);
        check(" <div class='x'>a</div> ", "a");
        check("<h:div>a<h:b/></h:div>", "a<h:b/>");
        check("<DIV>V! a</div >", "V! a");
        check("<div>a <i>divided</i> b</div>", "a <i>divided</i> b");
        check("<div><div>a</div></div>", "<div>a</div>");
        check("<div>a<!-- </div> --></div>", "a<!-- </div> -->");
        for whole in ["<div>a</div><div>b</div>", "<div>a</div>b", "<div>a<!-- </div>", "<p>a</p>"]
        {
            check(whole, whole);
        }
        check("<div>a", "<div>a");
        check("<div/>", "<div/>");
    }
}
