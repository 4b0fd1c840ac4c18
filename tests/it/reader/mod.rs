//! The reader: what it reads, and that damage does not change what it reads.

mod apart;
mod bullets;
mod damage;
mod limits;
mod shapes;

use sangam::model::document::Document;
use sangam::model::raw::Reading;
use sangam::model::source::SourceKind;
use sangam::read::{ReadError, ReadOptions, read};
use url::Url;

/// Reads bytes as a feed that came from `https://coop.example/news/feed`.
fn try_read(body: &[u8], content_type: Option<&str>) -> Result<Reading, ReadError> {
    let document = Document {
        url: Some(Url::parse("https://coop.example/news/feed").unwrap()),
        content_type: content_type.map(str::to_owned),
        body: body.to_vec().into(),
    };
    read(&document, &ReadOptions { kind: SourceKind::Feed, ..ReadOptions::default() })
}

#[track_caller]
fn read_feed(body: impl AsRef<[u8]>) -> Reading {
    match try_read(body.as_ref(), None) {
        Ok(reading) => reading,
        Err(error) => panic!("{error}: {}", String::from_utf8_lossy(body.as_ref())),
    }
}

fn codes(reading: &Reading) -> Vec<&'static str> {
    let mut codes: Vec<_> = reading.warnings.iter().map(|warning| warning.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}
