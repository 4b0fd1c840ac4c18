//! Sources on this machine: `file:` and `exec:` addresses.

use std::path::{Path, PathBuf};

use url::Url;

use super::section::Section;
use super::values::{WEB_ADDRESS, Wrong, web_address};
use crate::fetch::local::{Local, Place, Program};

/// Settings of a request, which is not made here.
const OF_REQUESTS: [&str; 12] = [
    "headers",
    "auth",
    "robots",
    "proxy",
    "connect_timeout",
    "http1_only",
    "ca",
    "pin",
    "accept_invalid_certs",
    "allow_private",
    "allow_ports",
    "allow_downgrade",
];

/// The source at a `file:` or `exec:` address, if it has one of these.
pub(super) fn local(section: &Section<'_>, folder: &Path, is_allowed: bool) -> Option<Local> {
    let base = section.read("base", WEB_ADDRESS, web_address);
    let variables = variables(section);
    if !is_local(section) {
        for key in ["base", "env"].into_iter().filter(|key| section.is_written(key)) {
            section.problem_at(key, "is for file: and exec: sources only");
        }
        return None;
    }
    if !is_allowed {
        let message = "is on this machine; set allow_exec = true in [fetch] if that is meant";
        section.problem_at("url", message);
    }
    for key in OF_REQUESTS.into_iter().filter(|key| section.is_written(key)) {
        section.problem_at(key, "does nothing: no request is made for this source");
    }
    let (url, place) = section.read("url", "a file or a program", |text| place(text, folder))?;
    let place = match place {
        Place::Program(program) => Place::Program(Program { variables, ..program }),
        Place::File(file) => {
            if section.is_written("env") {
                section.problem_at("env", "is for exec: sources only");
            }
            Place::File(file)
        }
    };
    Some(Local { url, base, place })
}

/// The file says that it is one of these. What only the environment says does not count: it is
/// not for a variable to have programs run.
pub(super) fn is_local(section: &Section<'_>) -> bool {
    let written = section.as_written("url").unwrap_or_default();
    let begins = |scheme: &str| {
        written.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    begins("file:") || begins("exec:")
}

/// `env`.
fn variables(source: &Section<'_>) -> Vec<(String, String)> {
    let name = format!("env of {}", source.name);
    let Some(section) = source.optional_table("env", name) else { return Vec::new() };
    let mut variables = Vec::new();
    for (name, origin, value) in section.entries("a text") {
        if name.is_empty() || name.contains(['=', '\0']) || value.value.contains('\0') {
            let message = format!("{name:?} in {} cannot be a variable", section.name);
            section.context.problem(&origin, message);
        } else {
            variables.push((name, value.value));
        }
    }
    variables
}

fn place(text: &str, folder: &Path) -> Result<(Url, Place), Wrong> {
    let (scheme, rest) = text.split_once(':').ok_or(Wrong::Plainly)?;
    if rest.contains('\0') {
        return Err(Wrong::because("it holds a zero byte"));
    }
    if scheme.eq_ignore_ascii_case("file") {
        let file = file(text, rest, folder)?;
        let url = Url::from_file_path(&file);
        return Ok((url.map_err(|()| Wrong::because("it is no path"))?, Place::File(file)));
    }
    let mut words = words(rest)?.into_iter();
    let program = words.next().ok_or_else(|| Wrong::because("it names no program"))?;
    // A bare name is looked for in `PATH`, a path counts from the folder of the configuration.
    let folder = absolute(folder);
    let program = if program.contains('/') { folder.join(program) } else { program.into() };
    let program = Program { program, arguments: words.collect(), folder, variables: Vec::new() };
    let url = Url::parse(&format!("exec:{}", rest.trim())).map_err(|_| Wrong::Plainly)?;
    Ok((url, Place::Program(program)))
}

/// `file:///path` as an address, anything else as a path.
fn file(text: &str, rest: &str, folder: &Path) -> Result<PathBuf, Wrong> {
    if rest.starts_with("//") {
        let path = Url::parse(text).ok().and_then(|url| url.to_file_path().ok());
        return path.ok_or_else(|| Wrong::because("it is no file of this machine"));
    }
    if rest.is_empty() {
        Err(Wrong::because("it names no file"))
    } else {
        Ok(absolute(&folder.join(rest)))
    }
}

fn absolute(path: &Path) -> PathBuf {
    // The folder of a bare `feeds.toml` has an empty name.
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The words of a command: between spaces, or in quotes of either kind. Nothing else means
/// anything, as there is no shell.
fn words(text: &str) -> Result<Vec<String>, Wrong> {
    let (mut words, mut quote) = (Vec::new(), None);
    let mut word: Option<String> = None;
    for c in text.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if quote.is_some() { Err(Wrong::because("a quote is not closed")) } else { Ok(words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_words_and_no_more() {
        #[track_caller]
        fn check(text: &str, expected: Option<&[&str]>) {
            let expected = expected.map(|words| words.iter().map(ToString::to_string).collect());
            assert_eq!(words(text).ok(), expected);
        }
        check("bin/feed", Some(&["bin/feed"]));
        check("  bin/feed  --days\t7 ", Some(&["bin/feed", "--days", "7"]));
        check("a 'b c' \"d 'e'\" ''", Some(&["a", "b c", "d 'e'", ""]));
        check("a --name='b c'd", Some(&["a", "--name=b cd"]));
        check(
            "a | b > c; $(d) `e` ~ * \\n",
            Some(&["a", "|", "b", ">", "c;", "$(d)", "`e`", "~", "*", "\\n"]),
        );
        check("a 'b", None);
        check("", Some(&[]));
    }

    #[test]
    fn places_count_from_the_folder_of_the_configuration() {
        #[track_caller]
        fn check(text: &str, expected: Option<&str>) {
            let found = place(text, Path::new("/etc/feeds")).ok().map(|(url, place)| match place {
                Place::File(file) => format!("{url} {}", file.display()),
                Place::Program(program) => format!("{url} {}", program.program.display()),
            });
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        check("file:a b.xml", Some("file:///etc/feeds/a%20b.xml /etc/feeds/a b.xml"));
        check("file:../a.xml", Some("file:///etc/feeds/../a.xml /etc/feeds/../a.xml"));
        check("file:/srv/a.xml", Some("file:///srv/a.xml /srv/a.xml"));
        check("file:///srv/a%20b.xml", Some("file:///srv/a%20b.xml /srv/a b.xml"));
        check("FILE:/srv/a.xml", Some("file:///srv/a.xml /srv/a.xml"));
        check("file://elsewhere.example/a.xml", None);
        check("file:", None);
        check("exec:feed --all", Some("exec:feed --all feed"));
        check("exec:./feed", Some("exec:./feed /etc/feeds/./feed"));
        check("exec:/usr/bin/feed", Some("exec:/usr/bin/feed /usr/bin/feed"));
        check("exec: ", None);
    }
}
