//! A document: the bytes of one answer.

use bytes::Bytes;
use url::Url;

/// The bytes of one answer, decompressed but not decoded, with what was said about them.
#[derive(Debug, Clone)]
pub struct Document {
    /// Where they came from, after redirects: relative links count from here. `None` only for
    /// `parse` without `--base`; relative addresses are then left out.
    pub url: Option<Url>,
    /// `Content-Type` as the server sent it.
    pub content_type: Option<String>,
    /// The bytes.
    pub body: Bytes,
}
