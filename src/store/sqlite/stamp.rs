//! Unique `updated` times.

use rusqlite::Connection;

/// Gives every wish a time of its own: the smallest that no item has, from the wish on, in
/// milliseconds. Of equal wishes the first listed gets the latest, so that sorting by `updated`
/// gives the order of the list.
///
/// Wishes are served in order of time, so all that lies between a wish and the time given out last
/// is taken: one sweep upwards serves all, and a flood of equal wishes costs no more than its size.
pub(super) fn unique(connection: &Connection, wishes: &[i64]) -> rusqlite::Result<Vec<i64>> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    // Backwards among equals: the last listed comes first and gets the earliest.
    order.sort_by_key(|&index| (wishes[index], std::cmp::Reverse(index)));
    let mut stamps = vec![0; wishes.len()];
    let mut from = i64::MIN;
    for group in order.chunk_by(|&a, &b| wishes[a] == wishes[b]) {
        let wish = wishes[group[0]].max(from);
        for (&index, free) in group.iter().zip(free(connection, wish, group.len())?) {
            stamps[index] = free;
            from = free + 1;
        }
    }
    Ok(stamps)
}

/// The first `count` times from `from` on that no item has.
fn free(connection: &Connection, from: i64, count: usize) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection
        .prepare_cached("SELECT updated FROM item WHERE updated >= ?1 ORDER BY updated")?;
    let mut taken = statement.query([from])?;
    let mut free = Vec::with_capacity(count);
    let mut next = from;
    while free.len() < count {
        let until = match taken.next()? {
            Some(row) => row.get(0)?,
            None => i64::MAX,
        };
        free.extend((next..until).take(count - free.len()));
        next = until.saturating_add(1);
    }
    Ok(free)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(taken: &[i64], wishes: &[i64], expected: &[i64]) {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE item (updated INTEGER NOT NULL UNIQUE)").unwrap();
        for updated in taken {
            connection.execute("INSERT INTO item VALUES (?1)", [updated]).unwrap();
        }
        assert_eq!(unique(&connection, wishes).unwrap(), expected, "{taken:?} {wishes:?}");
    }

    #[test]
    fn every_wish_gets_the_nearest_free_time() {
        check(&[], &[], &[]);
        check(&[], &[5], &[5]);
        check(&[5, 6], &[5], &[7]);
        check(&[4, 6], &[5], &[5]);
        check(&[], &[9, 5], &[9, 5]);
    }

    #[test]
    fn of_equal_wishes_the_first_listed_gets_the_latest() {
        check(&[], &[5, 5, 5], &[7, 6, 5]);
        check(&[6], &[5, 5, 5], &[8, 7, 5]);
    }

    #[test]
    fn wishes_that_overlap_do_not_collide() {
        check(&[], &[5, 5, 6, 6], &[6, 5, 8, 7]);
        check(&[7], &[6, 5, 5], &[8, 6, 5]);
    }
}
