//! Days in words: months by their names, East Asia, other calendars.

use super::*;

#[test]
fn days_in_words() {
    is_day("28 September 2017");
    is_day("28 Sept. 2017");
    is_day("28-Sep-2017");
    is_day("28Sep2017");
    is_day("2017-Sep-28");
    is_day("2017 September 28");
    is_day("Sep. 28, 2017");
    is_day("SEPTEMBER 28 2017");
    is_day("September 28th, 2017");
    is_day("28th of September, 2017");
    is_day("Thursday, 28 September 2017");
    is_day("Thursday 28th September 2017");
    is_day("28 September 2017 (Thursday)");
    is_day("28 September 2017, Thursday");
    is_day("28\u{a0}September\u{a0}2017");
    is_day("28 Sep '17");
    is_day("“28 September 2017”".trim_matches(['“', '”']));
    is_day("28 September 2017.");
    check("1er juillet 2017", "2017-07-01");
    is_day("jeudi 28 septembre 2017");
    is_day("le 28 septembre 2017");
    check("3 AOÛT 2017", "2017-08-03");
    check("3 fév. 2017", "2017-02-03");
    check("10 décembre 2017", "2017-12-10");
    check("25 de agosto de 2020", "2020-08-25");
    check("mar. 3 de enero del 2017", "2017-01-03");
    check("1.º de julio de 2017", "2017-07-01");
    check("6 de julho de 2012", "2012-07-06");
    check("terça-feira, 6 de março de 2012", "2012-03-06");
    check("1º gennaio 2017", "2017-01-01");
    is_day("28. September 2017");
    is_day("Donnerstag, den 28. September 2017");
    check("3. März 2017", "2017-03-03");
    check("3 mei 2017", "2017-05-03");
    is_day("Kamis, 28 September 2017");
    check("17 Agustus 2017", "2017-08-17");
    check("3 Mac 2017", "2017-03-03");
    check("28 Eylül 2017 Perşembe", "2017-09-28");
    check("3 Ağustos 2017", "2017-08-03");
    check("3 Kasım 2017", "2017-11-03");
    is_day("ngày 28 tháng 9 năm 2017");
    is_day("Thứ năm, 28 tháng chín, 2017");
    is_day("28 Th9 2017");
    check("3 tháng mười một 2017", "2017-11-03");
    is_day("28 сентября 2017 г.");
    is_day("28 сент. 2017");
    check("3 мая 2017 года", "2017-05-03");
    is_day("٢٨ سبتمبر ٢٠١٧");
    is_day("28 أيلول/سبتمبر 2017");
    is_day("الخميس 28 سبتمبر 2017");
    check("3 كانون الثاني 2017", "2017-01-03");
    is_day("28 सितंबर 2017");
    is_day("२८ सितम्बर २०१७");
    is_day("28 กันยายน 2560");
    is_day("๒๘ กันยายน ๒๕๖๐");
    is_day("28 ก.ย. 2560");
    is_day("วันพฤหัสบดีที่ 28 กันยายน พ.ศ. 2560");
    is_day("วันที่ 28 กันยายน 2017");
    is_day("Setyembre 28, 2017");
    is_day("ika-28 ng Setyembre 2017");
}

#[test]
fn days_of_east_asia() {
    is_day("2017年9月28日");
    is_day("2017 年 9 月 28 日");
    is_day("2017年09月28日星期四");
    is_day("2017年9月28日(木)");
    is_day("2017年9月28日木曜日");
    is_day("２０１７年９月２８日");
    is_day("平成29年9月28日");
    is_day("平成２９年９月２８日（木）");
    is_day("H29.9.28");
    is_day("民國106年9月28日");
    check("令和2年1月5日", "2020-01-05");
    check("令和元年5月1日", "2019-05-01");
    is_day("2017년 9월 28일");
    is_day("2017년 9월 28일(목)");
    is_day("2017년 9월 28일 목요일");
    is_moment("2017年9月28日 10:15");
    is_moment("2017年9月28日10時15分");
    is_moment("2017年9月28日 午前10時15分00秒");
    check("2017年9月28日 下午3:15", "2017-09-28T15:15:00Z");
    check("2017년 9월 28일 오후 3시 15분", "2017-09-28T15:15:00Z");
}

#[test]
fn every_language_has_twelve_months() {
    for names in super::super::months::MONTHS {
        let months: Vec<_> = names.split('|').collect();
        assert_eq!(months.len(), 12, "{names}");
        for (month, names) in (1..).zip(months) {
            for name in names.split_whitespace() {
                check(&format!("28 {name} 2017"), &format!("2017-{month:02}-28"));
                check(&format!("{} 28, 2017", name.to_uppercase()), &format!("2017-{month:02}-28"));
            }
        }
    }
}

#[test]
fn months_stand_in_the_order_of_their_language() {
    is_day("28 Σεπτεμβρίου 2017");
    is_moment("Πέμ, 28 Σεπ 2017 10:15:00 GMT");
    is_day("2017. szeptember 28.");
    is_moment("2017. 9. 28. 오전 10:15:00");
    is_moment("Thu, 28 Sep 2017 10.15.00 GMT");
    is_moment("2017-szeptember-28T12:15+02:00");
    is_day("২৮ সেপ্টেম্বর ২০১৭");
    is_day("செப்டம்பர் 28, 2017");
    is_day("၂၀၁၇ ခုနှစ် စက်တင်ဘာ ၂၈");
    is_day("ថ្ងៃទី២៨ ខែកញ្ញា ឆ្នាំ២០១៧");
    is_day("2017 оны 9-р сарын 28");
    is_day("28 вересня 2017 р.");
    is_day("28. září 2017");
    is_day("28 września 2017");
}

#[test]
fn a_month_or_a_year_alone_is_its_first_day() {
    let check = |text: &str, expected: Option<&str>| {
        assert_eq!(period(text).map(show).as_deref(), expected, "{text:?}");
    };
    check("2017-09", Some("2017-09-01"));
    check(" 2017 ", Some("2017-01-01"));
    check("2017-W39", Some("2017-09-25"));
    check("2017-W54", None);
    check("2017-13", None);
    check("2017-00", None);
    check("1066", None);
    check("9999-01", None);
    check("20170", None);
    check("17-09", None);
    check("2017-+9", None);
    check("2017-09-28", None);
    check("", None);
}

#[test]
fn days_of_other_calendars() {
    for text in [
        "۲۹ آبان ۱۴۰۵",
        "جمعه ۲۹ آبان ماه ۱۴۰۵",
        "۱۴۰۵/۰۸/۲۹",
        "29/08/1405",
        "10 جمادى الآخرة 1448هـ",
        "١٠ جمادى الثانية ١٤٤٨ هـ",
        "1448/06/10",
        "२०८३ मंसिर ४",
        "४ मंसिर २०८३ गते",
        "मंसिर ४, २०८३",
        "二〇二六年十一月二十日",
        "二零二六年十一月廿日",
        "令和八年十一月二十日",
        "2026-жыл 20-ноябрь",
        "2026-жылдын 20-ноябры",
        "2026 жылғы 20 қараша",
        "2026-yil 20-noyabr",
        "20 қараша 2026 ж.",
        "20 Novemba, 2026",
        "20 ኖቬምበር 2026",
        "20 noi 2026",
        "20 ნოე 2026",
        "20 lapkričio 2026",
        "20. november 2026",
        "20. новембар 2026.",
        "20. novembar 2026.",
        "20 лістапада 2026",
        "20 nëntor 2026",
    ] {
        check(text, "2026-11-20");
    }
    check("۱۴۰۵/۰۸/۲۱ - ۱۰:۳۰", "2026-11-12T10:30:00Z");
    for text in ["31 آبان 1405", "29 آبان 2026", "1405", "31 ذو الحجة 1448", "二〇二六年十三月九日"]
    {
        check(text, "none");
    }
}

#[test]
fn a_year_that_is_far_from_having_begun_is_a_day() {
    #[track_caller]
    fn check(text: &str, read_in: i32, expected: &str) {
        let now = NaiveDate::from_ymd_opt(read_in, 11, 26).unwrap().and_time(NaiveTime::MIN);
        let hints = DateHints { now: Some(now.and_utc()), ..DateHints::default() };
        assert_eq!(parse(text, &hints).map(show).as_deref(), Some(expected), "{text} in {read_in}");
    }
    check("17-09-28", 2026, "2017-09-28");
    check("17-09-27", 2026, "2027-09-17");
    check("03-12-31", 2026, "2003-12-31");
    check("17-09-28", 2028, "2028-09-17");
    check("05-03-29", 2029, "2029-03-05");
    check("28-09-17", 2026, "2017-09-28");
}
