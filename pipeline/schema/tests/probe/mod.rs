//! Asks a type for the cells of its rows: reads a row of it that is made up as it asks.

use std::fmt;

use schema::{Column, ColumnType};
use serde::{
    Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, EnumAccess, Error, SeqAccess, VariantAccess, Visitor,
        value::StrDeserializer,
    },
    forward_to_deserialize_any,
};

/// What the type says of one cell.
#[derive(Debug)]
pub(crate) struct Leaf {
    pub(crate) kind: ColumnType,
    pub(crate) is_optional: bool,
    /// What it may say, where it is one of some words.
    pub(crate) words: &'static [&'static str],
}

/// The cells of `T` in file order. Text is made up as `columns` say it is, and refused where it is not.
pub(crate) fn leaves<T: DeserializeOwned>(columns: &'static [Column]) -> Vec<Leaf> {
    let mut probe = Probe { columns, leaves: Vec::new(), is_optional: false };
    T::deserialize(&mut probe).unwrap();
    probe.leaves
}

struct Probe {
    columns: &'static [Column],
    leaves: Vec<Leaf>,
    is_optional: bool,
}

impl Probe {
    fn add(&mut self, kind: ColumnType, words: &'static [&'static str]) {
        self.leaves.push(Leaf { kind, is_optional: self.is_optional, words });
        self.is_optional = false;
    }
}

#[derive(Debug)]
struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

impl Error for Refused {
    fn custom<T: fmt::Display>(message: T) -> Refused {
        Refused(message.to_string())
    }
}

macro_rules! whole_numbers {
    ($($name:ident)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
            self.add(ColumnType::Integer, &[]);
            visitor.visit_u8(1)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Probe {
    type Error = Refused;

    whole_numbers! { deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_i64 }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.add(ColumnType::Number, &[]);
        visitor.visit_f64(0.5)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.add(ColumnType::Boolean, &[]);
        visitor.visit_bool(true)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let kind = self.columns.get(self.leaves.len()).map_or(ColumnType::Text, |column| column.kind);
        let (kind, text) = match kind {
            ColumnType::Date => (kind, "2026-07-31"),
            ColumnType::Month => (kind, "2026-07"),
            ColumnType::Time => (kind, "2026-07-31T12:00:00Z"),
            _ => (ColumnType::Text, "p50"),
        };
        self.add(kind, &[]);
        visitor.visit_str(text)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.is_optional = true;
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.add(ColumnType::Text, words);
        visitor.visit_enum(Word(words[0]))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_seq(Fields { probe: self, left: fields.len() })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_seq(Fields { probe: self, left: len })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refused> {
        Err(Refused("no row of a table holds such a thing".to_owned()))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u128 f32 char bytes byte_buf unit unit_struct seq tuple_struct map identifier ignored_any
    }
}

struct Fields<'a> {
    probe: &'a mut Probe,
    left: usize,
}

impl<'de> SeqAccess<'de> for Fields<'_> {
    type Error = Refused;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refused> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        seed.deserialize(&mut *self.probe).map(Some)
    }
}

struct Word(&'static str);

impl<'de> EnumAccess<'de> for Word {
    type Error = Refused;
    type Variant = Word;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Word), Refused> {
        Ok((seed.deserialize(StrDeserializer::new(self.0))?, self))
    }
}

impl<'de> VariantAccess<'de> for Word {
    type Error = Refused;

    fn unit_variant(self) -> Result<(), Refused> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Refused> {
        Err(Refused("no word holds anything".to_owned()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Refused> {
        Err(Refused("no word holds anything".to_owned()))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Refused> {
        Err(Refused("no word holds anything".to_owned()))
    }
}
