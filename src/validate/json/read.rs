//! From text to values. The first thing that keeps a parser from going on ends it.

use super::strings::string;
use super::{Kind, Member, Value};

/// Lists and objects in each other, and values in all: more is no feed, and would only cost memory.
const MAX_DEPTH: usize = 128;
const MAX_VALUES: usize = 2_000_000;

/// Where something is wrong, and what.
pub(super) type Broken = (usize, String);

/// Reads a text.
pub(in crate::validate) fn read(text: &str) -> Result<Value<'_>, Broken> {
    let mut reader = Reader { text, at: 0, values: 0 };
    let value = reader.value(0)?;
    reader.blanks();
    if reader.at < text.len() {
        return Err((reader.at, "something stands after the end".to_owned()));
    }
    Ok(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    values: usize,
}

impl<'a> Reader<'a> {
    fn blanks(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| b" \t\n\r".contains(byte)).count();
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn wrong<T>(&self, message: impl Into<String>) -> Result<T, Broken> {
        Err((self.at, message.into()))
    }

    /// Takes a sign, if it stands here after any blanks.
    fn takes(&mut self, sign: u8) -> bool {
        self.blanks();
        let is_here = self.text.as_bytes().get(self.at) == Some(&sign);
        self.at += usize::from(is_here);
        is_here
    }

    fn value(&mut self, depth: usize) -> Result<Value<'a>, Broken> {
        self.blanks();
        self.values += 1;
        if depth > MAX_DEPTH || self.values > MAX_VALUES {
            return self.wrong(format!("more than {MAX_DEPTH} levels or {MAX_VALUES} values"));
        }
        let at = self.at;
        let kind = match self.text.as_bytes().get(at) {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => {
                let (text, length) = string(self.rest(), at)?;
                self.at += length;
                Kind::Text(text)
            }
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Value { at, kind })
    }

    fn list(&mut self, depth: usize) -> Result<Kind<'a>, Broken> {
        self.at += 1;
        let mut values = Vec::new();
        if self.takes(b']') {
            return Ok(Kind::List(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            if self.takes(b']') {
                return Ok(Kind::List(values));
            }
            if !self.takes(b',') {
                return self.wrong("a comma or ] is missing here");
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Kind<'a>, Broken> {
        self.at += 1;
        let mut members = Vec::new();
        if self.takes(b'}') {
            return Ok(Kind::Object(members));
        }
        loop {
            self.blanks();
            let at = self.at;
            if !self.rest().starts_with('"') {
                return self.wrong("a name in quotation marks is missing here");
            }
            let (name, length) = string(self.rest(), at)?;
            self.at += length;
            if !self.takes(b':') {
                return self.wrong("a colon is missing here");
            }
            let value = self.value(depth + 1)?;
            members.push(Member { name, at, value });
            if self.takes(b'}') {
                return Ok(Kind::Object(members));
            }
            if !self.takes(b',') {
                return self.wrong("a comma or } is missing here");
            }
        }
    }

    /// §6: no leading zeros, digits on both sides of the point.
    fn number(&mut self) -> Result<Kind<'a>, Broken> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
        let number = &rest[..end.unwrap_or(rest.len())];
        let unsigned = number.strip_prefix('-').unwrap_or(number);
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let is_number = [whole, fraction, exponent].into_iter().all(is_digits);
        if !is_number || (whole.len() > 1 && whole.starts_with('0')) {
            return self.wrong("this is no number");
        }
        self.at += number.len();
        Ok(Kind::Number(number))
    }

    fn word(&mut self) -> Result<Kind<'a>, Broken> {
        let words = [("null", Kind::Null), ("true", Kind::Bool), ("false", Kind::Bool)];
        let rest = self.rest();
        for (word, kind) in words {
            let after = rest.strip_prefix(word);
            if after.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric())) {
                self.at += word.len();
                return Ok(kind);
            }
        }
        self.wrong("a value is missing here")
    }
}
