//! Writes value counts.

use std::{io::Write, sync::Arc};

use anyhow::{Context, Result, ensure};
use parquet::{
    basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical},
    column::writer::ColumnWriterImpl,
    data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type},
    file::{
        properties::{WriterProperties, WriterVersion},
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::types::{ColumnPath, Type},
};
use schema::ValueCount;

/// Rows that are written together: a reader holds as many, some 10 MB.
const ROW_GROUP: usize = 1 << 18;

/// Values that are encoded in one step.
const BATCH: usize = 1 << 13;

/// Writes value counts to a file. The same rows give the same bytes.
pub struct ValueCountWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    texts: [Texts; 5],
    numbers: [Vec<Option<i64>>; 3],
    days: Vec<Option<i32>>,
}

/// Cells of a column of text, most of which repeat the one before.
#[derive(Default)]
struct Texts {
    distinct: Vec<Option<ByteArray>>,
    /// The position in `distinct` of each cell.
    cells: Vec<u32>,
}

impl<W: Write + Send> ValueCountWriter<W> {
    /// Starts a file.
    ///
    /// Fails if `out` does.
    pub fn new(out: W) -> Result<ValueCountWriter<W>> {
        let column = |name: &str, physical, logical, repetition| {
            let column = Type::primitive_type_builder(name, physical).with_logical_type(logical);
            Ok(Arc::new(column.with_repetition(repetition).build()?))
        };
        let text = |name: &str, repetition| {
            column(name, Physical::BYTE_ARRAY, Some(LogicalType::String), repetition)
        };
        let number = |name: &str, repetition| column(name, Physical::INT64, None, repetition);
        let fields: Result<Vec<_>> = ValueCount::COLUMNS
            .into_iter()
            .map(|name| match name {
                "memory_mb" => number(name, Repetition::OPTIONAL),
                "value" | "n" => number(name, Repetition::REQUIRED),
                "day" => column(name, Physical::INT32, Some(LogicalType::Date), Repetition::OPTIONAL),
                "metric" => text(name, Repetition::REQUIRED),
                _ => text(name, Repetition::OPTIONAL),
            })
            .collect();
        let schema = Type::group_type_builder("value_counts").with_fields(fields?).build()?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_writer_version(WriterVersion::PARQUET_2_0)
            // Values ascend, so their differences are small.
            .set_column_dictionary_enabled(ColumnPath::from("value"), false)
            .set_column_encoding(ColumnPath::from("value"), Encoding::DELTA_BINARY_PACKED)
            // Without a version, so a new version of the program writes the same bytes.
            .set_created_by("coldmark".to_owned())
            .build();
        Ok(ValueCountWriter {
            file: SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?,
            texts: Default::default(),
            numbers: Default::default(),
            days: Vec::new(),
        })
    }

    /// Adds a row.
    ///
    /// Fails if the file cannot be written, or if the row counts more than Parquet's integers hold.
    pub fn push(&mut self, row: &ValueCount<'_>) -> Result<()> {
        let n = i64::try_from(row.n).context("A count exceeds the largest integer of Parquet")?;
        let arch = row.arch.map(schema::Arch::name);
        let texts = [row.function, row.version, arch, Some(row.metric.name()), row.detail];
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.push(text);
        }
        for (column, number) in
            self.numbers.iter_mut().zip([row.memory_mb.map(i64::from), Some(row.value), Some(n)])
        {
            column.push(number);
        }
        self.days.push(row.day);
        if self.days.len() == ROW_GROUP { self.write_group() } else { Ok(()) }
    }

    /// Writes the rest, and returns the file.
    ///
    /// Fails if the file cannot be written.
    pub fn finish(mut self) -> Result<W> {
        if !self.days.is_empty() {
            self.write_group()?;
        }
        Ok(self.file.into_inner()?)
    }

    fn write_group(&mut self) -> Result<()> {
        let mut group = self.file.next_row_group()?;
        let [function, version, arch, metric, detail] = &mut self.texts;
        let [memory_mb, value, n] = &mut self.numbers;
        function.write(&mut group, true)?;
        version.write(&mut group, true)?;
        write::<Int64Type, _>(&mut group, memory_mb, |it| *it, true)?;
        arch.write(&mut group, true)?;
        write::<Int32Type, _>(&mut group, &self.days, |it| *it, true)?;
        metric.write(&mut group, false)?;
        detail.write(&mut group, true)?;
        write::<Int64Type, _>(&mut group, value, |it| *it, false)?;
        write::<Int64Type, _>(&mut group, n, |it| *it, false)?;
        group.close()?;
        for column in &mut self.numbers {
            column.clear();
        }
        self.days.clear();
        Ok(())
    }
}

impl Texts {
    fn push(&mut self, text: Option<&str>) {
        let is_last = self
            .distinct
            .last()
            .is_some_and(|last| last.as_ref().map(ByteArray::data) == text.map(str::as_bytes));
        if !is_last {
            self.distinct.push(text.map(ByteArray::from));
        }
        self.cells.push(self.distinct.len() as u32 - 1);
    }

    fn write<W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
        is_optional: bool,
    ) -> Result<()> {
        let Texts { distinct, cells } = std::mem::take(self);
        write::<ByteArrayType, _>(group, &cells, |idx| distinct[*idx as usize].clone(), is_optional)
    }
}

/// Writes the next column of a group.
fn write<T: DataType, C>(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    cells: &[C],
    value: impl Fn(&C) -> Option<T::T>,
    is_optional: bool,
) -> Result<()> {
    let mut column = group.next_column()?.context("There are fewer columns than declared")?;
    let writer: &mut ColumnWriterImpl<'_, T> = column.typed();
    for batch in cells.chunks(BATCH) {
        let values: Vec<Option<T::T>> = batch.iter().map(&value).collect();
        let is_there: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
        let present: Vec<T::T> = values.into_iter().flatten().collect();
        ensure!(is_optional || present.len() == batch.len(), "A required value is missing");
        writer.write_batch(&present, is_optional.then_some(&is_there[..]), None)?;
    }
    column.close()?;
    Ok(())
}
