//! What goes wrong between here and a server, and whether trying again may help.

use std::time::Duration;

use reqwest::{Response, StatusCode, header};

/// Longer than this, waiting as the server asks is not worth it: the next run can go on.
const MAX_WAIT: Duration = Duration::from_mins(1);

/// Why one try failed.
#[derive(Debug)]
pub(super) struct Fault {
    /// In words, with the address.
    pub(super) reason: String,
    /// Whether the next try may succeed.
    pub(super) transient: bool,
    /// Whether nothing answered at all.
    pub(super) unreached: bool,
    /// How long the server asks us to wait.
    retry_after: Option<Duration>,
}

impl Fault {
    /// A fault that stays.
    pub(super) fn lasting(reason: String) -> Fault {
        Fault { reason, transient: false, unreached: false, retry_after: None }
    }

    /// A fault that may pass.
    pub(super) fn passing(reason: String) -> Fault {
        Fault { transient: true, ..Fault::lasting(reason) }
    }

    /// A request that got no whole answer.
    pub(super) fn of_error(url: &str, error: &reqwest::Error) -> Fault {
        // The innermost cause says what happened: "connection refused", "unexpected end of file".
        let cause = anyhow::Chain::new(error).last().map_or_else(String::new, ToString::to_string);
        let cause = if error.is_timeout() { "no answer in time".to_owned() } else { cause };
        let reason = format!("{url}: {cause}");
        Fault {
            transient: !error.is_redirect() && !error.is_builder(),
            unreached: error.is_connect() || error.is_timeout(),
            ..Fault::lasting(reason)
        }
    }

    /// An answer that is no success.
    pub(super) fn of_answer(url: &str, answer: &Response) -> Fault {
        let status = answer.status();
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
        let is_limit = header("x-ratelimit-remaining") == Some("0");
        let hint = match status {
            StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS if is_limit => {
                "; the limit for requests is used up: set GITHUB_TOKEN, or try again in an hour"
            }
            StatusCode::UNAUTHORIZED => "; is GITHUB_TOKEN still valid?",
            _ => "",
        };
        Fault {
            transient: status.is_server_error()
                || (status == StatusCode::TOO_MANY_REQUESTS && !is_limit)
                || status == StatusCode::REQUEST_TIMEOUT,
            retry_after: header(header::RETRY_AFTER.as_str()).and_then(wait),
            ..Fault::lasting(format!("{url}: answered {status}{hint}"))
        }
    }

    /// How long to wait before the next try when backing off would wait `planned`; none for no next try.
    pub(super) fn wait(&self, planned: Option<Duration>) -> Option<Duration> {
        let wait = planned?.max(self.retry_after.unwrap_or_default());
        (wait <= MAX_WAIT).then_some(wait)
    }
}

/// The value of `Retry-After`: seconds or a date (RFC 9110, 10.2.3).
fn wait(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    Some(until.duration_since(std::time::SystemTime::now()).unwrap_or_default())
}

#[test]
fn a_server_may_ask_for_seconds_or_name_a_date() {
    assert_eq!(wait("7"), Some(Duration::from_secs(7)));
    assert_eq!(wait("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO), "in the past");
    assert!(wait("Tue, 31 Dec 2999 23:59:59 GMT") > Some(MAX_WAIT));
    assert_eq!(wait("soon"), None);
}

#[test]
fn the_longer_wait_counts_and_none_is_endless() {
    let fault = |seconds: u64| Fault {
        retry_after: Some(Duration::from_secs(seconds)),
        ..Fault::passing(String::new())
    };
    let planned = Some(Duration::from_secs(2));
    assert_eq!(fault(1).wait(planned), planned);
    assert_eq!(fault(5).wait(planned), Some(Duration::from_secs(5)));
    assert_eq!(fault(3600).wait(planned), None);
    assert_eq!(fault(5).wait(None), None, "the tries are used up");
}
