use super::*;
use crate::model::source::SourceId;
use crate::sign::signature;

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn one(stage: Stage) -> Push {
    Push {
        token: "0".repeat(64),
        source: SourceId::new("a").unwrap(),
        topic: "https://a.example/feed?a=b".parse().unwrap(),
        hub: "https://hub.example/".parse().unwrap(),
        callback: "https://feeds.example.coop/push/0".parse().unwrap(),
        secret: "hunter2".to_owned(),
        stage,
        asked: None,
        since: None,
        until: None,
        delivered: None,
        trouble: None,
        failures: 0,
        next_try: now(),
    }
}

fn query(mode: &str, topic: &str, further: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([("hub.mode", mode), ("hub.topic", topic), ("hub.challenge", "ch&lle=nge")]);
    query.extend_pairs(further);
    query.finish()
}

const TOPIC: &str = "https://a.example/feed?a=b";

#[test]
fn what_we_asked_for_is_confirmed_and_nothing_else() {
    #[track_caller]
    fn check(stage: Stage, mode: &str, topic: &str, status: u16, is_echoed: bool) {
        let (reply, _) = asked(&one(stage), &query(mode, topic, &[]), now());
        assert_eq!((reply.status, reply.body == "ch&lle=nge"), (status, is_echoed));
    }
    check(Stage::Wanted, "subscribe", TOPIC, 200, true);
    check(Stage::Wanted, "subscribe", "https://b.example/", 404, false);
    check(Stage::Wanted, "unsubscribe", TOPIC, 404, false);
    check(Stage::Wanted, "publish", TOPIC, 404, false);
    check(Stage::Leaving, "unsubscribe", TOPIC, 200, true);
    check(Stage::Leaving, "subscribe", TOPIC, 404, false);
    check(Stage::Over, "unsubscribe", TOPIC, 200, true);
    check(Stage::Over, "subscribe", TOPIC, 404, false);
    let (reply, becomes) = asked(&one(Stage::Wanted), "", now());
    assert_eq!((reply.status, becomes), (404, None));
    let long = query("subscribe", TOPIC, &[]).replace("nge", &"x".repeat(2_000));
    assert_eq!(asked(&one(Stage::Wanted), &long, now()).0.status, 404);
}

#[test]
fn the_lease_is_the_hubs() {
    #[track_caller]
    fn check(seconds: &str, expected: TimeDelta) {
        let query = query("subscribe", TOPIC, &[("hub.lease_seconds", seconds)]);
        let becomes = asked(&one(Stage::Wanted), &query, now()).1.unwrap();
        assert_eq!(becomes.until, Some(now() + expected), "{seconds}");
    }
    check("432000", TimeDelta::days(5));
    check("1", TimeDelta::minutes(1));
    check("", TimeDelta::days(1));
    check("-5", TimeDelta::days(1));
    check("99999999999999999", TimeDelta::days(1));
    check("9999999999", TimeDelta::days(365));
}

#[test]
fn a_denial_ends_it_for_a_while() {
    let before = rules::confirmed(one(Stage::Wanted), TimeDelta::days(5), now());
    let query = query("denied", TOPIC, &[("hub.reason", "too\nmany")]);
    let (reply, becomes) = asked(&before, &query, now());
    let becomes = becomes.unwrap();
    assert_eq!((reply.status, becomes.works(now())), (200, false));
    assert!(becomes.trouble.unwrap().message.ends_with("denied the subscription: too many"));
}

#[test]
fn only_what_is_signed_well_is_read() {
    let active = rules::confirmed(one(Stage::Wanted), TimeDelta::days(5), now());
    let check = |one: &Push, signature: Option<&str>, body: &str, is_encoded| {
        worth(one, Delivered { signature, is_encoded, body: body.as_bytes() })
    };
    for method in Method::ALL {
        let signed = signature(method, "hunter2", b"<feed/>");
        let expected = if method == Method::Sha1 { Worth::Notice } else { Worth::Content };
        assert_eq!(check(&active, Some(&signed), "<feed/>", false), expected, "{signed}");
        assert_eq!(check(&active, Some(&signed), "<feed/>", true), Worth::Notice);
        let is_nothing = |worth| matches!(worth, Worth::Nothing(_));
        assert!(is_nothing(check(&active, Some(&signed), "<feed />", false)));
        assert!(is_nothing(check(&one(Stage::Wanted), Some(&signed), "<feed/>", false)));
    }
    assert_eq!(check(&active, None, "<feed/>", false), Worth::Nothing("it is not signed"));
    let empty = signature(Method::Sha256, "hunter2", b" ");
    assert_eq!(check(&active, Some(&empty), " ", false), Worth::Notice);
}

#[test]
fn who_may_have_heard_the_secret_is_not_believed() {
    #[track_caller]
    fn check(topic: &str, hub: &str, expected: Worth) {
        let one =
            Push { topic: topic.parse().unwrap(), hub: hub.parse().unwrap(), ..one(Stage::Wanted) };
        let active = rules::confirmed(one, TimeDelta::days(5), now());
        let signed = signature(Method::Sha256, "hunter2", b"<feed/>");
        let (signature, body) = (Some(signed.as_str()), &b"<feed/>"[..]);
        assert_eq!(worth(&active, Delivered { signature, is_encoded: false, body }), expected);
    }
    check("https://a.example/", "http://hub.example/", Worth::Notice);
    check("https://a.example/", "https://hub.example/", Worth::Content);
    check("http://a.example/", "http://hub.example/", Worth::Content);
    check("http://a.example/", "https://hub.example/", Worth::Content);
}

#[test]
fn a_token_is_known_by_its_form() {
    assert!(is_token(&"0f".repeat(32)));
    for other in ["", "0f", &"0F".repeat(32), &"0f".repeat(33), &"../x".repeat(16), &"é".repeat(32)]
    {
        assert!(!is_token(other), "{other}");
    }
}
