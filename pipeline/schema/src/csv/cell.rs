//! Types of table cells, each with its text in CSV.

use jiff::Timestamp;

use super::{ColumnType, Limit};
use crate::{Date, Month};

/// A value that fills one cell.
pub trait Cell: Sized {
    /// The type of the column.
    const KIND: ColumnType;
    /// True if the cell is never empty.
    const IS_REQUIRED: bool = true;
    /// Limit of the cell's values, if the type has one.
    const LIMIT: Limit = Limit::None;

    /// Appends the text of the cell; nothing for a missing value.
    fn write(&self, text: &mut String);

    /// Reads the cell back. Fails with the reason, such as `is not a whole number`.
    fn read(text: &str) -> Result<Self, &'static str>;
}

macro_rules! whole_number {
    ($($type:ty),+) => {$(
        impl Cell for $type {
            const KIND: ColumnType = ColumnType::Integer;
            const LIMIT: Limit = Limit::Between(0.0, None);

            fn write(&self, text: &mut String) {
                text.push_str(itoa::Buffer::new().format(*self));
            }

            fn read(text: &str) -> Result<$type, &'static str> {
                text.parse().map_err(|_| "is not a whole number in range")
            }
        }
    )+};
}
whole_number!(u8, u32, u64);

/// Significant digits of a number: a sample of hours in hundredths of a millisecond keeps all of its digits, and the
/// rounding errors of binary fractions are gone.
const SIGNIFICANT_DIGITS: usize = 9;

/// Numbers are rounded to nine significant digits and written with the fewest.
impl Cell for f64 {
    const KIND: ColumnType = ColumnType::Number;

    fn write(&self, text: &mut String) {
        let mut buffer = ryu::Buffer::new();
        let shortest = buffer.format(*self);
        // Most numbers come from a table and are rounded already; rounding them again is a tenth of a build.
        if shortest.bytes().filter(u8::is_ascii_digit).count() <= SIGNIFICANT_DIGITS {
            return text.push_str(shortest);
        }
        let rounded = format!("{self:.*e}", SIGNIFICANT_DIGITS - 1).parse().unwrap_or(*self);
        text.push_str(buffer.format(rounded));
    }

    fn read(text: &str) -> Result<f64, &'static str> {
        text.parse().map_err(|_| "is not a number")
    }
}

impl Cell for bool {
    const KIND: ColumnType = ColumnType::Boolean;

    fn write(&self, text: &mut String) {
        text.push_str(if *self { "true" } else { "false" });
    }

    fn read(text: &str) -> Result<bool, &'static str> {
        text.parse().map_err(|_| "is neither true nor false")
    }
}

impl Cell for String {
    const KIND: ColumnType = ColumnType::Text;

    fn write(&self, text: &mut String) {
        text.push_str(self);
    }

    fn read(text: &str) -> Result<String, &'static str> {
        Ok(text.to_owned())
    }
}

macro_rules! parsed {
    ($($type:ty: $kind:ident, $fault:literal);+ $(;)?) => {$(
        impl Cell for $type {
            const KIND: ColumnType = ColumnType::$kind;

            fn write(&self, text: &mut String) {
                text.push_str(&self.to_string());
            }

            fn read(text: &str) -> Result<$type, &'static str> {
                text.parse().map_err(|_| $fault)
            }
        }
    )+};
}
parsed! {
    Date: Date, "is not a day, YYYY-MM-DD";
    Month: Month, "is not a month, YYYY-MM";
    Timestamp: Time, "is not a time in the format of RFC 3339";
}

/// A missing value is an empty cell.
impl<T: Cell> Cell for Option<T> {
    const KIND: ColumnType = T::KIND;
    const IS_REQUIRED: bool = false;
    const LIMIT: Limit = T::LIMIT;

    fn write(&self, text: &mut String) {
        if let Some(value) = self {
            value.write(text);
        }
    }

    fn read(text: &str) -> Result<Option<T>, &'static str> {
        if text.is_empty() { Ok(None) } else { T::read(text).map(Some) }
    }
}

/// Declares an enumeration whose values are words in cells, addresses and CSS classes. Each may have a text for readers,
/// which the method named at the end returns.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $word:literal => $text:literal),+ $(,)?
        }
        $(#[$method_meta:meta])*
        $method:ident
    ) => {
        $crate::csv::words! {
            $(#[$meta])*
            $visibility enum $name {
                $($(#[$variant_meta])* $variant = $word),+
            }
        }

        impl $name {
            $(#[$method_meta])*
            pub const fn $method(self) -> &'static str {
                match self {
                    $($name::$variant => $text),+
                }
            }
        }
    };
    (
        $(#[$meta:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $word:literal),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        $visibility enum $name {
            $($(#[$variant_meta])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const VALUES: &'static [$name] = &[$($name::$variant),+];

            /// The word in CSV cells, addresses and CSS classes.
            pub const fn name(self) -> &'static str {
                match self {
                    $($name::$variant => $word),+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl $crate::csv::Cell for $name {
            const KIND: $crate::ColumnType = $crate::ColumnType::Text;
            const LIMIT: $crate::Limit = $crate::Limit::OneOf(&[$($word),+]);

            fn write(&self, text: &mut String) {
                text.push_str(self.name());
            }

            fn read(text: &str) -> Result<$name, &'static str> {
                $name::VALUES.iter().copied().find(|value| value.name() == text).ok_or("is not one of the allowed values")
            }
        }
    };
}
pub(crate) use words;
