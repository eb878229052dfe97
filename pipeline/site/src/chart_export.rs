//! Files of each chart: its drawing, its numbers, and a page to embed.
//!
//! Pages of pairs have none, because there are hundreds: a script saves their charts, and a frame shows one alone.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use charts::Caption;
use serde::Serialize;
use serde_json::Value;

use crate::{
    Files,
    context::{
        assets::sheet,
        config::Config,
        figure::Figure,
        page::{Page, view},
        table::Table,
    },
    exported_table::{Exported, ExportedTable},
};

/// Folder of the pages to embed.
const EMBED: &str = "embed/";

/// Folders of the pages that other sites may frame: those to embed, and pairs, which show one chart alone in a frame.
pub(crate) const FRAMED: [&str; 2] = [EMBED, "compare/"];

/// Stylesheets that a drawing needs when it is a file of its own.
const STYLES: [&str; 2] = ["assets/css/tokens.css", "assets/css/chart.css"];

/// Addresses of the files of a page's charts.
#[derive(Serialize)]
pub(crate) struct Place {
    /// Path from the page to the files.
    beside: &'static str,
    /// Address of the folder of embeddable charts.
    embed: String,
}

/// A chart to embed.
#[derive(Serialize)]
struct Embed<'a> {
    figure: &'a Figure,
    /// Address of the page that shows the chart.
    page: String,
    /// Address of the same page, relative to the frame.
    back: String,
    /// File of its numbers, from the root of the site.
    numbers: String,
}

/// Folder for the files of the home page.
const AT_HOME: &str = "charts/";

/// Folder of a page, from the root of the site, with a slash at its end.
fn folder(page: &Page) -> &str {
    page.path.rsplit_once('/').map_or(AT_HOME, |(folder, _)| &page.path[..=folder.len()])
}

impl Place {
    pub(crate) fn of(page: &Page, config: &Config) -> Place {
        Place {
            beside: if page.path.contains('/') { "" } else { AT_HOME },
            embed: format!("{}{EMBED}{}", config.base_url, folder(page)),
        }
    }
}

/// Returns the pages that embed the charts of `page`.
pub(crate) fn embeds(page: &Page) -> Vec<Page> {
    let embed = |figure: &Figure| Page {
        path: format!("{EMBED}{}{}.html", folder(page), figure.slug),
        template: "embed.html",
        title: page.title.clone(),
        description: figure.subtitle.clone(),
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

/// Returns the drawing and the numbers of each chart of `page` as files.
pub(crate) fn files(page: &Page, config: &Config, style: &str) -> Result<Files> {
    let mut files = Files::new();
    for figure in &page.figures {
        let stem = format!("{}{}", folder(page), figure.slug);
        let address = format!("{}{}#{}", config.base_url, page.address(), figure.slug);
        let origin = format!("{}, CC BY 4.0: {address}", config.title);
        let caption = Caption {
            title: &figure.title,
            subtitle: &figure.subtitle,
            notes: &[&figure.source, &origin],
            style,
        };
        let wide = figure.drawings.first().context("A chart has a drawing")?;
        files.insert(format!("{stem}.svg"), wide.standalone_svg(&caption).into_bytes());
        files.insert(format!("{stem}.csv"), csv(&figure.table)?);
        files.insert(format!("{stem}.json"), json(figure, &address)?);
    }
    Ok(files)
}

/// Formats the numbers of a chart as CSV, at the precision of the tables.
fn csv(table: &Table) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let ExportedTable { columns, rows } = ExportedTable::of(table);
    writer.write_record(columns)?;
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| match cell {
            Exported::Missing => String::new(),
            Exported::Number(number) => number,
            Exported::Text(text) => dataset::harmless(text).into_owned(),
        }))?;
    }
    Ok(writer.into_inner()?)
}

/// Numbers of a chart, for programs.
#[derive(Serialize)]
struct Numbers<'a> {
    title: &'a str,
    subtitle: &'a str,
    source: &'a str,
    /// Address of the chart.
    url: &'a str,
    licence: &'static str,
    columns: Vec<String>,
    /// Cells in the order of the columns. Two columns may share a name, so rows are lists.
    rows: Vec<Vec<Value>>,
}

/// Formats the same as [`csv`] as JSON, with a description of the chart. Missing numbers are null, and text stays
/// text.
fn json(figure: &Figure, address: &str) -> Result<Vec<u8>> {
    // Numbers are parsed here, because the JSON parser trades exactness in the last digit for speed.
    let number = |text: &str| match text.parse::<i64>() {
        Ok(whole) => Some(Value::from(whole)),
        Err(_) => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from),
    };
    let cell = |cell: Exported<'_>| match cell {
        Exported::Missing => Value::Null,
        Exported::Number(text) => number(&text).unwrap_or_else(|| text.into()),
        Exported::Text(text) => text.into(),
    };
    let ExportedTable { columns, rows } = ExportedTable::of(&figure.table);
    let numbers = Numbers {
        title: &figure.title,
        subtitle: &figure.subtitle,
        source: &figure.source,
        url: address,
        licence: "CC-BY-4.0",
        columns,
        rows: rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect(),
    };
    let mut json = serde_json::to_vec(&numbers)?;
    json.push(b'\n');
    Ok(json)
}

/// Returns the style of a drawing that is a file of its own, taken from the stylesheets of the site.
pub(crate) fn style(templates: &Files) -> String {
    STYLES.map(|path| sheet(templates, path)).concat()
}

/// Lists the folders and pages at the top of a site that other sites may not frame.
pub(crate) fn unframed(site: &Files) -> BTreeSet<String> {
    let top = |path: &String| match path.split_once('/') {
        Some((folder, _)) if FRAMED.iter().any(|framed| framed.trim_end_matches('/') == folder) => None,
        Some((folder, _)) => Some(format!("/{folder}/*")),
        None => path.ends_with(".html").then(|| format!("/{path}")),
    };
    site.keys().filter_map(top).chain(["/".to_owned()]).collect()
}

#[test]
fn numbers_keep_their_precision_and_text_is_no_formula() {
    use crate::context::table::Cell;

    let mut table = Table::new("x", &["Name", "#p50, ms"]);
    for (name, value) in [
        (Cell::text("=1+1"), Cell::number(15.912_345_678)),
        (Cell::text("-12"), Cell::measured(None)),
        (Cell::text("-a, \"b\""), Cell::count(1_234_567)),
        (Cell::text("@x"), Cell::short(3, false)),
        (Cell::text("Go"), Cell::number(-0.5)),
    ] {
        table.rows.push(vec![name, value]);
    }
    let expected = "Name,\"p50, ms\"\n'=1+1,15.9123457\n-12,\n\"'-a, \"\"b\"\"\",1234567\n'@x,\nGo,-0.5\n";
    assert_eq!(String::from_utf8(csv(&table).unwrap_or_default()).as_deref(), Ok(expected));
}
