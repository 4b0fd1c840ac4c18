//! A pinned certificate: known by its hash, whoever issued it.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, SignatureScheme,
};
use sha2::{Digest, Sha256};

/// A configuration of TLS that takes one certificate and no other.
pub(super) fn pinned(sha256: [u8; 32], http1_only: bool) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Arc::new(Pin { sha256, provider: Arc::clone(&provider) });
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config =
        builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    let newer: &[&[u8]] = if http1_only { &[] } else { &[b"h2"] };
    config.alpn_protocols =
        newer.iter().chain(&[b"http/1.1".as_slice()]).map(|name| name.to_vec()).collect();
    Ok(config)
}

#[derive(Debug)]
struct Pin {
    sha256: [u8; 32],
    provider: Arc<CryptoProvider>,
}

#[derive(Debug, thiserror::Error)]
#[error("the certificate is not the pinned one; its SHA-256 is {0}")]
struct NotPinned(String);

impl ServerCertVerifier for Pin {
    /// Neither name nor dates count: the owner of the configuration has seen this certificate.
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let found = Sha256::digest(end_entity);
        if found[..] == self.sha256 {
            return Ok(ServerCertVerified::assertion());
        }
        let digits = found.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
        let found = digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect();
        Err(CertificateError::Other(OtherError(Arc::new(NotPinned(found)))).into())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
