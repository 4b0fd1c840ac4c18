use super::*;

#[track_caller]
fn check(html: &str, own: &str, expected: Option<&str>) {
    let page = Page::parse(html, Some(&Url::parse(own).unwrap()));
    assert_eq!(next(&page, &[]).as_ref().map(Url::as_str), expected, "{html}");
}

const LIST: &str = "https://coop.example/news";

#[test]
fn what_leads_on_says_so() {
    let two = Some("https://coop.example/news?page=2");
    check("<link rel=next href='?page=2'>", LIST, two);
    check("<a rel='nofollow next' href='?page=2'>x</a>", LIST, two);
    check("<a href='?page=2'>Next »</a>", LIST, two);
    check("<a href='?page=2' aria-label='Page suivante'><svg></svg></a>", LIST, two);
    check("<a href='?page=2'>次のページ</a>", LIST, two);
    check("<ul class=pagination><li><a href='?page=2'>›</a></ul>", LIST, two);
    check("<div class=pager><a class='next' href='?page=2'><i></i></a></div>", LIST, two);
}

#[test]
fn numbers_lead_to_the_next_one() {
    let three = Some("https://coop.example/news?p=3");
    let pager = "<p><a href='?p=1'>1</a> <b>2</b> <a href='?p=3'>3</a> <a href='?p=9'>9</a></p>";
    check(pager, LIST, three);
    let marked = "<p><a href='?p=1'>1</a> <a class=active href='?p=2'>2</a> <a href='?p=3'>3</a>";
    check(marked, LIST, three);
    check(
        "<p>1 <a href='?p=2'>2</a> <a href='?p=3'>3</a>",
        LIST,
        Some("https://coop.example/news?p=2"),
    );
}

#[test]
fn the_days_of_a_calendar_are_no_pages() {
    let day = |day: u32| match day {
        5 => "<td><span>5</span></td>".to_owned(),
        day => format!("<td><a href='/news/day?d={day}'>{day}</a></td>"),
    };
    let days: String = (1..=28).map(day).collect();
    check(&format!("<table><tr>{days}</table>"), LIST, None);
    let pages: String = (2..=9).map(day).collect();
    let six = Some("https://coop.example/news/day?d=6");
    check(&format!("<table><tr>{pages}</table>"), LIST, six);
}

#[test]
fn addresses_lead_on_by_a_number() {
    let ilo = "https://www.ilo.org/asia/lang--en/nextRow--10/index.htm";
    let rows = "<a href='/asia/lang--en/nextRow--0/index.htm'>a</a>\
                <a href='/asia/lang--en/nextRow--30/index.htm'>b</a>\
                <a href='/asia/lang--en/nextRow--20/index.htm'>c</a>";
    check(rows, ilo, Some("https://www.ilo.org/asia/lang--en/nextRow--20/index.htm"));
    let first = "<a href='/asia/lang--en/nextRow--10/index.htm'>More</a>";
    check(first, "https://www.ilo.org/asia/lang--en/index.htm", Some(ilo));
    let wordpress = "<a href=/news/page/2/>&hellip;</a><a href=/other/page/1/>x</a>";
    check(wordpress, "https://coop.example/news/", Some("https://coop.example/news/page/2/"));
}

#[test]
fn nothing_leads_on_from_the_last_page() {
    let third = "https://coop.example/news?page=3";
    check("<a href='?page=2'>Previous</a> <a href='/news/2017'>2017</a>", third, None);
    check("<a href='#'>Next</a><a href='https://other.example/?page=2'>Next</a>", LIST, None);
    check("<p><a href='?p=1'>1</a> <a href='?p=2'>2</a> <b>3</b></p>", LIST, None);
    check("<a href='/news'>Next</a>", LIST, None);
}

#[test]
fn a_next_page_is_where_its_page_is_or_behind_tls() {
    let two = "<link rel=next href='SITE/news?page=2'>";
    let check = |own: &str, site: &str, leads: bool| {
        let next = format!("{site}/news?page=2");
        check(&two.replace("SITE", site), own, leads.then_some(&next));
    };
    check(LIST, "https://coop.example", true);
    check("http://coop.example/news", "https://coop.example", true);
    check("http://coop.example:8080/news", "http://coop.example:8080", true);
    for site in ["http://coop.example", "https://coop.example:8443", "ftp://coop.example"] {
        check(LIST, site, false);
    }
    check("http://coop.example/news", "ftp://coop.example", false);
    check("http://coop.example/news", "https://coop.example:8443", false);
    check("http://coop.example:8080/news", "https://coop.example", false);
}

#[test]
fn below_teasers_the_word_leads_to_each_of_them() {
    let teasers = "<p><a href=/a>Mühle</a> <a href=/a-more>Weiter</a></p>\
                   <p><a href=/b>Fähre</a> <a href=/b-more>Weiter</a></p>";
    let two = Some("https://coop.example/news?page=2");
    check(teasers, LIST, None);
    check(&format!("{teasers}<p class=pager><a href='?page=2'>Weiter</a></p>"), LIST, two);
    check(&format!("{teasers}<a href='?page=2'>Ältere</a>"), LIST, two);
    check("<a href='?page=2'>Weiter</a> … <a href='?page=2'>Weiter</a>", LIST, two);
}

#[test]
fn what_leads_to_an_item_leads_to_no_page() {
    let own = Url::parse(LIST).unwrap();
    let page = Page::parse("<a href=/a>Mühle</a> <a href=/a>Weiter</a>", Some(&own));
    let mut item = Thing::default();
    item.fields.link = Some("/a".to_owned());
    assert_eq!(next(&page, &[item]), None);
    assert_eq!(next(&page, &[]).unwrap().as_str(), "https://coop.example/a");
}

#[track_caller]
fn check_named(html: &str, expected: Option<&str>, code: Option<&str>) {
    let page = Page::parse(html, Some(&Url::parse(LIST).unwrap()));
    let mut warnings = Vec::new();
    let next = named(&page, &Css::parse(".next").unwrap(), &mut warnings);
    assert_eq!(next.as_ref().map(Url::as_str), expected, "{html}");
    assert_eq!(warnings.first().map(|warning| warning.code), code, "{html}");
}

#[test]
fn a_named_link_leads_to_another_page_of_the_site_or_nowhere() {
    let two = Some("https://coop.example/news?page=2");
    check_named("<a class=next href='?page=2'>x</a>", two, None);
    check_named("<li class=next><a href='?page=2'>x</a></li>", two, None);
    let none = Some("next-without-link");
    check_named("<a class=next href='javascript:more()'>x</a>", None, none);
    check_named("<a class=next href='https://other.example/?page=2'>x</a>", None, none);
    check_named("<a class=next href='#'>x</a>", None, none);
    check_named("<p>x", None, Some("next-without-match"));
}
