//! Conditions chosen for a start: the CPU share and the state of the page cache.

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::sandbox::CpuShare;

/// CPU share of a function, named by the memory that buys it on Lambda.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) enum Profile {
    /// A whole CPU, used by nothing else.
    Uncapped,
    /// The CPU share that Lambda gives with this many MB, set when init ends.
    Memory(u32),
}

impl Profile {
    /// Returns the name in records and on the command line.
    pub(crate) fn name(self) -> String {
        match self {
            Profile::Uncapped => "uncapped".to_owned(),
            Profile::Memory(memory_mb) => memory_mb.to_string(),
        }
    }

    /// Returns the CPU share, or none if uncapped.
    pub(crate) const fn cpu_share(self) -> Option<CpuShare> {
        match self {
            Profile::Uncapped => None,
            Profile::Memory(memory_mb) => Some(CpuShare::from_memory_mb(memory_mb)),
        }
    }

    /// Returns the memory that the function's environment names, in MB. Uncapped functions see the size of one CPU.
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
        let memory_mb = text
            .parse()
            .with_context(|| format!("'{text}' is not a profile: use 'uncapped' or a number of MB"))?;
        match memory_mb {
            128..=10_240 => Ok(Profile::Memory(memory_mb)),
            _ => bail!("{memory_mb} MB is out of range: Lambda offers 128 to 10240 MB"),
        }
    }
}

/// State of the page cache when a function starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PageCache {
    /// Holds the function's files, which an earlier start has read.
    #[default]
    Warm,
    /// Emptied just before the start. Needs root.
    Cold,
}

#[test]
fn profile_names_parse_back() {
    for name in ["uncapped", "128", "1769", "10240"] {
        assert_eq!(name.parse::<Profile>().unwrap().name(), name);
    }
    for wrong in ["127", "10241", "lots", ""] {
        assert!(wrong.parse::<Profile>().is_err(), "{wrong}");
    }
}
