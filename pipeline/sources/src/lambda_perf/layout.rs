//! The JSON of a day, in all four layouts that upstream has used.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// A day whose records all have known fields.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Day<'a> {
    #[serde(borrow)]
    pub(super) metadata: Metadata<'a>,
    #[serde(borrow)]
    pub(super) runtime_data: Vec<UpstreamRecord<'a>>,
}

/// A day whose records are taken one by one, because at least one of them has unknown fields.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LooseDay<'a> {
    #[serde(borrow)]
    pub(super) metadata: Metadata<'a>,
    #[serde(borrow)]
    pub(super) runtime_data: Vec<&'a RawValue>,
}

/// About the file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata<'a> {
    /// When upstream wrote the file: `2026-07-31T14:00:43.177Z`.
    #[serde(borrow)]
    pub(super) generated_at: Cow<'a, str>,
}

/// One function's cold starts of one day. Fields that are not named here are of no use and tolerated.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpstreamRecord<'a> {
    #[serde(alias = "r", borrow)]
    pub(super) runtime: Cow<'a, str>,
    #[serde(alias = "d", default, borrow)]
    pub(super) display_name: Option<Cow<'a, str>>,
    #[serde(alias = "p", default, borrow)]
    pub(super) package: Option<Cow<'a, str>>,
    #[serde(alias = "a", default, borrow)]
    pub(super) architecture: Option<Cow<'a, str>>,
    #[serde(alias = "m")]
    pub(super) memory_size: u32,
    #[serde(alias = "i")]
    pub(super) init_durations: Samples,
    #[serde(alias = "mu", default)]
    pub(super) average_memory_used: Option<f64>,
    #[serde(alias = "ad", default)]
    pub(super) average_duration: Option<f64>,
    #[serde(alias = "acd", default)]
    pub(super) average_cold_start_duration: Option<f64>,
}

/// The samples of a record; what is no measurement is kept aside with its position and text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Samples {
    pub(super) values: Vec<f64>,
    pub(super) not_measured: Vec<String>,
    pub(super) bad: Vec<String>,
}

impl Samples {
    /// Samples in the file, good or not.
    pub(super) fn n_raw(&self) -> u64 {
        (self.values.len() + self.not_measured.len() + self.bad.len()) as u64
    }

    fn push(&mut self, position: usize, sample: Sample) {
        match sample {
            Sample::Number(value) if value > 0.0 && value.is_finite() => self.values.push(value),
            Sample::Number(0.0) => self.not_measured.push(format!("sample {position} is 0")),
            Sample::Null => self.not_measured.push(format!("sample {position} is null")),
            Sample::Number(value) => self.bad.push(format!("sample {position} is {value}")),
            Sample::Other(what) => self.bad.push(format!("sample {position} is {what}")),
        }
    }
}

impl<'de> Deserialize<'de> for Samples {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Samples, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Samples;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of durations")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Samples, A::Error> {
                // Ten samples a day is what upstream takes.
                let mut samples = Samples { values: Vec::with_capacity(10), ..Samples::default() };
                let mut position = 0;
                while let Some(sample) = list.next_element()? {
                    samples.push(position, sample);
                    position += 1;
                }
                Ok(samples)
            }
        }
        deserializer.deserialize_seq(List)
    }
}

/// One element of a list of durations, whatever it is.
#[derive(Clone, Copy)]
enum Sample {
    Number(f64),
    Null,
    Other(&'static str),
}

impl<'de> Deserialize<'de> for Sample {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Sample, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Sample;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a duration")
            }

            fn visit_f64<E>(self, value: f64) -> Result<Sample, E> {
                Ok(Sample::Number(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Sample, E> {
                Ok(Sample::Number(value as f64))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Sample, E> {
                Ok(Sample::Number(value as f64))
            }

            fn visit_unit<E>(self) -> Result<Sample, E> {
                Ok(Sample::Null)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Sample, E> {
                Ok(Sample::Other("true or false, not a number"))
            }

            fn visit_str<E>(self, _: &str) -> Result<Sample, E> {
                Ok(Sample::Other("text, not a number"))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Sample, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Sample::Other("a list, not a number"))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sample, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Sample::Other("an object, not a number"))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[test]
fn samples_that_measure_nothing_are_kept_aside() {
    let samples: Samples =
        serde_json::from_str(r#"[1.5, 2, null, 0, -1, "x", [3], {"a": 4}, true]"#).unwrap();
    assert_eq!(samples.values, [1.5, 2.0]);
    assert_eq!(samples.not_measured, ["sample 2 is null", "sample 3 is 0"]);
    assert_eq!(
        samples.bad,
        [
            "sample 4 is -1",
            "sample 5 is text, not a number",
            "sample 6 is a list, not a number",
            "sample 7 is an object, not a number",
            "sample 8 is true or false, not a number",
        ]
    );
    assert_eq!(samples.n_raw(), 9);
}

#[test]
fn all_four_layouts_are_one_record() {
    let check = |json: &str, runtime: &str, package: Option<&str>, architecture: Option<&str>| {
        let record: UpstreamRecord<'_> = serde_json::from_str(json).unwrap();
        assert_eq!(record.runtime, runtime);
        assert_eq!(record.package.as_deref(), package);
        assert_eq!(record.architecture.as_deref(), architecture);
        assert_eq!(record.init_durations.values, [12.5]);
        assert_eq!((record.average_memory_used, record.average_duration), (Some(14.0), Some(1.5)));
    };
    check(
        r#"{"runtime":"a","initDurations":[12.5],"memorySize":128,"averageMemoryUsed":14,"averageDuration":1.5,"averageColdStartDuration":12.5}"#,
        "a",
        None,
        None,
    );
    check(
        r#"{"runtime":"b","displayName":"B","initDurations":[12.5],"memorySize":128,"architecture":"arm64","averageMemoryUsed":14,"averageDuration":1.5,"averageColdStartDuration":12.5,"new":{}}"#,
        "b",
        None,
        Some("arm64"),
    );
    check(
        r#"{"r":"c","p":"zip","d":"C","i":[12.5],"m":128,"a":"x86_64","mu":14,"ad":1.5,"acd":12.5}"#,
        "c",
        Some("zip"),
        Some("x86_64"),
    );
}
