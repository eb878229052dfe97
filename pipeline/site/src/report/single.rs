//! A report in a single file, which can be mailed: styles, script and tables are in the page itself.

use std::collections::BTreeMap;

use anyhow::Result;
use base64::{Engine, prelude::BASE64_STANDARD};
use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    frame::{BASE, Inline, Renderer, Shared},
    function,
    inputs::{Function, ReportInputs, functions},
    overview,
    tables::tables,
};
use crate::{
    Files,
    context::{assets, texts::Texts},
};

/// Template of a page without its frame.
const PART: &str = "report/part.html";

/// Content security policy of the file, except for the hashes of its styles and script: it may load nothing.
const POLICY: &str =
    "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; object-src 'none'";

impl Inline {
    fn of(templates: &Files) -> Inline {
        let script = templates.get("assets/js/chart.js");
        Inline {
            style: assets::style(templates),
            print: assets::sheet(templates, "assets/css/print.css"),
            script: script.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default(),
        }
    }

    /// Makes the policy that allows these styles and this script alone.
    fn policy(&self) -> String {
        let hash = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
        format!(
            "{POLICY}; style-src {} {}; script-src {}",
            hash(&self.style),
            hash(&self.print),
            hash(&self.script)
        )
    }
}

/// The pages of a report, as parts of one.
#[derive(Serialize)]
struct Single {
    overview: String,
    functions: Vec<Part>,
}

/// The page of a function.
#[derive(Serialize)]
struct Part {
    id: String,
    html: String,
}

/// Makes the report as one HTML file that refers to no other file and to no network.
///
/// Fails if a template cannot be parsed.
pub fn single(inputs: &ReportInputs<'_>) -> Result<Vec<u8>> {
    let inline = Inline::of(inputs.templates);
    let shared = Shared { policy: inline.policy(), inline: Some(inline), ..Shared::default() };
    let parts = Renderer::of(inputs.templates, &shared, PART)?;
    let texts = Texts::of(inputs.templates)?;
    let mut functions = functions(inputs);
    for function in &mut functions {
        function.path = id(&function.path);
    }
    let tables = tables(inputs)?.into_iter().map(|(name, bytes)| (name, data_url(&bytes))).collect();
    // With this root, every link to another page becomes a link within the file.
    let overview = parts.render("report/overview.html", "#", &overview::view(inputs, &texts, &functions)?)?;
    let part = |function: &Function<'_>| {
        let html = parts.render("report/function.html", "#", &function::view(inputs, &texts, function)?)?;
        let id = function.path.clone();
        Ok(Part { html: Rewriter { part: Some(&id), tables: &tables }.html(&html), id })
    };
    let view = Single {
        overview: Rewriter { part: None, tables: &tables }.html(&overview),
        functions: functions.par_iter().map(part).collect::<Result<Vec<_>>>()?,
    };
    let whole = Renderer::of(inputs.templates, &shared, BASE)?;
    Ok(whole.render("report/single.html", "", &view)?.into_bytes())
}

/// Turns the path of a page into an id: `function/1-shop/index.html` becomes `function-1-shop`.
fn id(path: &str) -> String {
    path.trim_end_matches("/index.html").replace('/', "-")
}

fn data_url(csv: &[u8]) -> String {
    format!("data:text/csv;charset=utf-8;base64,{}", BASE64_STANDARD.encode(csv))
}

/// Rewrites the tags of a page for the single file.
///
/// Templates and charts escape `<`, `>` and `"` in text and attributes, so these characters delimit tags and values.
struct Rewriter<'a> {
    /// Id of the part below the overview; none for the overview itself.
    part: Option<&'a str>,
    /// Addresses of the tables by file name.
    tables: &'a BTreeMap<String, String>,
}

impl Rewriter<'_> {
    fn html(&self, html: &str) -> String {
        let mut pieces = html.split('<');
        let mut found = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
            found.push('<');
            self.tag(tag, &mut found);
            found.push('>');
            found.push_str(text);
        }
        found
    }

    fn tag(&self, tag: &str, found: &mut String) {
        let mut attribute = "";
        for (idx, piece) in tag.split('"').enumerate() {
            if idx % 2 == 1 {
                self.value(attribute, piece, found);
                continue;
            }
            attribute = piece.rsplit(char::is_whitespace).next().unwrap_or_default();
            match self.part {
                Some(_) if idx == 0 => found.push_str(&lowered(piece)),
                _ => found.push_str(piece),
            }
        }
    }

    /// Adds the quoted value of an attribute, which is given as `name=`.
    fn value(&self, attribute: &str, value: &str, found: &mut String) {
        let value = match (attribute, self.part) {
            ("id=" | "aria-labelledby=" | "aria-describedby=", Some(part)) => {
                let ids: Vec<String> = value.split(' ').map(|id| format!("{part}-{id}")).collect();
                ids.join(" ")
            }
            ("href=", _) if value == "#index.html" => "#main".to_owned(),
            ("href=", _) => match value.strip_prefix('#').and_then(|name| self.tables.get_key_value(name)) {
                Some((name, url)) => format!("{url}\" download=\"{name}"),
                None => value.to_owned(),
            },
            _ => value.to_owned(),
        };
        found.push('"');
        found.push_str(&value);
        found.push('"');
    }
}

/// Lowers a heading by one level, because the file has one title. Takes the beginning of a tag.
fn lowered(tag: &str) -> String {
    let (slash, name) = tag.strip_prefix('/').map_or(("", tag), |name| ("/", name));
    for level in 1..6 {
        let rest = name.strip_prefix(&format!("h{level}"));
        if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            return format!("{slash}h{}{rest}", level + 1);
        }
    }
    tag.to_owned()
}

#[test]
fn parts_have_their_own_ids_and_lower_headings() {
    let tables = BTreeMap::from([("a.csv".to_owned(), "data:,a".to_owned())]);
    let html = "<h1>One</h1><h2 id=\"next\">a id=\"b\"</h2><header><p class=x aria-labelledby=\"c d\">\
                <a href=\"#index.html\">All</a> <a href=\"#a.csv\">a.csv</a> <a href=\"#p\">p</a>";
    let part = Rewriter { part: Some("p"), tables: &tables }.html(html);
    assert_eq!(
        part,
        "<h2>One</h2><h3 id=\"p-next\">a id=\"b\"</h3><header><p class=x aria-labelledby=\"p-c p-d\">\
         <a href=\"#main\">All</a> <a href=\"data:,a\" download=\"a.csv\">a.csv</a> <a href=\"#p\">p</a>"
    );
    let whole = Rewriter { part: None, tables: &tables }.html("<h1 id=\"a\">One</h1>");
    assert_eq!(whole, "<h1 id=\"a\">One</h1>");
}

#[test]
fn ids_come_from_paths() {
    assert_eq!(id("function/1-shop/index.html"), "function-1-shop");
}
