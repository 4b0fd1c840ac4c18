//! Pairs of items of two sources: which are one, and which only look alike.

use serde_json::{Value, json};

use super::distance::Relation;
use super::profile::Profile;
use super::score::{Circumstances, score};
use crate::model::item::Item;

fn profile(title: &str, more: &Value) -> Profile {
    let mut item = json!({ "keys": [], "title": title });
    item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let item: Item = serde_json::from_value(item).unwrap();
    Profile::new(&item)
}

fn day(date: &str) -> Value {
    json!({ "published": { "at": format!("{date}T00:00:00Z"), "precision": "day" } })
}

/// Both items have the fields of `more`.
#[track_caller]
fn check(one: &str, other: &str, more: &Value, expected: bool) {
    check_each((one, more), (other, more), expected);
}

#[track_caller]
fn check_each(one: (&str, &Value), other: (&str, &Value), expected: bool) {
    let (first, second) = (profile(one.0, one.1), profile(other.0, other.1));
    for (here, there) in [(&first, &second), (&second, &first)] {
        let score = score(here, there, Circumstances::default());
        assert_eq!(score.is_some(), expected, "{} / {}: {score:?}", one.0, other.0);
    }
}

const TEXT: &str = "The harbour was dredged in spring, and the boats of nine villages use it \
    together since then. A board of fishers and traders sets the fee.";

#[test]
fn one_title_in_many_spellings_is_one() {
    let may = day("2024-05-06");
    let same = |one, other| check(one, other, &may, true);
    same("Co-operative law in Viet Nam", "Cooperative Law in Vietnam");
    same("The co‑op’s “new” harbour", "The coop's \"new\" harbour");
    same("Harbour fees\u{A0}fall again", "HARBOUR FEES FALL AGAIN");
    same("Discussion paper No.12", "Discussion Paper No. 12");
    same("Rice webinar II", "Rice webinar 2");
    same("Harbour fees fall again", "News: Harbour fees fall again");
    same("Harbour fees fall again", "Harbour fees fall again | Port Journal");
    same("Harbour fees fall again", "Harbour fees fall again - Port Journal");
    same("Harbour fees fall again", "Harbour fees fall again (corrected)");
    same("Hafengebühren sinken wieder", "HAFENGEBÜHREN SINKEN WIEDER");
    same("漁民合作社建立冷藏庫", "漁民合作社 建立冷藏庫");
    same("ราคาปลา ๒๕๖๗", "ราคาปลา 2567");
}

#[test]
fn what_differs_in_one_telling_word_is_two() {
    let mut told = day("2024-05-06");
    told["summary"] = TEXT.into();
    let apart = |one, other| check(one, other, &told, false);
    apart("Harbour bulletin No. 9 of the union", "Harbour bulletin No. 12 of the union");
    apart("Study tour of fishers to Kobe 2023", "Study tour of fishers to Kobe 2024");
    apart("Webinar II on harbour law for members", "Webinar III on harbour law for members");
    apart("Harbours in focus: Samoa and its fishers", "Harbours in focus: Tonga and its fishers");
    apart("Nepalese fishers visit the harbour", "Thai fishers visit the harbour");
    apart("Guidelines on harbour law (draft)", "Guidelines on harbour law");
    apart("Harbour law for fishers, part 1", "Harbour law for fishers, part 2");
    apart("Harbour law for fishers, first session", "Harbour law for fishers, second session");
    apart("Report of the harbour in Kerala", "Report of the harbour in Cebu");
    apart("Fishers of Jaffna buy a harbour", "Weavers of Jaffna buy a loom");
}

#[test]
fn what_tells_items_of_a_series_apart_does_so_in_every_script_and_place() {
    let mut told = day("2024-05-06");
    told["summary"] = TEXT.into();
    let apart = |one, other| check(one, other, &told, false);
    // One has it, the other lacks it.
    apart(
        "Harbour law for the fishers of the gulf",
        "Harbour law for the fishers of the gulf, part 2",
    );
    apart("Harbour law for the fishers of the gulf", "Harbour law for the fishers of the gulf II");
    apart("Annual report of the harbour union", "Annual report of the harbour union 2023");
    apart(
        "Harbour law for the fishers of the gulf",
        "Harbour law for the fishers of the gulf (video)",
    );
    apart("Women in harbours (Fiji)", "Women in harbours (Samoa)");
    apart("Update: harbour law for fishers passed", "Harbour law for fishers passed");
    // In the place of another.
    apart("The 8th meeting of harbour boards", "The 9th meeting of harbour boards");
    apart("Two unions of harbour boards meet", "Three unions of harbour boards meet");
    apart("Minutes of the harbour board, May", "Minutes of the harbour board, June");
    apart("Harbour prices of 2.50 a box agreed", "Harbour prices of 2.75 a box agreed");
    apart("Les pêcheurs du Sénégal achètent un port", "Les pêcheurs du Maroc achètent un port");
    apart("Informe del puerto, primera parte", "Informe del puerto, segunda parte");
    apart("बंदरगाह कानून पर बैठक २ की रिपोर्ट", "बंदरगाह कानून पर बैठक ३ की रिपोर्ट");
    apart("กฎหมายท่าเรือสำหรับชาวประมง ตอนที่ ๑", "กฎหมายท่าเรือสำหรับชาวประมง ตอนที่ ๒");
    apart("漁港法第三次會議在台北舉行", "漁港法第四次會議在台北舉行");
    apart("漁港法会議 第１２回の報告", "漁港法会議 第１３回の報告");
}

#[test]
fn a_digit_or_two_in_the_title_are_no_label_to_be_taken_off() {
    let mut told = day("2024-05-06");
    told["summary"] = TEXT.into();
    let apart = |one, other| check(one, other, &told, false);
    apart("Webinar 2: Harbour law for fishers", "Webinar 3: Harbour law for fishers");
    apart("Japan: Harbour law for fishers", "Nepal: Harbour law for fishers");
    apart("Harbour law for fishers | 2023", "Harbour law for fishers | 2024");
    apart("Draft: Harbour law for fishers", "Harbour law for fishers");
}

/// Told in words of one's own, with a link.
fn retold(text: &str, link: &str) -> Value {
    let mut told = day("2024-05-06");
    told["content"] = format!("<p>{text} <a href=\"{link}\">Read</a></p>").into();
    told
}

const HERE: &str = "Fishers of Galle sold 412 boxes on the first day, said Perera of the union.";
const THERE: &str = "All 412 crates left Galle before noon; nobody haggled with Perera’s people.";
const ELSEWHERE: &str =
    "Weavers in Kobe and Osaka opened a hall of their own, Tanaka told the press.";

#[test]
fn two_who_tell_of_the_same_things_tell_one_story() {
    let title = "Harbour market opens its doors";
    let (one, other) = (retold(HERE, "https://x.example/"), retold(THERE, "https://y.example/"));
    check_each((title, &one), (title, &other), true);
    // Other words alone are not enough for so short a title, nor are others' names for a long one.
    let other = retold(ELSEWHERE, "https://y.example/");
    check_each((title, &one), (title, &other), false);
    let long = "Market of the union opens its doors to all members this week";
    check_each((long, &one), (long, &other), false);
    let nameless =
        retold("It took years, and nobody believed in it any more.", "https://y.example/");
    check_each((long, &one), (long, &nameless), true);
}

#[test]
fn a_link_in_common_ties_what_is_told_days_apart() {
    let title = "Survey of harbour markets is out now";
    let (report, other) = ("https://x.example/survey.pdf", "https://x.example/other.pdf");
    let later = |text, link| {
        let mut told = retold(text, link);
        told["published"] = day("2024-05-09")["published"].clone();
        told
    };
    let one = retold(HERE, report);
    check_each((title, &one), (title, &later(THERE, report)), true);
    check_each((title, &one), (title, &later(THERE, other)), false);
    check_each((title, &one), (title, &later(ELSEWHERE, report)), false);
}

#[test]
fn who_links_to_the_page_of_the_other_passes_it_on() {
    let title = "Harbour survey";
    let mut original = day("2024-05-06");
    original["url"] = "https://a.example/survey".into();
    original["summary"] = TEXT.into();
    let mut repost = retold("A good read from our friends.", "http://www.a.example/survey/");
    repost["published"] = day("2024-05-20")["published"].clone();
    repost["url"] = "https://b.example/17".into();
    check_each((title, &original), (title, &repost), true);
    repost["content"] = "<p>A good read from our friends.</p>".into();
    check_each((title, &original), (title, &repost), false);
}

#[test]
fn one_pattern_filled_in_with_other_numbers_is_two() {
    let title = "Prices at the fishing harbour this week";
    let told = |date: &str, price: u32, boats: u32| {
        let mut told = day(date);
        told["summary"] = format!("Tuna went for {price} rupees a kilo at the quay while {boats} boats came in before the rain.").into();
        told
    };
    let one = told("2024-05-06", 940, 12);
    check_each((title, &one), (title, &told("2024-05-09", 1020, 17)), false);
    check_each((title, &one), (title, &told("2024-05-08", 940, 12)), true);
}

#[test]
fn likeness_is_never_as_sure_as_a_key() {
    let mut told = retold(TEXT, "https://b.example/1");
    told["url"] = "https://a.example/harbour-law-for-fishers".into();
    let (one, other) =
        (profile("Harbour law for fishers", &told), profile("Harbour law for fishers", &told));
    let points = score(&one, &other, Circumstances::default()).unwrap().points;
    assert!((900..980).contains(&points), "{points}");
}

#[test]
fn a_generic_title_needs_more() {
    let (here, there) = (day("2024-05-06"), day("2024-05-08"));
    check_each(("Photo gallery", &here), ("Photo gallery", &there), false);
    let told = |text: &str| {
        let mut told = day("2024-05-06");
        told["summary"] = text.into();
        told
    };
    let (one, other) =
        (told(TEXT), told("Twelve pictures from the terraces at the time of harvest."));
    check_each(("Photo gallery", &one), ("Photo gallery", &other), false);
    check_each(("Photo gallery", &one), ("Photo gallery", &told(&TEXT[..70])), true);
}

#[test]
fn texts_are_one_when_cut_or_with_a_tail() {
    let told = |text: &str| json!({ "summary": text });
    let whole = told(TEXT);
    let title = "Nine villages share a harbour";
    check_each((title, &whole), (title, &told(&format!("{}…", &TEXT[..60]))), true);
    let tail = format!("{} […] The post {title} appeared first on Port.", &TEXT[..60]);
    check_each((title, &whole), (title, &told(&tail)), true);
    // Without titles, the text decides.
    let untitled = json!({ "title": null, "summary": TEXT });
    check_each((title, &whole), ("", &untitled), true);
    let other =
        json!({ "title": null, "summary": "Another harbour was closed for good last winter." });
    check_each((title, &whole), ("", &other), false);
}

#[test]
fn kinds_and_languages_keep_apart_what_has_one_title() {
    let of = |field: &str, value: &str, text: &str| {
        let mut told = day("2024-05-06");
        told[field] = value.into();
        told["summary"] = text.into();
        told
    };
    let title = "Advancing decent work in the harbours of Asia";
    let news = of("kind", "News", "The paper was presented in Bangkok on Monday morning.");
    let paper = of("kind", "Publication", TEXT);
    check_each((title, &news), (title, &paper), false);
    let again = of("kind", "Article", TEXT);
    check_each((title, &of("kind", "News", TEXT)), (title, &again), true);
    let (french, spanish) = (
        of("language", "fr", TEXT),
        of("language", "es", "Otro texto, en otra lengua, del puerto."),
    );
    check_each((title, &french), (title, &spanish), false);
    let page = |url: &str| json!({ "url": url });
    let (one, other) =
        (page("https://a.example/p/9/?lang=fr"), page("https://a.example/p/9/?lang=es"));
    check_each((title, &one), (title, &other), false);
    let id = |id: &str| json!({ "keys": [{ "site": id }] });
    check_each((title, &id("wcms:1")), (title, &id("wcms:2")), false);
}

#[test]
fn a_repost_comes_within_weeks_and_next_year_is_another() {
    let title = "Message for the day of the fishers' unions";
    let told = |date: &str| {
        let mut told = day(date);
        told["summary"] = TEXT.into();
        told
    };
    check_each((title, &told("2024-05-06")), (title, &told("2024-05-25")), true);
    check_each((title, &told("2024-05-06")), (title, &told("2025-05-06")), false);
    let recurring = Circumstances { recurring: true, ..Circumstances::default() };
    let (one, other) = (profile(title, &told("2024-05-06")), profile(title, &told("2024-05-13")));
    assert_eq!(score(&one, &other, recurring), None);
}

#[test]
fn a_text_that_others_have_too_proves_nothing() {
    let mut told = day("2024-05-06");
    told["summary"] = TEXT.into();
    let (one, other) = (
        profile("A portrait of the fisher Perera", &told),
        profile("A portrait of the old fisher Perera", &told),
    );
    assert!(score(&one, &other, Circumstances::default()).is_some());
    let shared = Circumstances { shared: 80, ..Circumstances::default() };
    assert_eq!(score(&one, &other, shared), None);
}

#[test]
fn without_titles_a_text_is_the_same_whole_or_cut_and_in_nothing_else() {
    #[track_caller]
    fn untitled(one: &str, other: &str, expected: bool) {
        let told = |text: &str| json!({ "title": null, "summary": text });
        check_each(("", &told(one)), ("", &told(other)), expected);
    }
    let price = "Price of rice today in Colombo market per kilo is Rs";
    untitled(&format!("{price} 220"), &format!("{price} 230"), false);
    untitled(&format!("{price} 220"), &format!("{price} 220"), true);
    let post = "Applications are invited for the post of";
    untitled(&format!("{post} Accountant"), &format!("{post} Driver"), false);
    untitled(&format!("{post} Driver"), &format!("{post} Driver in Jaffna"), false);
    untitled(&format!("{post} Driver…"), &format!("{post} Driver in Jaffna"), true);
    untitled(&format!("{post} Driv"), &format!("{post} Driver in Jaffna"), true);
    untitled(&format!("{price} 22"), &format!("{price} 220"), false);
}

#[test]
fn what_a_source_gives_next_is_no_edit_of_what_it_gave_before() {
    #[track_caller]
    fn follows(relation: Relation, title: &str, one: &Value, other: &Value, expected: bool) {
        let here = Circumstances { relation, ..Circumstances::default() };
        let (one, other) = (profile(title, one), profile(title, other));
        let scored = score(&one, &other, here);
        assert_eq!(scored.is_some(), expected, "{title}: {scored:?}");
    }
    let told = |at: &str, page: &str| json!({ "published": { "at": at, "precision": "second" }, "url": format!("https://a.example/{page}") });
    let gone = |title, one: &Value, other: &Value, expected| {
        follows(Relation::Gone, title, one, other, expected);
    };
    // The list has today's item alone.
    let (day, next) =
        (told("2024-05-06T06:00:00Z", "?p=11"), told("2024-05-07T06:00:00Z", "?p=12"));
    gone("Market prices", &day, &next, false);
    gone("Market prices", &day, &told("2024-05-06T11:30:00Z", "moved/11"), true);
    let week = told("2024-05-13T06:00:00Z", "?p=12");
    gone("Weekly letter of the union of fishers", &day, &week, false);
    // Undated: the text or the end of the address says so, or a long title that takes the place.
    let page = |url: &str| json!({ "url": format!("https://a.example/{url}") });
    gone("Vacancy", &page("jobs/11"), &page("jobs/12"), false);
    let (one, other) = (page("2023/vacancy-clerk-galle"), page("jobs/vacancy-clerk-galle"));
    gone("Vacancy", &one, &other, true);
    let long = "Nine villages share the harbour of Galle";
    gone(long, &page("jobs/11"), &page("jobs/12"), true);
    follows(Relation::Past, long, &page("jobs/11"), &page("jobs/12"), false);
    // A site that moved and dates everything anew keeps its texts.
    let mut moved = told("2024-06-30T06:00:00Z", "news/nine-villages");
    let mut before = told("2024-05-06T06:00:00Z", "2024/05/nine-villages");
    (moved["summary"], before["summary"]) = (TEXT.into(), TEXT.into());
    gone("Nine villages", &before, &moved, true);
}
