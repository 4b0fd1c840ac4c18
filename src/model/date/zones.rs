//! Time zones as dates name them.

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::cursor::{Cursor, Number};

/// A time zone that a date names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Zone {
    /// A distance from UTC.
    Offset(FixedOffset),
    /// One of the IANA database: `Europe/Zurich`.
    Place(Tz),
}

impl Zone {
    /// The moment at which clocks of this zone show `local`.
    pub(super) fn moment(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        match self {
            Self::Offset(offset) => {
                offset.from_local_datetime(&local).earliest().map(|at| at.to_utc())
            }
            Self::Place(tz) => in_place(tz, local),
        }
    }
}

/// Clocks go back: the first of two moments. Clocks go forward: a time that was left out counts
/// on from before the change.
fn in_place(tz: Tz, local: NaiveDateTime) -> Option<DateTime<Utc>> {
    tz.from_local_datetime(&local).earliest().map(|at| at.to_utc()).or_else(|| {
        let later = local.checked_add_signed(TimeDelta::hours(1))?;
        tz.from_local_datetime(&later).earliest().map(|at| at.to_utc())
    })
}

/// Takes a zone: `Z`, `+02:00`, `GMT+0100`, `CET`, `Europe/Zurich`, and a comment after it.
pub(super) fn zone(cursor: &mut Cursor) -> Option<Zone> {
    let zone = cursor
        .attempt(signed)
        .or_else(|| cursor.attempt(place))
        .or_else(|| cursor.attempt(named))?;
    cursor.attempt(comment);
    Some(zone)
}

/// `+0200`, `+02:00`, `+02`, `-5:30`.
pub(super) fn signed(cursor: &mut Cursor) -> Option<Zone> {
    let sign = if cursor.mark(&['+', '-'])? == '-' { -1 } else { 1 };
    let number = cursor.is_attached().then(|| cursor.number())??;
    let value = number.small();
    let (hours, minutes) = match number.digits {
        3 | 4 => (value / 100, value % 100),
        1 | 2 => (value, cursor.attempt(colon_minutes).unwrap_or(0)),
        _ => return None,
    };
    offset(sign, hours, minutes)
}

fn colon_minutes(cursor: &mut Cursor) -> Option<u32> {
    cursor.mark(&[':'])?;
    cursor.number().filter(|number| number.digits == 2).map(Number::small)
}

/// No zone is further from UTC than 14 hours; a little more is allowed.
fn offset(sign: i32, hours: u32, minutes: u32) -> Option<Zone> {
    if hours > 15 || minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    FixedOffset::east_opt(sign * seconds).map(Zone::Offset)
}

/// An abbreviation, perhaps in parentheses, perhaps with an offset: `GMT+0100`.
fn named(cursor: &mut Cursor) -> Option<Zone> {
    let bracket = cursor.mark(&['(']);
    // In running text "met" and "art" are words, "MET" and "ART" are zones.
    let counts = cursor.whole || cursor.is_capitals();
    let name = cursor.word().filter(|_| counts)?;
    let zone = match name {
        "gmt" | "utc" | "ut" => cursor.attempt(signed).or_else(|| offset(1, 0, 0))?,
        // RFC 2822 §4.3: the single letters were defined wrongly; they say nothing of the zone.
        _ if name.len() == 1 && name.is_ascii() && cursor.whole => offset(1, 0, 0)?,
        "z" => offset(1, 0, 0)?,
        _ => {
            let quarters = ZONES.iter().find(|(zone, _)| *zone == name)?.1;
            let minutes = u32::from(quarters.unsigned_abs()) * 15;
            offset(i32::from(quarters.signum()), minutes / 60, minutes % 60)?
        }
    };
    bracket.map_or(Some(zone), |_| cursor.mark(&[')']).map(|_| zone))
}

/// `Europe/Zurich`, or so in brackets (RFC 9557).
fn place(cursor: &mut Cursor) -> Option<Zone> {
    let bracket = cursor.mark(&['[', '(']);
    let rest = cursor.rest();
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, ']' | ')' | ','))
        .unwrap_or(rest.len());
    let name = rest.get(..end).filter(|name| name.contains('/'))?;
    let tz = name.parse::<Tz>().ok()?;
    cursor.skip(name.len());
    if bracket.is_some() {
        cursor.mark(&[']', ')'])?;
    }
    Some(Zone::Place(tz))
}

/// Takes an abbreviation that nobody knows, at the end of the text: it says nothing.
pub(super) fn unknown(cursor: &mut Cursor) -> Option<()> {
    if !cursor.whole || !cursor.is_capitals() {
        return None;
    }
    let name = cursor.word()?;
    ((3..=5).contains(&name.len()) && cursor.peek().is_none()).then_some(())
}

/// `(British Summer Time)`, `[Europe/Zurich]`, or the name after an offset: `+0900 JST`.
fn comment(cursor: &mut Cursor) -> Option<()> {
    if !cursor.whole {
        return None;
    }
    if cursor.is_capitals() {
        return cursor.word().map(|_| ());
    }
    cursor.mark(&['(', '['])?;
    while cursor.mark(&[')', ']']).is_none() {
        cursor.any()?;
    }
    Some(())
}

/// Abbreviation and quarters of an hour east of UTC. Where an abbreviation has several meanings,
/// RFC 822's comes first (CST, PST of America), then the one heard in Asia (IST of India).
const ZONES: [(&str, i8); 71] = [
    ("est", -20),
    ("edt", -16),
    ("cst", -24),
    ("cdt", -20),
    ("mst", -28),
    ("mdt", -24),
    ("pst", -32),
    ("pdt", -28),
    ("akst", -36),
    ("akdt", -32),
    ("hst", -40),
    ("ast", -16),
    ("adt", -12),
    ("nst", -14),
    ("ndt", -10),
    ("brt", -12),
    ("brst", -8),
    ("art", -12),
    ("clt", -16),
    ("clst", -12),
    ("cot", -20),
    ("pet", -20),
    ("vet", -16),
    ("uyt", -12),
    ("wet", 0),
    ("west", 4),
    ("bst", 4),
    ("cet", 4),
    ("cest", 8),
    ("met", 4),
    ("mest", 8),
    ("mez", 4),
    ("mesz", 8),
    ("wat", 4),
    ("cat", 8),
    ("sast", 8),
    ("eet", 8),
    ("eest", 12),
    ("eat", 12),
    ("msk", 12),
    ("msd", 16),
    ("trt", 12),
    ("irst", 14),
    ("irdt", 18),
    ("gst", 16),
    ("aft", 18),
    ("pkt", 20),
    ("uzt", 20),
    ("ist", 22),
    ("npt", 23),
    ("bdt", 24),
    ("btt", 24),
    ("mmt", 26),
    ("ict", 28),
    ("wib", 28),
    ("wita", 32),
    ("sgt", 32),
    ("hkt", 32),
    ("myt", 32),
    ("pht", 32),
    ("phst", 32),
    ("awst", 32),
    ("wit", 36),
    ("jst", 36),
    ("kst", 36),
    ("acst", 38),
    ("acdt", 42),
    ("aest", 40),
    ("aedt", 44),
    ("nzst", 48),
    ("nzdt", 52),
];
