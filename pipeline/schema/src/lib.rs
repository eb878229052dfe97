//! The vocabulary of Coldmark: the types that all crates share, named as in the glossary.
//!
//! Raw runs are [`Runs`]. The rows computed from them are in [`tables`], one file per table.

mod model;
pub mod tables;

pub use jiff::Timestamp;
pub use jiff::civil::{Date, date};
pub use model::*;
pub use tables::*;
