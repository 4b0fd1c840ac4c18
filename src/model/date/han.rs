//! Days in the numbers of China: `二〇二六年十月九日`.

use chrono::NaiveDate;

use super::calendar;
use super::cursor::Cursor;

const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// A number of a day has at most three signs: 三十一.
const MOST_SIGNS: usize = 3;

/// Takes a day, its year digit by digit.
pub(super) fn day(cursor: &mut Cursor) -> Option<NaiveDate> {
    let mut year = 0;
    for _ in 0..4 {
        year = year * 10 + i32::try_from(digit(cursor)?).ok()?;
    }
    cursor.one_of(&["年"])?;
    month_and_day(cursor, year)
}

/// Takes what follows the sign of a year.
pub(super) fn month_and_day(cursor: &mut Cursor, year: i32) -> Option<NaiveDate> {
    let month = number(cursor)?;
    cursor.one_of(&["月"])?;
    let day = number(cursor)?;
    cursor.one_of(&["日", "号", "號"])?;
    calendar::day(year, month, day)
}

fn digit(cursor: &mut Cursor) -> Option<u32> {
    if cursor.mark(&['○']).is_some() || cursor.one_of(&["零"]).is_some() {
        return Some(0);
    }
    let sign = cursor.one_of(&DIGITS)?;
    DIGITS.iter().zip(0..).find(|(digit, _)| **digit == sign).map(|(_, value)| value)
}

/// Takes a number below a hundred: 九, 十, 十一, 廿三, 三十一.
pub(super) fn number(cursor: &mut Cursor) -> Option<u32> {
    let (mut tens, mut ones) = (None, None);
    for _ in 0..MOST_SIGNS {
        if let Some(sign) = cursor.one_of(&["十", "廿", "卅"]).filter(|_| tens.is_none()) {
            tens = Some(match sign {
                "廿" => 2,
                "卅" => 3,
                _ => ones.take().unwrap_or(1),
            });
        } else if ones.is_none()
            && let Some(value) = digit(cursor)
        {
            ones = Some(value);
        } else {
            break;
        }
    }
    tens.or(ones)?;
    Some(tens.unwrap_or(0) * 10 + ones.unwrap_or(0))
}
