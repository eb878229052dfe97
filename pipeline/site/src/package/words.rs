//! The README of the package.

use std::fmt::Write;

use super::{Edition, LICENCE, ZIP, citation};

pub(super) fn readme(edition: &Edition<'_>) -> String {
    let (_, licence, licence_url) = LICENCE;
    let mut text = format!(
        "# {}\n\n{}\n\nVersion {}, data from {} to {}.\nThe site that they are of: <{}>\n\n\
         ## Cite it\n\nShort:\n\n> {}\n\nLong:\n\n> {}\n\nFor a bibliography:\n\n```bibtex\n{}```\n\n\
         `CITATION.cff` says the same to programs.\n\
         {}\n\n\
         ## Licence\n\n[{licence}]({licence_url}) for all files here.\n\
         The raw files that they were computed from are their authors':\n\n",
        edition.title(),
        edition.description(),
        edition.version,
        edition.first_day,
        edition.newest_day,
        edition.config.base_url,
        citation::short(edition),
        citation::long(edition),
        citation::bibtex(edition),
        if edition.is_frozen {
            "This version is frozen: none of its files ever changes."
        } else {
            "A version is the newest day of the data and the beginning of a hash of all tables: where one of them is \
             another, so is the version."
        },
    );
    for source in &edition.sources {
        line(
            &mut text,
            &format!("- `{}`: {}, <{}> ({})", source.name, source.citation, source.homepage, source.licence),
        );
    }
    text.push_str("\n## What each file is\n\n| File | Rows | What a row is |\n|---|---|---|\n");
    for download in edition.downloads {
        let shape = &download.shape;
        line(&mut text, &format!("| `{}` | {} | {} |", shape.file, download.rows, shape.about));
    }
    text.push_str("\n| File | What it is |\n|---|---|\n");
    text.push_str(
        "| `datapackage.json` | type, unit, meaning and limits of each column, keys and references: a Frictionless \
         Data Package 2.0 |\n\
         | `CITATION.cff` | how to cite the tables |\n\
         | `SHA256SUMS` | for `sha256sum --check SHA256SUMS` |\n",
    );
    if edition.is_frozen {
        text.push_str(
            "| `manifest.json` | what the version rests on: days and raw files of each source, methods, tables with \
             rows and checksums, and what has changed since the version before it |\n",
        );
    }
    if edition.is_release() {
        line(&mut text, "| `*.parquet` | each table as Apache Parquet, typed; what is missing is null |");
        line(&mut text, &format!("| `{ZIP}` | all of it, but itself |"));
    }
    text.push_str(
        "\n## How to read them\n\n\
         CSV: UTF-8, LF, a header line, comma, `.` as decimal point, numbers at full precision; an empty cell is \
         missing, never zero.\n\
         Days are `YYYY-MM-DD` and months `YYYY-MM`, both UTC.\n\
         Columns are appended over time, never moved.\n\n\
         In `datapackage.json`, `unit` is what the numbers of a column are counted in, and `1` is a ratio or a \
         share.\n\
         Where it has `unitField` instead, each row names its own: in that column, or at the end of the name in it \
         (`init_ms`).\n\
         A key whose cells may be empty is among `uniqueKeys`: there an empty cell is a value like others.\n",
    );
    if !edition.is_frozen {
        text.push_str(
            "Of a release, `coldmark:parquet` is the file that has the same table as Parquet, and `coldmark:zip` the one \
             with all of the package.\n",
        );
    }
    text.push_str("\nText that a spreadsheet would take for a formula begins with an apostrophe in CSV");
    text.push_str(if edition.is_frozen { ".\n" } else { "; Parquet has it as it is.\n" });
    if edition.is_frozen {
        text.push_str(MANIFEST);
    }
    text
}

/// Section on `manifest.json` in the README of a version, field by field.
const MANIFEST: &str = "
## manifest.json

- `version`, `name`: what the version is called, and what it is of
- `number`, `previous`: its place among the versions, from 1, and the one before it; null of the first
- `first_day`, `newest_day`: first and newest day of all samples, UTC
- `generator`: what made the files
- `methods`: names of the changes of methods in force, oldest first; the page on methods explains each
- `sources`: of each `source` its `first_day`, its `newest_day`, its `accepted_samples`, its `raw_files`, and as \
  `raw_sha256` the SHA-256 of what `sha256sum` prints of those in the order of `files.csv`
- `tables`: of each `file` its `rows`, its `bytes` and its `sha256`
- `since`: what has changed since the version before it; null of the first. Names of `methods` that are new since \
  `version`, and by `table` how many published numbers are in `both`, have `moved`, have `appeared` or are `gone`, and \
  of how many that moved `new_data`, `corrected_data`, a `changed_method` or nothing (`unexplained`) says why; a \
  `problem` where a table could not be compared

Fields are added over time, never moved or renamed.
";

fn line(text: &mut String, words: &str) {
    writeln!(text, "{words}").expect("a String takes any text");
}
