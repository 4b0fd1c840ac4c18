//! What the guids of a source are worth, judged from its history.
//!
//! One bad reading proves nothing: a site that moves gives all of its items new guids, once. A
//! source that does it again and again is not believed, until it has been good for a while.

use crate::model::source::{GuidHabit, Guids};

/// What the guids of one document show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Signs {
    /// Known items with the guid that they had.
    pub(super) kept: u32,
    /// Known items with another guid.
    pub(super) renewed: u32,
    /// Guids that another item had.
    pub(super) reused: u32,
    /// Guids that several items have.
    pub(super) repeated: u32,
}

/// What a bad reading adds to the doubt; a good one takes 1 away.
const BAD: u8 = 3;

/// So much doubt takes the trust away. With none left it is given back.
const TOO_MUCH: u8 = 6;

/// More doubt than this is not kept, so that a source that mended its ways is believed again.
const MOST: u8 = 9;

/// A document that shows less than this many guids proves nothing.
const FEWEST: u32 = 3;

/// What is thought of the guids after a reading.
pub(super) fn judge(before: Guids, signs: Signs) -> Guids {
    let bad = signs.renewed + signs.reused + signs.repeated;
    if bad + signs.kept < FEWEST {
        return before;
    }
    let is_bad = bad * 2 > bad + signs.kept;
    let doubt =
        if is_bad { (before.doubt + BAD).min(MOST) } else { before.doubt.saturating_sub(1) };
    let are_doubted = if before.are_doubted { doubt > 0 } else { doubt >= TOO_MUCH };
    let habit = if is_bad { Some(habit(signs)) } else { before.habit.filter(|_| doubt > 0) };
    Guids { doubt, are_doubted, habit }
}

fn habit(signs: Signs) -> GuidHabit {
    let habits = [
        (signs.renewed, GuidHabit::Renewed),
        (signs.reused, GuidHabit::Reused),
        (signs.repeated, GuidHabit::Repeated),
    ];
    let (_, habit) = habits.into_iter().max_by_key(|(count, _)| *count).expect("there are three");
    habit
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Signs = Signs { kept: 10, renewed: 1, reused: 0, repeated: 0 };
    const MOVED: Signs = Signs { kept: 0, renewed: 10, reused: 0, repeated: 0 };

    /// Judges readings one after the other: whether the guids are doubted after each.
    #[track_caller]
    fn check(readings: &[Signs], expected: &[bool]) -> Guids {
        let mut guids = Guids::default();
        let mut doubted = Vec::new();
        for signs in readings {
            guids = judge(guids, *signs);
            doubted.push(guids.are_doubted);
        }
        assert_eq!(doubted, expected);
        guids
    }

    #[test]
    fn a_site_that_moves_once_is_believed() {
        check(&[GOOD, MOVED, GOOD, GOOD], &[false; 4]);
        check(&[MOVED, GOOD, GOOD, GOOD, MOVED, GOOD], &[false; 6]);
    }

    #[test]
    fn guids_that_are_renewed_every_time_are_not() {
        let guids = check(&[MOVED, MOVED, MOVED], &[false, true, true]);
        assert_eq!(guids.habit, Some(GuidHabit::Renewed));
        let reused = Signs { reused: 5, ..Signs::default() };
        assert_eq!(check(&[reused, reused], &[false, true]).habit, Some(GuidHabit::Reused));
        let repeated = Signs { repeated: 5, ..GOOD };
        assert_eq!(check(&[repeated, repeated], &[false; 2]).habit, None);
    }

    #[test]
    fn the_judgement_does_not_flap() {
        let mut readings = vec![MOVED, MOVED];
        readings.extend([GOOD, MOVED].repeat(5));
        let mut expected = vec![false, true];
        expected.extend([true; 10]);
        check(&readings, &expected);
        let regained = [vec![MOVED; 5], vec![GOOD; 10]].concat();
        let expected = [vec![false], vec![true; 12], vec![false; 2]].concat();
        assert_eq!(check(&regained, &expected).habit, None);
    }

    #[test]
    fn few_guids_prove_nothing() {
        let few = Signs { renewed: 2, ..Signs::default() };
        check(&[few, few, few], &[false; 3]);
    }
}
