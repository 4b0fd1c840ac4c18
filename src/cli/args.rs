//! What the command line says.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};
use url::Url;

use crate::model::source::SourceId;

/// Merge feeds and listing pages into RSS, Atom and JSON feeds.
#[derive(Debug, Parser)]
#[command(name = "sangam", version, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
#[expect(clippy::doc_markdown, reason = "these texts are the help, which has no markup")]
pub(super) struct Global {
    /// The configuration; else ./feeds.toml, then $XDG_CONFIG_HOME/sangam/feeds.toml
    #[arg(short, long, global = true, value_name = "FILE", env = "SANGAM_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// Say more: what is done (-v), and how (-vv)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
    /// Say errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Color on stderr
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: When,
    /// Form of log lines on stderr
    #[arg(long, global = true, value_name = "FORM", default_value = "text")]
    pub(super) log_format: LogFormat,
}

/// `auto`: on a terminal, and only if `NO_COLOR` is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// One pass, made for cron: fetch what is due, merge, publish, exit
    ///
    /// Exit codes: 0 done; 1 done and published, but some source failed, an incident is open or
    /// some file was refused;
    /// 2 usage or configuration error; 3 nothing could be published; 75 another run holds the lock.
    Run(Run),
    /// The daemon: scheduler and HTTP server in one
    Serve(Serve),
    /// The whole pipeline, offline, on made-up sites
    Demo(Demo),
    /// Write a commented feeds.toml; never overwrites
    Init,
    /// Add the feed or the listing behind an address to feeds.toml
    Add(Add),
    /// Read one document and print the normalized result
    Parse(Parse),
    /// Show the items that a source would give now; stores nothing
    Preview(Preview),
    /// Check a feed or a list of feeds against the specifications and the habits of real readers
    ///
    /// Exit codes: 0 nothing but warnings; 1 there are errors, or the document cannot be had.
    Validate(Validate),
    /// Find every mistake in feeds.toml
    Check(Check),
    /// One row a source: state, last success, next due, items, last error
    Sources(Sources),
    /// What is wrong with sources: pages that changed, floods, silence
    ///
    /// Without a number or source, those that are open.
    Incidents(Incidents),
    /// List and search stored items
    Items(Items),
    /// Where an item came from, and why it is or is not in a feed
    Explain(Explain),
    /// Make an item of its own of what one source gives, for good
    Split(Split),
    /// Make one item of two, for good; the first keeps its id
    Merge(Merge),
    /// Add the subscriptions of an OPML file to feeds.toml, or restore items from feed.json or
    /// archive pages that sangam published
    Import(Import),
    /// Print the sources as OPML
    Export,
    /// Take an item out of all feeds, for good
    Hide(Hide),
    /// Show a hidden item again
    Unhide(Unhide),
}

#[derive(Debug, Args)]
#[expect(clippy::struct_field_names, reason = "the option is called --dry-run everywhere")]
pub(super) struct Run {
    /// Everything is due; validators are still sent
    #[arg(long)]
    pub(super) force: bool,
    /// These sources only
    #[arg(long, value_name = "ID", num_args = 1.., value_parser = SourceId::new)]
    pub(super) only: Vec<SourceId>,
    /// Fetch and show; store and publish nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Print the report as JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub(super) listen: SocketAddr,
    /// Serve only
    #[arg(long, conflicts_with = "no_http")]
    pub(super) no_fetch: bool,
    /// Fetch only
    #[arg(long)]
    pub(super) no_http: bool,
}

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Where to write
    #[arg(long, value_name = "DIR", default_value = "demo")]
    pub(super) dir: PathBuf,
    /// Exit after publishing
    #[arg(long)]
    pub(super) once: bool,
    /// Address to serve the result on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub(super) listen: SocketAddr,
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The address of a feed, of a page that names one, or of a listing
    #[arg(value_name = "URL", value_parser = web_address)]
    pub(super) url: Url,
    /// Add it without asking
    #[arg(long)]
    pub(super) yes: bool,
    /// Id of the source; else made of its title
    #[arg(long, value_name = "ID", value_parser = SourceId::new)]
    pub(super) id: Option<SourceId>,
}

fn web_address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| "use an address such as https://coop.example/news".to_owned())
}

#[derive(Debug, Args)]
pub(super) struct Parse {
    /// The document; - for stdin
    #[arg(value_name = "FILE|-")]
    pub(super) file: PathBuf,
    /// Read an HTML page as a list of items
    #[arg(long)]
    pub(super) listing: bool,
    /// Address of the document: relative addresses count from it
    #[arg(long, value_name = "URL")]
    pub(super) base: Option<Url>,
    /// Its Content-Type, as a server would send it
    #[arg(long, value_name = "TYPE")]
    pub(super) content_type: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    pub(super) format: FeedFormat,
    /// Refuse documents above this size
    #[arg(long, value_name = "SIZE", default_value = "64MB", value_parser = crate::config::size)]
    pub(super) max_body: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FeedFormat {
    Json,
    Atom,
    Rss,
}

#[derive(Debug, Args)]
pub(super) struct Preview {
    /// An address or a file
    #[arg(value_name = "URL|FILE")]
    pub(super) target: String,
    /// Print the items as JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Validate {
    /// An address, a file, or - for stdin
    #[arg(value_name = "URL|FILE|-")]
    pub(super) target: String,
    /// Address that the document should name as its own; of a URL, that itself
    #[arg(long, value_name = "URL")]
    pub(super) base: Option<Url>,
    /// Its Content-Type, as a server would send it
    #[arg(long, value_name = "TYPE")]
    pub(super) content_type: Option<String>,
    /// Print the findings as JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Try every source too
    #[arg(long)]
    pub(super) online: bool,
}

#[derive(Debug, Args)]
pub(super) struct Sources {
    /// Print JSON, with all that was learnt of each source
    #[arg(long)]
    pub(super) json: bool,
    /// Ask a source at its configured address again, and never where it moved to
    #[arg(long, value_name = "ID", conflicts_with = "json")]
    pub(super) undo_move: Vec<String>,
    /// Ask a source again that is gone (410) or waits after failures
    #[arg(long, value_name = "ID", conflicts_with = "json")]
    pub(super) retry: Vec<String>,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(super) struct Incidents {
    /// Number of an incident, or id of a source
    #[arg(value_name = "ID")]
    pub(super) incident: Option<String>,
    /// Those that are over, too
    #[arg(long, conflicts_with = "incident")]
    pub(super) all: bool,
    /// Take what came for right, and read the source so from now on
    #[arg(long, requires = "incident", conflicts_with_all = ["json", "page"])]
    pub(super) accept: bool,
    /// Print the page that was seen
    #[arg(long, requires = "incident", conflicts_with = "json")]
    pub(super) page: bool,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Items {
    /// Words that must all stand in title, summary or text
    pub(super) words: Vec<String>,
    /// Id of a source
    #[arg(long)]
    pub(super) source: Vec<String>,
    /// Kind: News, Article, …
    #[arg(long)]
    pub(super) kind: Vec<String>,
    /// Tag
    #[arg(long)]
    pub(super) tag: Vec<String>,
    /// Language tag
    #[arg(long)]
    pub(super) lang: Vec<String>,
    /// Not older than this: 2017-09-28 or 2017-09-28T10:00:00Z
    #[arg(long, value_parser = since)]
    pub(super) since: Option<DateTime<Utc>>,
    /// Those that are hidden or were taken back, and why
    #[arg(long)]
    pub(super) hidden: bool,
    /// How many at most
    #[arg(long, default_value_t = 50)]
    pub(super) limit: usize,
    /// Print JSON Feed
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// The files; - for stdin
    #[arg(value_name = "FILE|-", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Id (or its first digits), address or guid of the item; or words of the title of one that
    /// was left out
    pub(super) item: String,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Split {
    /// Id (or its first digits), address or guid of the item
    pub(super) item: String,
    /// Whose version is to be an item of its own
    #[arg(long, value_name = "ID", value_parser = SourceId::new)]
    pub(super) source: Option<SourceId>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Merge {
    /// Id (or its first digits), address or guid of the item that stays
    pub(super) item: String,
    /// The same of the one that becomes a part of it
    pub(super) other: String,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Hide {
    /// Id (or its first digits), address or guid of the item
    pub(super) item: String,
    /// Why; kept here and shown by `explain`, not published
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Unhide {
    /// Id (or its first digits), address or guid of the item
    pub(super) item: String,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

fn since(text: &str) -> Result<DateTime<Utc>, String> {
    let day =
        |text: &str| text.parse::<NaiveDate>().map(|day| day.and_time(NaiveTime::MIN).and_utc());
    day(text).or_else(|_| DateTime::parse_from_rfc3339(text).map(|at| at.to_utc())).map_err(|_| {
        "use a day such as 2017-09-28, or a moment such as 2017-09-28T10:00:00Z".to_owned()
    })
}
