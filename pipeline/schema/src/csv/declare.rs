//! Macros that declare rows: one declaration gives the type, its columns, and its reader and writer.

/// Declares a struct whose fields are cells, or groups of cells, in the order of the columns.
///
/// The doc comment of a field is the description of its column. The type of a field may be followed by:
///
/// - nothing: one column, whose type and limits come from the Rust type;
/// - `=> (method(…))`: the same, refined by methods of [`Column`](crate::Column);
/// - `=> [COLUMNS]`: the columns of a group, given as a slice;
/// - `=> {method(…)}`: an [`Estimate`](crate::Estimate), which is three columns: the value and both ends.
///
/// A struct may take the type of one group as a parameter. Its columns are declared for the default type.
macro_rules! columns {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident $(<$group:ident = $default:ty>)? {
            $($(#[doc = $doc:literal])+ $field_visibility:vis $field:ident: $type:ty $(=> $kind:tt)?),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        $visibility struct $name $(<$group = $default>)? {
            $($(#[doc = $doc])+ $field_visibility $field: $type),+
        }

        impl $crate::csv::Columns for $name {
            const COLUMNS: &'static [$crate::Column] = {
                const PARTS: &[&[$crate::Column]] =
                    &[$($crate::csv::declare::part!($field, concat!($($doc),+), $type $(, $kind)?)),+];
                &$crate::csv::flatten::<$crate::Column, { $crate::csv::total(PARTS) }>(PARTS)
            };
        }

        impl $(<$group: $crate::csv::Part>)? $crate::csv::Part for $name $(<$group>)? {
            fn write(&self, row: &mut $crate::csv::RowWriter) {
                $($crate::csv::Part::write(&self.$field, row);)+
            }

            fn read(row: &mut $crate::csv::RowReader<'_>) -> Result<Self, $crate::InvalidCell> {
                Ok($name { $($field: $crate::csv::Part::read(row)?),+ })
            }
        }
    };
}

/// Declares a published table: the struct of its rows, its file, its key, and its references to other tables.
///
/// The doc comment describes the table. `source` is the field that names the source of a row; a table without one is
/// computed from all sources together. The key may open with the key columns of a group, such as `..SERIES_KEY`.
macro_rules! table {
    (
        $(#[doc = $about:literal])+
        $(#[derive($($derive:ident),+)])?
        $visibility:vis struct $name:ident $(<$generic:ident = $default:ty>)? in $file:literal {
            key: [$(..$group:ident $(,)?)? $($key:ident),* $(,)?],
            references: [$($reference:expr),* $(,)?],
            $(source: $($source:ident).+,)?
            columns: { $($columns:tt)+ } $(,)?
        }
    ) => {
        $crate::csv::declare::columns! {
            #[doc = concat!("A row of `", $file, "`.")]
            #[doc = ""]
            $(#[doc = $about])+
            $(#[derive($($derive),+)])?
            $visibility struct $name $(<$generic = $default>)? { $($columns)+ }
        }

        impl $crate::Table for $name {
            const FILE: &'static str = $file;
            const ABOUT: &'static str = $crate::csv::sentence(concat!($($about),+));
            const KEY: &'static [&'static str] = {
                const PARTS: &[&[&str]] = &[$($group,)? &[$(stringify!($key)),*]];
                &$crate::csv::flatten::<&str, { $crate::csv::total(PARTS) }>(PARTS)
            };
            const REFERENCES: &'static [$crate::Reference] = &[$($reference),*];

            $(fn source(&self) -> Option<&str> {
                Some(&self.$($source).+)
            })?
        }
    };
}

/// Returns the columns of one field; see [`columns!`].
macro_rules! part {
    ($field:ident, $about:expr, $type:ty) => {
        &[$crate::Column::of::<$type>(stringify!($field), $about)]
    };
    ($field:ident, $about:expr, $type:ty, ($($more:tt)+)) => {
        &[$crate::Column::of::<$type>(stringify!($field), $about).$($more)+]
    };
    ($field:ident, $about:expr, $type:ty, [$columns:expr]) => {
        $columns
    };
    ($field:ident, $about:expr, $type:ty, {$($more:tt)+}) => {
        &[
            $crate::Column::of::<f64>(stringify!($field), $about)
                .interval(concat!(stringify!($field), "_lower"), concat!(stringify!($field), "_upper"))
                .$($more)+,
            $crate::Column::of::<Option<f64>>(concat!(stringify!($field), "_lower"), $crate::csv::LOWER_END)
                .$($more)+,
            $crate::Column::of::<Option<f64>>(concat!(stringify!($field), "_upper"), $crate::csv::UPPER_END)
                .$($more)+,
        ]
    };
}

/// Declares the struct that holds every table, and the functions over all tables.
macro_rules! tables {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident {
            $($(#[doc = $doc:literal])+ $field_visibility:vis $field:ident: Vec<$row:ty>),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        $visibility struct $name {
            $($(#[doc = $doc])+ $field_visibility $field: Vec<$row>),+
        }

        /// Every published table, in the order in which the site lists them.
        pub const TABLES: [$crate::Shape; [$(stringify!($field)),+].len()] = [$($crate::Shape::of::<$row>()),+];

        impl $name {
            /// Each table as CSV, in the order of [`TABLES`].
            pub fn csv_files(&self) -> Vec<$crate::CsvFile> {
                vec![$($crate::CsvFile::of(&self.$field)),+]
            }

            /// Reads every table. `bytes_of` returns the bytes of a file by its name. A table without a file has no
            /// rows.
            ///
            /// Fails if `bytes_of` fails, or if a file is not the expected table.
            pub fn read<E: From<$crate::InvalidTable>>(
                mut bytes_of: impl FnMut(&'static str) -> Result<Option<Vec<u8>>, E>,
            ) -> Result<$name, E> {
                Ok($name {
                    $($field: match bytes_of(<$row as $crate::Table>::FILE)? {
                        Some(bytes) => $crate::rows_of(&bytes)?,
                        None => Vec::new(),
                    }),+
                })
            }

            /// Returns the tables as they read back from their files, with numbers rounded.
            ///
            /// Fails if a value does not match its column.
            pub fn published(&self) -> Result<$name, $crate::InvalidTable> {
                Ok($name {
                    $($field: $crate::published(&self.$field)?),+
                })
            }

            /// Joins tables by source, in the order of the source names: rows of `self` whose source is in `kept`,
            /// and all rows of `fresh`. Tables that no source owns come out empty.
            #[must_use]
            pub fn merge(self, kept: &std::collections::BTreeSet<String>, fresh: Vec<$name>) -> $name {
                let mut merged = $name { $($field: $crate::csv::kept(self.$field, kept)),+ };
                for tables in fresh {
                    $(merged.$field.extend(tables.$field.into_iter().filter(|row| row.source().is_some()));)+
                }
                $(merged.$field.sort_by(|a, b| a.source().cmp(&b.source()));)+
                merged
            }
        }
    };
}

pub(crate) use {columns, part, table, tables};
