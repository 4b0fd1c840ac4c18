//! Tells the errors of the HTTP library apart.

use std::error::Error;
use std::io;

use rustls::{CertificateError, OtherError};

use super::connect::Private;
use crate::fetch::FetchError;
use crate::fetch::failure::{cause, is_cut, reason};
use crate::fetch::limits::{Limits, MAX_HEADER_BYTES};

/// What the library says of a header that outgrew its buffer; it has no type for it.
const HEAD_TOO_LARGE: &str = "message head is too large";

/// An error of the library as one of ours, by what lies at its bottom.
pub(super) fn failed(host: &str, error: &reqwest::Error, limits: Limits) -> FetchError {
    let host = host.to_owned();
    let kind = cause::<io::Error>(error).map(io::Error::kind);
    if let Some(Private(address)) = cause(error) {
        FetchError::AddressRefused { host, address: *address }
    } else if error.is_connect() && error.is_timeout() {
        FetchError::ConnectTimeout { host, after: limits.connect }
    } else if error.is_dns() {
        FetchError::Dns { host, reason: reason(error) }
    } else if let Some(tls) = cause::<rustls::Error>(error) {
        FetchError::Tls { host, reason: not_pinned(tls).unwrap_or_else(|| reason(error)) }
    } else if kind == Some(io::ErrorKind::ConnectionRefused) {
        FetchError::Refused { host }
    } else if error.is_connect() {
        FetchError::Connect { host, reason: reason(error) }
    } else if kind.is_some_and(is_cut) {
        FetchError::Reset { host }
    } else if reason(error as &(dyn Error + 'static)) == HEAD_TOO_LARGE {
        FetchError::HeadTooLarge { host, limit: MAX_HEADER_BYTES }
    } else {
        FetchError::BadAnswer { host, reason: reason(error) }
    }
}

/// The library shows our own verdict on a certificate as a value of Rust.
fn not_pinned(error: &rustls::Error) -> Option<String> {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(verdict))) => {
            Some(verdict.to_string())
        }
        _ => None,
    }
}
