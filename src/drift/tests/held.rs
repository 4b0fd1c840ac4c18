//! What is held back stays so, whatever pace was learnt before.

use super::*;

/// A sketch whose items stand elsewhere on the page.
fn elsewhere(shape: Shape, traces: Vec<Trace>) -> Sketch {
    Sketch { block: Some("main > div.ad".to_owned()), ..drawn(shape, traces) }
}

/// A site with one piece of news every so many days, read each time.
fn paced(shape: Shape, page: usize, apart: TimeDelta) -> World {
    let mut world = World::new(shape, page, page, apart);
    for turn in 0..20 {
        world.now = start() + apart * turn;
        let shown = world.shown();
        assert_eq!(world.fetch(&shown).verdict, Verdict::Ok);
        world.publish(1);
    }
    world
}

/// Judges the same reading every day for weeks: it is held back each time.
#[track_caller]
fn check_held(mut world: World, strange: impl Fn(&World) -> Sketch) {
    let sketch = strange(&world);
    for day in 1..=30 {
        world.now += TimeDelta::days(1);
        let baseline = world.baseline.as_mut().unwrap();
        let judgement = judge(baseline, &sketch, world.now);
        assert_eq!(judgement.verdict, Verdict::LayoutChanged, "day {day}: {judgement:?}");
        baseline.doubt(world.now);
    }
}

#[test]
fn a_page_of_strangers_is_not_let_in_because_it_stays() {
    for apart in [TimeDelta::days(1), TimeDelta::days(7)] {
        for shape in [NEWS, UNDATED] {
            let adverts = |world: &World| others(shape, 12, |n| days_back(world, n));
            check_held(paced(shape, 12, apart), |world| elsewhere(shape, adverts(world)));
            // Where the list stood, what a day allows for stays what it was.
            check_held(paced(shape, 12, apart), |world| drawn(shape, adverts(world)));
        }
    }
}

#[test]
fn strangers_elsewhere_are_not_let_in_after_an_outage() {
    for shape in [NEWS, UNDATED] {
        let mut world = paced(shape, 12, TimeDelta::days(1));
        world.now += TimeDelta::days(9);
        let adverts = others(shape, 12, |n| days_back(&world, n));
        let baseline = world.baseline.as_ref().unwrap();
        let judged = |sketch: &Sketch| judge(baseline, sketch, world.now).verdict;
        assert_eq!(judged(&elsewhere(shape, adverts.clone())), Verdict::LayoutChanged);
        assert_eq!(judged(&drawn(shape, adverts)), Verdict::Ok, "nine days make so much");
    }
}

#[test]
fn a_box_of_known_items_is_not_the_list() {
    for shape in [NEWS, UNDATED] {
        let world = paced(shape, 12, TimeDelta::days(1));
        let boxed: Vec<_> =
            [30, 27, 22, 16, 11, 8, 5].iter().map(|n| &world.stories[*n]).cloned().collect();
        let mut traces = sketch(shape, &boxed).traces;
        for trace in &mut traces {
            trace.is_known = true;
        }
        let baseline = world.baseline.as_ref().unwrap();
        let judgement = judge(baseline, &elsewhere(shape, traces.clone()), world.now);
        assert_eq!(judgement.verdict, Verdict::LayoutChanged, "{judgement:?}");
        assert!(!judgement.is_certain, "once may be a hiccup");
    }
}

#[test]
fn a_list_that_moved_on_in_another_block_is_the_list() {
    let mut world = paced(NEWS, 12, TimeDelta::days(1));
    world.publish(9);
    let traces = sketch(NEWS, &world.shown()).traces;
    let judgement = judge(world.baseline.as_ref().unwrap(), &elsewhere(NEWS, traces), world.now);
    assert_eq!(judgement.verdict, Verdict::Ok, "{judgement:?}");
    let kept = paced(NEWS, 12, TimeDelta::days(1));
    let traces = as_shown(&kept).split_off(5);
    let judgement = judge(kept.baseline.as_ref().unwrap(), &elsewhere(NEWS, traces), kept.now);
    assert_eq!(judgement.verdict, Verdict::Ok, "more than half is there: {judgement:?}");
}

#[test]
fn half_of_a_short_list_goes_missing() {
    let world = paced(NEWS, 7, TimeDelta::days(1));
    let baseline = world.baseline.as_ref().unwrap();
    let shown = as_shown(&world);
    let judged = |traces: Vec<Trace>| judge(baseline, &drawn(NEWS, traces), world.now).verdict;
    let half: Vec<_> = shown.iter().step_by(2).cloned().collect();
    assert_eq!(judged(half), Verdict::LayoutChanged);
    assert_eq!(judged(shown[..3].to_vec()), Verdict::Ok, "a short list may be shorter");
    let mut without_two = shown.clone();
    without_two.retain(|trace| trace.addresses != shown[2].addresses);
    without_two.retain(|trace| trace.addresses != shown[4].addresses);
    assert_eq!(judged(without_two), Verdict::Ok, "two jobs were taken");
}

/// Judges as the pipeline does, and lets in what is not held back.
fn let_in(world: &mut World, traces: Vec<Trace>) -> Judgement {
    let sketch = drawn(world.shape, traces);
    let baseline = world.baseline.as_mut().unwrap();
    let judgement = judge(baseline, &sketch, world.now);
    match &judgement.held {
        Held::Nothing => baseline.learn(&sketch, world.now),
        Held::Some(held) => baseline.learn_but(held, &sketch, world.now),
        Held::Everything => baseline.doubt(world.now),
    }
    world.baseline = Baseline::load(&baseline.save());
    world.now += TimeDelta::hours(1);
    judgement
}

fn held(judgement: &Judgement) -> usize {
    match &judgement.held {
        Held::Some(held) => held.len(),
        Held::Nothing | Held::Everything => 0,
    }
}

#[test]
fn a_flood_is_not_let_in_because_it_stays() {
    let mut world = settled(FEED, 5);
    let mut flood = [as_shown(&world), others(FEED, 10, |_| days_back(&world, 0))].concat();
    let news = |n: i64| {
        let at = world.now - TimeDelta::minutes(n * 31);
        trace(FEED, &format!("/true/{n}"), &format!("A true story, {n}"), at)
    };
    flood.extend((0..4).map(news));
    for turn in 0..5 {
        let judgement = let_in(&mut world, flood.clone());
        assert_eq!((judgement.verdict, held(&judgement)), (Verdict::Flood, 10), "turn {turn}");
    }
    // What is left of it, too; and when all of it is gone it is over.
    flood.truncate(20 + 3);
    assert_eq!(held(&let_in(&mut world, flood.clone())), 3);
    flood.truncate(20);
    assert_eq!(let_in(&mut world, flood).verdict, Verdict::Ok);
    assert!(world.baseline.unwrap().held.is_empty());
}

#[test]
fn an_archive_that_was_opened_makes_no_room_for_a_flood() {
    let mut world = settled(FEED, 5);
    let shown = world.shown();
    let archive = others(FEED, 30, |n| days_back(&world, n));
    let opened = [as_shown(&world), archive].concat();
    assert_eq!(let_in(&mut world, opened.clone()).many_new, 31, "and a story");
    let again = |story: &Story| {
        let n = story.number;
        trace(FEED, &format!("/again/{n}"), &format!("Story number {n}"), start())
    };
    let doubled = [opened.clone(), shown.iter().map(again).collect()].concat();
    assert_eq!(held(&let_in(&mut world, doubled)), 20, "known titles beside known items");
    let stranger = |n| {
        let title = format!("A stranger {n}");
        trace(FEED, &format!("/strange/{n}"), &title, days_back(&world, 0))
    };
    let strange: Vec<_> = (0..60).map(stranger).collect();
    assert_eq!(held(&let_in(&mut world, [opened, strange].concat())), 60, "of one old date");
}

#[test]
fn what_was_held_back_for_a_shared_date_is_let_in_with_dates_of_its_own() {
    let mut world = settled(FEED, 5);
    let flood = [as_shown(&world), others(FEED, 40, |_| days_back(&world, 0))].concat();
    assert_eq!(held(&let_in(&mut world, flood.clone())), 40);
    // To share another is no repair.
    let shifted = [as_shown(&world), others(FEED, 40, |_| days_back(&world, 9))].concat();
    assert_eq!(held(&let_in(&mut world, shifted)), 40);
    let part = |n: u32| days_back(&world, if n < 25 { n + 20 } else { 9 });
    let half = [as_shown(&world), others(FEED, 40, part)].concat();
    assert_eq!(held(&let_in(&mut world, half)), 15, "those that still share it");
    let mended = [as_shown(&world), others(FEED, 40, |n| days_back(&world, n + 20))].concat();
    assert_eq!(let_in(&mut world, mended).verdict, Verdict::Ok);
    assert!(world.baseline.unwrap().held.is_empty());
}
