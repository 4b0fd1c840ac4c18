//! `[publish] theme` and `[publish.look]`: how pages look.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::section::Section;
use super::values::{WEB_ADDRESS, Wrong, public_address};
use crate::model::look::Look;
use crate::pipeline;

/// A file of a theme that is longer than this is none.
const MAX_FILE: u64 = 1 << 20;

/// Settings for colours, and the variables of the style sheet that they set.
const COLORS: [(&str, &str); 10] = [
    ("background", "--paper"),
    ("card", "--card"),
    ("text", "--ink"),
    ("muted", "--soft"),
    ("line", "--line"),
    ("link", "--river"),
    ("band", "--deep"),
    ("band_text", "--on-deep"),
    ("accent", "--clay"),
    ("tint", "--tint"),
];

const FONTS: [(&str, &str); 2] = [("text_font", "--sans"), ("heading_font", "--serif")];

const COLOR: &str = "a CSS colour such as \"#0a5a5f\" or \"rgb(10 90 95)\"";

const FONT: &str = "names of fonts such as \"Inter, sans-serif\"";

/// Reads both. Relative paths count from `folder`.
pub(super) fn look(publish: &Section<'_>, folder: &Path) -> Arc<Look> {
    let theme = publish.read("theme", "a folder such as \"theme\"", |text| theme(text, folder));
    let section = publish.table("look", "[publish.look]");
    let mut light = colors(&section);
    light.extend(FONTS.iter().filter_map(|(key, variable)| {
        Some(format!("{variable}:{}", section.read(key, FONT, font)?))
    }));
    let dark = section.table("dark", "dark of [publish.look]");
    let dark_colors = colors(&dark);
    dark.finish(&[]);
    let logo = section.read("logo", WEB_ADDRESS, public_address);
    section.finish(&[]);
    let variables = variables(&light, &dark_colors);
    Arc::new(Look { files: theme.unwrap_or_default(), variables, logo })
}

fn colors(section: &Section<'_>) -> Vec<String> {
    let set = COLORS.iter().filter_map(|(key, variable)| {
        Some(format!("{variable}:{}", section.read(key, COLOR, color)?))
    });
    set.collect()
}

/// The colours for light pages alone would make dark ones illegible, so that those of the dark
/// keep what comes with the program where nothing is said.
fn variables(light: &[String], dark: &[String]) -> String {
    let mut css = String::new();
    let (fonts, light): (Vec<_>, Vec<_>) =
        light.iter().cloned().partition(|one| FONTS.iter().any(|(_, name)| one.starts_with(name)));
    if !fonts.is_empty() {
        let _ = writeln!(css, ":root{{{}}}", fonts.join(";"));
    }
    for (scheme, set) in [("light", light.as_slice()), ("dark", dark)] {
        if !set.is_empty() {
            let set = set.join(";");
            let _ = writeln!(css, "@media (prefers-color-scheme:{scheme}){{:root{{{set}}}}}");
        }
    }
    css
}

/// Whatever cannot end the declaration that it stands in.
fn color(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    let legal = |c: char| c.is_ascii_alphanumeric() || "#(),.%/ -".contains(c);
    let is_function = text.matches('(').count() == text.matches(')').count();
    if text.is_empty() || text.len() > 100 || !text.chars().all(legal) || !is_function {
        return Err(Wrong::Plainly);
    }
    if text.to_ascii_lowercase().contains("url(") {
        return Err(Wrong::because("a colour asks for nothing elsewhere"));
    }
    Ok(text.to_owned())
}

fn font(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    let legal = |c: char| c.is_alphanumeric() || ", -_\"'".contains(c);
    let is_quoted = ['"', '\''].iter().all(|quote| text.matches(*quote).count() % 2 == 0);
    if text.is_empty() || text.len() > 300 || !text.chars().all(legal) || !is_quoted {
        return Err(Wrong::Plainly);
    }
    Ok(text.to_owned())
}

/// The files of a theme, each as it must be.
fn theme(text: &str, folder: &Path) -> Result<BTreeMap<String, String>, Wrong> {
    let path = super::publish::path(text, folder)?;
    if !path.is_dir() {
        return Err(Wrong::because("there is no such folder"));
    }
    let mut files = BTreeMap::new();
    for name in Look::FILES {
        if let Some(text) = theme_file(&path.join(name))? {
            files.insert(name.to_owned(), text);
        }
    }
    if files.is_empty() {
        let names = Look::FILES.join(", ");
        return Err(Wrong::Because(format!("it has none of {names}")));
    }
    pipeline::check_theme(&files).map_err(Wrong::Because)?;
    Ok(files)
}

fn theme_file(path: &PathBuf) -> Result<Option<String>, Wrong> {
    if !path.is_file() {
        return Ok(None);
    }
    let unreadable = |why: String| Wrong::Because(format!("{}: {why}", path.display()));
    let file = std::fs::File::open(path).map_err(|error| unreadable(error.to_string()))?;
    let mut text = String::new();
    let read = file.take(MAX_FILE + 1).read_to_string(&mut text);
    read.map_err(|error| unreadable(error.to_string()))?;
    if text.len() as u64 > MAX_FILE {
        return Err(unreadable("it is longer than 1 MB".to_owned()));
    }
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_ends_its_declaration() {
        for good in ["#0a5a5f", "rgb(10 90 95 / 50%)", "teal", "oklch(60% 0.1 200)"] {
            assert_eq!(color(good).unwrap(), good);
        }
        for bad in ["", "red;", "}", "url(//a.example)", "rgb(1", "\\72", "</style>"] {
            assert!(color(bad).is_err(), "{bad}");
        }
        assert!(font("\"Noto Serif\", Georgia, serif").is_ok());
        for bad in ["a;b", "\"a", "</style>", "a{", "expression(1)"] {
            assert!(font(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn colours_are_of_light_or_of_dark_and_fonts_of_both() {
        let set = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        let css = variables(&set(&["--river:red", "--sans:Inter"]), &set(&["--river:pink"]));
        let expected = ":root{--sans:Inter}\n\
            @media (prefers-color-scheme:light){:root{--river:red}}\n\
            @media (prefers-color-scheme:dark){:root{--river:pink}}\n";
        assert_eq!(css, expected);
    }
}
