//! What an item carries along, as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::extension::Extension;
use crate::publish::vocabularies;

/// An element of another vocabulary.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct JsonExtension {
    /// The address of its vocabulary.
    pub namespace: String,
    /// Its name there.
    pub name: String,
    /// Its attributes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The elements in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<JsonExtension>,
}

impl JsonExtension {
    pub(super) fn new(extension: &Extension) -> Self {
        Self {
            namespace: extension.namespace.clone(),
            name: extension.name.clone(),
            attributes: vocabularies::attributes(extension).collect(),
            text: vocabularies::text(extension),
            children: extension.children.iter().map(Self::new).collect(),
        }
    }
}
