//! What a source says in vocabularies that the model has no fields for.

use serde::{Deserialize, Serialize};

/// An element of another vocabulary that is carried along: a place, a transcript, a season.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// The address that names its vocabulary.
    pub namespace: String,
    /// What its source has before the name; most readers go by that.
    pub prefix: String,
    /// Its name, without prefix.
    pub name: String,
    /// Its attributes; those with a prefix of their own are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
    /// Its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The elements in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Extension>,
}

impl Extension {
    /// Itself and all that is in it.
    #[must_use]
    pub fn family(&self) -> Vec<&Self> {
        let inner = self.children.iter().flat_map(Self::family);
        std::iter::once(self).chain(inner).collect()
    }
}
