//! What functions do, what they are asked, and what they must answer.
//!
//! Each workload makes its events from a seed and knows the answer by a model of its own, in Rust. Answers are
//! compared as JSON values, so that white space and the order of keys cannot fail a language.

use std::fmt;

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

mod churn;
mod http;
mod inflate;
mod orders;
mod sha256;

/// What a function does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Workload {
    /// Greets: the floor of runtime and client.
    Hello,
    /// Reads orders and sums them up.
    Json,
    /// Hashes in the language itself.
    Sha256Pure,
    /// Hashes by library.
    Sha256Lib,
    /// Replaces nodes of a table that survives between calls.
    Churn,
    /// Puts and gets an item over plain HTTP.
    Http,
    /// The same over TLS.
    HttpTls,
    /// Unpacks a text and counts its words.
    Inflate,
}

/// How much one event asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Size {
    /// Rounds of hashing.
    pub(crate) rounds: u32,
    /// Slots of the table of nodes.
    pub(crate) live: u32,
    /// Nodes that one call replaces.
    pub(crate) churn: u32,
}

impl Default for Size {
    fn default() -> Size {
        Size { rounds: 50, live: 20_000, churn: 500 }
    }
}

/// Answers events of one process, one after the other: what a workload remembers, it remembers too.
pub(crate) struct Model {
    workload: Workload,
    churn: churn::Table,
}

impl Workload {
    pub(crate) const ALL: [Workload; 8] = [
        Workload::Hello,
        Workload::Json,
        Workload::Sha256Pure,
        Workload::Sha256Lib,
        Workload::Churn,
        Workload::Http,
        Workload::HttpTls,
        Workload::Inflate,
    ];

    /// The name in records and on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Workload::Hello => "hello",
            Workload::Json => "json",
            Workload::Sha256Pure => "sha256-pure",
            Workload::Sha256Lib => "sha256-lib",
            Workload::Churn => "churn",
            Workload::Http => "http",
            Workload::HttpTls => "http-tls",
            Workload::Inflate => "inflate",
        }
    }

    /// The name that functions know it by: whether a connection is encrypted is a matter of its address.
    pub(crate) const fn function_name(self) -> &'static str {
        match self {
            Workload::HttpTls => "http",
            other => other.name(),
        }
    }

    /// The workload of this name.
    pub(crate) fn by_name(name: &str) -> Option<Workload> {
        Workload::ALL.into_iter().find(|workload| workload.name() == name)
    }

    /// Event `seq` of a process whose events come from `seed`, as JSON.
    pub(crate) fn event(self, size: Size, seed: u64, seq: u32) -> Value {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed ^ (u64::from(seq) << 32));
        match self {
            Workload::Hello => json!({ "name": format!("caller-{}", random.next_u32()) }),
            Workload::Json => orders::event(&mut random),
            Workload::Sha256Pure | Workload::Sha256Lib => {
                json!({ "seed": random.next_u32(), "rounds": size.rounds })
            }
            Workload::Churn => {
                json!({ "seed": random.next_u32().max(1), "live": size.live, "churn": size.churn })
            }
            Workload::Http | Workload::HttpTls => http::event(&mut random),
            Workload::Inflate => inflate::event(&mut random),
        }
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Model {
    pub(crate) fn new(workload: Workload) -> Model {
        Model { workload, churn: churn::Table::default() }
    }

    /// The answer to the next event; none where the event is not one of the workload.
    pub(crate) fn answer(&mut self, event: &Value) -> Option<Value> {
        match self.workload {
            Workload::Hello => Some(json!({ "message": format!("Hello, {}", event.get("name")?.as_str()?) })),
            Workload::Json => orders::answer(event),
            Workload::Sha256Pure | Workload::Sha256Lib => sha256::answer(event),
            Workload::Churn => self.churn.answer(event),
            Workload::Http | Workload::HttpTls => http::answer(event),
            Workload::Inflate => inflate::answer(event),
        }
    }
}

/// The unsigned number that `event` has under `key`.
fn number(event: &Value, key: &str) -> Option<u32> {
    u32::try_from(event.get(key)?.as_u64()?).ok()
}

/// A number from 0 to `n` − 1.
fn below(random: &mut impl Rng, n: u32) -> u32 {
    ((u64::from(random.next_u32()) * u64::from(n)) >> 32) as u32
}

/// The entries with the greatest numbers, ties by name, at most ten.
fn top_ten<T: Ord + Copy>(mut entries: Vec<(String, T)>) -> Vec<(String, T)> {
    entries.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    entries.truncate(10);
    entries
}

#[test]
fn the_same_seed_gives_the_same_events_and_another_gives_others() {
    for workload in Workload::ALL {
        let event = |seed, seq| workload.event(Size::default(), seed, seq).to_string();
        assert_eq!(event(7, 3), event(7, 3), "{workload}");
        assert_ne!(event(7, 3), event(7, 4), "{workload}");
        assert_ne!(event(7, 3), event(8, 3), "{workload}");
    }
}

#[test]
fn every_workload_answers_its_own_events_and_no_other() {
    for workload in Workload::ALL {
        let mut model = Model::new(workload);
        assert!(model.answer(&workload.event(Size::default(), 1, 0)).is_some(), "{workload}");
        assert_eq!(model.answer(&json!({ "else": 1 })), None, "{workload}");
    }
}
