//! Days that the tables cover: those of the main source, and apart from them those of our own campaigns.

use std::fmt;

use schema::{Date, Source};

/// First and newest day with samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    pub(crate) first: Date,
    pub(crate) newest: Date,
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Days { first, newest } = self;
        if first == newest { write!(f, "on {first}") } else { write!(f, "from {first} to {newest}") }
    }
}

impl Days {
    /// Returns the days from the first to the newest of `all`; none without any.
    fn of(all: impl Iterator<Item = Days>) -> Option<Days> {
        all.reduce(|a, b| Days { first: a.first.min(b.first), newest: a.newest.max(b.newest) })
    }
}

/// A source with samples.
pub(crate) struct Covered<'a> {
    pub(crate) source: &'a str,
    pub(crate) days: Days,
    pub(crate) accepted_samples: u64,
}

/// Days that the tables cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    /// Days of the main source: the third-party source with the most samples. Without one, those of all sources.
    pub(crate) main: Days,
    /// Title of the main source; none without one.
    title: Option<String>,
    /// Days of our own campaigns, if there is a main source too.
    pub(crate) campaigns: Option<Days>,
}

impl Period {
    /// A period without a main source.
    pub(crate) fn whole(main: Days) -> Period {
        Period { main, title: None, campaigns: None }
    }

    /// Finds the days of `all`, whose registrations are among `sources`; none without data.
    pub(crate) fn of(all: &[Covered<'_>], sources: &[&Source]) -> Option<Period> {
        let registered = |it: &Covered<'_>| sources.iter().find(|source| source.name == it.source);
        let third_party = all.iter().filter_map(|it| Some((it, registered(it)?)));
        let third_party = third_party.filter(|(_, source)| source.is_third_party());
        let Some((main, source)) = third_party.max_by_key(|(it, _)| it.accepted_samples) else {
            return Days::of(all.iter().map(|it| it.days)).map(Period::whole);
        };
        let is_campaign = |it: &&Covered<'_>| registered(it).is_some_and(|source| source.runs.is_some());
        let campaigns = Days::of(all.iter().filter(is_campaign).map(|it| it.days));
        Some(Period { main: main.days, title: Some(source.title.clone()), campaigns })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "data {}", self.main)?;
        if let Some(title) = &self.title {
            write!(f, " ({title})")?;
        }
        self.campaigns.map_or(Ok(()), |days| write!(f, " and our own campaigns {days}"))
    }
}

#[test]
fn campaigns_do_not_extend_the_main_period() {
    use schema::{Layout, date};

    let registered = |name: &str, is_campaign: bool| Source {
        name: name.to_owned(),
        title: format!("{name} title"),
        layout: (!is_campaign).then(Layout::default),
        runs: is_campaign.then(|| name.to_owned()),
        ..Source::default()
    };
    let days = |first, newest| Days { first: date(2026, first, 1), newest: date(2026, newest, 1) };
    let covered = |source: &'static str, days, accepted_samples| Covered { source, days, accepted_samples };
    let sources = [registered("archive", false), registered("small", false), registered("ours", true)];
    let sources: Vec<&Source> = sources.iter().collect();
    let archive = covered("archive", days(2, 7), 1000);
    let check = |all: &[Covered<'_>], expected: Option<&str>| {
        assert_eq!(Period::of(all, &sources).map(|period| period.to_string()).as_deref(), expected);
    };
    check(&[], None);
    check(
        &[archive, covered("small", days(1, 9), 10), covered("ours", days(11, 11), 5000)],
        Some("data from 2026-02-01 to 2026-07-01 (archive title) and our own campaigns on 2026-11-01"),
    );
    check(&[covered("ours", days(10, 11), 5)], Some("data from 2026-10-01 to 2026-11-01"));
}
