//! Documents that must be read whole, because values that apply to all records may follow them.

use std::{borrow::Cow, fmt, io::Read, marker::PhantomData, ops::Deref};

use schema::{ReadError, ReadErrorKind};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor},
};

use crate::{
    input::Input,
    limits::MAX_DOCUMENT_BYTES,
    read_error::{self, shortened},
    sink::Sink,
};

/// Reads the whole input.
///
/// # Errors
///
/// Fails if it exceeds the limit or cannot be read.
pub(crate) fn read_whole(input: &mut Input, sink: &Sink<'_>) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let read = input.by_ref().take(MAX_DOCUMENT_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| read_error::broken_file(&error).in_file(sink.file()))?;
    if bytes.len() > MAX_DOCUMENT_BYTES {
        return Err(read_error::long_document().in_file(sink.file()));
    }
    Ok(bytes)
}

/// Parses a document.
pub(crate) fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8], sink: &Sink<'_>) -> Result<T, ReadError> {
    serde_json::from_slice(bytes)
        .map_err(|error| ReadError::new(ReadErrorKind::BrokenDocument, shortened(error)).in_file(sink.file()))
}

/// Parses one record of a document.
pub(crate) fn parse_record<T: DeserializeOwned>(text: &str) -> Result<T, ReadError> {
    serde_json::from_str(text).map_err(read_error::broken_record)
}

/// A string that is borrowed unless it has escapes. A bare `Option<Cow<str>>` would copy every one.
#[derive(Deserialize)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// The entries of an object in file order, including repeated keys.
pub(crate) struct Pairs<V>(pub(crate) Vec<(String, V)>);

impl<V> Default for Pairs<V> {
    fn default() -> Pairs<V> {
        Pairs(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Pairs<V>, D::Error> {
        struct PairsVisitor<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for PairsVisitor<V> {
            type Value = Pairs<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<V>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(PairsVisitor(PhantomData))
    }
}
