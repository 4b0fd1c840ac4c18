//! Mends what is commonly wrong with JSON written by hand, by templates or by other languages:
//! line breaks and quotes in texts, commas too many or too few, escapes that do not exist, halves
//! of characters, numbers and words that JSON does not have.

mod string;

/// The text mended; `None` when there was nothing to mend. It becomes at most an eighth longer: what
/// would take more stays as it is.
pub(super) fn mend(text: &str) -> Option<String> {
    let mut mend =
        Mend { mended: String::with_capacity(text.len() + text.len() / 8 + 64), last: 0 };
    let mut rest = text;
    while !rest.is_empty() {
        if mend.mended.len() + rest.len() + 16 > mend.mended.capacity() {
            mend.mended.push_str(rest);
            break;
        }
        rest = &rest[mend.piece(rest)..];
    }
    (mend.mended != text).then_some(mend.mended)
}

struct Mend {
    mended: String,
    /// The last byte outside of texts that is no white space; `"` for a text, `0` for another value.
    last: u8,
}

impl Mend {
    /// Mends the piece that `rest` begins with; returns its length.
    fn piece(&mut self, rest: &str) -> usize {
        match rest.as_bytes()[0] {
            b'"' => {
                self.part(b'"');
                self.mended.push('"');
                1 + string::string(&rest[1..], &mut self.mended)
            }
            b',' => self.comma(rest),
            byte @ (b'{' | b'[') => {
                self.part(byte);
                self.push(&rest[..1])
            }
            byte @ (b'}' | b']' | b':') => {
                self.last = byte;
                self.push(&rest[..1])
            }
            byte if is_word(byte) => self.word(rest),
            _ => {
                let end = rest.find(|c: char| "\",{}[]:".contains(c) || is_word_character(c));
                self.push(&rest[..end.unwrap_or(rest.len())])
            }
        }
    }

    fn push(&mut self, piece: &str) -> usize {
        self.mended.push_str(piece);
        piece.len()
    }

    /// Puts a comma between two values that have none.
    fn part(&mut self, next: u8) {
        if matches!(self.last, b'}' | b']' | b'"') {
            self.mended.push(',');
        }
        self.last = next;
    }

    /// A comma before another, before a closing bracket or behind an opening one goes.
    fn comma(&mut self, rest: &str) -> usize {
        let is_needless = rest[1..].trim_ascii_start().starts_with(['}', ']', ','])
            || matches!(self.last, b'{' | b'[');
        if !is_needless {
            self.last = b',';
            self.mended.push(',');
        }
        1
    }

    /// What stands without quotes: what JSON has no word for becomes `null`, a number that it
    /// cannot hold a text, and what names a member its name.
    fn word(&mut self, rest: &str) -> usize {
        let end = rest.find(|c: char| !is_word_character(c)).unwrap_or(rest.len());
        let word = &rest[..end];
        self.last = 0;
        let is_known = matches!(word, "null" | "true" | "false");
        // At the end it may be the beginning of something.
        if is_known || end == rest.len() || serde_json::from_str::<f64>(word).is_ok() {
            self.mended.push_str(word);
        } else if rest[end..].trim_ascii_start().starts_with(':')
            || word.trim_start_matches(['-', '+', '.']).starts_with(|c: char| c.is_ascii_digit())
        {
            self.mended.extend(["\"", word, "\""]);
        } else {
            self.mended.push_str("null");
        }
        end
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_' | b'$')
}

fn is_word_character(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(mend(text).as_deref(), expected, "{text:?}");
    }

    #[test]
    fn common_slips_are_mended() {
        check(r#"{"a":[1,2,],}"#, Some(r#"{"a":[1,2]}"#));
        check("{\"a\":\"b\nc\td\"}", Some(r#"{"a":"b\nc\td"}"#));
        check(r#"["it\'s"]"#, Some(r#"["it's"]"#));
        check(r#"["\ud83d!"]"#, Some(r#"["\ufffd!"]"#));
        check(r#"["\uzz"]"#, Some(r#"["\\uzz"]"#));
    }

    #[test]
    fn numbers_and_words_that_json_does_not_have_are_mended() {
        check("[NaN,Infinity,-Infinity,undefined]", Some("[null,null,null,null]"));
        check("[1e400,01,-007,.5,+1]", Some(r#"["1e400","01","-007",".5","+1"]"#));
        check("[1e40,-0.5,0,null,true,]", Some("[1e40,-0.5,0,null,true]"));
        check(r#"{id:1,"b":2}"#, Some(r#"{"id":1,"b":2}"#));
    }

    #[test]
    fn commas_are_put_and_taken_away() {
        check(r#"[{"a":1}{"b":2} [3]]"#, Some(r#"[{"a":1},{"b":2} ,[3]]"#));
        check(r#"[{"a":1},,{"b":2}, ,3,,]"#, Some(r#"[{"a":1},{"b":2} ,3]"#));
        check("[,1]", Some("[1]"));
        check("{\"a\":\"b\"\n\"c\":{}\"d\":1}", Some("{\"a\":\"b\"\n,\"c\":{},\"d\":1}"));
    }

    #[test]
    fn quotes_within_a_text_are_escaped() {
        check(r#"{"a":"say "hi" now"}"#, Some(r#"{"a":"say \"hi\" now"}"#));
        check(r#"{"a":"say "hi", he said"}"#, Some(r#"{"a":"say \"hi\", he said"}"#));
        check(r#"{"a":"<a href="b">c</a>","d":1}"#, Some(r#"{"a":"<a href=\"b\">c</a>","d":1}"#));
    }

    #[test]
    fn what_is_right_stays() {
        check(r#"{"a":"x, ]","b":["\ud83d\ude00","\\",3]}"#, None);
        check("{\n \"a\" : \"b\" ,\n \"c\" : null , \"d\":[ -1.5e3 , true ]\n}\n", None);
        check(r#"{"a":"cut \"#, Some(r#"{"a":"cut "#));
        check(r#"{"a":tru"#, None);
    }

    #[test]
    fn a_text_that_would_grow_too_long_stays() {
        let text = format!("[\"{}", "\n".repeat(10_000));
        let mended = mend(&text).unwrap();
        assert!(mended.len() < text.len() * 9 / 8 + 64, "{}", mended.len());
    }
}
