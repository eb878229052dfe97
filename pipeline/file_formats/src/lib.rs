//! Writes tables as Parquet, and reads and writes value counts and zip archives. The same input gives the same bytes.

mod parquet_file;
mod unzip;
mod value_counts;
mod zip;

pub use parquet_file::parquet_of;
pub use unzip::{Limits, files_of};
pub use value_counts::{ValueCountWriter, read_value_counts};
pub use zip::zip_of;
