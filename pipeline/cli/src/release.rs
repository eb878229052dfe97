//! What is for publishing only: cards, and compressed forms of all texts.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use cards::Painter;
use pages::{Files, Site};
use rayon::prelude::*;

use crate::compress;

/// Adds all of it to `site`. What lies in `folder` and is still right is not made again.
pub(crate) fn add(site: &mut Site, folder: &Path) -> Result<()> {
    site.files.extend(draw(&site.cards, Some(folder))?);
    site.files.extend(compress::compressed(&site.files, folder)?);
    Ok(())
}

/// Draws cards, given as SVG by path. Their names say what they show, so one that lies in `folder` is taken from there.
pub(crate) fn draw(cards: &BTreeMap<String, String>, folder: Option<&Path>) -> Result<Files> {
    let painter = Painter::default();
    let draw = |(path, svg): (&String, &String)| {
        let png = match folder.and_then(|folder| fs::read(folder.join(path)).ok()) {
            Some(present) => present,
            None => painter.png(svg).with_context(|| format!("Failed to draw {path}"))?,
        };
        Ok((path.clone(), png))
    };
    cards.par_iter().map(draw).collect()
}
