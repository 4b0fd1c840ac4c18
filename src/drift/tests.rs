//! Sources of every temperament, day after day, in memory.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::*;
use crate::model::date::Published;
use crate::model::drift::Verdict;
use crate::model::item::Item;
use crate::model::raw::{RawItem, RawText};

mod held;
mod quiet;
mod values;

/// A story of a simulated site.
#[derive(Debug, Clone)]
struct Story {
    number: u32,
    at: DateTime<Utc>,
}

/// How a site lists its stories.
#[derive(Clone, Copy)]
struct Shape {
    dated: bool,
    /// Days, or moments.
    days: bool,
    listing: bool,
}

const NEWS: Shape = Shape { dated: true, days: true, listing: true };
const FEED: Shape = Shape { dated: true, days: false, listing: false };
const UNDATED: Shape = Shape { dated: false, days: false, listing: true };

fn start() -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
    day.and_hms_opt(6, 0, 0).unwrap().and_utc()
}

fn trace(shape: Shape, path: &str, title: &str, at: DateTime<Utc>) -> Trace {
    let date = if shape.days { Published::day(at.date_naive()) } else { Published::moment(at) };
    let raw = RawItem {
        link: Some(path.to_owned()),
        title: Some(RawText::plain(title)),
        published: shape.dated.then(|| at.to_rfc3339()),
        summary: Some(RawText::plain("What it is about.")),
        ..RawItem::default()
    };
    let json =
        format!(r#"{{"keys":[],"url":"https://s.example{path}","title":"{title}","summary":"s"}}"#);
    let mut item: Item = serde_json::from_str(&json).unwrap();
    item.published = shape.dated.then_some(date);
    let mut trace = Trace::of(&raw, raw.hash());
    trace.take_in(&item);
    trace
}

fn sketch(shape: Shape, stories: &[Story]) -> Sketch {
    let one = |story: &Story| {
        let n = story.number;
        trace(shape, &format!("/{n}"), &format!("Story number {n}"), story.at)
    };
    drawn(shape, stories.iter().map(one).collect())
}

fn drawn(shape: Shape, traces: Vec<Trace>) -> Sketch {
    Sketch {
        is_listing: shape.listing,
        is_part: false,
        language: Some("en".to_owned()),
        block: Some("main > ul > li".to_owned()),
        first: traces.len(),
        traces,
    }
}

/// A site, and the one who reads it.
struct World {
    shape: Shape,
    now: DateTime<Utc>,
    stories: Vec<Story>,
    page: usize,
    last: Vec<u32>,
    baseline: Option<Baseline>,
}

impl World {
    fn new(shape: Shape, page: usize, before: usize, apart: TimeDelta) -> Self {
        let now = start();
        let count = i32::try_from(before).unwrap();
        let at = |n: i32| now - TimeDelta::hours(3) - apart * (count - 1 - n);
        let stories = (0..count).map(|n| Story { number: n.unsigned_abs(), at: at(n) }).collect();
        Self { shape, now, stories, page, last: Vec::new(), baseline: None }
    }

    fn publish(&mut self, count: u32) {
        for minute in 0..count {
            let number = u32::try_from(self.stories.len()).unwrap();
            let at = self.now - TimeDelta::minutes(i64::from(7 * (count - minute)));
            self.stories.push(Story { number, at });
        }
    }

    fn shown(&self) -> Vec<Story> {
        self.stories.iter().rev().take(self.page).cloned().collect()
    }

    /// A fetch, as the pipeline makes it: the same as last time is a silence.
    fn fetch(&mut self, shown: &[Story]) -> Judgement {
        let numbers: Vec<_> = shown.iter().map(|story| story.number).collect();
        let same = numbers == self.last && self.baseline.is_some();
        let sketch = sketch(self.shape, shown);
        let Some(baseline) = &mut self.baseline else {
            self.baseline = Some(Baseline::of(&sketch, self.now));
            self.last = numbers;
            return welcome();
        };
        if same {
            return judge_silence(baseline, self.now);
        }
        let judgement = judge(baseline, &sketch, self.now);
        if judgement.held == Held::Nothing {
            baseline.learn(&sketch, self.now);
            self.last = numbers;
        } else {
            baseline.doubt(self.now);
        }
        // What is stored is what was learnt.
        self.baseline = Baseline::load(&baseline.save());
        judgement
    }

    /// Sixty days: `count` stories each day, a fetch every so many hours. Nothing is ever amiss.
    #[track_caller]
    fn run(mut self, every: u32, count: impl Fn(NaiveDate, u32) -> u32) {
        let first = self.shown();
        self.fetch(&first);
        for day in 0..60 {
            for hour in (0..24).step_by(every as usize) {
                self.now = start() + TimeDelta::days(day) + TimeDelta::hours(i64::from(hour));
                self.publish(count(self.now.date_naive(), hour / every));
                let shown = self.shown();
                let judgement = self.fetch(&shown);
                assert_eq!(judgement.verdict, Verdict::Ok, "day {day}, {hour}:00: {judgement:?}");
                assert_eq!(judgement.held, Held::Nothing);
            }
        }
    }
}

/// The verdict on what comes after some days of news.
#[track_caller]
fn check(
    shape: Shape,
    days: i64,
    after: impl Fn(&World) -> Vec<Trace>,
    expected: Verdict,
) -> Judgement {
    let world = settled(shape, days);
    let after = drawn(shape, after(&world));
    let judgement = judge(world.baseline.as_ref().unwrap(), &after, world.now);
    assert_eq!(judgement.verdict, expected, "{judgement:?}");
    judgement
}

/// A site that was read for some days, with one piece of news since.
fn settled(shape: Shape, days: i64) -> World {
    let mut world = World::new(shape, 20, 20, TimeDelta::hours(20));
    for day in 0..=days {
        world.now = start() + TimeDelta::days(day);
        let shown = world.shown();
        assert_eq!(world.fetch(&shown).verdict, Verdict::Ok);
        world.publish(1);
    }
    world.now += TimeDelta::hours(6);
    world
}

fn as_shown(world: &World) -> Vec<Trace> {
    sketch(world.shape, &world.shown()).traces
}

/// Stories that were never seen.
fn others(shape: Shape, count: u32, at: impl Fn(u32) -> DateTime<Utc>) -> Vec<Trace> {
    let one = |n| trace(shape, &format!("/other/{n}"), &format!("Another story {n}"), at(n));
    (0..count).map(one).collect()
}

fn days_back(world: &World, n: u32) -> DateTime<Utc> {
    world.now - TimeDelta::days(100 + i64::from(n))
}

#[test]
fn whatever_changes_is_seen_on_the_second_fetch_as_after_weeks() {
    for days in [0, 20] {
        for shape in [NEWS, FEED, UNDATED] {
            check(shape, days, as_shown, Verdict::Ok);
            check(shape, days, |_| Vec::new(), Verdict::ListEmpty);
            let strange = |world: &World| others(shape, 12, |n| days_back(world, n));
            check(shape, days, strange, Verdict::LayoutChanged);
        }
        let undated = |world: &World| sketch(UNDATED, &world.shown()).traces;
        check(NEWS, days, undated, Verdict::FieldsLost);
        check(FEED, days, undated, Verdict::FieldsLost);
    }
}

#[test]
fn a_list_that_moved_on_as_a_whole_is_no_change_of_layout() {
    let later =
        |world: &World| others(NEWS, 20, |n| world.now - TimeDelta::minutes(i64::from(n) * 70));
    check(NEWS, 0, later, Verdict::Ok);
}

#[test]
fn items_that_share_a_date_are_held_back_and_the_others_are_not() {
    for days in [0, 20] {
        let flood = |world: &World| {
            let mut traces = as_shown(world);
            traces.extend(others(FEED, 30, |_| world.now));
            traces.push(trace(FEED, "/true", "A true story", world.now - TimeDelta::hours(1)));
            traces
        };
        let judgement = check(FEED, days, flood, Verdict::Flood);
        let Held::Some(held) = judgement.held else { panic!("{:?}", judgement.held) };
        assert_eq!(held.len(), 30);
    }
}

#[test]
fn a_flood_with_dates_of_its_own_is_let_in() {
    for days in [0, 20] {
        let archive = |world: &World| {
            let mut traces = as_shown(world);
            traces.extend(others(FEED, 200, |n| days_back(world, n)));
            traces
        };
        let judgement = check(FEED, days, archive, Verdict::Ok);
        assert!(judgement.many_new >= 200 && judgement.held == Held::Nothing);
    }
}

#[test]
fn known_titles_at_new_addresses_are_a_flood_beside_the_old_and_a_move_without() {
    let again = |world: &World, story: &Story| {
        let n = story.number;
        trace(FEED, &format!("/again/{n}"), &format!("Story number {n}"), world.now)
    };
    let renewed = |world: &World| -> Vec<Trace> {
        world.shown().iter().map(|story| again(world, story)).collect()
    };
    let beside = |world: &World| [as_shown(world), renewed(world)].concat();
    let judgement = check(FEED, 5, beside, Verdict::Flood);
    assert!(matches!(judgement.held, Held::Some(held) if held.len() >= 19));
    // So is a third of them, and not a few.
    let some = |count: usize| {
        move |world: &World| [as_shown(world), renewed(world)[..count].to_vec()].concat()
    };
    let judgement = check(FEED, 5, some(7), Verdict::Flood);
    assert!(matches!(judgement.held, Held::Some(held) if held.len() == 6), "the last one is gone");
    check(FEED, 5, some(4), Verdict::Ok);
    let judgement = check(FEED, 5, renewed, Verdict::LayoutChanged);
    assert!(judgement.moved);
    // It brings all that it ever had.
    let all = |world: &World| [renewed(world), others(FEED, 100, |_| world.now)].concat();
    assert!(check(FEED, 5, all, Verdict::LayoutChanged).moved);
}

#[test]
fn rows_that_go_missing_between_others_are_noticed_the_second_time() {
    let half = |world: &World| as_shown(world).into_iter().step_by(2).collect();
    let judgement = check(NEWS, 5, half, Verdict::LayoutChanged);
    assert!(!judgement.is_certain, "once may be a hiccup");
    let few = |world: &World| as_shown(world).into_iter().take(4).collect();
    check(NEWS, 5, few, Verdict::LayoutChanged);
    // A shorter page is a shorter page.
    let ten = |world: &World| as_shown(world).into_iter().take(12).collect();
    check(NEWS, 5, ten, Verdict::Ok);
}

#[test]
fn rows_that_go_missing_from_a_very_long_list_are_noticed() {
    let mut world = World::new(NEWS, 2000, 2000, TimeDelta::days(1));
    let shown = world.shown();
    world.fetch(&shown);
    world.now += TimeDelta::hours(6);
    let mut nth = 0..;
    let fewer = shown.into_iter().filter(|_| nth.next().is_some_and(|n| n % 3 != 1));
    let judgement = world.fetch(&fewer.collect::<Vec<_>>());
    assert_eq!((judgement.verdict, judgement.held), (Verdict::LayoutChanged, Held::Everything));
}

#[test]
fn a_doubt_is_certain_when_it_comes_again() {
    let mut world = World::new(NEWS, 20, 20, TimeDelta::hours(20));
    let shown = world.shown();
    world.fetch(&shown);
    let half: Vec<_> = shown.iter().step_by(2).cloned().collect();
    assert!(!world.fetch(&half).is_certain);
    assert!(world.fetch(&half).is_certain);
}

#[test]
fn failures_of_the_way_are_no_matter_of_the_source() {
    let world = World::new(NEWS, 20, 20, TimeDelta::hours(20));
    let baseline = Baseline::of(&sketch(NEWS, &world.shown()), world.now);
    let check = |code: &str, expected: Option<Verdict>| {
        let judgement = judge_failure(&baseline, code, "m");
        assert_eq!(judgement.map(|judgement| judgement.verdict), expected, "{code}");
    };
    check("no-items-matched", Some(Verdict::LayoutChanged));
    check("html-not-feed", Some(Verdict::LayoutChanged));
    check("challenge-page", Some(Verdict::ChallengePage));
    check("login-page", Some(Verdict::LoginPage));
    check("soft-404", Some(Verdict::Soft404));
    check("empty-document", Some(Verdict::ListEmpty));
    check("challenge", Some(Verdict::ChallengePage));
    check("parked", Some(Verdict::LayoutChanged));
    check("timeout", None);
    check("internal", None);
}

#[test]
fn a_baseline_of_another_version_is_none() {
    assert_eq!(Baseline::load(""), None);
    assert_eq!(Baseline::load("{\"readings\":1}"), None);
    let one = settled(NEWS, 0).baseline.unwrap();
    // What an earlier version stored beside the rest is no harm.
    let stored = one.save().replacen('{', "{\"readings\":1,", 1);
    assert_eq!(Baseline::load(&stored), Some(one));
}
