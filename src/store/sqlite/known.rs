//! What the ledger knows of incoming items: by key, by id, by likeness.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use crate::model::change::{ItemId, Known, Likeness, Probe};
use crate::model::item::Key;
use crate::model::source::SourceId;

use super::failure::Failure;
use super::{aged, buried, listed, read, tombstone};

/// How far from a dated item, in days, another is looked for that is like it. A repost comes
/// within weeks; what comes later is next year's.
const WINDOW: i64 = 45;

/// How many items of one band are looked at on either side of a day: a title that every week has
/// would else bring years of it.
const CROWD: i64 = 24;

/// How many items are read in full for one incoming item, the most like it first.
const CANDIDATES: usize = 8;

/// Beside one that shares many bands, those that share so many times fewer need not be read: they
/// have a word or two in common by chance.
const FAR: u32 = 4;

/// Undated items stand in a band behind all dated ones, by so many days: they are found from every
/// day without a search through all days, and in the same place of the file.
const UNDATED: i64 = 1 << 40;

/// From here on a day in a band is an undated item's.
const FIRST_UNDATED: i64 = UNDATED / 2;

/// Where an item of a day stands in a band.
pub(super) fn place(day: i64, is_dated: bool) -> i64 {
    if is_dated { day } else { day + UNDATED }
}

/// The day of an item that stands there.
fn day_at(place: i64) -> i64 {
    if place < FIRST_UNDATED { place } else { place - UNDATED }
}

pub(super) fn known(connection: &Connection, probe: Probe) -> Result<Known, Failure> {
    let any_taken_down = !is_empty(connection, "tombstone")?;
    let mut reader =
        Reader { connection, any_taken_down, ids: HashMap::new(), known: Known::default() };
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
    /// There are tombstones at all.
    any_taken_down: bool,
    ids: HashMap<i64, ItemId>,
    known: Known,
}

impl Reader<'_> {
    fn keys(&mut self, keys: Vec<Key>) -> Result<(), Failure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT coalesce(alias.item, item_key.item), CASE WHEN alias.by_hand THEN alias.n END
             FROM item_key LEFT JOIN alias ON alias.n = item_key.item WHERE hash = ?1",
        )?;
        for key in keys {
            let found =
                statement.query_row([read::key_hash(&key)], |row| Ok((row.get(0)?, row.get(1)?)));
            if let Some((n, part)) = found.optional()? {
                let id = self.item(n)?;
                if let Some(part) = part {
                    let versions = buried::versions(self.connection, part)?;
                    self.known.by_hand.insert(key.clone(), versions);
                }
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
        if self.any_taken_down {
            let retracted = tombstone::retracted_by(self.connection, id)?;
            self.known.retracted.extend(retracted.map(|by| (id, by)));
        }
        if item.item.stand_in {
            self.known.names.extend(aged::name(self.connection, n)?.map(|name| (id, name)));
        }
        self.known.items.insert(id, item);
        self.ids.insert(n, id);
        Ok(id)
    }

    fn detached(&mut self) -> Result<(), Failure> {
        if is_empty(self.connection, "detached")? {
            return Ok(());
        }
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
        if is_empty(self.connection, "apart")? {
            return Ok(());
        }
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

/// What decisions and retractions alone fill is mostly empty, and then need not be asked for each
/// item.
fn is_empty(connection: &Connection, table: &'static str) -> Result<bool, Failure> {
    let sql = format!("SELECT NOT EXISTS (SELECT 1 FROM {table})");
    Ok(connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
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
            search.around(band.0, day, &mut found)?;
        } else {
            search.newest(band.0, i64::MIN..=FIRST_UNDATED - 1, &mut found)?;
        }
        search.newest(band.0, FIRST_UNDATED..=i64::MAX, &mut found)?;
        search.count(found);
    }
    let mut found: Vec<_> = search.hits.into_iter().collect();
    found.sort_by_key(|&(n, (hits, distance))| (std::cmp::Reverse(hits), distance, n));
    let most = found.first().map_or(0, |(_, (hits, _))| *hits);
    found.retain(|(_, (hits, _))| hits * FAR >= most);
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

    fn newest(
        &mut self,
        hash: i64,
        places: RangeInclusive<i64>,
        found: &mut Sharers,
    ) -> Result<(), Failure> {
        let all = params![hash, places.start(), places.end(), CROWD];
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
        let distance = day.saturating_sub(day_at(row.get(1)?)).saturating_abs();
        let nearest = found.entry(row.get(0)?).or_insert(distance);
        *nearest = distance.min(*nearest);
    }
    Ok(())
}
