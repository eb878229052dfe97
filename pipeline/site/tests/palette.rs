//! Colours of the site are readable, and distinguishable with every kind of colour vision.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::unreadable_literal, reason = "matrices as they are published")]

mod support;

extern crate site;

use std::collections::BTreeMap;

use support::templates_as_they_are;

/// Red, green and blue from 0 to 1.
type Rgb = [f64; 3];
type Matrix = [[f64; 3]; 3];

/// Each colour of the stylesheet by its name, light and dark.
fn palette() -> BTreeMap<String, [Rgb; 2]> {
    let templates = templates_as_they_are();
    let css = std::str::from_utf8(&templates["assets/css/tokens.css"]).unwrap();
    let token = |line: &str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
        let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
        Some((name.to_owned(), [rgb(light), rgb(dark)]))
    };
    let found: BTreeMap<_, _> = css.lines().filter_map(token).collect();
    assert!(found.contains_key("panel") && found.contains_key("series-8"), "{:?}", found.keys());
    found
}

fn rgb(hex: &str) -> Rgb {
    [1, 3, 5].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
}

/// Light per channel, by the sRGB curve.
fn linear(color: Rgb) -> Rgb {
    color.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) })
}

fn times(matrix: &Matrix, color: Rgb) -> Rgb {
    matrix.map(|row| row.iter().zip(color).map(|(a, b)| a * b).sum())
}

/// The contrast ratio of WCAG 2.2.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let luminance = |color| times(&[[0.2126, 0.7152, 0.0722], [0.0; 3], [0.0; 3]], linear(color))[0];
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Lightness and two hues of Ottosson's `OKLab`, of linear light.
fn oklab(light: Rgb) -> Rgb {
    const TO_LMS: Matrix = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ];
    const TO_LAB: Matrix = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ];
    times(&TO_LAB, times(&TO_LMS, light).map(f64::cbrt))
}

/// Matrices of colour vision without one kind of cone, for linear light: Machado, Oliveira and Fernandes 2009,
/// severity 1.0.
const EYES: [(&str, Matrix); 4] = [
    ("usual", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protan",
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    ),
    (
        "deutan",
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ),
    (
        "tritan",
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ),
];

#[track_caller]
fn check_contrast(names: &[&str], grounds: &[&str], least: f64) {
    let palette = palette();
    for (scheme, name) in
        ["light", "dark"].into_iter().enumerate().flat_map(|s| names.iter().map(move |n| (s, n)))
    {
        for ground in grounds {
            let found = contrast(palette[*name][scheme.0], palette[*ground][scheme.0]);
            assert!(found >= least, "{name} on {ground}, {}: {found:.2} to 1, not {least}", scheme.1);
        }
    }
}

#[test]
fn text_can_be_read_on_every_ground() {
    check_contrast(&["ink", "ink-soft", "accent"], &["ground", "panel"], 4.5);
}

#[test]
fn marks_stand_out_from_the_ground() {
    let series: Vec<String> = (1..=8).map(|idx| format!("series-{idx}")).collect();
    let series: Vec<&str> = series.iter().map(String::as_str).collect();
    check_contrast(&series, &["ground"], 3.3);
}

#[test]
fn any_two_series_stay_apart_for_every_eye() {
    let palette = palette();
    for (eye, matrix) in &EYES {
        for scheme in [0, 1] {
            let seen = |idx: usize| {
                let light = times(matrix, linear(palette[&format!("series-{idx}")][scheme]));
                oklab(light.map(|part| part.clamp(0.0, 1.0)))
            };
            for (a, b) in (1..=8).flat_map(|a| (a + 1..=8).map(move |b| (a, b))) {
                let distance = seen(a).iter().zip(seen(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                let scheme = ["light", "dark"][scheme];
                assert!(distance >= 0.08, "series {a} and {b}, {scheme}, {eye} eyes: {distance:.4}");
            }
        }
    }
}

#[test]
fn contrast_is_that_of_the_standard() {
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
    // The grey that WCAG's own examples give as just readable on white.
    assert!((contrast(rgb("#767676"), [1.0; 3]) - 4.54).abs() < 0.01);
}
