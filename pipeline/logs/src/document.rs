//! Documents that have to be read whole, since what holds for all their records may come after them.

use std::{borrow::Cow, fmt, io::Read, marker::PhantomData, ops::Deref};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor},
};

use crate::{Fault, FaultKind, MAX_DOCUMENT_BYTES, fault::shortened, input::Input, sink::Sink};

/// Reads all there is.
///
/// # Errors
///
/// Fails where that is more than the limit, or cannot be read.
pub(crate) fn whole(input: &mut Input, sink: &Sink<'_>) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let read = input.by_ref().take(MAX_DOCUMENT_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| Fault::broken_file(&error).of(sink.file()))?;
    if bytes.len() > MAX_DOCUMENT_BYTES {
        return Err(Fault::long_document().of(sink.file()));
    }
    Ok(bytes)
}

/// Reads JSON of a document.
pub(crate) fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8], sink: &Sink<'_>) -> Result<T, Fault> {
    serde_json::from_slice(bytes)
        .map_err(|error| Fault::new(FaultKind::BrokenDocument, shortened(error)).of(sink.file()))
}

/// Reads JSON of a record of a document.
pub(crate) fn record<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(Fault::broken_record)
}

/// A string that is read where it stands, but for one with escapes. A bare `Option<Cow<str>>` would copy each of them.
#[derive(Deserialize)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// An object as it stands, in order and with keys that it says twice.
pub(crate) struct Pairs<V>(pub(crate) Vec<(String, V)>);

impl<V> Default for Pairs<V> {
    fn default() -> Pairs<V> {
        Pairs(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Pairs<V>, D::Error> {
        struct Of<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Of<V> {
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
        deserializer.deserialize_map(Of(PhantomData))
    }
}
