//! Building blocks of pages: data, addresses, formats, tables, figures.

pub(crate) mod addresses;
pub(crate) mod article;
pub(crate) mod assets;
pub(crate) mod catalog;
pub(crate) mod config;
pub(crate) mod dates;
pub(crate) mod descriptions;
pub(crate) mod events;
pub(crate) mod explore_presets;
pub(crate) mod figure;
pub(crate) mod filters;
#[allow(clippy::float_arithmetic, reason = "shares are shown in per cent")]
pub(crate) mod formats;
#[allow(clippy::float_arithmetic, reason = "pixels are no measurements")]
pub(crate) mod frame_height;
pub(crate) mod hue;
pub(crate) mod incidents;
pub(crate) mod markdown;
pub(crate) mod page;
pub(crate) mod palette;
pub(crate) mod table;
pub(crate) mod texts;
pub(crate) mod verdict;
