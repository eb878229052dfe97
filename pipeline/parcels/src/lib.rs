//! Tables in, Parquet out; files in, one zip out. The same input gives the same bytes.

mod parquet_file;
mod zip;

pub use parquet_file::parquet_of;
pub use zip::zip_of;
