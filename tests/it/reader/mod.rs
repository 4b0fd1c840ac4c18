//! The reader: what it reads, and that damage does not change what it reads.

mod apart;
mod bullets;
mod damage;
mod limits;
mod meant;
mod shapes;

use sangam::model::date::DateHints;
use sangam::model::document::Document;
use sangam::model::item::Item;
use sangam::model::raw::{Reading, Warning};
use sangam::model::source::{SourceId, SourceKind};
use sangam::normalize::{SourceContext, normalize};
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

/// The items as they are published, and what was noted of them.
#[track_caller]
fn items(body: impl AsRef<[u8]>) -> (Vec<Item>, Vec<Warning>) {
    let source = SourceContext {
        id: SourceId::new("test").unwrap(),
        base: Url::parse("https://coop.example/news/feed").ok(),
        language: None,
        tags: Vec::new(),
        dates: DateHints::default(),
        rules: Vec::new(),
        keeps_bare: true,
    };
    let mut warnings = Vec::new();
    let items = read_feed(body).items.into_iter();
    let items = items.map(|raw| normalize(raw, &source, &mut warnings).unwrap()).collect();
    (items, warnings)
}

#[track_caller]
fn only_item(body: impl AsRef<[u8]>) -> Item {
    let (mut items, _) = items(body);
    assert_eq!(items.len(), 1, "{items:#?}");
    items.remove(0)
}
