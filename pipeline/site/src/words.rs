//! Filters with which templates write numbers.

use charts::{format_value, number::format_number};
use schema::Unit;
use serde::Deserialize;
use tera::{Kwargs, State, Tera, TeraResult};

use crate::context::formats::points;

/// Gives `tera` the filters.
///
/// - `15.912 | number`: three significant digits, 15.9
/// - `15.912 | measured(unit="ms")`: the same with its unit, 15.9 ms
/// - `0.0512 | points`: a share, or a difference of shares, in percentage points, 5.1
pub(crate) fn register(tera: &mut Tera) {
    tera.register_filter("number", |value: f64, _: Kwargs, _: &State<'_>| format_number(value));
    tera.register_filter("points", |share: f64, _: Kwargs, _: &State<'_>| points(share));
    tera.register_filter("measured", |value: f64, kwargs: Kwargs, _: &State<'_>| -> TeraResult<String> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Args {
            unit: Unit,
        }
        let Args { unit } = kwargs.deserialize()?;
        Ok(format_value(value, unit))
    });
}
