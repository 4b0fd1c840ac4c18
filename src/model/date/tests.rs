use chrono::SecondsFormat;

use super::*;

mod names;

/// A day as `2017-09-28`, a moment as `2017-09-28T10:15:00Z`.
pub(super) fn show(published: Published) -> String {
    match published.precision {
        Precision::Day => published.at.date_naive().to_string(),
        Precision::Second => published.at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let found = parse(text, &DateHints::default()).map(show);
    assert_eq!(found.as_deref().unwrap_or("none"), expected, "{text:?}");
}

#[track_caller]
fn is_moment(text: &str) {
    check(text, "2017-09-28T10:15:00Z");
}

#[track_caller]
fn is_day(text: &str) {
    check(text, "2017-09-28");
}

#[test]
fn rfc_822_and_its_deviations() {
    is_moment("Thu, 28 Sep 2017 10:15:00 GMT");
    is_moment("Thu, 28 Sep 2017 10:15:00 +0000");
    is_moment("Thu, 28 Sep 2017 12:15:00 +0200");
    is_moment("Thu, 28 Sep 2017 12:15:00 +02:00");
    is_moment("Thu, 28 Sep 2017 12:15:00 +02");
    is_moment("Thu, 28 Sep 2017 11:15:00 GMT+0100");
    is_moment("Thu, 28 Sep 2017 11:15:00 GMT +1");
    is_moment("Thu, 28 Sep 2017 10:15:00 Z");
    is_moment("Thu, 28 Sep 2017 10:15:00 UT");
    is_moment("Thu, 28 Sep 2017 10:15:00 UTC");
    is_moment("Thu, 28 Sep 2017 06:15:00 EDT");
    is_moment("Thu, 28 Sep 2017 05:15:00 EST");
    is_moment("Thu, 28 Sep 2017 02:15:00 PST");
    is_moment("Thu, 28 Sep 2017 11:15:00 CET");
    is_moment("Thu, 28 Sep 2017 12:15:00 CEST");
    is_moment("Thu, 28 Sep 2017 19:15:00 JST");
    is_moment("Thu, 28 Sep 2017 15:45:00 IST");
    is_moment("Thu, 28 Sep 2017 15:45:00 +0530 (IST)");
    is_moment("Thu, 28 Sep 2017 10:15:00 -0000");
    is_moment("Thu, 28 Sep 2017 10:15:00");
    is_moment("Thu, 28 Sep 2017 10:15");
    is_moment("Thu, 28 Sep 2017 10:15 GMT");
    is_moment("28 Sep 2017 10:15:00 GMT");
    is_moment("28 Sep 17 10:15:00 GMT");
    is_moment("Thu, 28 Sep 17 10:15 GMT");
    is_moment("Mon, 28 Sep 2017 10:15:00 GMT");
    is_moment("thu, 28 sep 2017 10:15:00 gmt");
    is_moment("Thu,28 Sep 2017 10:15:00 GMT");
    is_moment("Thursday, 28 September 2017 10:15:00 GMT");
    is_moment("  Thu,  28  Sep  2017\n 10:15:00  GMT ");
    is_moment("Thu, 28 Sep 2017 10:15:00 GMT (Coordinated Universal Time)");
    is_moment("Thu, 28 Sep 2017 10:15:00 XYZT");
    check("Fri, 01 Jan 99 00:00:00 GMT", "1999-01-01T00:00:00Z");
    check("Thu, 28 Sep 2017 23:59:60 GMT", "2017-09-29T00:00:00Z");
    check("Thu, 28 Sep 2017 24:00:00 GMT", "2017-09-29T00:00:00Z");
}

#[test]
fn other_forms_of_machines() {
    is_moment("Thursday, 28-Sep-17 10:15:00 GMT");
    is_moment("Thu Sep 28 10:15:00 2017");
    is_moment("Thu Sep 28 10:15:00 UTC 2017");
    is_moment("Thu Sep 28 06:15:00 EDT 2017");
    is_moment("Thu Sep 28 2017 11:15:00 GMT+0100 (British Summer Time)");
    is_moment("2017-09-28 10:15:00 +0000 UTC");
    is_moment("2017-09-28 19:15:00 +0900 JST");
    is_moment("2017-09-28 12:15:00 Europe/Zurich");
    is_moment("2017-09-28T12:15:00+02:00[Europe/Zurich]");
    is_moment("1506593700");
    is_moment("1506593700000");
    is_moment("1506593700.25");
    is_moment("20170928101500");
    is_moment("201709281015");
    check("150659370", "none");
    check("9999999999", "none");
    check("15065937001", "none");
    check("-1506593700", "none");
}

#[test]
fn rfc_3339_and_iso_8601() {
    is_moment("2017-09-28T10:15:00Z");
    is_moment("2017-09-28t10:15:00z");
    is_moment("2017-09-28T10:15:00.123456Z");
    is_moment("2017-09-28T10:15:00,5Z");
    is_moment("2017-09-28T12:15:00+02:00");
    is_moment("2017-09-28T12:15:00+0200");
    is_moment("2017-09-28T12:15:00+02");
    is_moment("2017-09-28T12:15:00 +02:00");
    is_moment("2017-09-28T10:15:00-00:00");
    is_moment("2017-09-28T06:15:00−04:00");
    is_moment("2017-09-28T10:15Z");
    is_moment("2017-09-28T10:15");
    is_moment("2017-09-28T10:15:00");
    is_moment("2017-09-28 10:15:00");
    is_moment("2017-09-28 10:15");
    is_moment("2017-09-28 10:15:00 UTC");
    is_moment("20170928T101500Z");
    is_moment("20170928T1015Z");
    is_moment("20170928T10:15:00Z");
    is_moment("2017-W39-4T10:15:00Z");
    is_moment("2017-271T10:15:00Z");
    check("2017-09-28T10Z", "2017-09-28T10:00:00Z");
    check("2017-09-28T24:00:00Z", "2017-09-29T00:00:00Z");
    check("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z");
    is_day("2017-09-28");
    is_day("2017-9-28");
    is_day("20170928");
    is_day("2017-271");
    is_day("2017271");
    is_day("2017-W39-4");
    is_day("2017W394");
    is_day("2017-09-28Z");
    is_day("2017-09-28+02:00");
    is_day("2017-09-28-05:00");
    check("2017-09", "none");
    check("2017", "none");
    check("2017-W39", "none");
    check("--09-28", "none");
}

#[test]
fn days_in_numbers() {
    is_day("2017/09/28");
    is_day("2017.09.28");
    is_day("2017. 9. 28.");
    is_day("28.9.2017");
    is_day("28. 9. 2017");
    is_day("28/09/2017");
    is_day("28 / 09 / 2017");
    is_day("09/28/2017");
    is_day("28-09-2017");
    is_day("28/09/17");
    is_day("28.09.17");
    is_day("28/09/2560");
    is_day("(28/09/2017)");
    is_day("28‑09‑2017");
    check("03/04/2020", "2020-04-03");
    check("99-12-31", "1999-12-31");
    check("28-09-17", "2017-09-28");
    check("05-06-17", "2017-06-05");
    check("29/02/2017", "none");
    check("31.2.2017", "none");
    check("00/00/0000", "none");
    check("28/09-2017", "none");
}

#[test]
fn a_time_may_stand_by_a_day() {
    is_moment("28 September 2017 10:15");
    is_moment("28 September 2017, 10:15");
    is_moment("28 September 2017 - 10:15");
    is_moment("28 September 2017 | 10:15");
    is_moment("28 September 2017 at 10:15 am");
    is_moment("28 September 2017 at 11:15 am CET");
    is_moment("September 28, 2017 10:15 AM");
    is_moment("Thu Sep 28, 2017 10:15:00 a.m.");
    is_moment("28/09/2017 10:15");
    is_moment("10:15 28/09/2017");
    is_moment("10:15, 28 September 2017");
    is_moment("10:15 | Thứ năm, 28/09/2017");
    is_moment("28.09.2017 um 10.15 Uhr");
    is_moment("28 septembre 2017 à 10h15");
    is_moment("28 September 2017 17:15 WIB");
    is_moment("28 กันยายน 2560 เวลา 10:15 น.");
    check("28 September 2017 3:15 pm", "2017-09-28T15:15:00Z");
    check("28 September 2017 3 pm", "2017-09-28T15:00:00Z");
    check("28 September 2017 12:15 AM", "2017-09-28T00:15:00Z");
    check("28 September 2017 12:15 PM", "2017-09-28T12:15:00Z");
    check("28 September 2017 15:15 PM", "2017-09-28T15:15:00Z");
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "",
        " ",
        "today",
        "News",
        "September",
        "September 2017",
        "28 September",
        "2017-13-01",
        "2017-02-31",
        "31 February 2017",
        "9999-01-01",
        "99999-01-01",
        "1899-12-31",
        "2017-09-28T25:00:00Z",
        "2017-09-28T10:61:00Z",
        "2017-09-28T24:01:00Z",
        "1.2.3.4",
        "28 September 2017 and more",
        "News, 28 September 2017",
        "12 of 34",
        "10:15",
        "2017-09-28 x",
        "T",
        "-",
        "年月日",
        "平成",
        "令和99999999999年1月1日",
        "Thu,",
        "(",
        "+",
        "0",
        "\u{0}",
        "28 \u{301} 2017",
        "28-29 September 2017",
        "Thu, 28 Sep 2017 10:15:00 +9999",
    ] {
        check(text, "none");
    }
    check(&format!("{}28 September 2017", "(".repeat(250)), "none");
}

#[test]
fn a_zone_is_taken_from_the_hints_only_where_none_is_given() {
    let hints = DateHints { zone: Some(Tz::Europe__Zurich), ..DateHints::default() };
    let check = |text, expected: &str| {
        assert_eq!(parse(text, &hints).map(show).as_deref(), Some(expected), "{text:?}");
    };
    check("28 September 2017 12:15", "2017-09-28T10:15:00Z");
    check("28 September 2017 12:15 UTC", "2017-09-28T12:15:00Z");
    check("28 September 2017", "2017-09-28");
    // Clocks went forward at two, and back at three.
    check("2017-03-26 02:30", "2017-03-26T01:30:00Z");
    check("2017-10-29 02:30", "2017-10-29T00:30:00Z");
}

#[test]
fn a_given_format_comes_first() {
    #[track_caller]
    fn check(format: &str, text: &str, expected: Option<&str>) {
        let hints = DateHints { format: Some(format.to_owned()), zone: None, now: None };
        assert_eq!(parse(text, &hints).map(show).as_deref(), expected, "{format} {text:?}");
    }
    check("%m/%d/%Y", "03/04/2020", Some("2020-03-04"));
    check("%d %B %Y", "28 September 2017", Some("2017-09-28"));
    check("%d %B %Y", "2017-09-28", Some("2017-09-28"));
    check("%Y%d%m %H:%M", "20172809 10:15", Some("2017-09-28T10:15:00Z"));
    check("%Y-%d-%m %H:%M %z", "2017-28-09 12:15 +0200", Some("2017-09-28T10:15:00Z"));
    check("%s", "1506593700", Some("2017-09-28T10:15:00Z"));
    check("%Y", "2017", None);
    check("%Q%%%", "x", None);
}

/// Pieces of dates in any order: nothing panics, and ranges fall on characters.
#[test]
fn junk_never_panics() {
    let pieces = [
        "28",
        "9",
        "2017",
        "99999999999999999999",
        "Sep",
        "٢٨",
        "年",
        "月",
        "日",
        "平成",
        "元",
        "T",
        ":",
        "-",
        "/",
        ".",
        " ",
        "+",
        "(",
        ")",
        "[",
        "Z",
        "W39",
        "th",
        "พ.ศ.",
        "é",
        "\u{301}",
        "😀",
        "\u{0}",
        "tháng",
        "Europe/Zurich",
        "10:15",
        "24:00",
        "60",
        "'",
        ",",
    ];
    let mut seed = 1_u64;
    let hints = DateHints {
        format: Some("%d%m%Y %H".to_owned()),
        zone: Some(Tz::America__New_York),
        now: None,
    };
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..8 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(pieces[usize::try_from(seed >> 33).unwrap() % pieces.len()]);
        }
        let _ = parse(&text, &hints);
        if let Some((_, range)) = find(&text, &hints) {
            assert!(text.get(range).is_some(), "{text:?}");
        }
    }
}
