//! Errors of requests, transient or permanent.

use std::time::Duration;

use reqwest::{Response, StatusCode, header};

/// Longest wait that a server may ask for: after that, the next run can resume.
const MAX_WAIT: Duration = Duration::from_mins(1);

/// Error of one try.
#[derive(Debug)]
pub(super) struct RequestError {
    /// Reason in words, with the URL.
    pub(super) reason: String,
    /// True if another try may succeed.
    pub(super) is_transient: bool,
    /// True if the host did not respond at all.
    pub(super) is_unreachable: bool,
    /// Wait that the server asks for.
    retry_after: Option<Duration>,
}

impl RequestError {
    /// An error that another try cannot fix.
    pub(super) fn permanent(reason: String) -> RequestError {
        RequestError { reason, is_transient: false, is_unreachable: false, retry_after: None }
    }

    /// An error that another try may fix.
    pub(super) fn transient(reason: String) -> RequestError {
        RequestError { is_transient: true, ..RequestError::permanent(reason) }
    }

    /// The error of a request without a complete response.
    pub(super) fn from_reqwest(url: &str, error: &reqwest::Error) -> RequestError {
        // Only the innermost cause is specific: "connection refused", "unexpected end of file".
        let cause = anyhow::Chain::new(error).last().map_or_else(String::new, ToString::to_string);
        let cause = if error.is_timeout() { "timed out".to_owned() } else { cause };
        let reason = format!("{url}: {cause}");
        RequestError {
            is_transient: !error.is_redirect() && !error.is_builder(),
            is_unreachable: error.is_connect() || error.is_timeout(),
            ..RequestError::permanent(reason)
        }
    }

    /// The error of a response with a failure status.
    pub(super) fn from_status(url: &str, response: &Response) -> RequestError {
        let status = response.status();
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let is_limit = header("x-ratelimit-remaining") == Some("0");
        let hint = match status {
            StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS if is_limit => {
                "; the rate limit is used up: set GITHUB_TOKEN, or try again in an hour"
            }
            StatusCode::UNAUTHORIZED => "; is GITHUB_TOKEN still valid?",
            _ => "",
        };
        RequestError {
            is_transient: status.is_server_error()
                || (status == StatusCode::TOO_MANY_REQUESTS && !is_limit)
                || status == StatusCode::REQUEST_TIMEOUT,
            retry_after: header(header::RETRY_AFTER.as_str()).and_then(parse_retry_after),
            ..RequestError::permanent(format!("{url}: responded with {status}{hint}"))
        }
    }

    /// Returns the delay before the next try, given the backoff's delay; none to stop.
    pub(super) fn delay(&self, planned: Option<Duration>) -> Option<Duration> {
        let wait = planned?.max(self.retry_after.unwrap_or_default());
        (wait <= MAX_WAIT).then_some(wait)
    }
}

/// Parses `Retry-After`: seconds or a date (RFC 9110, 10.2.3).
fn parse_retry_after(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    Some(until.duration_since(std::time::SystemTime::now()).unwrap_or_default())
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    assert_eq!(parse_retry_after("7"), Some(Duration::from_secs(7)));
    assert_eq!(parse_retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO), "in the past");
    assert!(parse_retry_after("Tue, 31 Dec 2999 23:59:59 GMT") > Some(MAX_WAIT));
    assert_eq!(parse_retry_after("soon"), None);
}

#[test]
fn the_longer_delay_counts_up_to_a_limit() {
    let error = |seconds: u64| RequestError {
        retry_after: Some(Duration::from_secs(seconds)),
        ..RequestError::transient(String::new())
    };
    let planned = Some(Duration::from_secs(2));
    assert_eq!(error(1).delay(planned), planned);
    assert_eq!(error(5).delay(planned), Some(Duration::from_secs(5)));
    assert_eq!(error(3600).delay(planned), None);
    assert_eq!(error(5).delay(None), None, "no tries are left");
}
