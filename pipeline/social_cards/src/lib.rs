//! Renders social cards from SVG to PNG, with the same letters on every machine.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use resvg::{
    tiny_skia::{Pixmap, PremultipliedColorU8, Transform},
    usvg::{Options, Tree, fontdb::Database},
};

mod palette;

/// Identifies the renderer. It is part of a card's name, because another version may draw the same SVG differently.
pub const RENDERER: &str = "resvg 0.49.0, notosans 0.1.0, png 0.18.1, 256 colours";

/// Renders cards, and loads the fonts only once.
pub struct Renderer {
    options: Options<'static>,
}

impl Default for Renderer {
    fn default() -> Renderer {
        let mut fonts = Database::new();
        for font in [notosans::REGULAR_TTF, notosans::BOLD_TTF] {
            fonts.load_font_source(resvg::usvg::fontdb::Source::Binary(Arc::new(font)));
        }
        Renderer { options: Options { fontdb: Arc::new(fonts), ..Options::default() } }
    }
}

impl Renderer {
    /// Renders an SVG in its own size, as a PNG of at most 256 colours.
    ///
    /// Fails if the SVG is invalid, too large or not opaque.
    pub fn png(&self, svg: &str) -> Result<Vec<u8>> {
        let tree = Tree::from_str(svg, &self.options).context("Failed to parse the drawing")?;
        let size = tree.size().to_int_size();
        let mut pixels = Pixmap::new(size.width(), size.height()).context("The drawing is too large")?;
        resvg::render(&tree, Transform::default(), &mut pixels.as_mut());
        encode(&pixels)
    }
}

fn encode(pixels: &Pixmap) -> Result<Vec<u8>> {
    let colors: Vec<[u8; 3]> = pixels.pixels().iter().map(|p| [p.red(), p.green(), p.blue()]).collect();
    ensure!(
        pixels.pixels().iter().all(PremultipliedColorU8::is_opaque),
        "The drawing has no opaque background"
    );
    let (palette, indices) = palette::indexed(&colors);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.as_flattened());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.write_header()?.write_image_data(&indices)?;
    Ok(bytes)
}

#[test]
fn a_card_keeps_its_size_and_letters() {
    let svg = |text: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\" height=\"63\"><rect width=\"120\" height=\"63\" fill=\"#fff\"/>\
             <text y=\"40\" font-size=\"20\" font-family=\"Noto Sans\">{text}</text></svg>"
        )
    };
    let renderer = Renderer::default();
    let png = renderer.png(&svg("15.9 ms")).unwrap();
    let decoder = png::Decoder::new(std::io::Cursor::new(&png));
    let info = decoder.read_info().unwrap().info().size();
    assert_eq!(info, (120, 63));
    assert_ne!(png, renderer.png(&svg("")).unwrap(), "letters are drawn");
    assert_eq!(png, Renderer::default().png(&svg("15.9 ms")).unwrap());
    assert!(renderer.png("<svg").is_err());
}

#[test]
fn the_renderer_names_its_locked_versions() {
    let lock = include_str!("../../../Cargo.lock").parse::<toml::Table>().unwrap();
    for name in ["resvg", "notosans", "png"] {
        let package =
            lock["package"].as_array().unwrap().iter().find(|package| package["name"].as_str() == Some(name));
        let version = package.unwrap()["version"].as_str().unwrap();
        assert!(RENDERER.contains(&format!("{name} {version}")), "{name} is {version} now");
    }
}
