//! Any question and any delivery at a callback: nothing is confirmed that was not asked for, and
//! nothing is read that is not signed.
#![no_main]

use chrono::DateTime;
use libfuzzer_sys::fuzz_target;
use sangam::model::push::{Push, Stage};
use sangam::model::source::SourceId;
use sangam::push::callback::{Delivered, Worth, asked, worth};

fuzz_target!(|input: (String, String, Vec<u8>)| {
    let (query, signature, body) = input;
    let now = DateTime::UNIX_EPOCH;
    let url = |text: &str| text.parse().expect("a literal address is one");
    let one = Push {
        token: String::new(),
        source: SourceId::new("a").expect("a literal id is one"),
        topic: url("https://a.example/feed"),
        hub: url("https://hub.example/"),
        callback: url("https://feeds.example.coop/push/0"),
        secret: "a secret that no input holds".to_owned(),
        stage: Stage::Wanted,
        asked: None,
        since: Some(now),
        until: None,
        delivered: None,
        trouble: None,
        failures: 0,
        next_try: now,
    };
    let (reply, becomes) = asked(&one, &query, now);
    assert!(reply.body.len() <= 1_000);
    assert!(becomes.is_none_or(|becomes| becomes.token == one.token && reply.status == 200));
    let delivered = Delivered { signature: Some(&signature), is_encoded: false, body: &body };
    assert!(matches!(worth(&one, delivered), Worth::Nothing(_)));
});
