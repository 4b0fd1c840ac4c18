//! Ages instead of dates: "3 days ago", "vor 2 Stunden", "3日前", "yesterday".

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Timelike, Utc};

use super::clock::after_day;
use super::cursor::Cursor;
use super::stamp::Stamp;
use super::tokens::{Kind, Tokens};
use super::{DateHints, Published};

/// An age has no more words than this.
const MOST_PIECES: usize = 9;

/// Marks of an age: what stands before it and behind it.
const FORMS: [(&str, &str); 25] = [
    ("", "ago"),
    ("vor", ""),
    ("il y a", ""),
    ("hace", ""),
    ("ha", ""),
    ("", "atras"),
    ("", "fa"),
    ("", "geleden"),
    ("", "назад"),
    ("منذ", ""),
    ("قبل", ""),
    ("", "पहले"),
    ("", "پیش"),
    ("", "قبل"),
    ("", "پہلے"),
    ("", "पूर्व"),
    ("", "ที่แล้ว"),
    ("", "ที่ผ่านมา"),
    ("", "yang lalu"),
    ("", "lalu"),
    ("", "truoc"),
    ("", "once"),
    ("", "前"),
    ("", "전"),
    ("", "nakaraan"),
];

/// Words that make an age no other: "about 2 months ago".
const ABOUT: [&str; 16] = [
    "about", "over", "almost", "around", "some", "ca", "circa", "etwa", "rund", "environ", "cerca",
    "de", "mas", "약", "ang", "na",
];

/// One, as a word.
const ONE: [&str; 18] = [
    "a", "an", "one", "un", "une", "una", "uno", "um", "uma", "ein", "eine", "einem", "einer",
    "een", "один", "satu", "mot", "يك",
];

/// What an age counts in, and how many of them a word stands for.
#[derive(Debug, Clone, Copy)]
enum Unit {
    Seconds(i64),
    Days(u64),
    Months(u32),
}

const SECONDS: &str = "second seconds sec secs s sekunde sekunden seconde secondes segundo \
     segundos secondi detik giay секунд секунды секунду ثانيه ثواني วินาที सेकंड سیکنڈ 秒 秒钟 秒鐘 초";
const MINUTES: &str = "minute minutes min mins m minuten minuto minutos minuti minuut menit phut \
     dakika минут минуты минуту دقيقه دقائق นาที मिनट منٹ 分 分钟 分鐘 분";
const HOURS: &str = "hour hours hr hrs h stunde stunden heure heures hora horas ora ore uur jam \
     gio saat oras час часа часов ساعه ساعات ชั่วโมง ชม घंटे घंटा घंटों घण्टे ساعت گھنٹے گھنٹہ 時間 小时 小時 个小时 個小時 시간";
const DAYS: &str = "day days d tag tage tagen jour jours dia dias giorno giorni dag dagen hari \
     ngay gun araw день дня дней يوم يوما ايام วัน दिन दिनों روز دن 日 天 일";
const WEEKS: &str = "week weeks w wk wks woche wochen semaine semaines semana semanas settimana \
     settimane weken minggu pekan tuan hafta linggo неделю недели недель اسبوع اسابيع สัปดาห์ อาทิตย์ \
     सप्ताह हफ्ते हफ़्ते هفته ہفتے ہفتہ 週間 周 週 星期 个星期 個星期 주 주일";
const MONTHS: &str = "month months mo monat monate monaten mois mes meses mese mesi maand maanden \
     bulan thang ay buwan месяц месяца месяцев شهر شهرا اشهر شهور เดือน महीने महीना माह ماه ماہ مہینے مہینہ か月 ヶ月 カ月 \
     ケ月 ヵ月 箇月 个月 個月 개월 달";
const YEARS: &str = "year years yr yrs jahr jahre jahren an ans ano anos anno anni jaar tahun nam \
     yil taon год года лет سنه سنوات عام اعوام ปี वर्ष साल سال 年 년";
/// Units with their number in one word: of Arabic two, of Indonesian one.
const PAIRS: [(&str, Unit); 10] = [
    ("دقيقتين", Unit::Seconds(120)),
    ("ساعتين", Unit::Seconds(7200)),
    ("يومين", Unit::Days(2)),
    ("اسبوعين", Unit::Days(14)),
    ("شهرين", Unit::Months(2)),
    ("سنتين", Unit::Months(24)),
    ("sehari", Unit::Days(1)),
    ("seminggu", Unit::Days(7)),
    ("sebulan", Unit::Months(1)),
    ("setahun", Unit::Months(12)),
];

/// Words for a day, and how many days ago it is.
const NAMED: [(&str, u64); 32] = [
    ("today", 0),
    ("heute", 0),
    ("aujourd hui", 0),
    ("hoy", 0),
    ("hoje", 0),
    ("oggi", 0),
    ("vandaag", 0),
    ("сегодня", 0),
    ("اليوم", 0),
    ("วันนี้", 0),
    ("आज", 0),
    ("امروز", 0),
    ("آج", 0),
    ("今 日", 0),
    ("今 天", 0),
    ("오늘", 0),
    ("hari ini", 0),
    ("yesterday", 1),
    ("gestern", 1),
    ("hier", 1),
    ("ayer", 1),
    ("ontem", 1),
    ("ieri", 1),
    ("вчера", 1),
    ("امس", 1),
    ("เมื่อวานนี้", 1),
    ("دیروز", 1),
    ("پریروز", 2),
    ("昨 日", 1),
    ("昨 天", 1),
    ("어제", 1),
    ("kemarin", 1),
];

static UNITS: LazyLock<HashMap<String, Unit>> = LazyLock::new(|| {
    let rows = [
        (SECONDS, Unit::Seconds(1)),
        (MINUTES, Unit::Seconds(60)),
        (HOURS, Unit::Seconds(3600)),
        (DAYS, Unit::Days(1)),
        (WEEKS, Unit::Days(7)),
        (MONTHS, Unit::Months(1)),
        (YEARS, Unit::Months(12)),
    ];
    let words = rows.into_iter().flat_map(|(words, unit)| {
        words.split_whitespace().map(move |word| (folded(word).concat(), unit))
    });
    words.chain(PAIRS.map(|(word, unit)| (folded(word).concat(), unit))).collect()
});

static NAMES: LazyLock<Vec<(Vec<String>, u64)>> =
    LazyLock::new(|| NAMED.map(|(name, days)| (folded(name), days)).to_vec());

static MARKS: LazyLock<Vec<(Vec<String>, Vec<String>)>> =
    LazyLock::new(|| FORMS.map(|(before, after)| (folded(before), folded(after))).to_vec());

/// Reads a text that is an age as a whole, counted back from `now`.
///
/// Minutes and hours give a moment, anything longer a day: in the zone of `hints`, else in UTC.
/// `None` for any other text.
#[must_use]
pub fn age(text: &str, now: DateTime<Utc>, hints: &DateHints) -> Option<Published> {
    if text.chars().nth(super::LONGEST).is_some() {
        return None;
    }
    let tokens = Tokens::of(text.trim());
    if tokens.all.len() > MOST_PIECES {
        return None;
    }
    let today = hints.zone.map_or(now.date_naive(), |zone| now.with_timezone(&zone).date_naive());
    named(text.trim(), &tokens, today, hints).or_else(|| counted(&tokens, now, today))
}

/// "Yesterday", "today at 10:15".
fn named(text: &str, tokens: &Tokens, today: NaiveDate, hints: &DateHints) -> Option<Published> {
    let words = words(tokens);
    let (name, days) = NAMES.iter().find(|(name, _)| {
        words.len() >= name.len() && words.iter().zip(name).all(|(word, part)| word == part)
    })?;
    let day = today.checked_sub_days(Days::new(*days))?;
    let marks = tokens.all.iter().take(name.len() + 1);
    let marks = marks.filter(|token| matches!(token.kind, Kind::Mark('\''))).count();
    let mut cursor = Cursor::new(text, tokens, name.len() + marks, true);
    if cursor.peek().is_none() {
        return Some(Published::day(day));
    }
    let clock = after_day(&mut cursor)?;
    cursor.peek().is_none().then(|| Stamp::Day(day, Some(clock)).published(hints.zone))?
}

/// "3 days ago".
fn counted(tokens: &Tokens, now: DateTime<Utc>, today: NaiveDate) -> Option<Published> {
    let other = |token: &super::tokens::Token| matches!(token.kind, Kind::Mark(mark) if !matches!(mark, '.' | '~' | '(' | ')'));
    if tokens.all.iter().any(other) {
        return None;
    }
    let words = words(tokens);
    let (number, unit) = MARKS.iter().find_map(|(before, after)| {
        let inner = words.strip_prefix(before.as_slice())?;
        amount(&without_end(inner, after)?)
    })?;
    before(now, today, number, unit)
}

/// The words without those at their end; in a script without spaces the end of the last word.
fn without_end(words: &[String], after: &[String]) -> Option<Vec<String>> {
    if let Some(inner) = words.strip_suffix(after) {
        return Some(inner.to_vec());
    }
    let ([mark], (last, inner)) = (after, words.split_last()?) else { return None };
    let stem = last.strip_suffix(mark.as_str()).filter(|_| !mark.is_ascii())?;
    let mut inner = inner.to_vec();
    inner.push(stem.to_owned());
    Some(inner)
}

/// A number and what it counts.
fn amount(words: &[String]) -> Option<(u32, Unit)> {
    let mut words = words;
    while let Some((first, rest)) = words.split_first()
        && ABOUT.contains(&first.as_str())
    {
        words = rest;
    }
    let (first, rest) = words.split_first()?;
    let number = first.parse().ok().or_else(|| ONE.contains(&first.as_str()).then_some(1));
    let (number, unit) = match number {
        Some(number) if !rest.is_empty() => (number, rest.concat()),
        _ => (1, words.concat()),
    };
    UNITS.get(&unit).map(|unit| (number, *unit))
}

fn before(now: DateTime<Utc>, today: NaiveDate, number: u32, unit: Unit) -> Option<Published> {
    let day = match unit {
        Unit::Seconds(seconds) => {
            let ago = TimeDelta::try_seconds(seconds.checked_mul(i64::from(number))?)?;
            let at = now.checked_sub_signed(ago)?.with_nanosecond(0)?.with_second(0)?;
            return super::calendar::plausible(at.date_naive()).map(|_| Published::moment(at));
        }
        Unit::Days(days) => {
            today.checked_sub_days(Days::new(days.checked_mul(u64::from(number))?))?
        }
        Unit::Months(months) => {
            today.checked_sub_months(Months::new(months.checked_mul(number)?))?
        }
    };
    super::calendar::plausible(day).map(Published::day)
}

/// Words and numbers of a text, marks left out.
fn words(tokens: &Tokens) -> Vec<String> {
    let word = |token: &super::tokens::Token| match token.kind {
        Kind::Number { value, .. } => Some(value.to_string()),
        Kind::Word { from, to, .. } => tokens.words.get(from..to).map(str::to_owned),
        Kind::Mark(_) => None,
    };
    tokens.all.iter().filter_map(word).collect()
}

/// The tables are folded by the same code as the texts.
fn folded(text: &str) -> Vec<String> {
    words(&Tokens::of(text))
}

#[cfg(test)]
mod tests {
    use super::super::tests::show;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let now = "2017-10-04T12:34:56Z".parse().unwrap();
        let found = age(text, now, &DateHints::default()).map(show);
        assert_eq!(found.as_deref().unwrap_or("none"), expected, "{text:?}");
    }

    #[test]
    fn ages_are_counted_back_from_now() {
        check("25 minutes ago", "2017-10-04T12:09:00Z");
        check("an hour ago", "2017-10-04T11:34:00Z");
        check("3h ago", "2017-10-04T09:34:00Z");
        check("3 days ago", "2017-10-01");
        check("About 2 months ago.", "2017-08-04");
        check("a week ago", "2017-09-27");
        check("2 years ago", "2015-10-04");
        check("vor 2 Tagen", "2017-10-02");
        check("vor einer Woche", "2017-09-27");
        check("il y a 3 heures", "2017-10-04T09:34:00Z");
        check("Il y a environ un mois", "2017-09-04");
        check("hace 4 días", "2017-09-30");
        check("há 1 semana", "2017-09-27");
        check("2 giorni fa", "2017-10-02");
        check("2 dagen geleden", "2017-10-02");
        check("2 дня назад", "2017-10-02");
        check("неделю назад", "2017-09-27");
        check("3일 전", "2017-10-01");
        check("3日前", "2017-10-01");
        check("3時間前", "2017-10-04T09:34:00Z");
        check("2ヶ月前", "2017-08-04");
        check("2天前", "2017-10-02");
        check("3个小时前", "2017-10-04T09:34:00Z");
        check("منذ 5 أيام", "2017-09-29");
        check("منذ يومين", "2017-10-02");
        check("٣ दिन पहले", "2017-10-01");
        check("3 วันที่แล้ว", "2017-10-01");
        check("2 สัปดาห์ที่ผ่านมา", "2017-09-20");
        check("5 hari yang lalu", "2017-09-29");
        check("2 ngày trước", "2017-10-02");
        check("۳ روز پیش", "2017-10-01");
        check("۲ هفته قبل", "2017-09-20");
        check("3 دن پہلے", "2017-10-01");
    }

    #[test]
    fn days_have_names() {
        check("Yesterday", "2017-10-03");
        check("today at 10:15", "2017-10-04T10:15:00Z");
        check("Сегодня, 10:15", "2017-10-04T10:15:00Z");
        check("aujourd’hui", "2017-10-04");
        check("昨天", "2017-10-03");
        check("دیروز", "2017-10-03");
        check("어제", "2017-10-03");
    }

    #[test]
    fn other_texts_are_no_ages() {
        for text in [
            "",
            "ago",
            "3",
            "3 days",
            "in 3 days",
            "3 members ago",
            "days ago 3",
            "Yesterday’s bread",
            "today or 3 days ago",
            "4294967295 years ago",
            "99999999999 days ago",
            "前",
        ] {
            check(text, "none");
        }
    }

    #[test]
    fn the_day_is_that_of_the_zone() {
        let now = "2017-10-04T20:00:00Z".parse().unwrap();
        let hints = DateHints { zone: Some(chrono_tz::Tz::Asia__Tokyo), ..DateHints::default() };
        assert_eq!(age("昨日", now, &hints).map(show).as_deref(), Some("2017-10-04"));
    }
}
