//! The body of an answer: taken piece by piece, freed of its encodings, counted before and after.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_compression::tokio::bufread::{
    BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder,
};
use async_compression::zstd::DParameter;
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use reqwest::Response;
use reqwest::header::{self, HeaderValue};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio_util::io::StreamReader;

use super::failed::failed;
use crate::fetch::FetchError;
use crate::fetch::encoding::{self, Encoding};
use crate::fetch::failure::reason;
use crate::fetch::limits::{Limits, is_bomb};

/// Largest window of zstd, as a power of two: 8 MB, what RFC 9659 sets for the web. A frame may
/// ask for a thousand times as much.
const ZSTD_WINDOW: u32 = 23;

/// Taken at a time.
const PIECE: usize = 16 * 1024;

type Bytewise = Pin<Box<dyn AsyncBufRead + Send>>;

/// Reads a body to its end; stops as soon as it is too long, too slow or a bomb.
pub(super) async fn read(
    response: Response,
    host: &str,
    limits: Limits,
) -> Result<Bytes, FetchError> {
    let too_large = || FetchError::TooLarge { host: host.to_owned(), limit: limits.max_body };
    if response.content_length().is_some_and(|length| length > limits.max_body) {
        return Err(too_large());
    }
    let layers = layers(&response, host)?;
    let came = Arc::new(AtomicU64::new(0));
    let wire = wire(response, host.to_owned(), limits, Arc::clone(&came));
    let mut body: Bytewise = Box::pin(StreamReader::new(Box::pin(wire)));
    let error = |error: io::Error| undecodable(error, host);
    for layer in &layers {
        body = undo(body, *layer).await.map_err(error)?;
    }
    // A server that compresses what was compressed before may keep that to itself.
    if encoding::is_gzip(body.fill_buf().await.map_err(error)?) {
        body = undo(body, Encoding::Gzip).await.map_err(error)?;
    }
    let mut whole = Vec::new();
    loop {
        whole.reserve(PIECE.min(whole.capacity().max(PIECE)));
        if (&mut body).take(PIECE as u64).read_buf(&mut whole).await.map_err(error)? == 0 {
            return Ok(whole.into());
        }
        let became = whole.len() as u64;
        if became > limits.max_body {
            return Err(too_large());
        }
        if is_bomb(came.load(Ordering::Relaxed), became) {
            return Err(FetchError::Bomb { host: host.to_owned() });
        }
    }
}

/// What a page of an error says at its beginning; nothing where it cannot be read.
pub(super) async fn beginning(response: Response, host: &str, limits: Limits) -> String {
    const ENOUGH: u64 = 256 * 1024;
    const PATIENCE: Duration = Duration::from_secs(3);
    let limits = Limits { max_body: limits.max_body.min(ENOUGH), ..limits };
    let patience = PATIENCE.min(limits.idle);
    let page = tokio::time::timeout(patience, read(response, host, limits)).await;
    page.ok()
        .and_then(Result::ok)
        .map_or_else(String::new, |page| String::from_utf8_lossy(&page).into_owned())
}

fn layers(response: &Response, host: &str) -> Result<Vec<Encoding>, FetchError> {
    let lines = response.headers().get_all(header::CONTENT_ENCODING).iter();
    let lines: Vec<_> = lines.map(HeaderValue::as_bytes).collect();
    encoding::layers(&lines.join(&b','))
        .map_err(|encoding| format!("nobody asked for the encoding {encoding:?}"))
        .map_err(|reason| FetchError::BadEncoding { host: host.to_owned(), reason })
}

/// The bytes as they come. What goes wrong with them travels through the decompressors as the
/// cause of an [`io::Error`].
fn wire(
    response: Response,
    host: String,
    limits: Limits,
    came: Arc<AtomicU64>,
) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((response, host, came), move |(mut response, host, came)| async move {
        let next = tokio::time::timeout(limits.idle, response.chunk()).await;
        let idle = |_| FetchError::Idle { host: host.clone(), after: limits.idle };
        let next =
            next.map_err(idle).and_then(|next| next.map_err(|error| failed(&host, &error, limits)));
        let Some(piece) = next.map_err(io::Error::other)? else { return Ok(None) };
        let total = came.fetch_add(piece.len() as u64, Ordering::Relaxed) + piece.len() as u64;
        if total > limits.max_body {
            let limit = limits.max_body;
            return Err(io::Error::other(FetchError::TooLarge { host, limit }));
        }
        Ok(Some((piece, (response, host, came))))
    })
}

async fn undo(mut body: Bytewise, encoding: Encoding) -> io::Result<Bytewise> {
    // Nothing at all is what servers send for an empty document, whatever they say of it.
    let start = body.fill_buf().await?;
    if start.is_empty() {
        return Ok(body);
    }
    Ok(match encoding {
        Encoding::Gzip => {
            let mut gzip = GzipDecoder::new(body);
            gzip.multiple_members(true);
            Box::pin(BufReader::new(gzip))
        }
        Encoding::Deflate if encoding::is_zlib(start) => {
            Box::pin(BufReader::new(ZlibDecoder::new(body)))
        }
        Encoding::Deflate => Box::pin(BufReader::new(DeflateDecoder::new(body))),
        Encoding::Brotli => Box::pin(BufReader::new(BrotliDecoder::new(body))),
        Encoding::Zstd => {
            let window = [DParameter::window_log_max(ZSTD_WINDOW)];
            let mut zstd = ZstdDecoder::with_params(body, &window);
            zstd.multiple_members(true);
            Box::pin(BufReader::new(zstd))
        }
    })
}

/// What went wrong on the way keeps its own error; the rest the decompressor did not like.
fn undecodable(error: io::Error, host: &str) -> FetchError {
    error.downcast::<FetchError>().unwrap_or_else(|error| FetchError::BadEncoding {
        host: host.to_owned(),
        reason: reason(&error),
    })
}
