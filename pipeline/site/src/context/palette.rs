//! The colours of the site, read from the stylesheet that is their only source.

use std::collections::BTreeMap;

use crate::Files;

/// The stylesheet that names them, below `templates/`.
const TOKENS: &str = "assets/css/tokens.css";

/// Colours by name, light and dark, as written in the stylesheet: `#1d1f22`.
pub(crate) struct Palette(BTreeMap<String, [String; 2]>);

impl Palette {
    /// Reads every `--name: light-dark(…, …)` of the stylesheet.
    pub(crate) fn of(templates: &Files) -> Palette {
        let css = templates.get(TOKENS).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        let token = |line: &str| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(':')?;
            let (light, dark) =
                value.trim().strip_prefix("light-dark(")?.strip_suffix(");")?.split_once(',')?;
            Some((name.to_owned(), [light.trim().to_owned(), dark.trim().to_owned()]))
        };
        Palette(css.lines().filter_map(token).collect())
    }

    /// Writes a CSS rule for the class of each name, for drawings without a stylesheet.
    pub(crate) fn light_rules(&self) -> String {
        let rules = self.0.iter().map(|(name, [light, _])| [".", name, "{fill:", light, "}"].concat());
        rules.collect()
    }
}
