//! Reads value counts, as Coldmark or an engine wrote them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Context, Result, anyhow, bail, ensure};
use parquet::{
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::{ByteArray, DataType},
    file::reader::{ChunkReader, FileReader, RowGroupReader, SerializedFileReader},
};
use schema::{Arch, CountMetric, ValueCount};

/// Rows that are read together.
const BATCH: usize = 1 << 13;

/// Hands every row of a Parquet file to `each`.
///
/// Fails if the file cannot be read, if a column is missing or has another type, or if `each` refuses a row; then the
/// error names the row.
pub fn read_value_counts(
    file: impl ChunkReader + 'static,
    each: &mut dyn FnMut(&ValueCount<'_>) -> Result<(), String>,
) -> Result<()> {
    // The decoder panics at some damages. Whoever reads refuses everything after an error, so no half state is used.
    let read = catch_unwind(AssertUnwindSafe(|| read_rows(file, each)));
    read.unwrap_or_else(|_| Err(anyhow!("The file is damaged; write or copy it again")))
}

fn read_rows(
    file: impl ChunkReader + 'static,
    each: &mut dyn FnMut(&ValueCount<'_>) -> Result<(), String>,
) -> Result<()> {
    let reader = SerializedFileReader::new(file)
        .map_err(|error| anyhow!("This is no Parquet file, or its end is missing: {error}"))?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let positions = ValueCount::COLUMNS.map(|name| {
        let found = schema.columns().iter().position(|column| column.path().string() == name);
        found.with_context(|| format!("This Parquet file holds no value counts: it has no column '{name}'"))
    });
    let mut n_before = 0;
    for idx in 0..reader.num_row_groups() {
        let group = reader.get_row_group(idx)?;
        let mut columns = Vec::new();
        for (position, name) in positions.iter().zip(ValueCount::COLUMNS) {
            let position = position.as_ref().map_err(|error| anyhow!("{error}"))?;
            columns.push((name, Cells::of(&*group, *position).with_context(|| format!("Column {name}"))?));
        }
        let n_rows = usize::try_from(group.metadata().num_rows()).context("The file is damaged")?;
        let mut n_done = 0;
        while n_done < n_rows {
            let batch = read_batch(&mut columns, BATCH.min(n_rows - n_done))?;
            for row in 0..batch.n_rows {
                let number = n_before + n_done + row + 1;
                let found = batch.row(row).map_err(|reason| anyhow!("Row {number}: {reason}"))?;
                each(&found).map_err(|reason| anyhow!("Row {number}: {reason}"))?;
            }
            n_done += batch.n_rows;
        }
        n_before += n_rows;
    }
    // A file without rows may still be another table.
    positions.into_iter().try_for_each(|position| position.map(|_| ()))
}

/// Reads the cells of one column.
enum Cells {
    Texts(TypedCells<parquet::data_type::ByteArrayType>),
    Long(TypedCells<parquet::data_type::Int64Type>),
    Short(TypedCells<parquet::data_type::Int32Type>),
}

struct TypedCells<T: DataType> {
    reader: ColumnReaderImpl<T>,
    is_optional: bool,
}

/// Cells of one column in some rows.
enum Batch {
    Texts(Vec<Option<ByteArray>>),
    Numbers(Vec<Option<i64>>),
}

struct Rows {
    columns: Vec<Batch>,
    n_rows: usize,
}

impl Cells {
    fn of(group: &dyn RowGroupReader, position: usize) -> Result<Cells> {
        let column = group.metadata().column(position);
        let compression = column.compression();
        let is_optional = column.column_descr().max_def_level() > 0;
        let reader = group.get_column_reader(position).map_err(|error| {
            anyhow!("{error}; write the file with {compression} replaced by snappy, gzip or no compression")
        })?;
        Ok(match reader {
            ColumnReader::ByteArrayColumnReader(reader) => Cells::Texts(TypedCells { reader, is_optional }),
            ColumnReader::Int64ColumnReader(reader) => Cells::Long(TypedCells { reader, is_optional }),
            ColumnReader::Int32ColumnReader(reader) => Cells::Short(TypedCells { reader, is_optional }),
            _ => bail!("Neither text nor a whole number nor a day"),
        })
    }

    fn read(&mut self, n: usize) -> Result<Batch> {
        Ok(match self {
            Cells::Texts(cells) => Batch::Texts(cells.read(n)?),
            Cells::Long(cells) => Batch::Numbers(cells.read(n)?),
            Cells::Short(cells) => {
                Batch::Numbers(cells.read(n)?.into_iter().map(|cell| cell.map(i64::from)).collect())
            }
        })
    }
}

impl<T: DataType> TypedCells<T> {
    /// Reads `n` cells.
    fn read(&mut self, n: usize) -> Result<Vec<Option<T::T>>> {
        let (mut levels, mut values) = (Vec::with_capacity(n), Vec::with_capacity(n));
        let mut n_read = 0;
        while n_read < n {
            let levels = self.is_optional.then_some(&mut levels);
            let (records, _, _) = self.reader.read_records(n - n_read, levels, None, &mut values)?;
            ensure!(records > 0, "The column ends too early");
            n_read += records;
        }
        let mut values = values.into_iter();
        if !self.is_optional {
            return Ok(values.map(Some).collect());
        }
        Ok(levels.into_iter().map(|level| if level == 0 { None } else { values.next() }).collect())
    }
}

fn read_batch(columns: &mut [(&str, Cells)], n_rows: usize) -> Result<Rows> {
    let read =
        |(name, cells): &mut (&str, Cells)| cells.read(n_rows).with_context(|| format!("Column {name}"));
    Ok(Rows { columns: columns.iter_mut().map(read).collect::<Result<_>>()?, n_rows })
}

impl Rows {
    fn row(&self, row: usize) -> Result<ValueCount<'_>, String> {
        let [function, version, memory_mb, arch, day, metric, detail, value, n] = &self.columns[..] else {
            return Err("A column is missing".to_owned());
        };
        let metric = metric.text(row, "metric")?.ok_or("metric is missing")?;
        let known = CountMetric::VALUES.iter().find(|known| known.name() == metric);
        let arch = arch.text(row, "arch")?;
        let to_arch = |name| {
            let known = Arch::VALUES.iter().find(|known| known.name() == name);
            known.copied().ok_or_else(|| format!("arch is '{name}', which is unknown"))
        };
        let whole = |number: i64, name: &str| format!("{name} is {number}, which is out of range");
        let memory_mb = memory_mb.number(row, "memory_mb")?;
        let day = day.number(row, "day")?;
        let count = n.number(row, "n")?.ok_or("n is missing")?;
        Ok(ValueCount {
            function: function.text(row, "function")?,
            version: version.text(row, "version")?,
            memory_mb: memory_mb.map(|mb| mb.try_into().map_err(|_| whole(mb, "memory_mb"))).transpose()?,
            arch: arch.map(to_arch).transpose()?,
            day: day.map(|day| day.try_into().map_err(|_| whole(day, "day"))).transpose()?,
            metric: *known.ok_or_else(|| {
                format!("metric is '{metric}', which is unknown; a newer version of Coldmark may know it")
            })?,
            detail: detail.text(row, "detail")?,
            value: value.number(row, "value")?.ok_or("value is missing")?,
            n: count.try_into().map_err(|_| whole(count, "n"))?,
        })
    }
}

impl Batch {
    fn text(&self, row: usize, name: &str) -> Result<Option<&str>, String> {
        let Batch::Texts(cells) = self else { return Err(format!("{name} is no text")) };
        let Some(bytes) = &cells[row] else { return Ok(None) };
        std::str::from_utf8(bytes.data()).map(Some).map_err(|_| format!("{name} is not UTF-8"))
    }

    fn number(&self, row: usize, name: &str) -> Result<Option<i64>, String> {
        match self {
            Batch::Numbers(cells) => Ok(cells[row]),
            Batch::Texts(_) => Err(format!("{name} is no whole number")),
        }
    }
}
