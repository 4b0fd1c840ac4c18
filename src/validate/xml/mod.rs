//! XML 1.0 with namespaces, read as strictly as its specification asks: a tree in which every
//! element knows its place in the text.

use std::borrow::Cow;

mod declaration;

mod names;

mod read;

mod references;

mod space;

mod tag;

pub(super) use read::read;
pub(super) use space::Ns;

/// A document: its elements in the order in which they begin.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    elements: Vec<Element<'a>>,
}

#[derive(Debug)]
struct Element<'a> {
    ns: Ns,
    name: &'a str,
    local: &'a str,
    at: usize,
    /// Place of the element around it; its own for the root.
    parent: usize,
    /// Place after the last element in it.
    end: usize,
    attributes: Vec<Attribute<'a>>,
    text: Cow<'a, str>,
}

/// An attribute; declarations of namespaces are none.
#[derive(Debug)]
pub(super) struct Attribute<'a> {
    /// As written, with its prefix.
    pub(super) name: &'a str,
    /// Its value, references resolved.
    pub(super) value: Cow<'a, str>,
    /// Where it stands.
    pub(super) at: usize,
}

/// An element in its document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'d, 'a> {
    document: &'d Document<'a>,
    index: usize,
}

impl<'a> Document<'a> {
    /// The root element; `None` where the text has none.
    pub(super) fn root(&self) -> Option<Node<'_, 'a>> {
        (!self.elements.is_empty()).then_some(Node { document: self, index: 0 })
    }
}

impl<'d, 'a> Node<'d, 'a> {
    fn element(&self) -> &'d Element<'a> {
        &self.document.elements[self.index]
    }

    /// Its namespace.
    pub(super) fn ns(&self) -> Ns {
        self.element().ns
    }

    /// Its name without prefix.
    pub(super) fn local(&self) -> &'a str {
        self.element().local
    }

    /// Its name as written.
    pub(super) fn name(&self) -> &'a str {
        self.element().name
    }

    /// It is this element.
    pub(super) fn is(&self, ns: Ns, local: &str) -> bool {
        self.ns() == ns && self.local() == local
    }

    /// Where its start tag stands.
    pub(super) fn at(&self) -> usize {
        self.element().at
    }

    /// The text directly in it.
    pub(super) fn text(&self) -> &'d str {
        &self.element().text
    }

    /// Its attributes.
    pub(super) fn attributes(&self) -> &'d [Attribute<'a>] {
        &self.element().attributes
    }

    /// An attribute by its name as written.
    pub(super) fn attribute(&self, name: &str) -> Option<&'d Attribute<'a>> {
        self.attributes().iter().find(|attribute| attribute.name == name)
    }

    /// The value of an attribute.
    pub(super) fn value(&self, name: &str) -> Option<&'d str> {
        self.attribute(name).map(|attribute| attribute.value.as_ref())
    }

    /// The element around it.
    pub(super) fn parent(&self) -> Option<Self> {
        let index = self.element().parent;
        (index != self.index).then_some(Self { document: self.document, index })
    }

    /// The elements directly in it.
    pub(super) fn children(&self) -> impl Iterator<Item = Self> + use<'d, 'a> {
        let (document, end) = (self.document, self.element().end);
        let mut next = self.index + 1;
        std::iter::from_fn(move || {
            let index = next;
            next = document.elements.get(index).filter(|_| index < end)?.end;
            Some(Self { document, index })
        })
    }

    /// All elements in it, however deep.
    pub(super) fn descendants(&self) -> impl Iterator<Item = Self> + use<'d, 'a> {
        let document = self.document;
        (self.index + 1..self.element().end).map(move |index| Self { document, index })
    }

    /// The elements of one name directly in it.
    pub(super) fn named<'n>(
        &self,
        ns: Ns,
        local: &'n str,
    ) -> impl Iterator<Item = Self> + use<'d, 'a, 'n> {
        self.children().filter(move |child| child.is(ns, local))
    }

    /// The first element of a name directly in it.
    pub(super) fn first(&self, ns: Ns, local: &str) -> Option<Self> {
        self.named(ns, local).next()
    }
}
