//! Known items that say something else, items without dates, and parts of documents.

use chrono::Datelike;

use super::*;

/// What is shown, each story called and dated as it is told.
fn retold(
    world: &World,
    title: impl Fn(&Story) -> String,
    at: impl Fn(&Story) -> DateTime<Utc>,
) -> Vec<Trace> {
    let path = |story: &Story| format!("/{}", story.number);
    let one = |story: &Story| trace(world.shape, &path(story), &title(story), at(story));
    world.shown().iter().map(one).collect()
}

fn title(story: &Story) -> String {
    format!("Story number {}", story.number)
}

#[test]
fn known_items_with_other_titles_are_a_doubt_and_then_another_layout() {
    let rubrics = |world: &World| retold(world, |_| "News".to_owned(), |story| story.at);
    assert!(!check(NEWS, 0, rubrics, Verdict::LayoutChanged).is_certain);
    check(UNDATED, 5, rubrics, Verdict::LayoutChanged);
    check(FEED, 5, rubrics, Verdict::LayoutChanged);
    let mut world = settled(NEWS, 5);
    let after = drawn(NEWS, rubrics(&world));
    world.baseline.as_mut().unwrap().doubt(world.now);
    let judgement = judge(world.baseline.as_ref().unwrap(), &after, world.now);
    assert!(judgement.is_certain && judgement.came.contains("another title"), "{judgement:?}");
}

#[test]
fn known_items_with_other_days_are_another_layout_on_a_page() {
    let later = |story: &Story| story.at - TimeDelta::days(60);
    let moved = |world: &World| retold(world, title, later);
    check(NEWS, 0, moved, Verdict::LayoutChanged);
    check(FEED, 5, moved, Verdict::Ok);
}

#[test]
fn a_page_that_dates_everything_anew_is_as_ever_once() {
    let mut world = settled(NEWS, 5);
    let anew = |world: &World| drawn(NEWS, retold(world, title, |_| world.now));
    let baseline = world.baseline.as_mut().unwrap();
    let after = anew(&settled(NEWS, 5));
    assert_eq!(judge(baseline, &after, world.now).verdict, Verdict::Ok);
    baseline.learn(&after, world.now);
    // The same a day later: it is the day of the reading, and not that of the story.
    world.now += TimeDelta::days(1);
    let after = anew(&world);
    let judgement = judge(world.baseline.as_ref().unwrap(), &after, world.now);
    assert_eq!(judgement.verdict, Verdict::LayoutChanged, "{judgement:?}");
}

#[test]
fn one_bad_day_of_dates_is_over_when_they_are_back() {
    let mut world = settled(NEWS, 5);
    let anew = drawn(NEWS, retold(&world, title, |_| world.now));
    let back = drawn(NEWS, retold(&world, title, |story| story.at));
    let baseline = world.baseline.as_mut().unwrap();
    for after in [anew, back.clone(), back] {
        world.now += TimeDelta::days(1);
        assert_eq!(judge(baseline, &after, world.now).verdict, Verdict::Ok);
        baseline.learn(&after, world.now);
    }
}

#[test]
fn half_of_the_titles_lost_is_held_back() {
    let is_lost = |story: &Story| story.number.is_multiple_of(2);
    let called = |story: &Story| if is_lost(story) { "Read more".to_owned() } else { title(story) };
    // Without the new one and the last: nine of eighteen.
    let half = |world: &World| retold(world, called, |story| story.at)[1..19].to_vec();
    let judgement = check(NEWS, 5, half, Verdict::LayoutChanged);
    assert_eq!(judgement.held, Held::Everything);
}

#[test]
fn a_few_corrections_at_once_are_no_other_layout() {
    let is_edited = |story: &Story| story.number.is_multiple_of(3);
    let corrected = |story: &Story| {
        let mark = if is_edited(story) { " (corrected)" } else { "" };
        format!("{}{mark}", title(story))
    };
    check(NEWS, 5, |world| retold(world, corrected, |story| story.at), Verdict::Ok);
    let redated = |story: &Story| {
        let days = if is_edited(story) { i64::from(story.number) % 5 + 2 } else { 0 };
        story.at - TimeDelta::days(days)
    };
    check(NEWS, 5, |world| retold(world, title, redated), Verdict::Ok);
    // What is edited in one way is edited by a program.
    let swapped = |story: &Story| {
        let at = story.at;
        let swapped = NaiveDate::from_ymd_opt(at.year(), at.day(), at.month());
        swapped.map_or(at, |day| day.and_time(at.time()).and_utc())
    };
    check(NEWS, 5, |world| retold(world, title, swapped), Verdict::LayoutChanged);
}

#[test]
fn some_other_titles_and_counters_are_no_other_layout() {
    let edited = |story: &Story| match story.number % 7 {
        0 => "Told once more".to_owned(),
        _ => title(story),
    };
    check(NEWS, 5, |world| retold(world, edited, |story| story.at), Verdict::Ok);
    let counted = |story: &Story| format!("Story number {} (12)", story.number);
    check(NEWS, 5, |world| retold(world, counted, |story| story.at), Verdict::Ok);
}

#[test]
fn one_or_two_titles_of_a_short_list_are_edited_and_no_other_layout() {
    let mut world = World::new(FEED, 5, 5, TimeDelta::hours(20));
    for day in 0..5 {
        world.now = start() + TimeDelta::days(day);
        let shown = world.shown();
        assert_eq!(world.fetch(&shown).verdict, Verdict::Ok);
        world.publish(1);
    }
    world.now += TimeDelta::hours(6);
    // The first of them is new.
    let shown = world.shown();
    for (edited, expected) in [(1, Verdict::Ok), (2, Verdict::Ok), (3, Verdict::LayoutChanged)] {
        let called = |story: &Story| match shown.iter().position(|one| one.number == story.number) {
            Some(place) if (1..=edited).contains(&place) => format!("Told once more, by {place}"),
            _ => title(story),
        };
        let after = drawn(FEED, retold(&world, called, |story| story.at));
        let judgement = judge(world.baseline.as_ref().unwrap(), &after, world.now);
        assert_eq!(judgement.verdict, expected, "{edited}");
    }
}

#[test]
fn a_page_in_another_language_is_certain_at_once() {
    let world = settled(NEWS, 0);
    let french = retold(&world, |story| format!("Histoire {}", story.number), |story| story.at);
    let language = Some("fr-FR".to_owned());
    let after = Sketch { language, ..drawn(NEWS, french) };
    let judgement = judge(world.baseline.as_ref().unwrap(), &after, world.now);
    assert!(judgement.verdict == Verdict::LayoutChanged && judgement.is_certain, "{judgement:?}");
}

#[test]
fn a_feed_whose_titles_always_change_is_quiet() {
    let mut world = settled(FEED, 0);
    for word in ["rain", "snow", "wind", "fog", "sun", "hail"] {
        world.now += TimeDelta::hours(6);
        let forecast = retold(&world, |_| format!("Colombo: {word}"), |story| story.at);
        let after = drawn(FEED, forecast);
        let baseline = world.baseline.as_mut().unwrap();
        assert_eq!(judge(baseline, &after, world.now).verdict, Verdict::Ok, "{word}");
        baseline.learn(&after, world.now);
    }
}

#[test]
fn what_an_operator_accepted_is_not_asked_again() {
    let world = settled(NEWS, 5);
    let told = |word: &str| {
        let stories = retold(&world, |story| format!("{word} {}", story.number), |story| story.at);
        drawn(NEWS, stories)
    };
    let first = judge(world.baseline.as_ref().unwrap(), &told("first"), world.now);
    assert_eq!(first.verdict, Verdict::LayoutChanged);
    let mut accepted = Baseline::accepted(world.baseline.clone(), &told("first"), world.now);
    for (word, expected) in [("second", Verdict::Ok), ("third", Verdict::Ok)] {
        assert_eq!(judge(&accepted, &told(word), world.now).verdict, expected);
        accepted.learn(&told(word), world.now);
    }
    for _ in 0..5 {
        accepted.learn(&told("third"), world.now);
    }
    let last = judge(&accepted, &told("last"), world.now);
    assert_eq!(last.verdict, Verdict::LayoutChanged, "it was steady for a while");
}

#[test]
fn many_items_without_a_date_are_held_back_whatever_the_source_gave_before() {
    let mut world = World::new(FEED, 40, 40, TimeDelta::hours(20));
    let shown = world.shown();
    world.fetch(&shown);
    let flood = [as_shown(&world), others(UNDATED, 22, |_| world.now)].concat();
    let judgement = judge(world.baseline.as_ref().unwrap(), &drawn(FEED, flood), world.now);
    assert_eq!(judgement.verdict, Verdict::Flood, "{judgement:?}");
    assert!(matches!(judgement.held, Held::Some(held) if held.len() == 22));
}

#[test]
fn only_items_with_dates_are_said_to_stand_at_them() {
    let some = |world: &World| {
        let mut traces = as_shown(world);
        traces.extend(others(UNDATED, 15, |_| world.now));
        let path = |n: u32| format!("/old/{n}");
        let old = |n| trace(FEED, &path(n), &format!("An old story {n}"), days_back(world, n));
        traces.extend((0..14).map(old));
        traces
    };
    let judgement = check(FEED, 1, some, Verdict::Ok);
    // The piece of news of the last day is one of them.
    assert_eq!(judgement.many_new, 15);
}

#[test]
fn a_part_of_a_document_says_nothing_of_the_rest() {
    for days in [0, 20] {
        let mut world = settled(FEED, days);
        let part = |traces| Sketch { is_part: true, ..drawn(FEED, traces) };
        let usual = world.baseline.as_ref().unwrap().usual();
        let days_back = days_back(&world, 0);
        let strange = part(others(FEED, 2, |_| days_back));
        let undated = part(others(UNDATED, 2, |_| days_back));
        for after in [part(Vec::new()), strange, undated] {
            let baseline = world.baseline.as_mut().unwrap();
            let judgement = judge(baseline, &after, world.now);
            assert_eq!((judgement.verdict, &judgement.held), (Verdict::Ok, &Held::Nothing));
            baseline.learn(&after, world.now);
            assert_eq!((baseline.usual(), baseline.fewest()), (usual, usual));
        }
        let shown = world.shown();
        assert_eq!(world.fetch(&shown).verdict, Verdict::Ok, "the whole is as ever");
    }
}

#[test]
fn a_part_may_still_be_a_flood() {
    let world = settled(FEED, 5);
    let flood = Sketch { is_part: true, ..drawn(FEED, others(FEED, 30, |_| world.now)) };
    let judgement = judge(world.baseline.as_ref().unwrap(), &flood, world.now);
    assert_eq!(judgement.verdict, Verdict::Flood);
}
