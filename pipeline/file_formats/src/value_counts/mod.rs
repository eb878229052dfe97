//! Value counts as Parquet, which every engine reads and writes.

mod reader;
mod writer;

pub use reader::read_value_counts;
pub use writer::ValueCountWriter;

#[cfg(test)]
mod tests {

    use schema::{Arch, CountMetric, ValueCount};

    use super::*;

    fn rows() -> Vec<ValueCount<'static>> {
        let row = ValueCount {
            function: Some("shop"),
            version: None,
            memory_mb: Some(512),
            arch: Some(Arch::Arm64),
            day: Some(20_785),
            metric: CountMetric::InitUs,
            detail: None,
            value: 100_250,
            n: 3,
        };
        let undated =
            ValueCount { function: None, version: Some("12"), memory_mb: None, arch: None, day: None, ..row };
        let failed =
            ValueCount { metric: CountMetric::Failures, detail: Some("init timeout"), value: 1, ..row };
        let many = (0..300_000).map(|value| ValueCount { value, n: 1 + value.cast_unsigned() % 7, ..row });
        [undated, failed].into_iter().chain(many).collect()
    }

    fn written(rows: &[ValueCount<'_>]) -> Vec<u8> {
        let mut writer = ValueCountWriter::new(Vec::new()).unwrap();
        for row in rows {
            writer.push(row).unwrap();
        }
        writer.finish().unwrap()
    }

    #[test]
    fn rows_read_back_as_they_were_written() {
        let rows = rows();
        let bytes = written(&rows);
        assert_eq!(bytes, written(&rows), "the same rows give the same bytes");
        assert!(bytes.len() < rows.len(), "{} bytes", bytes.len());
        let mut n_read = 0;
        read_value_counts(bytes::Bytes::from(bytes), &mut |row| {
            assert_eq!(*row, rows[n_read]);
            n_read += 1;
            Ok(())
        })
        .unwrap();
        assert_eq!(n_read, rows.len());
    }

    #[test]
    fn a_file_without_rows_has_its_columns() {
        read_value_counts(bytes::Bytes::from(written(&[])), &mut |_| Err("no row".to_owned())).unwrap();
    }

    #[test]
    fn a_bad_row_is_named() {
        let bytes = bytes::Bytes::from(written(&rows()[..3]));
        let mut n_read = 0;
        let error = read_value_counts(bytes, &mut |_| {
            n_read += 1;
            if n_read == 2 { Err("it is bad".to_owned()) } else { Ok(()) }
        });
        assert_eq!(format!("{:#}", error.unwrap_err()), "Row 2: it is bad");
    }

    #[test]
    fn a_damaged_file_is_an_error_or_other_rows() {
        let whole = written(&rows()[..2000]);
        let read = |bytes: Vec<u8>| read_value_counts(bytes::Bytes::from(bytes), &mut |_| Ok(()));
        let mut random = 1_u64;
        let mut below = |n: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) as usize % n
        };
        let mut n_refused = 0;
        for _ in 0..2000 {
            let mut bytes = whole.clone();
            match below(3) {
                0 => bytes.truncate(below(whole.len())),
                n_flips => (0..n_flips).for_each(|_| bytes[below(whole.len())] ^= 1 << below(8)),
            }
            n_refused += usize::from(read(bytes).is_err());
        }
        assert!(n_refused > 1000, "{n_refused}");
    }

    #[test]
    fn another_file_is_refused() {
        let of = |bytes: Vec<u8>| read_value_counts(bytes::Bytes::from(bytes), &mut |_| Ok(())).unwrap_err();
        assert!(format!("{:#}", of(b"text".to_vec())).starts_with("This is no Parquet file"));
        let calendar = schema::Shape::of::<schema::CalendarDay>();
        let other = crate::parquet_of(&calendar, b"source,date,status,records,samples\n").unwrap();
        assert_eq!(
            format!("{:#}", of(other)),
            "This Parquet file holds no value counts: it has no column 'function'"
        );
    }
}
