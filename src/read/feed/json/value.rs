//! Values that may have any type: what is wanted is kept, the rest is passed over unread.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::read::feed::capture::beginning;

/// How many members of one list are kept: a list of a million tags is an attack.
const MAX_LIST: usize = 1000;

/// The visits of a visitor that takes lists and objects: anything else is passed over, and
/// anything but `null` is wrong.
macro_rules! passes_over {
    () => {
        fn visit_unit<E>(self) -> Result<(), E> {
            self.pass_over(false);
            Ok(())
        }

        passes_over!(visit_bool bool, visit_i64 i64, visit_u64 u64, visit_f64 f64, visit_str &str);
    };
    ($($visit:ident $kind:ty),+) => {
        $(fn $visit<E>(self, _: $kind) -> Result<(), E> {
            self.pass_over(true);
            Ok(())
        })+
    };
}

pub(super) use passes_over;

/// A value that should be text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scalar {
    /// Nothing, or `null`.
    Absent,
    /// Text, or a number as it would be written.
    Text(String),
    /// Something else.
    Wrong,
}

/// Reads a [`Scalar`].
pub(super) struct AsScalar;

impl<'de> DeserializeSeed<'de> for AsScalar {
    type Value = Scalar;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AsScalar {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        let text = beginning(text.trim());
        Ok(if text.is_empty() { Scalar::Absent } else { Scalar::Text(text.to_owned()) })
    }

    fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar::Text(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar::Text(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar::Text(number.to_string()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Scalar, E> {
        Ok(Scalar::Wrong)
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::Absent)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Wrong)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Wrong)
    }
}

/// The members of an object that are scalars.
pub(super) type Members = Vec<(String, Scalar)>;

/// Something that may be one or several of a kind: text, or objects.
#[derive(Debug, Default)]
pub(super) struct Several {
    /// Texts in it.
    pub(super) texts: Vec<String>,
    /// Objects in it.
    pub(super) objects: Vec<Members>,
    /// Something else was in it, too.
    pub(super) has_wrong: bool,
}

/// Reads one or several: a scalar, an object, or a list of these.
pub(super) struct AsSeveral<'s> {
    pub(super) several: &'s mut Several,
    pub(super) is_inside: bool,
}

impl<'de> DeserializeSeed<'de> for AsSeveral<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl AsSeveral<'_> {
    fn add(self, text: &str) {
        if self.several.texts.len() < MAX_LIST && !text.trim().is_empty() {
            self.several.texts.push(beginning(text.trim()).to_owned());
        }
    }
}

impl<'de> Visitor<'de> for AsSeveral<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, an object or a list")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.add(text);
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.add(&number.to_string());
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.add(&number.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.add(&number.to_string());
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.several.has_wrong = true;
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.several.has_wrong |= self.is_inside;
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if self.is_inside {
            self.several.has_wrong = true;
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        let several = self.several;
        while list.next_element_seed(AsSeveral { several, is_inside: true })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut members = Members::new();
        while let Some(name) = map.next_key::<String>()? {
            let value = map.next_value_seed(AsScalar)?;
            if members.len() < 20 {
                members.push((name, value));
            }
        }
        if self.several.objects.len() < MAX_LIST {
            self.several.objects.push(members);
        }
        Ok(())
    }
}
