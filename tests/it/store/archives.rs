//! Promises about archives, and about what is remembered as rendered.

use std::sync::Arc;

use sangam::model::archive::{Archive, ArchiveQuery, Rendered, RenderedFile};
use sangam::model::change::ChangeKind;
use sangam::model::query::Selection;
use sangam::model::tombstone::{Amendment, Cause, Tombstone};
use sangam::store::{PLACES_KEPT, Store};

use super::Backend;
use super::cases::check_titles;
use super::values::*;

fn query(text: Option<&str>) -> ArchiveQuery {
    let selection = Selection { text: text.map(str::to_owned), ..Selection::default() };
    ArchiveQuery { folder: "feeds/x/".to_owned(), selection, page_size: 2, is_filled: true }
}

async fn fill(store: &Arc<dyn Store>) -> Archive {
    store.archive(&query(None)).await.unwrap()
}

async fn add(store: &Arc<dyn Store>, titles: &[&str], seconds: i64) {
    let items = (0..).zip(titles).map(|(place, title)| plain(title, place, seconds));
    store.commit(vec![refresh("a", added(items))]).await.unwrap();
}

async fn page(store: &Arc<dyn Store>, page: u32) -> Vec<String> {
    let items = store.archive_page("feeds/x/", page).await.unwrap();
    items.into_iter().map(|item| item.item.title.unwrap()).collect()
}

pub(super) async fn an_archive_fills_page_by_page_from_the_oldest(backend: &impl Backend) {
    let store = backend.open();
    assert_eq!(fill(&store).await, Archive::default());
    add(&store, &["C", "B", "A"], 0).await;
    let archive = fill(&store).await;
    assert_eq!(archive.full, 1);
    check_titles(&archive.open, &["C"]);
    assert_eq!(page(&store, 1).await, ["B", "A"]);
    assert_eq!(fill(&store).await, archive, "nothing enters twice");
    assert_eq!(backend.open().archive(&query(None)).await.unwrap(), archive);
}

pub(super) async fn nothing_is_added_to_a_full_page(backend: &impl Backend) {
    let store = backend.open();
    add(&store, &["C", "B", "A"], 10).await;
    fill(&store).await;
    add(&store, &["Older than all"], 0).await;
    let archive = fill(&store).await;
    assert_eq!(page(&store, 1).await, ["B", "A"]);
    check_titles(&archive.open, &["C", "Older than all"]);
    let larger = ArchiveQuery { page_size: 50, ..query(None) };
    add(&store, &["D"], 20).await;
    assert_eq!(store.archive(&larger).await.unwrap().full, 1, "the open page has more room now");
    assert_eq!(page(&store, 1).await, ["B", "A"]);
}

pub(super) async fn a_changed_item_enters_again_but_stands_once_on_the_open_page(
    backend: &impl Backend,
) {
    let store = backend.open();
    add(&store, &["C", "B", "A"], 0).await;
    fill(&store).await;
    for seconds in [5, 6] {
        let mut changed = plain("A", 2, 0);
        changed.item.summary = Some(format!("changed at {seconds}"));
        changed.updated = at(seconds);
        store.commit(vec![refresh("a", vec![change(ChangeKind::Changed, changed)])]).await.unwrap();
        let archive = fill(&store).await;
        assert_eq!(archive.full, 1);
        check_titles(&archive.open, &["C", "A"]);
    }
    let mut noted = store.item(plain("B", 1, 0).id).await.unwrap().unwrap();
    noted.appearances[0].position = 7;
    store.commit(vec![refresh("a", vec![change(ChangeKind::Noted, noted)])]).await.unwrap();
    check_titles(&fill(&store).await.open, &["C", "A"]);
}

pub(super) async fn a_page_shows_no_item_with_a_tombstone(backend: &impl Backend) {
    let store = backend.open();
    add(&store, &["C", "B", "A"], 0).await;
    fill(&store).await;
    let hide = |title: &str| Tombstone {
        id: plain(title, 0, 0).id,
        cause: Cause::Hidden,
        at: at(9),
        note: None,
    };
    let tombstones = vec![hide("A"), hide("C")];
    store.amend(Amendment { tombstones, ..Amendment::default() }).await.unwrap();
    assert_eq!(page(&store, 1).await, ["B"]);
    let gone = [(1, vec![hide("A")])].into();
    let expected = Archive { full: 1, gone, ..Archive::default() };
    assert_eq!(fill(&store).await, expected, "what was taken down of full pages is told");
}

pub(super) async fn what_fits_a_new_selection_enters_after_what_did_before(backend: &impl Backend) {
    let store = backend.open();
    add(&store, &["C x", "B", "A x"], 0).await;
    let archive = store.archive(&query(Some("x"))).await.unwrap();
    check_titles(&archive.open, &["C x", "A x"]);
    let archive = store.archive(&query(None)).await.unwrap();
    assert_eq!(archive.full, 1);
    check_titles(&archive.open, &["B"]);
    assert_eq!(page(&store, 1).await, ["C x", "A x"]);
}

pub(super) async fn what_was_rendered_is_remembered_until_it_is_rendered_again(
    backend: &impl Backend,
) {
    let store = backend.open();
    assert_eq!(store.rendered("feeds/x/").await.unwrap(), None);
    let file = RenderedFile { path: "feeds/x/rss.xml".to_owned(), items: 3, hash: hash("bytes") };
    for (seconds, files) in [(1, vec![file.clone(), file.clone()]), (2, vec![file])] {
        let rendered = Rendered { fingerprint: hash("one"), updated: at(seconds), files };
        store.remember_rendered("feeds/x/", rendered.clone()).await.unwrap();
        assert_eq!(store.rendered("feeds/x/").await.unwrap(), Some(rendered));
    }
    assert_eq!(store.rendered("").await.unwrap(), None);
}

pub(super) async fn what_was_rendered_is_remembered_of_each_place(backend: &impl Backend) {
    let store = backend.open();
    let file = |path: &str| RenderedFile { path: path.to_owned(), items: 3, hash: hash("bytes") };
    let rendered = |path: &str, seconds| Rendered {
        fingerprint: hash(path),
        updated: at(seconds),
        files: vec![file(path)],
    };
    let go = async |place: &str| store.render_at(place.to_owned()).await.unwrap();
    let told = async || store.rendered("feeds/x/").await.unwrap().unwrap();
    go("one").await;
    store.remember_rendered("feeds/x/", rendered("feeds/x/a", 1)).await.unwrap();
    go("one").await;
    assert_eq!(told().await, rendered("feeds/x/a", 1), "it is where it was");
    go("two").await;
    let fingerprint = Rendered::ELSEWHERE;
    let nothing = |seconds| Rendered { fingerprint, updated: at(seconds), files: Vec::new() };
    assert_eq!(told().await, nothing(1), "a feed does not get older by it");
    assert_eq!(store.rendered_feeds().await.unwrap(), [""; 0]);
    store.remember_rendered("feeds/x/", rendered("feeds/x/b", 2)).await.unwrap();
    go("one").await;
    assert_eq!(told().await, Rendered { updated: at(2), ..rendered("feeds/x/a", 1) });
    assert_eq!(store.rendered_feeds().await.unwrap(), ["feeds/x/"]);
    go("two").await;
    assert_eq!(told().await, rendered("feeds/x/b", 2));
    for number in 1..PLACES_KEPT {
        go(&number.to_string()).await;
    }
    go("two").await;
    assert_eq!(told().await, rendered("feeds/x/b", 2), "one of the last places");
    for number in 0..=PLACES_KEPT {
        go(&number.to_string()).await;
    }
    go("two").await;
    assert_eq!(told().await, nothing(2));
}

pub(super) async fn the_feeds_of_which_there_are_files_are_told(backend: &impl Backend) {
    let store = backend.open();
    assert_eq!(store.rendered_feeds().await.unwrap(), [""; 0]);
    let file = RenderedFile { path: "rss.xml".to_owned(), items: 3, hash: hash("bytes") };
    let some = Rendered { fingerprint: hash("one"), updated: at(1), files: vec![file] };
    let none = Rendered { files: Vec::new(), ..some.clone() };
    for name in ["", "health", "feeds/z/", "feeds/z/archive", "by/kind/a/"] {
        store.remember_rendered(name, some.clone()).await.unwrap();
    }
    store.remember_rendered("feeds/x/", none.clone()).await.unwrap();
    assert_eq!(store.rendered_feeds().await.unwrap(), ["by/kind/a/", "feeds/z/"]);
    store.remember_rendered("feeds/z/", none).await.unwrap();
    assert_eq!(store.rendered_feeds().await.unwrap(), ["by/kind/a/"]);
}
