//! The folder sink.

use std::fs;
use std::path::{Path, PathBuf};

use sangam::model::edition::Artifact;
use sangam::publish::sink::folder::Folder;
use sangam::publish::{Put, Sink, SinkError};

use crate::support::bench::Bench;
use crate::support::origin::{Origin, Reply};

fn put(folder: &Folder, path: &str, bytes: &[u8]) -> Result<Put, SinkError> {
    let artifact =
        Artifact { path: path.into(), media_type: "text/plain", bytes: bytes.into(), items: 0 };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(folder.put(&artifact))
}

fn holds(folder: &Folder, path: &str, bytes: &[u8]) -> bool {
    let artifact =
        Artifact { path: path.into(), media_type: "text/plain", bytes: bytes.into(), items: 0 };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(folder.holds(&artifact)).unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn an_artifact_is_written_with_its_folders_and_nothing_beside_it() {
    let root = tempfile::tempdir().unwrap();
    let public = root.path().join("deep/public");
    let folder = Folder::new(&public);
    assert_eq!(put(&folder, "feeds/x/rss.xml", b"one").unwrap(), Put::Written);
    assert_eq!(files(&public.join("feeds/x")), [public.join("feeds/x/rss.xml")]);
    assert_eq!(put(&folder, "feeds/x/rss.xml", b"other").unwrap(), Put::Written);
    assert_eq!(fs::read(public.join("feeds/x/rss.xml")).unwrap(), b"other");
}

#[test]
fn the_same_bytes_touch_nothing() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("rss.xml");
    put(&Folder::new(root.path()), "rss.xml", b"same").unwrap();
    let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    fs::File::options().append(true).open(&file).unwrap().set_modified(old).unwrap();
    assert_eq!(put(&Folder::new(root.path()), "rss.xml", b"same").unwrap(), Put::Unchanged);
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), old);
    assert_eq!(put(&Folder::new(root.path()), "rss.xml", b"diff").unwrap(), Put::Written);
}

#[test]
fn only_what_stands_there_byte_for_byte_is_held_and_asking_makes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::new(root.path().join("public"));
    assert!(!holds(&folder, "feeds/x/rss.xml", b"one"));
    assert!(files(root.path()).is_empty());
    put(&folder, "feeds/x/rss.xml", b"one").unwrap();
    assert!(holds(&folder, "feeds/x/rss.xml", b"one"));
    assert!(!holds(&folder, "feeds/x/rss.xml", b"two"));
    fs::remove_dir_all(root.path().join("public")).unwrap();
    assert!(!holds(&folder, "feeds/x/rss.xml", b"one"));
    assert_eq!(put(&folder, "feeds/x/rss.xml", b"one").unwrap(), Put::Written);
}

#[test]
fn what_an_interrupted_write_left_is_removed() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join(".rss.xml.4711.sangam-tmp"), b"half").unwrap();
    fs::write(root.path().join(".htaccess"), b"theirs").unwrap();
    fs::create_dir(root.path().join(".x.sangam-tmp")).unwrap();
    fs::write(root.path().join("rss.xml"), b"same").unwrap();
    put(&Folder::new(root.path()), "rss.xml", b"same").unwrap();
    let kept = [".htaccess", ".x.sangam-tmp", "rss.xml"].map(|name| root.path().join(name));
    assert_eq!(files(root.path()), kept);
}

#[cfg(unix)]
#[test]
fn a_link_where_a_file_is_written_first_is_not_followed() {
    let root = tempfile::tempdir().unwrap();
    let (theirs, public) = (root.path().join("theirs"), root.path().join("public"));
    fs::write(&theirs, b"theirs").unwrap();
    fs::create_dir(&public).unwrap();
    let folder = Folder::new(&public);
    put(&folder, "rss.xml", b"one").unwrap();
    let temporary = public.join(format!(".rss.xml.{}.sangam-tmp", std::process::id()));
    std::os::unix::fs::symlink(&theirs, temporary).unwrap();
    put(&folder, "rss.xml", b"two").unwrap();
    assert_eq!(fs::read(&theirs).unwrap(), b"theirs");
    assert_eq!(fs::read(public.join("rss.xml")).unwrap(), b"two");
    assert_eq!(files(&public), [public.join("rss.xml")]);
}

#[test]
fn a_project_that_moves_with_its_folder_still_knows_what_it_put_there() {
    let bench = Bench::empty();
    let origin = Origin::start(|_| {
        let feed = "<rss version=\"2.0\"><channel><title>Good</title><item><title>A</title>\
                    <link>http://good.example/a</link></item></channel></rss>";
        Reply::ok(feed).header("Content-Type", "application/rss+xml")
    });
    let configuration = |feed: &str| {
        let url = origin.url("/");
        format!(
            "[site]\ntitle = \"T\"\nurl = \"https://feeds.example.coop/\"\n\
             [fetch]\nallow_private = true\n{feed}[[source]]\nid = \"one\"\nurl = \"{url}\"\n"
        )
    };
    let feed = "[[feed]]\nid = \"p\"\ntitle = \"P\"\nwhere = { tag = [\"t\"] }\n";
    let run = |project: &str| {
        let file = bench.path(project).join("feeds.toml");
        bench.sangam(&["--config", file.to_str().unwrap(), "run"]).expect(0);
    };
    fs::create_dir(bench.path("here")).unwrap();
    bench.write("here/feeds.toml", &configuration(feed));
    run("here");
    assert!(bench.path("here/public/feeds/p/rss.xml").exists());
    fs::rename(bench.path("here"), bench.path("there")).unwrap();
    bench.write("there/feeds.toml", &configuration(""));
    run("there");
    assert!(!bench.path("there/public/feeds/p/rss.xml").exists());
    assert!(bench.path("there/public/rss.xml").exists());
}

#[test]
fn other_files_and_folders_stay() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("feeds/old")).unwrap();
    fs::write(root.path().join("feeds/old/rss.xml"), b"old").unwrap();
    put(&Folder::new(root.path()), "feeds/new/rss.xml", b"new").unwrap();
    assert_eq!(fs::read(root.path().join("feeds/old/rss.xml")).unwrap(), b"old");
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::new(root.path().join("public"));
    for path in [
        "../rss.xml",
        "/etc/rss.xml",
        "a/../../rss.xml",
        "a//b",
        "",
        ".",
        "a/",
        ".hidden",
        "a/.b/c",
        "C:\\rss.xml",
        "a\\b",
        "a\0b",
        "nul:",
    ] {
        let error = put(&folder, path, b"x").unwrap_err();
        assert_eq!(error.source.kind(), std::io::ErrorKind::InvalidInput, "{path:?}");
    }
    assert!(files(root.path()).is_empty());
}

#[test]
fn a_failure_names_the_file_and_leaves_no_trace() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("rss.xml/in-the-way")).unwrap();
    let error = put(&Folder::new(root.path()), "rss.xml", b"x").unwrap_err();
    assert_eq!(error.to_string(), format!("write {}", root.path().join("rss.xml").display()));
    assert_eq!(files(root.path()), [root.path().join("rss.xml")]);
}

#[cfg(unix)]
#[test]
fn a_link_is_replaced_and_what_it_leads_to_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let (theirs, public) = (root.path().join("theirs"), root.path().join("public"));
    fs::create_dir(&public).unwrap();
    fs::write(&theirs, b"theirs").unwrap();
    std::os::unix::fs::symlink(&theirs, public.join("rss.xml")).unwrap();
    put(&Folder::new(&public), "rss.xml", b"ours").unwrap();
    assert_eq!(fs::read(&theirs).unwrap(), b"theirs");
    assert_eq!(fs::read(public.join("rss.xml")).unwrap(), b"ours");
}

#[cfg(unix)]
#[test]
fn a_link_to_another_folder_is_replaced_and_what_is_in_there_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let (theirs, public) = (root.path().join("theirs"), root.path().join("public"));
    fs::create_dir_all(theirs.join("old")).unwrap();
    fs::create_dir(&public).unwrap();
    let names = ["rss.xml", "old/rss.xml", ".rss.xml.4711.sangam-tmp"];
    for name in names {
        fs::write(theirs.join(name), b"theirs").unwrap();
    }
    let link = || std::os::unix::fs::symlink(&theirs, public.join("feeds")).unwrap();
    link();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let folder = Folder::new(&public);
    for path in ["feeds/rss.xml", "feeds/old/rss.xml"] {
        assert!(!runtime.block_on(folder.remove(path)).unwrap(), "{path}");
        assert!(!holds(&folder, path, b"theirs"), "{path}");
        let paths = vec![path.to_owned()];
        assert!(runtime.block_on(folder.hashes(paths.clone())).unwrap().is_empty());
        assert_eq!(runtime.block_on(folder.missing(paths)).unwrap().len(), 1);
    }
    for path in ["feeds/rss.xml", "feeds/old/rss.xml"] {
        assert_eq!(put(&folder, path, b"ours").unwrap(), Put::Written);
        assert_eq!(fs::read(public.join(path)).unwrap(), b"ours");
        fs::remove_dir_all(public.join("feeds")).unwrap();
        link();
    }
    for name in names {
        assert_eq!(fs::read(theirs.join(name)).unwrap(), b"theirs", "{name}");
    }
}

#[cfg(unix)]
#[test]
fn the_folder_itself_may_stand_behind_a_link() {
    let root = tempfile::tempdir().unwrap();
    let (disk, public) = (root.path().join("disk"), root.path().join("public"));
    fs::create_dir(&disk).unwrap();
    std::os::unix::fs::symlink(&disk, &public).unwrap();
    let folder = Folder::new(&public);
    put(&folder, "feeds/rss.xml", b"ours").unwrap();
    assert_eq!(fs::read(disk.join("feeds/rss.xml")).unwrap(), b"ours");
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert!(runtime.block_on(folder.remove("feeds/rss.xml")).unwrap());
    assert!(files(&disk).is_empty() && public.is_symlink());
}
