//! Names of months and weekdays, as [`super::tokens`] folds them: lower case, no accents.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::cursor::Cursor;
use super::tokens::Tokens;
use super::{calendars, months};

/// Month names and abbreviations, January first: English; French, Spanish, Portuguese, Italian;
/// German, Dutch; Indonesian and Malay, Filipino; Turkish; Russian; Arabic (Egypt, Levant,
/// Maghreb); Hindi; Thai; Vietnamese is numbered (see [`month`]); others are in `months`.
const MONTHS: [&str; 12] = [
    "january jan janvier janv enero ene janeiro gennaio gen januar jaenner janner januari januar \
     enero ocak oca января январь янв يناير جانفي जनवरी जन มกราคม มค",
    "february feb fevrier fevr fev febrero fevereiro febbraio februar februari pebruari pebrero \
     peb subat sub февраля февраль фев февр فبراير شباط فيفري फरवरी फर กุมภาพันธ์ กพ",
    "march mar mars marzo marco marz maerz maart mrt maret mac marso mart марта март мар مارس اذار \
     ادار मार्च มีนาคม มีค",
    "april apr avril avr abril abr aprile abril nisan nis апреля апрель апр ابريل نيسان افريل \
     अप्रैल เมษายน เมย",
    "may mai mayo maio maggio mag mei mayis мая май مايو ايار ماي मई พฤษภาคม พค",
    "june jun juin junio junho giugno giu juni juno hunyo haziran haz июня июнь июн يونيو يونيه \
     حزيران جوان जून มิถุนายน มิย",
    "july jul juillet juil julio julho luglio lug juli julai hulyo temmuz tem июля июль июл يوليو \
     يوليه تموز جويليه يوليوز जुलाई जुल กรกฎาคม กค",
    "august aug aout aou agosto ago agustus agt agu ags ogos agosto agustos augustus августа август \
     авг اغسطس اب اوت غشت अगस्त अग สิงหาคม สค",
    "september sep sept septembre septiembre setiembre set setembro settembre sett septembrie \
     setyembre eylul eyl сентября сентябрь сен сент سبتمبر ايلول شتنبر सितंबर सितम्बर सित กันยายน กย",
    "october oct octobre octubre outubro out ottobre ott oktober okt oktubre ekim eki октября \
     октябрь окт اكتوبر अक्टूबर अक्तूबर अक्टू ตุลาคม ตค",
    "november nov novembre noviembre novembro nopember nobyembre kasim kas ноября ноябрь ноя нояб \
     نوفمبر نونبر नवंबर नवम्बर नव พฤศจิกายน พย",
    "december dec decembre diciembre dic dezembro dez dicembre dezember desember des disember dis \
     disyembre aralik ara декабря декабрь дек ديسمبر دجنبر दिसंबर दिसम्बर दिस ธันวาคม ธค",
];

/// Weekdays: which it is does not matter, since a wrong one changes no date.
const WEEKDAYS: &str = "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday \
     fri saturday sat sunday sun \
     lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim \
     lunes martes miercoles mie jueves jue viernes vie sabado sab domingo dom \
     segunda terca quarta quinta sexta seg ter qua qui sex feira \
     lunedi martedi mercoledi giovedi gio venerdi sabato domenica \
     montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sa sonntag so sonnabend \
     maandag ma dinsdag woensdag wo donderdag vrijdag vr zaterdag za zondag zo \
     senin sen selasa sel rabu rab kamis kam jumat jum sabtu minggu min isnin khamis jumaat ahad \
     lunes martes miyerkules huwebes biyernes linggo \
     pazartesi sali carsamba persembe cuma cumartesi pazar pzt cts paz \
     понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс \
     الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت الاحد \
     सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार सोम मंगल बुध गुरु शुक्र शनि रवि \
     วันจันทร์ วันอังคาร วันพุธ วันพฤหัสบดี วันพฤหัส วันศุกร์ วันเสาร์ วันอาทิตย์ \
     วันจันทร์ที่ วันอังคารที่ วันพุธที่ วันพฤหัสบดีที่ วันศุกร์ที่ วันเสาร์ที่ วันอาทิตย์ที่ \
     จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์ อาทิตย์ จันทร์ที่ อังคารที่ พุธที่ พฤหัสบดีที่ ศุกร์ที่ เสาร์ที่ อาทิตย์ที่ \
     월요일 화요일 수요일 목요일 금요일 토요일 일요일 \
     δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή δευ τρι τετ πεμ παρ σαβ κυρ \
     hétfő kedd szerda csütörtök péntek szombat vasárnap \
     شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه";

/// A weekday in one sign, which counts only in parentheses: `(木)`, `(목)`.
const SIGNS: [&str; 14] =
    ["月", "火", "水", "木", "金", "土", "日", "월", "화", "수", "목", "금", "토", "일"];

/// Vietnamese numbers of months in words, after `tháng`.
const COUNTED: [(&str, u32); 11] = [
    ("mot", 1),
    ("gieng", 1),
    ("hai", 2),
    ("ba", 3),
    ("tu", 4),
    ("nam", 5),
    ("sau", 6),
    ("bay", 7),
    ("tam", 8),
    ("chin", 9),
    ("muoi", 10),
];

static MONTH: LazyLock<HashMap<String, u32>> = LazyLock::new(|| {
    // The first to claim a name keeps it: a language with few readers takes nothing from one with
    // many.
    let by_language = months::MONTHS.iter().rev().flat_map(|names| (1..).zip(names.split('|')));
    let rows = by_language.chain((1..).zip(MONTHS));
    rows.flat_map(|(month, names)| folded(names).map(move |name| (name, month))).collect()
});

static WEEKDAY: LazyLock<HashSet<String>> = LazyLock::new(|| folded(WEEKDAYS).collect());

/// The tables are written as people spell; they are folded by the same code as the texts.
fn folded(names: &'static str) -> impl Iterator<Item = String> {
    names.split_whitespace().map(|name| Tokens::of(name).words)
}

/// Whether a text is a part of a day and nothing else, as badges show them: a month by name, whole
/// or short, in any language or calendar, or a day of it or of the week in numbers; but no year.
#[must_use]
pub fn is_part_of_day(text: &str) -> bool {
    let tokens = Tokens::of(text);
    let mut cursor = Cursor::new(text, &tokens, 0, true);
    let (mut named, mut numbered, mut of_week) = (false, false, false);
    while cursor.peek().is_some() {
        let month = month_of_any(&mut cursor);
        let day = cursor.attempt(|cursor| cursor.short().filter(|day| (1..=31).contains(day)));
        let weekday = month.or(day.map(drop)).is_none() && cursor.attempt(weekday).is_some();
        let mut between = || cursor.mark(&['.', ',', '/', '-']);
        if month.is_none() && day.is_none() && !weekday && between().is_none() {
            return false;
        }
        named |= month.is_some();
        numbered |= day.is_some();
        of_week |= weekday;
    }
    named || numbered && of_week
}

/// Whether a text is the name of a weekday and nothing else.
#[must_use]
pub fn is_weekday(text: &str) -> bool {
    let tokens = Tokens::of(text);
    let mut cursor = Cursor::new(text, &tokens, 0, true);
    cursor.attempt(weekday).is_some() && cursor.peek().is_none()
}

/// Takes the name of a month of whatever calendar, or one in numbers that says that it is one.
fn month_of_any(cursor: &mut Cursor) -> Option<()> {
    let numbered = |cursor: &mut Cursor| {
        cursor.short().filter(|month| (1..=12).contains(month))?;
        cursor.one_of(&["月", "월"]).map(drop)
    };
    let other = |cursor: &mut Cursor| calendars::month(cursor).map(drop);
    let gregorian = |cursor: &mut Cursor| month(cursor).map(drop);
    cursor.attempt(gregorian).or_else(|| cursor.attempt(other)).or_else(|| cursor.attempt(numbered))
}

/// Takes a month: by name, by two names of one month (`سبتمبر/أيلول`), or numbered
/// (`tháng 9`, `Th9`).
pub(super) fn month(cursor: &mut Cursor) -> Option<u32> {
    let month = cursor.attempt(named)?;
    cursor.attempt(|cursor| {
        cursor.mark(&['/', '('])?;
        named(cursor).filter(|&other| other == month)?;
        cursor.mark(&[')']);
        Some(())
    });
    Some(month)
}

fn named(cursor: &mut Cursor) -> Option<u32> {
    let word = cursor.word()?;
    match word {
        "thang" | "thg" | "th" => vietnamese(cursor),
        "كانون" => Some(if second_of_two(cursor)? { 1 } else { 12 }),
        "تشرين" => Some(if second_of_two(cursor)? { 11 } else { 10 }),
        _ => MONTH.get(word).copied(),
    }
}

/// The Levant has a first and a second Kanun and Tishrin.
fn second_of_two(cursor: &mut Cursor) -> Option<bool> {
    cursor.one_of(&["الثاني", "الاول"]).map(|word| word == "الثاني")
}

fn vietnamese(cursor: &mut Cursor) -> Option<u32> {
    if let Some(number) = cursor.short() {
        return Some(number);
    }
    let word = cursor.word()?;
    let first = COUNTED.iter().find(|(name, _)| *name == word)?.1;
    let ten = first == 10;
    Some(match cursor.peek_word().filter(|_| ten) {
        Some("mot") => cursor.word().map_or(first, |_| 11),
        Some("hai") => cursor.word().map_or(first, |_| 12),
        _ => first,
    })
}

/// Takes a weekday, with the mark after it.
pub(super) fn weekday(cursor: &mut Cursor) -> Option<()> {
    cursor.attempt(east_asian).or_else(|| cursor.attempt(alphabetic))?;
    cursor.mark(&['.']);
    cursor.mark(&[',']);
    Some(())
}

fn alphabetic(cursor: &mut Cursor) -> Option<()> {
    let word = cursor.word()?;
    // Vietnamese: "thứ năm", "chủ nhật".
    if matches!(word, "thu" | "chu") && !cursor.is_mark('.') && cursor.attempt(counted).is_some() {
        return Some(());
    }
    // Short ones are other words in running text: "so", "do", "di".
    if !WEEKDAY.contains(word) || (word.len() < 3 && !cursor.whole) {
        return None;
    }
    // Portuguese: "quinta-feira".
    cursor.attempt(|cursor| {
        cursor.mark(&['-'])?;
        cursor.one_of(&["feira"])
    });
    Some(())
}

fn counted<'a>(cursor: &mut Cursor<'a>) -> Option<&'a str> {
    cursor.one_of(&["hai", "ba", "tu", "nam", "sau", "bay", "nhat"])
}

/// `星期四`, `周四`, `木曜日`.
fn east_asian(cursor: &mut Cursor) -> Option<()> {
    let first = cursor.word()?;
    match first {
        "星" => {
            cursor.one_of(&["期"])?;
            cursor.word().map(|_| ())
        }
        "周" | "週" => {
            cursor.one_of(&["一", "二", "三", "四", "五", "六", "日", "天"]).map(|_| ())
        }
        _ if SIGNS.contains(&first) => {
            cursor.one_of(&["曜"])?;
            cursor.one_of(&["日"]);
            Some(())
        }
        _ => None,
    }
}

/// Takes a weekday that follows its day: `(Thursday)`, `, Thursday`, `(木)`.
pub(super) fn weekday_after(cursor: &mut Cursor) -> Option<()> {
    let open = cursor.mark(&['(', ',', '-']);
    if open == Some('(') {
        cursor.attempt(weekday).or_else(|| cursor.one_of(&SIGNS).map(|_| ()))?;
        return cursor.mark(&[')']).map(|_| ());
    }
    weekday(cursor)
}
