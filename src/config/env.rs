//! The environment: `${NAME}` in strings, and `SANGAM_SECTION_KEY` in place of a setting.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What every variable of ours starts with.
pub(super) const PREFIX: &str = "SANGAM_";

/// Variables that are no settings: the command line reads them.
pub(super) const RESERVED: [&str; 1] = ["SANGAM_CONFIG"];

/// Environment variables, taken once and handed in. Names and values that are no UTF-8 count as
/// not set.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Takes what `std::env::vars_os` gives.
    #[must_use]
    pub fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let text = |(name, value): (OsString, OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self(variables.into_iter().filter_map(text).collect())
    }

    /// The value of a variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value that overrides a setting. An empty one does not: `SANGAM_X=` is how scripts and
    /// compose files write "not set".
    pub(super) fn setting(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }

    /// Names of variables that look like settings.
    pub(super) fn settings(&self) -> impl Iterator<Item = &str> {
        let names = self.0.keys().map(String::as_str);
        names.filter(|name| name.starts_with(PREFIX) && !RESERVED.contains(name))
    }

    /// The user's configuration folder, by the XDG base directory specification: a relative
    /// `XDG_CONFIG_HOME` is ignored.
    pub(super) fn config_home(&self) -> Option<PathBuf> {
        let absolute = |name| self.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
        absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config")))
    }

    /// Puts the values of variables for `${NAME}`; `$${` stands for `${`. The error is a fragment
    /// that says what is wrong.
    ///
    /// Within the user and password of an address the value is percent-encoded: a password with
    /// a `/` or an `@` would otherwise end there and send its rest to another host.
    pub(super) fn expand(&self, written: &str) -> Result<String, String> {
        let mut expanded = String::with_capacity(written.len());
        let mut rest = written;
        while let Some(at) = rest.find("${") {
            let (before, after) = (&rest[..at], &rest[at + 2..]);
            if let Some(before) = before.strip_suffix('$') {
                expanded.push_str(before);
                expanded.push_str("${");
                rest = after;
                continue;
            }
            expanded.push_str(before);
            let (name, behind) = name(after)?;
            let value = self.get(name).ok_or_else(|| not_set(name))?;
            let head = &written[..written.len() - rest.len() + at];
            if is_in_credentials(head, behind) {
                expanded.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
            } else {
                expanded.push_str(value);
            }
            rest = behind;
        }
        expanded.push_str(rest);
        Ok(expanded)
    }
}

/// The place between `head` and `behind` is that of user and password: after `//`, before `@`.
fn is_in_credentials(head: &str, behind: &str) -> bool {
    const END_OF_HOST: [char; 4] = ['/', '?', '#', '@'];
    let is_behind_scheme =
        head.rsplit_once("://").is_some_and(|(_, authority)| !authority.contains(END_OF_HOST));
    let end = behind.find(END_OF_HOST).and_then(|end| behind[end..].chars().next());
    is_behind_scheme && end == Some('@')
}

fn not_set(name: &str) -> String {
    format!("the environment variable {name} is not set; set it, or write $${{ for a literal ${{")
}

/// Values may be secrets, so only the names are shown.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(variables: [(&str, &str); N]) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self(variables.into_iter().map(owned).collect())
    }
}

/// The name up to `}`, and what stands behind it.
fn name(text: &str) -> Result<(&str, &str), String> {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let name = text.split_once('}');
    name.filter(|(name, _)| !name.is_empty() && name.bytes().all(legal)).ok_or_else(|| {
        "${ begins the name of an environment variable, as in ${NAME}; write $${ for a literal ${"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: Result<&str, &str>) {
        let env = Environment::from([("NAME", "value"), ("EMPTY", "")]);
        match (env.expand(written), expected) {
            (Ok(got), Ok(expected)) => assert_eq!(got, expected),
            (Err(got), Err(part)) => assert!(got.contains(part), "{got}"),
            (got, _) => panic!("{written} gives {got:?}"),
        }
    }

    #[test]
    fn variables_are_put_in() {
        check("", Ok(""));
        check("plain $ } {", Ok("plain $ } {"));
        check("a ${NAME} b ${NAME}", Ok("a value b value"));
        check("${EMPTY}", Ok(""));
        check("$${NAME}", Ok("${NAME}"));
        check("$$${NAME}", Ok("$${NAME}"));
        check("^a{2}$", Ok("^a{2}$"));
        check("${OTHER}", Err("variable OTHER is not set"));
        check("${NAME", Err("begins the name"));
        check("${}", Err("begins the name"));
        check("${a b}", Err("begins the name"));
    }

    #[test]
    fn what_is_put_in_is_not_expanded_again() {
        let env = Environment::from([("A", "${B}"), ("B", "secret")]);
        assert_eq!(env.expand("${A}"), Ok("${B}".to_owned()));
    }

    #[test]
    fn a_password_stays_in_its_place() {
        let env = Environment::from([("USER", "a@b"), ("PASS", "1/x@evil?#"), ("PATH", "a/b")]);
        let expanded = env.expand("https://${USER}:${PASS}@example.org/${PATH}?${PATH}@");
        let expected = "https://a%40b:1%2Fx%40evil%3F%23@example.org/a/b?a/b@";
        assert_eq!(expanded, Ok(expected.to_owned()));
    }

    #[test]
    fn values_are_not_shown() {
        let env = Environment::from([("TOKEN", "secret")]);
        assert_eq!(format!("{env:?}"), r#"{"TOKEN"}"#);
    }

    #[test]
    fn the_folder_of_the_user_is_absolute() {
        let home = |variables| Environment::from(variables).config_home();
        let expected = Some(PathBuf::from("/h/.config"));
        assert_eq!(home([("XDG_CONFIG_HOME", "/x"), ("HOME", "/h")]), Some(PathBuf::from("/x")));
        assert_eq!(home([("XDG_CONFIG_HOME", "x"), ("HOME", "/h")]), expected);
        assert_eq!(home([("XDG_CONFIG_HOME", ""), ("HOME", "/h")]), expected);
    }
}
