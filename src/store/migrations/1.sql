-- Times are milliseconds since 1970 in UTC; hashes and ids are 16 bytes.

-- Every source that anything here comes from, with a short number for the other tables. A source
-- keeps its number after it left the configuration, because its items stay.
CREATE TABLE source (
    n  INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE
);

-- What is remembered of a source between two passes: `SourceState`, field by field.
CREATE TABLE source_state (
    source        INTEGER PRIMARY KEY REFERENCES source (n),
    title         TEXT NOT NULL,
    url           TEXT NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    body_hash     BLOB,
    reading       BLOB,
    last_try      INTEGER,
    last_success  INTEGER,
    next_due      INTEGER,
    held_until    INTEGER,
    failures      INTEGER NOT NULL,
    error_code    TEXT,
    error_message TEXT,
    status        INTEGER,
    seen          INTEGER NOT NULL,
    is_listing    INTEGER NOT NULL,
    guid_doubt    INTEGER NOT NULL,
    guids_doubted INTEGER NOT NULL,
    guid_habit    TEXT
);

-- What was learnt of a source over time, as JSON: it is written and read as a whole.
CREATE TABLE source_habits (
    source INTEGER PRIMARY KEY REFERENCES source (n),
    habits TEXT NOT NULL
);

-- The ledger's items. `n` is short and stays inside this database; `id` is for the world.
CREATE TABLE item (
    -- Never given twice: keys and bands of an item that is gone must not lead to another.
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    id         BLOB NOT NULL UNIQUE,
    first_seen INTEGER NOT NULL,
    date       INTEGER NOT NULL,
    -- Readers take two entries with one `updated` for a mistake of the publisher.
    updated    INTEGER NOT NULL UNIQUE,
    -- Place in the list of the source that it is shown as coming from.
    position   INTEGER NOT NULL,
    -- What is shown, as JSON.
    shown      TEXT NOT NULL,
    -- When a source last had it in its list; NULL while one has.
    unlisted   INTEGER
);

-- What may be reduced to its identity, the longest gone first.
CREATE INDEX item_unlisted ON item (unlisted) WHERE unlisted IS NOT NULL;

-- The order of every feed. The id, which comes last in that order, is left out: it would double
-- the index, and few items agree in the three columns before it.
CREATE INDEX item_newest ON item (date DESC, first_seen DESC, position);

-- What is about an event, by when that begins. What is no JSON (which nobody wrote who writes here)
-- is about none.
CREATE INDEX item_event ON item (
    CASE WHEN json_valid(shown) THEN json_extract(shown, '$.event.begins') END DESC, id
) WHERE CASE WHEN json_valid(shown) THEN json_extract(shown, '$.event.begins') END IS NOT NULL;

-- What leads to an item: the first eight bytes of hashes of keys, because keys are long and the
-- ledger is kept for ever. The keys themselves stand in the items. An item that was merged into
-- another keeps its keys; `alias` says where it went.
CREATE TABLE item_key (
    hash INTEGER PRIMARY KEY,
    item INTEGER NOT NULL
);

-- Which sources have an item, and how they give it.
CREATE TABLE appearance (
    item       INTEGER NOT NULL REFERENCES item (n),
    source     INTEGER NOT NULL REFERENCES source (n),
    -- The item's date once more, so that the newest of one source are found without its others.
    date       INTEGER NOT NULL,
    -- Order among the item's appearances: 0 is the one that it is shown as coming from.
    rank       INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    nearness   INTEGER NOT NULL,
    -- How it was found to be this item: `MatchRule` and thousandths; NULL of the one that made it.
    rule       TEXT,
    score      INTEGER,
    -- The source's version as JSON; NULL where it is what is shown, which is nearly always.
    version    TEXT,
    PRIMARY KEY (item, source)
) WITHOUT ROWID;

CREATE INDEX appearance_newest ON appearance (source, date DESC);

-- The raw items that a source gave at its last reading: what is among them is not looked at again.
CREATE TABLE raw_hash (
    source INTEGER NOT NULL REFERENCES source (n),
    hash   BLOB NOT NULL,
    -- The item that it is; NULL of one that was left out.
    item   INTEGER,
    -- 1: it is another version of that than the source's own, merged into it by hand.
    second INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (source, hash)
) WITHOUT ROWID;

CREATE INDEX raw_hash_item ON raw_hash (item, source) WHERE item IS NOT NULL;

-- When a source last had an item in its list that it has there no more.
CREATE TABLE unlisted (
    item   INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES source (n),
    at     INTEGER NOT NULL,
    PRIMARY KEY (item, source)
) WITHOUT ROWID;

-- Items of which nothing is kept but their identity: with `item_key`, so that they are recognised
-- when they come back, and stand where they stood. `source` is the one that they were shown as
-- coming from.
CREATE TABLE aged (
    n          INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE,
    source     INTEGER NOT NULL REFERENCES source (n),
    first_seen INTEGER NOT NULL,
    date       INTEGER NOT NULL,
    updated    INTEGER NOT NULL,
    -- `Item::name_hash` of what was shown: a key that now stands for another name was used again.
    -- NULL: a key leads here whatever it stands for.
    name       INTEGER
);

-- Items that were left out, and why: so that one can ask, and that none is judged twice.
CREATE TABLE rejected (
    source   INTEGER NOT NULL REFERENCES source (n),
    raw_hash BLOB NOT NULL,
    title    TEXT NOT NULL,
    url      TEXT,
    guid     TEXT,
    code     TEXT NOT NULL,
    message  TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (source, raw_hash)
) WITHOUT ROWID;

-- Items that are not shown although they are known. By id and not by number, because a tombstone
-- outlives everything else that is known of its item.
CREATE TABLE tombstone (
    id     BLOB NOT NULL,
    -- 0: hidden by hand; 1: taken back by its source; 2: a part of another item now.
    kind   INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    -- Of 1: the source.
    source INTEGER REFERENCES source (n),
    -- Of 2: the other item.
    whole  BLOB,
    note   TEXT,
    PRIMARY KEY (id, kind)
) WITHOUT ROWID;

CREATE INDEX tombstone_newest ON tombstone (at DESC);

-- Fingerprints, by which items are found that are like another. `day` is days since 1970, and
-- 1 << 40 more for an item without a date, which stands at the day when it was first seen. The
-- number may be that of an item that was merged into another, as in `item_key`.
CREATE TABLE band (
    hash INTEGER NOT NULL,
    day  INTEGER NOT NULL,
    item INTEGER NOT NULL,
    PRIMARY KEY (hash, day, item)
) WITHOUT ROWID;

-- Items that turned out to be another, or that a person merged into it. Their ids are never given
-- again, and number and id mean that one.
CREATE TABLE alias (
    n    INTEGER PRIMARY KEY,
    id   BLOB NOT NULL UNIQUE,
    item INTEGER NOT NULL,
    -- 1: a person merged it.
    by_hand INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX alias_item ON alias (item);

-- Keys of items that were taken down or merged by hand, the latest of each: what is published
-- tells them, and `item_key` does not say which an item has. By id, as tombstones are.
CREATE TABLE told_key (
    id   BLOB NOT NULL,
    hash INTEGER NOT NULL,
    at   INTEGER NOT NULL,
    PRIMARY KEY (id, hash)
) WITHOUT ROWID;

-- What sources last said of an item that a person merged into another, by its number: of a source
-- that has both, one is shown, and the other has to be recognised.
CREATE TABLE second (
    part    INTEGER NOT NULL,
    source  INTEGER NOT NULL REFERENCES source (n),
    version TEXT NOT NULL,
    PRIMARY KEY (part, source)
) WITHOUT ROWID;

-- Pairs that a person said are not one, the smaller id first.
CREATE TABLE apart (
    one   BLOB NOT NULL,
    other BLOB NOT NULL,
    -- The one that was taken out of the other.
    part  BLOB NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (one, other)
) WITHOUT ROWID;

CREATE INDEX apart_other ON apart (other);

-- Why versions of sources were taken for known items: the first time by each rule.
CREATE TABLE decision (
    item    INTEGER NOT NULL REFERENCES item (n),
    source  INTEGER NOT NULL REFERENCES source (n),
    rule    TEXT NOT NULL,
    score   INTEGER NOT NULL,
    because TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (item, source, rule)
) WITHOUT ROWID;

-- Versions that a person split off an item: that source's is never that item.
CREATE TABLE detached (
    id     BLOB NOT NULL,
    source INTEGER NOT NULL REFERENCES source (n),
    PRIMARY KEY (id, source)
) WITHOUT ROWID;

-- How far the fingerprints of aged items are swept away.
CREATE TABLE swept (
    hash INTEGER NOT NULL,
    day  INTEGER NOT NULL,
    item INTEGER NOT NULL
);

-- Items that are one story in several languages; the story is called by the number of an item that
-- is or was in it. Items stay in it that were reduced to their identity.
CREATE TABLE story (
    item     INTEGER PRIMARY KEY,
    story    INTEGER NOT NULL,
    language TEXT NOT NULL
);

CREATE INDEX story_items ON story (story);

-- `entering.n` up to which translations were looked for; one row at most.
CREATE TABLE tied (
    through INTEGER NOT NULL
);

-- What is remembered of a source's ways: `Ways`, field by field; selectors as JSON pairs.
CREATE TABLE ways (
    source   INTEGER PRIMARY KEY REFERENCES source (n),
    layout   BLOB,
    baseline TEXT NOT NULL,
    healed   TEXT NOT NULL,
    earlier  TEXT NOT NULL
);

-- Times in which a source was out of its ways.
CREATE TABLE incident (
    id        INTEGER PRIMARY KEY,
    source    INTEGER NOT NULL REFERENCES source (n),
    code      TEXT NOT NULL,
    opened    INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    closed    INTEGER,
    accepted  INTEGER NOT NULL,
    can_be_accepted INTEGER NOT NULL,
    expected  TEXT NOT NULL,
    came      TEXT NOT NULL,
    selectors TEXT NOT NULL,
    -- The page that was seen, deflated, and how large that is which was kept of it.
    page      BLOB,
    page_size INTEGER,
    page_type TEXT,
    UNIQUE (source, opened)
);

CREATE UNIQUE INDEX incident_open ON incident (source) WHERE closed IS NULL;

-- The order in which items came to be as they are: one row an item, renewed when readers see it
-- changed. By triggers, so that whatever writes an item is noticed. One that was reduced to its
-- identity and comes back is not new.
CREATE TABLE entering (
    n    INTEGER PRIMARY KEY AUTOINCREMENT,
    item INTEGER NOT NULL UNIQUE REFERENCES item (n) ON DELETE CASCADE
);

CREATE TRIGGER item_added AFTER INSERT ON item
WHEN NOT EXISTS (SELECT 1 FROM aged WHERE aged.n = NEW.n) BEGIN
    INSERT INTO entering (item) VALUES (NEW.n);
END;

CREATE TRIGGER item_changed AFTER UPDATE OF updated ON item WHEN NEW.updated <> OLD.updated BEGIN
    DELETE FROM entering WHERE item = NEW.n;
    INSERT INTO entering (item) VALUES (NEW.n);
END;

-- A feed's archive: how far it was filled, and the page that is being filled now.
CREATE TABLE archive (
    n         INTEGER PRIMARY KEY,
    folder    TEXT NOT NULL UNIQUE,
    -- Hash of what the feed selects: when that changes, items may fit that did not before.
    selection BLOB NOT NULL,
    -- `entering.n` up to which items were taken in.
    through   INTEGER NOT NULL,
    page      INTEGER NOT NULL,
    -- Entries of that page so far; some may be gone since.
    entries   INTEGER NOT NULL
);

-- What stands on which page. A page that is full keeps its entries.
CREATE TABLE archive_entry (
    archive INTEGER NOT NULL REFERENCES archive (n),
    page    INTEGER NOT NULL,
    place   INTEGER NOT NULL,
    item    INTEGER NOT NULL REFERENCES item (n) ON DELETE CASCADE,
    PRIMARY KEY (archive, page, place)
) WITHOUT ROWID;

CREATE INDEX archive_item ON archive_entry (item, archive);

-- Pages that lost an entry, because its item was reduced to its identity or merged into another.
CREATE TABLE archive_worn (
    archive INTEGER NOT NULL,
    page    INTEGER NOT NULL,
    PRIMARY KEY (archive, page)
) WITHOUT ROWID;

CREATE TRIGGER archive_entry_lost AFTER DELETE ON archive_entry BEGIN
    INSERT OR IGNORE INTO archive_worn (archive, page) VALUES (OLD.archive, OLD.page);
END;

-- What was rendered last, so that nothing is rendered again that did not change: `Rendered`.
CREATE TABLE rendered (
    name        TEXT PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    updated     INTEGER NOT NULL,
    files       TEXT NOT NULL
) WITHOUT ROWID;

-- The places that were rendered for, the latest last, and what was rendered for those before it.
CREATE TABLE rendered_place (
    n     INTEGER PRIMARY KEY AUTOINCREMENT,
    place TEXT NOT NULL UNIQUE
);

CREATE TABLE rendered_elsewhere (
    place       TEXT NOT NULL,
    name        TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    files       TEXT NOT NULL,
    PRIMARY KEY (place, name)
) WITHOUT ROWID;

-- The values that items can be chosen by, as they were first met, and how far `entering` was looked
-- through for them.
CREATE TABLE facet_value (
    facet  TEXT NOT NULL,
    -- Without regard to case.
    folded TEXT NOT NULL,
    value  TEXT NOT NULL,
    PRIMARY KEY (facet, folded)
) WITHOUT ROWID;

CREATE TABLE facet_through (
    through INTEGER NOT NULL
);

INSERT INTO facet_through VALUES (0);

-- Times in which a file was refused (kind 1) or a source failed again and again (kind 0).
CREATE TABLE trouble (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    kind    INTEGER NOT NULL,
    subject TEXT NOT NULL,
    code    TEXT NOT NULL,
    came    TEXT NOT NULL,
    opened  INTEGER NOT NULL,
    closed  INTEGER
);

CREATE UNIQUE INDEX trouble_open ON trouble (kind, subject) WHERE closed IS NULL;

-- What a source did on one day, counted from the beginning of the common era; `last` is the pass
-- that was counted last.
CREATE TABLE source_day (
    source INTEGER NOT NULL REFERENCES source (n),
    day    INTEGER NOT NULL,
    fine   INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    added  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (source, day)
) WITHOUT ROWID;

-- What operators were told of by webhook or mail.
CREATE TABLE told (
    event TEXT PRIMARY KEY,
    at    INTEGER NOT NULL
) WITHOUT ROWID;

-- Who wants to be sent feeds when they change: `Subscription`, as JSON.
CREATE TABLE subscription (
    callback TEXT NOT NULL,
    topic    TEXT NOT NULL,
    state    TEXT NOT NULL,
    PRIMARY KEY (callback, topic)
) WITHOUT ROWID;

-- Our own subscriptions at hubs elsewhere: `Push`, as JSON.
CREATE TABLE push (
    token TEXT PRIMARY KEY,
    state TEXT NOT NULL
) WITHOUT ROWID;

-- What hubs delivered and no pass has read yet; without a body where the source is only to be
-- asked. The source by its id, because it may not have a number yet.
CREATE TABLE push_delivery (
    n            INTEGER PRIMARY KEY AUTOINCREMENT,
    token        TEXT NOT NULL,
    source       TEXT NOT NULL,
    topic        TEXT NOT NULL,
    at           INTEGER NOT NULL,
    content_type TEXT,
    body         BLOB
);

CREATE INDEX push_delivery_source ON push_delivery (source);
