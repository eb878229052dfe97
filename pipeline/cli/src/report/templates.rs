//! Templates of reports, compiled into the program because a report needs no project.

use site::Files;

/// Pairs every template with its path below `templates/`.
macro_rules! templates {
    ($($path:literal),+ $(,)?) => {
        [$(($path, include_str!(concat!("../../../../templates/", $path)))),+]
    };
}

const TEMPLATES: [(&str, &str); 27] = templates![
    "assets/css/article.css",
    "assets/css/base.css",
    "assets/css/chart.css",
    "assets/css/figure.css",
    "assets/css/print.css",
    "assets/css/table.css",
    "assets/css/tokens.css",
    "assets/js/chart.js",
    "parts.html",
    "report/advice.html",
    "report/base.html",
    "report/function.html",
    "report/overview.html",
    "report/part.html",
    "report/single.html",
    "words/figures/annotations.txt",
    "words/figures/figure.txt",
    "words/figures/newest-shift.txt",
    "words/figures/parts.txt",
    "words/report/baselines.txt",
    "words/report/bursts.txt",
    "words/report/days.txt",
    "words/report/failure.txt",
    "words/report/failures.txt",
    "words/report/function.txt",
    "words/report/overview.txt",
    "words/report/starts.txt",
];

/// All templates by path.
pub(super) fn files() -> Files {
    TEMPLATES.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}
