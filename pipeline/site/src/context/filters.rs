//! Filters with which templates write numbers.

use charts::{
    format_value,
    number::{format_briefly, format_number},
};
use schema::{Arch, Date, Ends, Estimate, Month, Percentile, Timestamp, Unit};
use serde::Deserialize;
#[cfg(test)]
use tera::Context;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::context::{
    dates::marked,
    formats::{capital, ends, grouped, in_percent, percent, period, points, usd, with_interval},
};

/// Argument of filters that write a unit.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfUnit {
    unit: Unit,
}

/// Gives `tera` the filters.
///
/// - `15.912 | number`: three significant digits, 15.9
/// - `15.912 | measured(unit="ms")`: the same with its unit, 15.9 ms
/// - `15.912 | briefly(unit="ms")`: two significant digits with the unit, for titles, 16 ms
/// - `"2026-08" | month`: August 2026
/// - `"2026-08-22" | day`: 22 August 2026
/// - `"2026-08-22T09:12:03Z" | minute`: 22 August 2026 at 09:12 UTC
/// - `window | period`: 24 July to 22 August 2026
/// - `5023738 | count`: digits in groups of three, 5,023,738
/// - `0.0512 | points`: a share, or a difference of shares, in percentage points, 5.1
/// - `0.0512 | percent`: a share with its sign, 5.1%
/// - `0.0512 | share`: a share with three significant digits, 5.12%
/// - `1.25 | usd`: a sum of money, $1.25
/// - `estimate | with_interval`: a value with its interval, 0.319 (0.314 to 0.325)
/// - `found | ends`: the ends of an interval, 0.314 to 0.325, or at least 0.314 where the upper end is open
/// - `"p99" | percentile`: the name of a percentile, 99th percentile
/// - `"x86_64" | arch`: the name of an instruction set, x86
/// - `"since 2026-07-31" | dates | safe`: a text whose dates do not break, as HTML
/// - `"median" | capital`: the first letter as a capital
pub(crate) fn register(tera: &mut Tera) {
    tera.register_filter("number", |value: f64, _: Kwargs, _: &State<'_>| format_number(value));
    tera.register_filter("count", |count: u64, _: Kwargs, _: &State<'_>| grouped(count));
    tera.register_filter("points", |share: f64, _: Kwargs, _: &State<'_>| points(share));
    tera.register_filter("percent", |share: f64, _: Kwargs, _: &State<'_>| percent(share));
    tera.register_filter("share", |share: f64, _: Kwargs, _: &State<'_>| in_percent(share));
    tera.register_filter("usd", |value: f64, _: Kwargs, _: &State<'_>| usd(value));
    tera.register_filter("capital", |text: &str, _: Kwargs, _: &State<'_>| capital(text));
    tera.register_filter("measured", |value: f64, kwargs: Kwargs, _: &State<'_>| -> TeraResult<String> {
        let OfUnit { unit } = kwargs.deserialize()?;
        Ok(format_value(value, unit))
    });
    tera.register_filter("briefly", |value: f64, kwargs: Kwargs, _: &State<'_>| -> TeraResult<String> {
        let OfUnit { unit } = kwargs.deserialize()?;
        Ok(format!("{}\u{202f}{unit}", format_briefly(value)))
    });
    tera.register_filter("month", |found: Value, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
        let month = Month::deserialize(found).map_err(Error::message)?;
        Ok(month.first_day().strftime("%B %Y").to_string())
    });
    tera.register_filter("day", |found: Value, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
        let day = Date::deserialize(found).map_err(Error::message)?;
        Ok(day.strftime("%-d %B %Y").to_string())
    });
    tera.register_filter("minute", |found: Value, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
        let at = Timestamp::deserialize(found).map_err(Error::message)?;
        Ok(at.strftime("%-d %B %Y at %H:%M UTC").to_string())
    });
    tera.register_filter("period", |found: Value, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
        #[derive(Deserialize)]
        struct Window {
            window_start: Date,
            window_end: Date,
        }
        let window = Window::deserialize(found).map_err(Error::message)?;
        Ok(period(window.window_start, window.window_end))
    });
    tera.register_filter("with_interval", |found: Value, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
        Ok(with_interval(Estimate::deserialize(found).map_err(Error::message)?))
    });
    tera.register_filter("percentile", |found: Value, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
        Ok(Percentile::deserialize(found).map_err(Error::message)?.title().to_owned())
    });
    tera.register_filter("arch", |found: Value, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
        Ok(Arch::deserialize(found).map_err(Error::message)?.title().to_owned())
    });
    tera.register_filter("dates", |text: &str, _: Kwargs, _: &State<'_>| marked(text));
    tera.register_filter("ends", |found: Value, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
        Ok(ends(Ends::deserialize(found).map_err(Error::message)?))
    });
}

#[test]
fn filters_write_numbers_as_pages_show_them() {
    let mut tera = Tera::default();
    register(&mut tera);
    let mut context = Context::new();
    context.insert("found", &Estimate { value: 0.3188, lower: Some(0.314), upper: Some(0.3249) });
    context.insert("open", &Estimate { value: 1.52, lower: Some(1.3), upper: None });
    for (template, expected) in [
        ("{{ open | with_interval }}", "1.52 (at least 1.30)"),
        ("{{ 15.912 | number }}", "15.9"),
        ("{{ 15.912 | measured(unit='ms') }}", "15.9\u{202f}ms"),
        ("{{ 15.912 | briefly(unit='ms') }}", "16\u{202f}ms"),
        ("{{ '2026-08' | month }}", "August 2026"),
        ("{{ '2026-08-02' | day }}", "2 August 2026"),
        ("{{ '2026-08-02T09:12:59.9Z' | minute }}", "2 August 2026 at 09:12 UTC"),
        ("{{ 5023738 | count }}", "5,023,738"),
        ("{{ 0.0512 | points }}", "5.1"),
        ("{{ 0.0512 | percent }}", "5.1%"),
        ("{{ 0.0512 | share }}", "5.12%"),
        ("{{ 1.25 | usd }}", "$1.25"),
        ("{{ 0.012345 | usd }}", "$0.0123"),
        ("{{ 1234.5 | usd }}", "$1,235"),
        ("{{ 0.0000123 | usd }}", "<$0.0001"),
        ("{{ 0.0 | usd }}", "$0"),
        ("{{ found | with_interval }}", "0.319 (0.314 to 0.325)"),
        ("{{ found | ends }}", "0.314 to 0.325"),
        ("{{ open | ends }}", "at least 1.30"),
        ("{{ 'median' | capital }}", "Median"),
        ("{{ 'p99' | percentile }}", "99th percentile"),
        ("{{ 'x86_64' | arch }}", "x86"),
        ("{{ '2026-07-31' | day }}", "31 July 2026"),
    ] {
        assert_eq!(tera.render_str(template, &context, false).unwrap(), expected, "{template}");
    }
}
