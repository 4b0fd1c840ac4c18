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
