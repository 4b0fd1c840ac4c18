//! Sources that do what they always did, for sixty days: nothing is ever amiss.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::*;

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Numbers that look like chance and are the same every time.
fn dice(day: NaiveDate, turn: u32, sides: u32) -> u32 {
    let seed = u32::try_from(day.num_days_from_ce()).unwrap() * 31 + turn;
    seed.wrapping_mul(2_654_435_761).rotate_right(13) % sides
}

#[test]
fn weekends_are_quiet() {
    for shape in [NEWS, FEED, UNDATED] {
        let world = World::new(shape, 10, 10, TimeDelta::hours(9));
        world.run(6, |day, turn| if is_weekend(day) { 0 } else { dice(day, turn, 3) });
    }
}

#[test]
fn an_hourly_look_at_a_busy_site_is_quiet() {
    for shape in [NEWS, UNDATED] {
        let world = World::new(shape, 20, 20, TimeDelta::hours(2));
        world.run(1, |day, turn| u32::from(dice(day, turn, 3) == 0) * (1 + dice(day, turn, 4)));
    }
}

#[test]
fn a_weekly_site_is_quiet() {
    for shape in [NEWS, FEED, UNDATED] {
        let world = World::new(shape, 10, 10, TimeDelta::days(7));
        world.run(12, |day, turn| u32::from(day.weekday() == Weekday::Thu && turn == 0));
    }
}

#[test]
fn a_monthly_site_is_quiet() {
    for shape in [NEWS, FEED, UNDATED] {
        let world = World::new(shape, 10, 10, TimeDelta::days(30));
        world.run(24, |day, _| u32::from(day.day() == 5) * 2);
    }
}

#[test]
fn a_site_that_sleeps_is_quiet() {
    for shape in [NEWS, FEED, UNDATED] {
        World::new(shape, 10, 10, TimeDelta::days(90)).run(24, |_, _| 0);
    }
}

#[test]
fn a_week_of_conference_is_quiet() {
    let conference = |day: NaiveDate| day.month() == 11 && (16..21).contains(&day.day());
    for (every, most) in [(24, 18), (6, 6)] {
        for shape in [NEWS, FEED] {
            let world = World::new(shape, 20, 20, TimeDelta::hours(20));
            world.run(every, |day, turn| {
                if conference(day) {
                    most
                } else {
                    u32::from(!is_weekend(day)) * dice(day, turn, 2)
                }
            });
        }
    }
}

#[test]
fn holidays_are_quiet() {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    let christmas = (day(12, 18), NaiveDate::from_ymd_opt(2027, 1, 6).unwrap());
    // As long as Lunar New Year and the days around it.
    let new_year = (day(11, 20), day(12, 6));
    for (from, to) in [christmas, new_year] {
        for shape in [NEWS, FEED, UNDATED] {
            let world = World::new(shape, 10, 10, TimeDelta::hours(12));
            let closed = move |day| is_weekend(day) || (day >= from && day <= to);
            world.run(6, move |day, turn| if closed(day) { 0 } else { dice(day, turn, 3) });
        }
    }
}

#[test]
fn the_end_of_a_year_is_quiet() {
    let last = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
    for shape in [NEWS, FEED] {
        let world = World::new(shape, 20, 20, TimeDelta::hours(30));
        world.run(24, move |day, turn| if day == last { 14 } else { dice(day, turn, 2) });
    }
}

#[test]
fn a_feed_of_the_last_weeks_may_run_dry() {
    let mut world = World::new(FEED, 40, 12, TimeDelta::days(2));
    for day in 0..60 {
        world.now = start() + TimeDelta::days(day);
        if !(10..45).contains(&day) {
            world.publish(1);
        }
        let since = world.now - TimeDelta::days(21);
        let shown: Vec<_> = world.shown().into_iter().filter(|story| story.at > since).collect();
        let judgement = world.fetch(&shown);
        let allowed = [Verdict::Ok, Verdict::SiteQuiet];
        assert!(allowed.contains(&judgement.verdict), "day {day}: {judgement:?}");
    }
}

#[test]
fn a_site_that_falls_silent_is_noticed_after_weeks() {
    let mut world = World::new(NEWS, 10, 10, TimeDelta::days(1));
    let mut noticed = None;
    for day in 0..60 {
        world.now = start() + TimeDelta::days(day);
        let shown = world.shown();
        if world.fetch(&shown).verdict == Verdict::SiteQuiet {
            noticed = noticed.or(Some(day));
        }
    }
    assert_eq!(noticed, Some(43));
}
