//! The vocabulary of Coldmark: the types that all crates share, named as in the glossary.
//!
//! Raw runs are [`Runs`]. The rows computed from them are in [`tables`], one file per table.

mod csv;
mod model;
mod month;
mod news;
mod runs;
pub mod tables;

pub use csv::*;
pub use jiff::Timestamp;
pub use jiff::civil::{Date, date};
pub use model::*;
pub use month::Month;
pub use news::{Flip, News, Stale};
pub use runs::{BatchMeans, FileDigest, FileRead, Record, Runs, Samples};
pub use tables::*;
