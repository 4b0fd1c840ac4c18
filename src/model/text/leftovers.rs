//! References that were left in plain text.

use std::borrow::Cow;

use super::references::{Reference, resolve_where};

/// Plain text in which references were left (`Fish &amp; Chips`, `caf&eacute;`), because it was
/// escaped more often than it was read: resolves them. A text with a `&lt;` or `&gt;` stays as it
/// is, which is about the sign, and so does a name that stands by itself: "what does &nbsp; do?"
/// is about the name.
#[must_use]
pub fn resolve_leftovers(text: &str) -> String {
    let mut text = text.to_owned();
    // Seen in the wild: three times escaped.
    for _ in 0..2 {
        let is_sign = |piece: &str| piece.starts_with("lt;") || piece.starts_with("gt;");
        if text.split('&').skip(1).any(is_sign) {
            break;
        }
        match resolve_where(&text, is_left) {
            Cow::Owned(resolved) if resolved != text => text = resolved,
            _ => break,
        }
    }
    text
}

/// Whether a reference was left behind: it is whole, and part of a word or a phrase.
fn is_left(before: &str, reference: Reference, behind: &str) -> bool {
    if !reference.is_whole || reference.first == '&' {
        return reference.is_whole;
    }
    let opens = |c: char| c.is_whitespace() || "([\"'“‘«".contains(c);
    let closes = |c: char| c.is_whitespace() || ")]\"'”’»?!.,:;".contains(c);
    let stands_alone =
        before.chars().next_back().is_none_or(opens) && behind.chars().next().is_none_or(closes);
    // Nobody writes about ` &#8211; `: a dash was meant.
    let is_dash = matches!(reference.first, '–' | '—' | '‒' | '―' | '•' | '·');
    !stands_alone || is_dash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_are_resolved_only_where_a_whole_reference_stands() {
        let check = |text: &str, expected: &str| assert_eq!(resolve_leftovers(text), expected);
        check("Fish &amp; Chips", "Fish & Chips");
        check("Fish &amp;amp; Chips", "Fish & Chips");
        check("ILO&#8217;s caf&eacute;", "ILO’s café");
        check("&#8220;Work.&#8221; &laquo;Travail&raquo;", "“Work.” «Travail»");
        check("Work &#8211; for all &ndash; now", "Work – for all – now");
        check("Q&A; R&D", "Q&A; R&D");
        check("&copy 2017 &foo;", "&copy 2017 &foo;");
        check("a < b", "a < b");
        check("Write &lt; or &amp;lt; for it", "Write &lt; or &amp;lt; for it");
    }

    #[test]
    fn a_reference_by_itself_is_what_the_text_is_about() {
        for text in ["What does &nbsp; do?", "&nbsp; and (&copy;)", "Why &eacute;?", "\"&#160;\""] {
            assert_eq!(resolve_leftovers(text), text);
        }
        assert_eq!(resolve_leftovers("What does &amp;nbsp; do?"), "What does &nbsp; do?");
    }
}
