use super::*;

#[track_caller]
fn check_whole(text: &str, date: Option<&str>) {
    assert_eq!(Dates::default().whole(text).as_deref(), date, "{text:?}");
}

#[track_caller]
fn check_part(text: &str, expected: Option<(&str, &[&str])>) {
    let found = Dates::default().part(text);
    let found = found
        .as_ref()
        .map(|line| (line.date.as_str(), line.rest.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(found, expected.map(|(date, rest)| (date, rest.to_vec())), "{text:?}");
}

#[test]
fn a_date_may_stand_in_brackets_and_after_a_label() {
    check_whole("28 September 2017", Some("28 September 2017"));
    check_whole(" [2017-09-28] ", Some("2017-09-28"));
    check_whole("- 4 July 2018", Some("4 July 2018"));
    check_whole("Posted on 3 May 2017", Some("3 May 2017"));
    check_whole("Publié le 5 juillet 2019", Some("5 juillet 2019"));
    check_whole("2017年9月28日", Some("2017年9月28日"));
    for label in [
        "작성일 :",
        "日期：",
        "时间：",
        "公開日：",
        "掲載日",
        "เผยแพร่เมื่อ",
        "प्रकाशित:",
        "تاريخ النشر:",
        "Опубликовано:",
        "Erstellt am",
        "Created:",
        "Release date:",
        "Date of publication:",
        "Fecha de publicación:",
        "Date de publication :",
        "Publicado em",
    ] {
        check_whole(&format!("{label} 2017-09-28"), Some("2017-09-28"));
    }
}

#[test]
fn a_weekday_in_brackets_is_of_the_date() {
    for text in [
        "2026年11月20日(金)",
        "2026年11月20日（金）",
        "2026.11.20(금)",
        "20/11/2026 (Fri)",
        "令和8年11月20日（金）",
    ] {
        check_whole(text, Some(text));
    }
    check_whole("(2026年11月20日)", Some("2026年11月20日"));
    check_part("2026年11月20日(金) [ニュース]", Some(("2026年11月20日(金)", &["ニュース]"])));
    assert_eq!(bare("[Report (PDF)]"), "Report (PDF)");
    assert_eq!(bare("Report (PDF)])]))"), "Report (PDF)])]))");
    assert_eq!(bare("(Report])]) -"), "Report");
}

#[track_caller]
fn check_line(text: &str, expected: Option<&str>) {
    let is_foreign = |text: &str| text.to_lowercase().contains("deadline");
    assert_eq!(Dates::default().in_line(text, is_foreign).as_deref(), expected, "{text:?}");
}

#[test]
fn a_short_line_may_say_more_than_its_date() {
    check_line("등록일 2026-11-20 조회 234", Some("2026-11-20"));
    check_line("2026/11/20 更新", Some("2026/11/20"));
    let date = Some("20 November 2026");
    check_line("Geneva (ILO News), 20 November 2026", date);
    check_line("20 November 2026, Nairobi, Kenya", date);
    check_line("Posted by admin on 20 November 2026 in Reports", date);
    check_line("Posted: 20 November 2026, deadline: 31 December 2026", date);
    check_line("Deadline: 31 December 2026, posted: 20 November 2026", date);
    let line = "por Ascom — publicado 20/11/2026 10h05, deadline 21/11/2026 09h10";
    check_line(line, Some("20/11/2026 10h05"));
    check_line("Deadline 31 December 2026", None);
    check_line("From 20 November 2026 to 22 November 2026", None);
    check_line("The mill was bought on 20 November 2026.", None);
    check_line("What members of the dairy said to us on 20 November 2026", None);
}

#[test]
fn other_calendars_are_read_where_they_are_in_use() {
    let whole = |tag, text| Dates::default().in_language(Some(tag), "").whole(text);
    for text in ["115.11.20", "115-11-20", "115/11/20", "日期：115-11-20"] {
        assert_eq!(whole("zh-Hant-TW", text).as_deref(), Some("2026-11-20"), "{text}");
        assert_eq!(whole("zh-CN", text), None);
    }
    assert_eq!(whole("th", "20/11/69").as_deref(), Some("2026-11-20"));
    assert_eq!(whole("th", "๒๐/๑๑/๖๙").as_deref(), Some("2026-11-20"));
    assert_eq!(whole("th", "20/11/17").as_deref(), Some("20/11/17"));
    assert_eq!(whole("en", "20/11/69").as_deref(), Some("20/11/69"));
}

#[test]
fn a_number_a_deadline_and_a_sentence_are_no_dates() {
    check_whole("2017", None);
    check_whole("1506556800", None);
    check_whole("No date here", None);
    check_whole("Register until 12 May 2019", None);
    check_whole("© ILO / M. Crozet 2024", None);
}

#[test]
fn a_dateline_is_parted() {
    check_part("News | 27 September 2017", Some(("27 September 2017", &["News"])));
    let statement = "Statement | Geneva | 06 July 2012";
    check_part(statement, Some(("06 July 2012", &["Statement", "Geneva"])));
    check_part("Noticia | 25 de agosto de 2020", Some(("25 de agosto de 2020", &["Noticia"])));
    check_part("2017.09.28 [ニュース]", Some(("2017.09.28", &["ニュース]"])));
    check_part("3 May 2017 – A mill opens.", Some(("3 May 2017", &["A mill opens."])));
    check_part("By Ela Bhatt on 3 May 2017", Some(("3 May 2017", &["By Ela Bhatt"])));
    check_part("por Ascom — publicado 3/5/2017 10h05, modificado 4/5/2017 09h10", None);
    check_part("The tour began on 29 August and ended on 6 September 2017.", None);
}

#[test]
fn machines_may_write_unix_seconds() {
    let dates = Dates::default();
    assert_eq!(dates.machine(" 1785456000 ").as_deref(), Some("1785456000"));
    assert_eq!(dates.machine("2017-09-28").as_deref(), Some("2017-09-28"));
    assert_eq!(dates.machine("soon"), None);
    assert_eq!(dates.machine("1970-01-01T00:00:00Z"), None);
}

#[test]
fn a_label_and_what_is_like_a_date_are_no_rubrics() {
    assert!(is_label("Published on:") && is_label("公開日：") && !is_label("Publication"));
    for text in ["20-21 November 2026", "2026-ж. 20-ноябрь", "Publié le 20 nove. 2026 à 14h30"]
    {
        assert!(is_like_date(text), "{text}");
    }
    for text in ["World Co-operative Day 2017", "Programme 2015-2020", "SDG 8", "Convention 189"] {
        assert!(!is_like_date(text), "{text}");
    }
}
