//! Opening: whose file it is, how it is tuned, and which schema it has.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::failure::Failure;

/// `Sngm`: marks a file as ours, so that a database of another program is never written to.
const APPLICATION: i64 = 0x536e_676d;

/// The schema, step by step. A step that was released never changes.
const MIGRATIONS: &[&str] = &[include_str!("../migrations/1.sql")];

/// Pages four times as large as usual make writing and large stores about a third cheaper. They
/// can only be chosen before the first write.
const PAGES: &str = "PRAGMA page_size = 16384";

/// WAL lets reading go on while there is writing. With it, `NORMAL` can lose the last commits when
/// the power fails, but never a part of one: those sources are then fetched once more.
const WRITER: &str = "PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON";

/// So much of the file is kept in memory, in KiB: what stands above the leaves of the indexes of a
/// million items, which every question to them goes through.
const CACHE: i64 = 8192;

/// Keeps a mistake in reading code from writing.
const READER: &str = "PRAGMA query_only = ON";

/// More than there are statements, so that each is compiled once.
const STATEMENTS: usize = 256;

/// The connection that writes. The file is there and up to date afterwards.
pub(super) fn writer(path: &Path, patience: Duration) -> Result<Connection, Failure> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(Failure::Folder)?;
    }
    begin(path).map_err(Failure::Folder)?;
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_CREATE, patience)?;
    inspect(&connection)?;
    connection.execute_batch(PAGES)?;
    connection.execute_batch(WRITER)?;
    migrate(&mut connection)?;
    Ok(connection)
}

/// Makes the file, where there is none, so that nobody else can read it: it holds what hubs were told
/// in confidence. The files that SQLite puts beside it have the same rights.
#[cfg(unix)]
fn begin(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn begin(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

/// A connection that reads, beside a writer.
pub(super) fn reader(path: &Path, patience: Duration) -> Result<Connection, Failure> {
    let connection = connect(path, OpenFlags::empty(), patience)?;
    connection.execute_batch(READER)?;
    Ok(connection)
}

/// The path is a path, even where it looks like a `file:` address; our mutex replaces SQLite's.
fn connect(path: &Path, more: OpenFlags, patience: Duration) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(patience)?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // One plan for a statement whatever its values are. Without that SQLite compiles many anew each
    // time they get other values, which takes several times as long as what they do.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

/// Refuses what must not be written to, before anything is.
fn inspect(connection: &Connection) -> Result<(), Failure> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let application = number("PRAGMA application_id")?;
    let is_empty = number("SELECT count(*) FROM sqlite_schema")? == 0;
    if application != APPLICATION && !(application == 0 && is_empty) {
        return Err(Failure::Foreign);
    }
    check_version(connection)?;
    if connection.is_readonly("main")? {
        // SQLite opens what it may not write, and would say so only at the first commit.
        return Err(Failure::ReadOnly);
    }
    Ok(())
}

/// How many steps of the schema the file has.
fn check_version(connection: &Connection) -> Result<usize, Failure> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let steps = usize::try_from(found).ok().filter(|steps| *steps <= MIGRATIONS.len());
    steps.ok_or(Failure::TooNew { found, known: number_of(MIGRATIONS.len()) })
}

/// Takes the missing steps, each in a transaction that asks again where it stands: another
/// process may have been quicker.
fn migrate(connection: &mut Connection) -> Result<(), Failure> {
    loop {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let steps = check_version(&transaction)?;
        let Some(step) = MIGRATIONS.get(steps) else { return Ok(()) };
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", number_of(steps + 1))?;
        transaction.commit()?;
    }
}

fn number_of(steps: usize) -> i64 {
    i64::try_from(steps).expect("the schema has few steps")
}
