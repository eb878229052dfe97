//! What is for publishing only: cards, the tables in one file, and compressed forms of all texts.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use pages::{Files, Site};
use rayon::prelude::*;
use social_cards::Renderer;

use crate::compress;

/// Adds all of it to `site`. What lies in `folder` and is still right is not made again.
pub(crate) fn add(site: &mut Site, folder: &Path) -> Result<()> {
    add_new(site, Some(folder))?;
    site.files.extend(compress::compressed(&site.files, folder)?);
    Ok(())
}

/// Adds what says something of its own: all but the compressed forms.
pub(crate) fn add_new(site: &mut Site, folder: Option<&Path>) -> Result<()> {
    site.files.extend(draw(&site.cards, folder)?);
    if let Some(package) = &site.package {
        let (year, month, day) = package.newest_day;
        let files: Vec<(&str, &[u8])> = package
            .files
            .iter()
            .filter_map(|path| Some((path.rsplit('/').next()?, site.files.get(path)?.as_slice())))
            .collect();
        let zip = parcels::zip_of(&package.folder, &files, (year, month, day))?;
        site.files.insert(package.zip.clone(), zip);
    }
    Ok(())
}

/// Draws cards, given as SVG by path. Their names say what they show, so one that lies in `folder` is taken from there.
fn draw(cards: &BTreeMap<String, String>, folder: Option<&Path>) -> Result<Files> {
    let renderer = Renderer::default();
    let draw = |(path, svg): (&String, &String)| {
        let png = match folder.and_then(|folder| fs::read(folder.join(path)).ok()) {
            Some(present) => present,
            None => renderer.png(svg).with_context(|| format!("Failed to draw {path}"))?,
        };
        Ok((path.clone(), png))
    };
    cards.par_iter().map(draw).collect()
}
