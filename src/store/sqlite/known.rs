//! What the ledger knows of incoming items: by key, by id, by likeness.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use crate::model::change::{Band, ItemId, Known, Likeness, Probe};
use crate::model::item::Key;
use crate::model::source::SourceId;

use super::failure::Failure;
use super::{aged, listed, read, tombstone};

/// How far from a dated item, in days, another is looked for that is like it. A repost comes
/// within weeks; what comes later is next year's.
const WINDOW: i64 = 45;

/// How many items of one band are looked at on either side of a day: a title that every week has
/// would else bring years of it.
const CROWD: i64 = 24;

/// How many items are read in full for one incoming item, the most like it first.
const CANDIDATES: usize = 8;

/// Bands of undated items are kept apart from those of dated ones, so that they are found from
/// every day without a search through all days.
const UNDATED: i64 = 0x2545_f491_4f6c_dd1d;

/// A band as it is stored.
pub(super) fn hash(band: Band, is_dated: bool) -> i64 {
    if is_dated { band.0 } else { band.0 ^ UNDATED }
}

pub(super) fn known(connection: &Connection, probe: Probe) -> Result<Known, Failure> {
    let mut reader = Reader { connection, ids: HashMap::new(), known: Known::default() };
    reader.keys(probe.keys)?;
    reader.ids(probe.ids)?;
    for likeness in &probe.likenesses {
        for n in candidates(connection, likeness)? {
            reader.item(n)?;
        }
    }
    reader.detached()?;
    reader.parted(&probe.sources)?;
    reader.apart()?;
    for source in probe.sources {
        let listed = listed::items(connection, &source)?;
        reader.known.listed.insert(source, listed);
    }
    Ok(reader.known)
}

/// What was read so far, and the ids of the numbers met.
struct Reader<'a> {
    connection: &'a Connection,
    ids: HashMap<i64, ItemId>,
    known: Known,
}

impl Reader<'_> {
    fn keys(&mut self, keys: Vec<Key>) -> Result<(), Failure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT coalesce(alias.item, item_key.item), coalesce(alias.by_hand, 0)
             FROM item_key LEFT JOIN alias ON alias.n = item_key.item WHERE hash = ?1",
        )?;
        for key in keys {
            let found = statement
                .query_row([read::key_hash(&key)], |row| Ok((row.get(0)?, row.get::<_, bool>(1)?)));
            if let Some((n, by_hand)) = found.optional()? {
                let id = self.item(n)?;
                self.known.by_hand.extend(by_hand.then(|| key.clone()));
                self.known.by_key.insert(key, id);
            }
        }
        Ok(())
    }

    fn ids(&mut self, ids: Vec<ItemId>) -> Result<(), Failure> {
        for id in ids {
            if let Some(n) = read::number(self.connection, id)? {
                let item = self.item(n)?;
                self.known.by_id.insert(id, item);
            }
        }
        Ok(())
    }

    fn item(&mut self, n: i64) -> Result<ItemId, Failure> {
        if let Some(id) = self.ids.get(&n) {
            return Ok(*id);
        }
        let item = read::item(self.connection, n)?;
        let id = item.id;
        let retracted = tombstone::retracted_by(self.connection, id)?;
        self.known.retracted.extend(retracted.map(|by| (id, by)));
        if item.item.stand_in {
            self.known.names.extend(aged::name(self.connection, n)?.map(|name| (id, name)));
        }
        self.known.items.insert(id, item);
        self.ids.insert(n, id);
        Ok(id)
    }

    fn detached(&mut self) -> Result<(), Failure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT source.id FROM detached JOIN source ON source.n = detached.source
             WHERE detached.id = ?1",
        )?;
        for id in self.known.items.keys() {
            let mut rows = statement.query([id.as_bytes()])?;
            while let Some(row) = rows.next()? {
                self.known.detached.insert((*id, read::source_id(row, 0)?));
            }
        }
        Ok(())
    }

    /// What was split off the items met, by the keys that lead there in its source alone.
    fn parted(&mut self, sources: &[SourceId]) -> Result<(), Failure> {
        if self.known.detached.is_empty() {
            return Ok(());
        }
        let led = self.known.by_key.iter();
        let own = led.flat_map(|(key, id)| {
            let theirs = sources.iter().filter(|source| self.known.is_detached(*id, source));
            theirs.map(|source| key.within(source))
        });
        let own: Vec<_> = own.collect();
        if own.is_empty() {
            return Ok(());
        }
        self.keys(own)?;
        self.detached()
    }

    fn apart(&mut self) -> Result<(), Failure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT one, other FROM apart WHERE one = ?1
             UNION ALL SELECT one, other FROM apart WHERE other = ?1",
        )?;
        for id in self.known.items.keys() {
            let mut rows = statement.query([id.as_bytes()])?;
            while let Some(row) = rows.next()? {
                let pair = (ItemId::from_bytes(row.get(0)?), ItemId::from_bytes(row.get(1)?));
                self.known.apart.insert(pair);
            }
        }
        Ok(())
    }
}

/// Numbers of the items that share most bands with a fingerprint, the nearest in time first among
/// equals.
fn candidates(connection: &Connection, likeness: &Likeness) -> Result<Vec<i64>, Failure> {
    let mut search = Search {
        later: connection.prepare_cached(
            "SELECT coalesce(alias.item, band.item), day
             FROM band LEFT JOIN alias ON alias.n = band.item
             WHERE hash = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day LIMIT ?4",
        )?,
        earlier: connection.prepare_cached(
            "SELECT coalesce(alias.item, band.item), day
             FROM band LEFT JOIN alias ON alias.n = band.item
             WHERE hash = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day DESC LIMIT ?4",
        )?,
        hits: BTreeMap::new(),
    };
    for band in likeness.bands.iter().collect::<BTreeSet<_>>() {
        let mut found = BTreeMap::new();
        if let Some(day) = likeness.day.map(i64::from) {
            search.around(hash(*band, true), day, &mut found)?;
        } else {
            search.newest(hash(*band, true), &mut found)?;
        }
        search.newest(hash(*band, false), &mut found)?;
        search.count(found);
    }
    let mut found: Vec<_> = search.hits.into_iter().collect();
    found.sort_by_key(|&(n, (hits, distance))| (std::cmp::Reverse(hits), distance, n));
    Ok(found.into_iter().take(CANDIDATES).map(|(n, _)| n).collect())
}

/// How many bands each item shares, and how many days lie between.
struct Search<'a> {
    later: CachedStatement<'a>,
    earlier: CachedStatement<'a>,
    hits: BTreeMap<i64, (u32, i64)>,
}

/// Items that share one band, and how many days lie between. One that stands on several days is
/// one.
type Sharers = BTreeMap<i64, i64>;

impl Search<'_> {
    fn around(&mut self, hash: i64, day: i64, found: &mut Sharers) -> Result<(), Failure> {
        collect(&mut self.later, params![hash, day, day + WINDOW, CROWD], day, found)?;
        collect(&mut self.earlier, params![hash, day - WINDOW, day - 1, CROWD], day, found)
    }

    fn newest(&mut self, hash: i64, found: &mut Sharers) -> Result<(), Failure> {
        let all = params![hash, i64::MIN, i64::MAX, CROWD];
        collect(&mut self.earlier, all, i64::MAX, found)
    }

    fn count(&mut self, found: Sharers) {
        for (n, distance) in found {
            let hit = self.hits.entry(n).or_insert((0, distance));
            *hit = (hit.0 + 1, hit.1.min(distance));
        }
    }
}

fn collect(
    statement: &mut CachedStatement<'_>,
    values: impl rusqlite::Params,
    day: i64,
    found: &mut Sharers,
) -> Result<(), Failure> {
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        let distance = day.saturating_sub(row.get(1)?).saturating_abs();
        let nearest = found.entry(row.get(0)?).or_insert(distance);
        *nearest = distance.min(*nearest);
    }
    Ok(())
}
