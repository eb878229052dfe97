//! Files for publishing only: social cards, a zip of all tables, and compressed copies.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use dataset::Files;
use rayon::prelude::*;
use site::Site;
use social_cards::Renderer;

use crate::compress;

/// Adds them to `site`, and reuses files in `folder` that are still right.
pub(crate) fn add(site: &mut Site, folder: &Path) -> Result<()> {
    add_new(site, Some(folder))?;
    site.files.extend(compress::compressed(&site.files, folder)?);
    Ok(())
}

/// Adds everything except the compressed copies.
pub(crate) fn add_new(site: &mut Site, folder: Option<&Path>) -> Result<()> {
    site.files.extend(draw(&site.cards, folder)?);
    if let Some(package) = &site.package {
        let (year, month, day) = package.newest_day;
        let files: Vec<(&str, &[u8])> = package
            .files
            .iter()
            .filter_map(|path| Some((path.rsplit('/').next()?, site.files.get(path)?.as_slice())))
            .collect();
        let zip = file_formats::zip_of(&package.folder, &files, (year, month, day))?;
        site.files.insert(package.zip.clone(), zip);
    }
    Ok(())
}

/// Renders social cards from SVG. Their names are hashes of drawing and renderer, so an existing file is current.
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
