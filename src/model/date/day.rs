//! Days as people and machines write them.

use chrono::NaiveDate;

use super::cursor::{Cursor, Number};
use super::words::month;
use super::{calendar, calendars, han};

/// What stands attached to the number of a day: `28th`, `1er`, `1º`.
const ORDINALS: [&str; 15] =
    ["st", "nd", "rd", "th", "er", "re", "ere", "eme", "e", "º", "ª", "ro", "o", "de", "ste"];
/// Words between day, month and year: `25 de agosto de 2020`, `28 tháng 9 năm 2017`.
const BETWEEN: [&str; 13] =
    ["de", "del", "of", "ng", "di", "nam", "พศ", "คศ", "ปี", "ខែ", "ឆ្នាំ", "ປີ", "ခုနှစ်"];
/// What a year may carry: `2017 г.`.
const AFTER_YEAR: [&str; 10] = ["г", "года", "год", "yil", "م", "р", "року", "სთ", "թ", "ж"];
const SEPARATORS: [char; 3] = ['-', '/', '.'];

/// Takes a day in any form.
pub(super) fn day(cursor: &mut Cursor) -> Option<NaiveDate> {
    let Some(number) = cursor.peek_number() else {
        return cursor
            .attempt(era)
            .or_else(|| cursor.attempt(month_first))
            .or_else(|| cursor.attempt(other_month_first))
            .or_else(|| cursor.attempt(han::day));
    };
    let found = match number.digits {
        1 | 2 => cursor.attempt(day_first).or_else(|| cursor.attempt(numeric)),
        4 => cursor.attempt(year_first),
        7 | 8 => return cursor.attempt(compact),
        _ => return None,
    };
    found.or_else(|| cursor.attempt(other_month_between))
}

/// What may follow a day of another calendar: of the Hijra, `गते`.
const AFTER_DAY: [&str; 8] = ["ه", "هجري", "هجريه", "ق", "ش", "شمسي", "قمري", "गते"];

/// `29 آبان 1405`, `2083 मंसिर 4`: the name of the month tells the calendar.
fn other_month_between(cursor: &mut Cursor) -> Option<NaiveDate> {
    let first = cursor.number()?;
    between(cursor);
    let (calendar, month) = calendars::month(cursor)?;
    between(cursor);
    let last = cursor.number()?;
    cursor.one_of(&AFTER_DAY);
    let (year, day) = if first.digits == 4 { (first, last) } else { (last, first) };
    calendar.day(year_of(year.small()), month, day.small())
}

/// `मंसिर 4, 2083`.
fn other_month_first(cursor: &mut Cursor) -> Option<NaiveDate> {
    let (calendar, month) = calendars::month(cursor)?;
    let day = cursor.short()?;
    between(cursor);
    let year = cursor.number()?;
    cursor.one_of(&AFTER_DAY);
    calendar.day(year_of(year.small()), month, day)
}

/// `20170928`, `2017271`: a date only where the text is nothing else, or where a time follows.
fn compact(cursor: &mut Cursor) -> Option<NaiveDate> {
    let number = cursor.number()?;
    let timed = cursor.is_attached() && cursor.peek_word() == Some("t");
    if !cursor.whole && !timed {
        return None;
    }
    let value = number.small();
    if number.digits == 7 {
        return calendar::ordinal(year_of(value / 1000), value % 1000);
    }
    calendar::day(year_of(value / 10_000), value / 100 % 100, value % 100)
}

/// A number as a year; one that is too large for a year is none.
fn year_of(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX / 2)
}

/// `2017-09-28` and its like.
fn year_first(cursor: &mut Cursor) -> Option<NaiveDate> {
    let year = year_of(cursor.number()?.small());
    cursor
        .attempt(|cursor| east_asian(cursor, year))
        .or_else(|| cursor.attempt(|cursor| mongolian(cursor, year)))
        .or_else(|| cursor.attempt(|cursor| turkic(cursor, year)))
        .or_else(|| cursor.attempt(|cursor| iso_week(cursor, year)))
        .or_else(|| cursor.attempt(|cursor| separated(cursor, year)))
        .or_else(|| cursor.attempt(|cursor| year_month_name(cursor, year)))
}

/// `年9月28日`, `년 9월 28일`.
fn east_asian(cursor: &mut Cursor, year: i32) -> Option<NaiveDate> {
    cursor.one_of(&["年", "년"])?;
    let month = cursor.short()?;
    cursor.one_of(&["月", "월"])?;
    let day = cursor.short()?;
    cursor.one_of(&["日", "일", "号", "號"])?;
    calendar::day(year, month, day)
}

/// `оны 9-р сарын 28`.
fn mongolian(cursor: &mut Cursor, year: i32) -> Option<NaiveDate> {
    cursor.one_of(&["оны", "он"])?;
    let month = cursor.short()?;
    cursor.mark(&['-']);
    cursor.one_of(&["р"]);
    cursor.one_of(&["сарын", "сар"])?;
    let day = cursor.short()?;
    cursor.one_of(&["ний", "ны", "өдөр"]);
    calendar::day(year, month, day)
}

/// `-жыл 12-ноябрь`, ` жылғы 20 қараша`, `-yil 20-noyabr`.
fn turkic(cursor: &mut Cursor, year: i32) -> Option<NaiveDate> {
    cursor.mark(&['-']);
    cursor.one_of(&["жыл", "жылдын", "жылы", "жылгы", "жылғы", "yil", "yilgi"])?;
    let day = cursor.short()?;
    between(cursor);
    calendar::day(year, month(cursor)?, day)
}

/// `-W39-4`, `W394`.
fn iso_week(cursor: &mut Cursor, year: i32) -> Option<NaiveDate> {
    cursor.mark(&['-']);
    cursor.one_of(&["w"])?;
    let number = cursor.number()?;
    let (week, day) = match number.digits {
        2 => {
            cursor.mark(&['-'])?;
            (number.small(), cursor.number().filter(|day| day.digits == 1)?.small())
        }
        3 => (number.small() / 10, number.small() % 10),
        _ => return None,
    };
    calendar::week(year, week, day)
}

/// `-09-28`, `/9/28`, `.09.28`, `-271`.
fn separated(cursor: &mut Cursor, year: i32) -> Option<NaiveDate> {
    let separator = cursor.mark(&SEPARATORS)?;
    let second = cursor.number()?;
    if second.digits == 3 && separator == '-' {
        return calendar::ordinal(year, second.small());
    }
    cursor.mark(&[separator])?;
    let day = cursor.short().filter(|_| second.digits <= 2)?;
    // `2017. 9. 28.`, as in Korean and Hungarian.
    cursor.attempt(|cursor| {
        cursor.mark(&['.']).filter(|mark| *mark == separator)?;
        (!cursor.is_attached()).then_some(())
    });
    numbered(year, second.small(), day)
}

/// A day in numbers, of the common calendar or of one with other years.
fn numbered(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    calendar::day(year, month, day).or_else(|| calendars::numbered(year, month, day))
}

/// `-Sep-28`, ` September 28`.
fn year_month_name(cursor: &mut Cursor, year: i32) -> Option<NaiveDate> {
    between(cursor);
    let month = month(cursor)?;
    between(cursor);
    let day = cursor.short()?;
    ordinal_suffix(cursor);
    calendar::day(year, month, day)
}

/// `28 September 2017`, `28-Sep-17`, `1er juillet 2017`, `25 de agosto de 2020`.
fn day_first(cursor: &mut Cursor) -> Option<NaiveDate> {
    let day = cursor.short()?;
    ordinal_suffix(cursor);
    between(cursor);
    let is_thai = cursor.rest().starts_with(|c| ('\u{e00}'..='\u{e7f}').contains(&c));
    let month = month(cursor)?;
    between(cursor);
    let short = if is_thai { cursor.attempt(short_thai_year) } else { None };
    let year = short.or_else(|| year(cursor))?;
    calendar::day(year, month, day)
}

/// `69`, for 2569.
fn short_thai_year(cursor: &mut Cursor) -> Option<i32> {
    let number = cursor.number().filter(|number| number.digits == 2)?;
    (cursor.whole && !cursor.is_mark(':')).then(|| calendar::two_thai_digits(number.small()))
}

/// `September 28th, 2017`.
fn month_first(cursor: &mut Cursor) -> Option<NaiveDate> {
    let month = month(cursor)?;
    between(cursor);
    let day = cursor.short()?;
    ordinal_suffix(cursor);
    between(cursor);
    let year = year(cursor)?;
    calendar::day(year, month, day)
}

/// `28/09/2017`, `28.9.2017`, `09/28/2017`. Day first, as in most of the world, unless only the
/// other way is a date, or is one that is not years ahead: `17-09-28`.
fn numeric(cursor: &mut Cursor) -> Option<NaiveDate> {
    let first = cursor.number().filter(|first| first.digits <= 2)?;
    let separator = cursor.mark(&SEPARATORS)?;
    let second = cursor.short()?;
    cursor.mark(&[separator])?;
    let last = cursor.peek_number()?;
    let year = year(cursor)?;
    let year_first = || calendar::day(short_year(last, first.small())?, second, last.small());
    let is_short = separator == '-' && first.digits == 2 && last.digits == 2;
    let early = if is_short && cursor.is_far_ahead(year) { year_first() } else { None };
    early
        .or_else(|| calendar::day(year, second, first.small()))
        .or_else(|| calendar::day(year, first.small(), second))
        .or_else(year_first)
        .or_else(|| calendars::numbered(year, second, first.small()))
}

/// `99-12-31`: where the last number is a day, the first is the year.
fn short_year(last: Number, first: u32) -> Option<i32> {
    (last.digits == 2).then(|| calendar::two_digits(first))
}

/// `平成29年9月28日`, `令和元年5月1日`, `H29.9.28`.
fn era(cursor: &mut Cursor) -> Option<NaiveDate> {
    let base = cursor.attempt(era_name).or_else(|| cursor.attempt(era_letter))?;
    let year = match cursor.one_of(&["元"]) {
        Some(_) => 1,
        None => era_year(cursor)?,
    };
    cursor
        .attempt(|cursor| east_asian(cursor, base + year))
        .or_else(|| cursor.attempt(|cursor| separated(cursor, base + year)))
        .or_else(|| {
            cursor.attempt(|cursor| {
                cursor.one_of(&["年"])?;
                han::month_and_day(cursor, base + year)
            })
        })
}

fn era_year(cursor: &mut Cursor) -> Option<i32> {
    let digits = cursor.attempt(|cursor| i32::try_from(cursor.number()?.value).ok());
    let signs = || i32::try_from(han::number(cursor)?).ok();
    digits.or_else(signs).filter(|year| *year < 200)
}

fn era_name(cursor: &mut Cursor) -> Option<i32> {
    let mut name = cursor.word()?.to_owned();
    name.push_str(cursor.word()?);
    calendar::era(&name)
}

fn era_letter(cursor: &mut Cursor) -> Option<i32> {
    let base = calendar::era_letter(cursor.word()?)?;
    (cursor.whole && cursor.is_attached()).then_some(base)
}

fn ordinal_suffix(cursor: &mut Cursor) {
    cursor.attempt(|cursor| {
        // `1.º`
        cursor.mark(&['.', '°']);
        cursor.is_attached().then(|| cursor.one_of(&ORDINALS)).flatten()
    });
    cursor.mark(&['°']);
}

/// Skips what stands between the parts of a day.
fn between(cursor: &mut Cursor) {
    for _ in 0..3 {
        if cursor.mark(&['-', '/', '.', ',']).is_none() && cursor.one_of(&BETWEEN).is_none() {
            break;
        }
    }
}

/// Takes a year. Two digits count only where the whole text is a date, and never before a colon,
/// where they are an hour.
pub(super) fn year(cursor: &mut Cursor) -> Option<i32> {
    let short = cursor.mark(&['\'']).is_some();
    let number = cursor.number()?;
    let year = match number.digits {
        4 if !short => year_of(number.small()),
        2 if cursor.whole && !cursor.is_mark(':') => calendar::two_digits(number.small()),
        _ => return None,
    };
    if cursor.one_of(&AFTER_YEAR).is_some() {
        cursor.mark(&['.']);
    }
    Some(year)
}
