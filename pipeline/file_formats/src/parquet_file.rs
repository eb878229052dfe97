//! Writes a table as Apache Parquet, with typed columns and nulls for missing values.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use parquet::{
    basic::{Compression, LogicalType, Repetition, Type as Physical},
    column::writer::{ColumnWriter, ColumnWriterImpl},
    data_type::{ByteArray, DataType},
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::types::Type,
};
use schema::{Column, ColumnType, Date, Shape, date};

/// Day 0 of Parquet's dates.
const EPOCH: Date = date(1970, 1, 1);

/// Converts a table of the given shape from CSV to Parquet. Months and times stay text, as in CSV.
///
/// Fails if a cell does not have the type of its column.
pub fn parquet_of(shape: &Shape, csv: &[u8]) -> Result<Vec<u8>> {
    write(shape, csv).with_context(|| format!("Failed to write {} as Parquet", shape.name()))
}

fn write(shape: &Shape, csv: &[u8]) -> Result<Vec<u8>> {
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(csv).records().collect::<Result<_, _>>()?;
    let fields = shape.columns.iter().map(field).collect::<Result<_>>()?;
    let schema = Type::group_type_builder(shape.name()).with_fields(fields).build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        // Without a version, so a new version of the program writes the same bytes.
        .set_created_by("coldmark".to_owned())
        .build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for (idx, column) in shape.columns.iter().enumerate() {
        let cells: Vec<&str> =
            rows.iter().map(|row| row.get(idx).context("A row is too short")).collect::<Result<_>>()?;
        let writer = group.next_column()?.context("There are fewer columns than declared")?;
        write_column(writer, column, &cells).with_context(|| format!("Column {}", column.name))?;
    }
    group.close()?;
    Ok(file.into_inner()?)
}

fn field(column: &Column) -> Result<Arc<Type>> {
    let (physical, logical) = match column.kind {
        ColumnType::Text | ColumnType::Month | ColumnType::Time => {
            (Physical::BYTE_ARRAY, Some(LogicalType::String))
        }
        ColumnType::Boolean => (Physical::BOOLEAN, None),
        ColumnType::Integer => (Physical::INT64, None),
        ColumnType::Number => (Physical::DOUBLE, None),
        ColumnType::Date => (Physical::INT32, Some(LogicalType::Date)),
    };
    let repetition = if column.is_required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
    let field = Type::primitive_type_builder(column.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()?;
    Ok(Arc::new(field))
}

fn write_column(mut writer: SerializedColumnWriter<'_>, column: &Column, cells: &[&str]) -> Result<()> {
    match writer.untyped() {
        ColumnWriter::ByteArrayColumnWriter(typed) => {
            write_cells(typed, column, cells, |cell| Ok(ByteArray::from(cell)))?;
        }
        ColumnWriter::BoolColumnWriter(typed) => write_cells(typed, column, cells, |cell| Ok(cell.parse()?))?,
        ColumnWriter::Int64ColumnWriter(typed) => {
            write_cells(typed, column, cells, |cell| Ok(cell.parse()?))?;
        }
        ColumnWriter::DoubleColumnWriter(typed) => {
            write_cells(typed, column, cells, |cell| Ok(cell.parse()?))?;
        }
        ColumnWriter::Int32ColumnWriter(typed) => write_cells(typed, column, cells, days_since_epoch)?,
        _ => bail!("No column has such a type"),
    }
    writer.close()?;
    Ok(())
}

fn write_cells<T: DataType>(
    writer: &mut ColumnWriterImpl<'_, T>,
    column: &Column,
    cells: &[&str],
    parse: impl Fn(&str) -> Result<T::T>,
) -> Result<()> {
    let parse = |cell: &&str| parse(cell).with_context(|| format!("'{cell}'"));
    if column.is_required {
        let values: Vec<T::T> = cells.iter().map(parse).collect::<Result<_>>()?;
        writer.write_batch(&values, None, None)?;
    } else {
        let is_there: Vec<i16> = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
        let present = cells.iter().filter(|cell| !cell.is_empty());
        let values: Vec<T::T> = present.map(parse).collect::<Result<_>>()?;
        writer.write_batch(&values, Some(&is_there), None)?;
    }
    Ok(())
}

fn days_since_epoch(cell: &str) -> Result<i32> {
    let day: Date = cell.parse().map_err(|error| anyhow!("no day: {error}"))?;
    Ok(day.since(EPOCH)?.get_days())
}

#[cfg(test)]
mod tests {
    use parquet::{
        file::reader::{FileReader, SerializedFileReader},
        record::Field,
    };
    use schema::{CalendarDay, Quarantined, Table};

    use super::*;

    /// Returns the cells of a table after a round trip through Parquet.
    fn cells<T: Table>(csv: &str) -> Vec<Vec<Field>> {
        let shape = Shape::of::<T>();
        let bytes = parquet_of(&shape, csv.as_bytes()).unwrap();
        assert_eq!(bytes, parquet_of(&shape, csv.as_bytes()).unwrap(), "the same input gives the same bytes");
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        let rows = reader.get_row_iter(None).unwrap();
        rows.map(|row| row.unwrap().get_column_iter().map(|(_, field)| field.clone()).collect()).collect()
    }

    #[test]
    fn cells_keep_their_types_and_gaps_are_null() {
        let text = |text: &str| Field::Str(text.to_owned());
        let calendar = cells::<CalendarDay>("source,date,status,records,samples\na,2024-02-29,partial,1,9\n");
        let expected = [text("a"), Field::Date(19_782), text("partial"), Field::Long(1), Field::Long(9)];
        assert_eq!(calendar, [expected]);
        let csv = "source,file,date,source_runtime,rule,samples,detail\na,b,,,c,0,\"=d, e\"\n";
        let refused =
            [text("a"), text("b"), Field::Null, Field::Null, text("c"), Field::Long(0), text("=d, e")];
        assert_eq!(cells::<Quarantined>(csv), [refused]);
    }

    #[test]
    fn a_cell_of_the_wrong_type_is_an_error() {
        let csv = "source,date,status,records,samples\na,soon,partial,1,9\n";
        let error = parquet_of(&Shape::of::<CalendarDay>(), csv.as_bytes()).unwrap_err();
        assert!(format!("{error:#}").starts_with("Failed to write calendar as Parquet: Column date: 'soon'"));
    }
}
