//! What can be taken of a chart: its drawing, its numbers, and a page to put into a frame.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use charts::Caption;
use serde::Serialize;
use serde_json::Value;

use crate::{
    Files,
    context::{
        config::Config,
        figure::Figure,
        page::{Page, view},
        table::{Cell, Table},
    },
    encode::harmless,
};

/// Folder of the pages to put into a frame, which alone may be framed by others.
pub(crate) const EMBED: &str = "embed/";

/// Stylesheets that a drawing needs when it is a file of its own.
const STYLES: [&str; 2] = ["assets/css/tokens.css", "assets/css/chart.css"];

/// Where a page has the files of its charts.
#[derive(Serialize)]
pub(crate) struct Place {
    /// From the page to its files.
    beside: &'static str,
    /// Address of the folder of its charts to embed; none where it has none.
    embed: Option<String>,
    /// Address of the folder of their files.
    files: String,
}

/// A chart to put into a frame.
#[derive(Serialize)]
struct Embed<'a> {
    figure: &'a Figure,
    /// Address of the page that the chart is of.
    page: String,
    /// The same from the frame.
    back: String,
    /// Its numbers, from the root of the site.
    numbers: String,
}

/// Files beside the home page have a folder of their own.
const AT_HOME: &str = "charts/";

/// The folder of a page, from the root of the site, with a slash at its end.
fn folder(page: &Page) -> &str {
    page.path.rsplit_once('/').map_or(AT_HOME, |(folder, _)| &page.path[..=folder.len()])
}

/// There are hundreds of pairs: theirs are put elsewhere as pictures, which their files are.
fn has_embeds(page: &Page) -> bool {
    !page.path.starts_with("compare/")
}

impl Place {
    pub(crate) fn of(page: &Page, config: &Config) -> Place {
        Place {
            beside: if page.path.contains('/') { "" } else { AT_HOME },
            embed: has_embeds(page).then(|| format!("{}{EMBED}{}", config.base_url, folder(page))),
            files: format!("{}{}", config.base_url, folder(page)),
        }
    }
}

/// The pages to put into frames of the charts of `page`.
pub(crate) fn embeds(page: &Page) -> Vec<Page> {
    if !has_embeds(page) {
        return Vec::new();
    }
    let embed = |figure: &Figure| Page {
        path: format!("{EMBED}{}{}.html", folder(page), figure.slug),
        template: "embed.html",
        title: format!("{}, {} · {}", figure.title, figure.slug.replace('-', " "), page.title),
        description: figure.finding.clone(),
        view: view(&Embed {
            figure,
            page: page.address().to_owned(),
            back: format!("{}#{}", page.path, figure.slug),
            numbers: format!("{}{}.csv", folder(page), figure.slug),
        }),
        figures: Vec::new(),
    };
    page.figures.iter().map(embed).collect()
}

/// Drawing and numbers of each chart of `page` as files.
pub(crate) fn files(page: &Page, config: &Config, style: &str) -> Result<Files> {
    let mut files = Files::new();
    for figure in &page.figures {
        let stem = format!("{}{}", folder(page), figure.slug);
        let address = format!("{}{}#{}", config.base_url, page.address(), figure.slug);
        let origin = format!("{}, CC BY 4.0: {address}", config.title);
        let caption = Caption { finding: &figure.finding, notes: &[&figure.source, &origin], style };
        let wide = figure.drawings.first().context("A chart has a drawing")?;
        files.insert(format!("{stem}.svg"), wide.standalone_svg(&caption).into_bytes());
        files.insert(format!("{stem}.csv"), csv(&figure.table)?);
        files.insert(format!("{stem}.json"), json(figure, &address)?);
    }
    Ok(files)
}

/// The numbers of a chart, at full precision where there is one.
fn csv(table: &Table) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|column| column.label.as_str()))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| harmless(cell.full()).into_owned()))?;
    }
    Ok(writer.into_inner()?)
}

/// The numbers of a chart, as a program reads them.
#[derive(Serialize)]
struct Numbers<'a> {
    title: &'a str,
    finding: &'a str,
    source: &'a str,
    /// Where the chart is.
    url: &'a str,
    licence: &'static str,
    columns: Vec<&'a str>,
    /// Cells in the order of the columns, of which two may have one name.
    rows: Vec<Vec<Value>>,
}

/// The same as [`csv`], with what the chart is: numbers as numbers, what is missing null, text as it is.
fn json(figure: &Figure, address: &str) -> Result<Vec<u8>> {
    // What reads JSON is quick rather than exact to the last digit, so that it reads no number here.
    let number = |text: &str| match text.parse::<i64>() {
        Ok(whole) => Some(Value::from(whole)),
        Err(_) => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from),
    };
    let cell = |cell: &Cell| match (&cell.value, cell.full()) {
        (_, "") => Value::Null,
        (Some(value), text) => number(value).unwrap_or_else(|| text.into()),
        (None, text) => text.into(),
    };
    let numbers = Numbers {
        title: &figure.title,
        finding: &figure.finding,
        source: &figure.source,
        url: address,
        licence: "CC-BY-4.0",
        columns: figure.table.columns.iter().map(|column| column.label.as_str()).collect(),
        rows: figure.table.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
    };
    let mut json = serde_json::to_vec(&numbers)?;
    json.push(b'\n');
    Ok(json)
}

/// The style of a drawing that is a file of its own, from the stylesheets of the site.
pub(crate) fn style(templates: &Files) -> String {
    let sheets = STYLES.iter().filter_map(|path| templates.get(*path));
    sheets.map(|bytes| minified(&String::from_utf8_lossy(bytes))).collect()
}

/// CSS without comments and without spaces that mean nothing. Our strings hold neither.
fn minified(css: &str) -> String {
    let mut without_comments = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        without_comments.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    without_comments.push_str(rest);
    let mut found = without_comments.split_whitespace().collect::<Vec<_>>().join(" ");
    for mark in ["{", "}", ";", ","] {
        found = found.replace(&format!(" {mark}"), mark).replace(&format!("{mark} "), mark);
    }
    found.replace(";}", "}")
}

/// The folders and pages at the top of a site that are not to be framed by others.
pub(crate) fn unframed(site: &Files) -> BTreeSet<String> {
    let top = |path: &String| match path.split_once('/') {
        Some((folder, _)) if EMBED.trim_end_matches('/') == folder => None,
        Some((folder, _)) => Some(format!("/{folder}/*")),
        None => path.ends_with(".html").then(|| format!("/{path}")),
    };
    site.keys().filter_map(top).chain(["/".to_owned()]).collect()
}

#[test]
fn numbers_keep_their_precision_and_text_is_no_formula() {
    let mut table = Table::new("x", &["Name", "#p50, ms"]);
    for (name, value) in [
        (Cell::text("=1+1"), Cell::number(15.912_345_678)),
        (Cell::text("-12"), Cell::measured(None)),
        (Cell::text("-a, \"b\""), Cell::count(1_234_567)),
        (Cell::text("@x"), Cell::short(3)),
        (Cell::text("Go"), Cell::number(-0.5)),
    ] {
        table.rows.push(vec![name, value]);
    }
    let expected = "Name,\"p50, ms\"\n'=1+1,15.912345678\n-12,\n\"'-a, \"\"b\"\"\",1234567\n'@x,\nGo,-0.5\n";
    assert_eq!(String::from_utf8(csv(&table).unwrap_or_default()).as_deref(), Ok(expected));
}

#[test]
fn css_is_written_without_what_means_nothing() {
    let css = "/* A. */\n.a :is(b, c) {\n  --x: 1px;\n\n  &.d > e { color: red; }\n}\n";
    assert_eq!(minified(css), ".a :is(b,c){--x: 1px;&.d > e{color: red}}");
}
