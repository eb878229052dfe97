//! JSON of a day, in all four layouts that upstream has used.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{computed, rules::Rule};

/// A day whose records all have known fields.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Day<'a> {
    #[serde(borrow)]
    pub(super) metadata: Metadata<'a>,
    #[serde(borrow, deserialize_with = "presized_list")]
    pub(super) runtime_data: Vec<UpstreamRecord<'a>>,
}

/// Parses a list with room for a whole day's records, because growing a vector of such large elements is slow.
fn presized_list<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<UpstreamRecord<'a>>, D::Error> {
    struct List<'a>(PhantomData<&'a ()>);
    impl<'de: 'a, 'a> Visitor<'de> for List<'a> {
        type Value = Vec<UpstreamRecord<'a>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of records")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut records = Vec::with_capacity(700);
            while let Some(record) = list.next_element()? {
                records.push(record);
            }
            Ok(records)
        }
    }
    deserializer.deserialize_seq(List(PhantomData))
}

/// A day whose records are parsed one by one, because at least one of them has unknown fields.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LooseDay<'a> {
    #[serde(borrow)]
    pub(super) metadata: Metadata<'a>,
    #[serde(borrow)]
    pub(super) runtime_data: Vec<&'a RawValue>,
}

/// Metadata of a file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata<'a> {
    /// Time at which upstream wrote the file: `2026-07-31T14:00:43.177Z`.
    #[serde(borrow)]
    pub(super) generated_at: Cow<'a, str>,
}

/// One function's cold starts on one day. Unused fields are ignored.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpstreamRecord<'a> {
    #[serde(alias = "r", borrow)]
    pub(super) runtime: Cow<'a, str>,
    #[serde(alias = "d", default)]
    pub(super) display_name: Option<IgnoredAny>,
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

/// Samples of a record. Invalid values are kept separately, with position and text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Samples {
    pub(super) values: Vec<f64>,
    /// Invalid values in order of position, each with the rule that refuses it.
    pub(super) refused: Vec<Refused>,
}

/// A sample that no statistic uses.
#[derive(Debug, PartialEq)]
pub(super) struct Refused {
    pub(super) rule: Rule,
    /// Index in the upstream list.
    position: usize,
    /// The reason, such as `170.396, the mean of the others`.
    found: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sample {} is {}", self.position, self.found)
    }
}

impl Samples {
    /// Number of samples in the file, valid or not.
    pub(super) fn n_raw(&self) -> u64 {
        (self.values.len() + self.refused.len()) as u64
    }

    fn push(&mut self, position: usize, sample: Sample) {
        let (rule, found) = match sample {
            Sample::Number(value) if value > 0.0 && value.is_finite() => return self.values.push(value),
            Sample::Number(0.0) => (Rule::NotMeasured, "0".to_owned()),
            Sample::Null => (Rule::NotMeasured, "null".to_owned()),
            Sample::Number(value) => (Rule::BadValue, value.to_string()),
            Sample::Other(found) => (Rule::BadValue, found.to_owned()),
        };
        self.refused.push(Refused { rule, position, found });
    }

    /// Moves samples that were computed from the other ones to the refused.
    fn refuse_computed(&mut self) {
        while let Some((idx, function)) = computed::first(&self.values) {
            let value = self.values.remove(idx);
            // Earlier elements that were refused left no value behind.
            let position =
                self.refused.iter().fold(idx, |at, refused| at + usize::from(refused.position <= at));
            let found = format!("{value}, the {function} of the others");
            self.refused.push(Refused { rule: Rule::ComputedSample, position, found });
            self.refused.sort_by_key(|refused| refused.position);
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
                // Upstream takes ten samples a day.
                let mut samples = Samples { values: Vec::with_capacity(10), ..Samples::default() };
                let mut position = 0;
                while let Some(sample) = list.next_element()? {
                    samples.push(position, sample);
                    position += 1;
                }
                samples.refuse_computed();
                Ok(samples)
            }
        }
        deserializer.deserialize_seq(List)
    }
}

/// One element of a list of durations, of any JSON type.
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
fn invalid_samples_are_kept_separately() {
    let samples: Samples =
        serde_json::from_str(r#"[1.5, 2, null, 0, -1, "x", [3], {"a": 4}, true]"#).unwrap();
    assert_eq!(samples.values, [1.5, 2.0]);
    let refused: Vec<_> = samples.refused.iter().map(|refused| (refused.rule, refused.to_string())).collect();
    assert_eq!(
        refused,
        [
            (Rule::NotMeasured, "sample 2 is null".to_owned()),
            (Rule::NotMeasured, "sample 3 is 0".to_owned()),
            (Rule::BadValue, "sample 4 is -1".to_owned()),
            (Rule::BadValue, "sample 5 is text, not a number".to_owned()),
            (Rule::BadValue, "sample 6 is a list, not a number".to_owned()),
            (Rule::BadValue, "sample 7 is an object, not a number".to_owned()),
            (Rule::BadValue, "sample 8 is true or false, not a number".to_owned()),
        ]
    );
    assert_eq!(samples.n_raw(), 9);
}

#[test]
fn all_four_layouts_parse_to_one_record() {
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

#[test]
fn computed_samples_keep_their_upstream_position() {
    let samples: Samples = serde_json::from_str("[null, 65.13, 66.22, 0, 65.477, 65.08]").unwrap();
    assert_eq!(samples.values, [65.13, 66.22, 65.08]);
    let refused: Vec<_> = samples.refused.iter().map(Refused::to_string).collect();
    assert_eq!(refused, ["sample 0 is null", "sample 3 is 0", "sample 4 is 65.477, the mean of the others"]);
}
