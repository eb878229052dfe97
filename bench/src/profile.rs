//! What a function is given: its share of the processor, its place, and what is in the page cache.

use std::sync::OnceLock;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::sandbox::{Share, available_cpus, keep_to};

/// What a function is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) enum Profile {
    /// A processor of its own, and all of it.
    Uncapped,
    /// The share of the processor that Lambda gives with so many megabytes, once it is initialised.
    Memory(u32),
}

impl Profile {
    /// The name in records and on the command line.
    pub(crate) fn name(self) -> String {
        match self {
            Profile::Uncapped => "uncapped".to_owned(),
            Profile::Memory(memory_mb) => memory_mb.to_string(),
        }
    }

    /// The share of the processor; none where there is no limit.
    pub(crate) const fn share(self) -> Option<Share> {
        match self {
            Profile::Uncapped => None,
            Profile::Memory(memory_mb) => Some(Share::of_memory(memory_mb)),
        }
    }

    /// What the function is told that it has, in megabytes.
    pub(crate) const fn memory_mb(self) -> u32 {
        match self {
            Profile::Uncapped => 1769,
            Profile::Memory(memory_mb) => memory_mb,
        }
    }
}

impl From<Profile> for String {
    fn from(profile: Profile) -> String {
        profile.name()
    }
}

impl TryFrom<String> for Profile {
    type Error = anyhow::Error;

    fn try_from(text: String) -> Result<Profile> {
        text.parse()
    }
}

impl std::str::FromStr for Profile {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Profile> {
        if text == "uncapped" {
            return Ok(Profile::Uncapped);
        }
        let memory_mb =
            text.parse().with_context(|| format!("'{text}' is no profile: write uncapped, or megabytes"))?;
        match memory_mb {
            128..=10_240 => Ok(Profile::Memory(memory_mb)),
            _ => bail!("{memory_mb} MB cannot be had: Lambda gives 128 to 10240 MB"),
        }
    }
}

/// What is in the page cache when a function starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Cache {
    /// Its files, since it was started before.
    #[default]
    CacheWarm,
    /// Nothing: the kernel was told to forget all files. Needs root.
    DiskCold,
}

/// The processors of this program and of functions: one each where there are two, so that neither disturbs the
/// other; a function that is limited may use all, as on Lambda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Places {
    pub(crate) harness: Vec<usize>,
    pub(crate) function: Vec<usize>,
}

impl Places {
    /// Of this machine. From the first call on, this program keeps to its own.
    pub(crate) fn here() -> Places {
        static HERE: OnceLock<Places> = OnceLock::new();
        let divide = || {
            let cpus = available_cpus();
            let places = match cpus.split_last() {
                Some((last, rest)) if !rest.is_empty() => {
                    Places { harness: rest.to_vec(), function: vec![*last] }
                }
                _ => Places { harness: cpus.clone(), function: cpus },
            };
            // Where that is refused, the harness runs anywhere, which is how it began.
            let _ = keep_to(&places.harness);
            places
        };
        HERE.get_or_init(divide).clone()
    }

    /// Whether harness and function have processors of their own.
    pub(crate) fn are_apart(&self) -> bool {
        self.harness != self.function
    }
}

#[test]
fn profiles_are_named_as_they_are_written() {
    for name in ["uncapped", "128", "1769", "10240"] {
        assert_eq!(name.parse::<Profile>().unwrap().name(), name);
    }
    for wrong in ["127", "10241", "lots", ""] {
        assert!(wrong.parse::<Profile>().is_err(), "{wrong}");
    }
}
