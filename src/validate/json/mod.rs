//! JSON (RFC 8259), read strictly: values that know their place in the text.

use std::borrow::Cow;

mod read;

mod strings;

pub(super) use read::read;

/// A value.
#[derive(Debug)]
pub(super) struct Value<'a> {
    /// Where it stands.
    pub(super) at: usize,
    /// What it is.
    pub(super) kind: Kind<'a>,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Kind<'a> {
    Null,
    Bool,
    /// As written.
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<Value<'a>>),
    Object(Vec<Member<'a>>),
}

/// A member of an object.
#[derive(Debug)]
pub(super) struct Member<'a> {
    /// Its name.
    pub(super) name: Cow<'a, str>,
    /// Where that stands.
    pub(super) at: usize,
    /// Its value.
    pub(super) value: Value<'a>,
}

impl<'a> Value<'a> {
    /// The members, of an object.
    pub(super) fn members(&self) -> &[Member<'a>] {
        if let Kind::Object(members) = &self.kind { members } else { &[] }
    }

    /// The values, of a list.
    pub(super) fn values(&self) -> &[Value<'a>] {
        if let Kind::List(values) = &self.kind { values } else { &[] }
    }

    /// The text, of a text.
    pub(super) fn text(&self) -> Option<&str> {
        if let Kind::Text(text) = &self.kind { Some(text) } else { None }
    }

    /// A member, by name.
    pub(super) fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.members().iter().find(|member| member.name == name).map(|member| &member.value)
    }
}
