//! What is SQLite's own: files, locks, and what stands in the tables.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

use chrono::DateTime;
use tempfile::TempDir;

use super::*;
use crate::model::change::{Appearance, Change, ChangeKind, Likeness, Rejected};
use crate::model::habits::Habits;
use crate::model::item::{Item, Rejection, RuleName};
use crate::model::source::{Guids, Validators};

/// A folder with room for a store.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("sangam.db")
    }

    fn open(&self) -> Result<SqliteStore, StoreError> {
        SqliteStore::open_with(&self.path(), Duration::ZERO)
    }

    /// A connection of another program.
    fn other(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    #[track_caller]
    fn check_refused(&self, code: &str) {
        let error = self.open().err().expect("it is refused");
        check_error(&error, code);
        assert!(error.to_string().contains("sangam.db"), "{error}");
    }
}

#[track_caller]
fn check_error(error: &StoreError, code: &str) {
    assert_eq!(error.code(), code, "{error}: {:?}", error.source());
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn source() -> SourceId {
    SourceId::new("a").unwrap()
}

fn refresh() -> Refresh {
    let item: Item =
        serde_json::from_str(r#"{"keys":[{"url":"a.example/x"}],"title":"One"}"#).unwrap();
    let now = DateTime::UNIX_EPOCH;
    let appearance = Appearance {
        source: source(),
        item: item.clone(),
        position: 0,
        first_seen: now,
        nearness: 0,
        matched: None,
    };
    let new_keys = item.keys.clone();
    let item = StoredItem {
        id: ItemId::mint(&source(), &new_keys[0]),
        first_seen: now,
        date: now,
        updated: now,
        item,
        appearances: vec![appearance],
    };
    let state = SourceState {
        id: source(),
        title: String::new(),
        url: String::new(),
        validators: Validators::default(),
        body_hash: None,
        reading: None,
        last_try: None,
        last_success: None,
        next_due: None,
        held_until: None,
        failures: 0,
        last_error: None,
        status: None,
        seen: 0,
        is_listing: false,
        habits: Habits::default(),
        guids: Guids::default(),
    };
    let changes = vec![Change {
        kind: ChangeKind::Added,
        item,
        new_keys,
        taken: Vec::new(),
        likeness: Likeness::default(),
        decision: None,
        absorbed: Vec::new(),
    }];
    Refresh {
        state,
        changes,
        rejected: vec![],
        raw_hashes: Some(HashSet::new()),
        kept: HashSet::new(),
        brought: vec![],
        seconds: vec![],
        tombstones: vec![],
        lifts: vec![],
        withdrawn: vec![],
        noticed: None,
        at: now,
    }
}

#[test]
fn a_missing_folder_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/sangam.db");
    SqliteStore::open(&path).unwrap();
    assert!(path.is_file());
    fs::write(folder.path().join("file"), "").unwrap();
    let error = SqliteStore::open(&folder.path().join("file/sangam.db")).err().unwrap();
    check_error(&error, "store-unreachable");
}

#[test]
fn a_folder_is_no_store() {
    let place = Place::new();
    fs::create_dir(place.path()).unwrap();
    place.check_refused("store-unreachable");
}

#[test]
fn a_file_of_something_else_is_left_alone() {
    let place = Place::new();
    let text = "title = \"no database\"\n".repeat(100);
    fs::write(place.path(), &text).unwrap();
    place.check_refused("store-foreign");
    assert_eq!(fs::read_to_string(place.path()).unwrap(), text);
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let place = Place::new();
    place.other().execute_batch("CREATE TABLE bookmark (url TEXT)").unwrap();
    let before = fs::read(place.path()).unwrap();
    place.check_refused("store-foreign");
    assert_eq!(fs::read(place.path()).unwrap(), before);
}

#[test]
fn an_empty_file_becomes_a_store() {
    let place = Place::new();
    fs::write(place.path(), "").unwrap();
    assert_eq!(wait(place.open().unwrap().count()).unwrap(), 0);
}

#[test]
fn a_newer_schema_is_refused() {
    let place = Place::new();
    place.open().unwrap();
    place.other().pragma_update(None, "user_version", 1_000).unwrap();
    place.check_refused("store-too-new");
}

#[test]
fn the_file_is_tuned() {
    let place = Place::new();
    place.open().unwrap();
    let number = |sql| place.other().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(number("PRAGMA page_size"), 16384);
    let mode: String =
        place.other().query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn a_lock_stops_writing_and_not_reading() {
    let place = Place::new();
    let store = place.open().unwrap();
    let other = place.other();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    check_error(&wait(store.commit(vec![refresh()])).unwrap_err(), "store-locked");
    assert_eq!(wait(store.count()).unwrap(), 0);
    other.execute_batch("ROLLBACK").unwrap();
    wait(store.commit(vec![refresh()])).unwrap();
    assert_eq!(wait(store.count()).unwrap(), 1);
}

#[test]
#[cfg(unix)]
fn nobody_else_can_read_a_store_that_we_made() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sangam.db");
    let store = SqliteStore::open(&path).unwrap();
    wait(store.commit(vec![refresh()])).unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.path());
    }
    drop(store);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    SqliteStore::open(&path).unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o640, "who was let in stays so");
}

#[test]
fn reading_does_not_wait_for_our_own_writer() {
    let place = Place::new();
    let store = place.open().unwrap();
    let writer = store.writer.lock().unwrap();
    writer.execute_batch("BEGIN IMMEDIATE; INSERT INTO source (id) VALUES ('b')").unwrap();
    assert_eq!(wait(store.raw_hashes(&source())).unwrap().len(), 0);
}

#[test]
fn a_full_disk_harms_nothing() {
    let place = Place::new();
    let store = place.open().unwrap();
    let pages = "SELECT * FROM pragma_page_count";
    let writer = |sql: &str| store.writer.lock().unwrap().execute_batch(sql).unwrap();
    let count: i64 = store.writer.lock().unwrap().query_row(pages, [], |row| row.get(0)).unwrap();
    writer(&format!("PRAGMA max_page_count = {count}"));
    let mut large = refresh();
    large.changes[0].item.item.summary = Some("long ".repeat(10_000));
    check_error(&wait(store.commit(vec![large.clone()])).unwrap_err(), "store-full");
    assert_eq!(wait(store.count()).unwrap(), 0);
    writer("PRAGMA max_page_count = 1000000");
    wait(store.commit(vec![large])).unwrap();
}

#[test]
fn an_item_that_cannot_be_read_back_is_named() {
    #[track_caller]
    fn check(damage: &str) {
        let place = Place::new();
        let store = place.open().unwrap();
        let refresh = refresh();
        let id = refresh.changes[0].item.id;
        wait(store.commit(vec![refresh])).unwrap();
        let sql = format!("PRAGMA foreign_keys = OFF; {damage}");
        place.other().execute_batch(&sql).unwrap();
        let error = wait(store.item(id)).unwrap_err();
        check_error(&error, "store-damaged");
        assert!(error.to_string().contains(&id.to_string()), "{error}");
        assert!(error.source().is_some());
    }
    check("UPDATE item SET shown = '{\"keys\":[{\"of-the-future\":1}]}'");
    check("UPDATE item SET shown = '{'");
    check("UPDATE item SET shown = 7");
    check("UPDATE item SET date = 'yesterday'");
    check("UPDATE item SET date = 9000000000000000000");
    check("UPDATE source SET id = '?'");
    check("UPDATE appearance SET position = -1");
    check("UPDATE appearance SET version = x'00'");
    check("DELETE FROM appearance");
}

#[test]
fn a_source_that_cannot_be_read_back_is_named() {
    let place = Place::new();
    let store = place.open().unwrap();
    wait(store.commit(vec![refresh()])).unwrap();
    place.other().execute_batch("UPDATE source_state SET status = 70000").unwrap();
    let error = wait(store.source_states()).unwrap_err();
    check_error(&error, "store-damaged");
    assert!(error.to_string().starts_with("source a in "), "{error}");
}

#[test]
fn the_rule_that_dropped_an_item_is_remembered() {
    let place = Place::new();
    let store = place.open().unwrap();
    let mut refresh = refresh();
    refresh.rejected = vec![Rejected {
        raw_hash: Hash::of(b"raw"),
        title: "Two".to_owned(),
        url: None,
        guid: None,
        reason: Rejection::Dropped(RuleName("[[rule]] 2".to_owned())),
    }];
    wait(store.commit(vec![refresh])).unwrap();
    let sql = "SELECT title || ': ' || code || ', ' || message FROM rejected";
    let line: String = place.other().query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(line, "Two: dropped-by-rule, dropped by [[rule]] 2");
}
