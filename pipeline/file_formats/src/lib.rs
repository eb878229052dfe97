//! Writes tables as Parquet, and reads and writes zip archives. The same input gives the same bytes.

mod parquet_file;
mod unzip;
mod zip;

pub use parquet_file::parquet_of;
pub use unzip::{Limits, files_of};
pub use zip::zip_of;
