//! Requests: what is asked of which host, how often, and how much of an answer is taken.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use backon::{ExponentialBuilder, Retryable};
use reqwest::{header, redirect};
use schema::Layout;

use super::{Options, blob, fault::Fault, tree::Listed};

/// A list of half a million files has about this size.
const MAX_LIST_BYTES: u64 = 100_000_000;

/// An answer that keeps trickling in is given up after this many timeouts' time.
const TIMEOUTS_PER_ANSWER: u32 = 10;

const MAX_REDIRECTS: usize = 5;

/// The two hosts of a source.
pub(super) struct Client {
    http: reqwest::Client,
    list_url: String,
    body_url: String,
    token: Option<String>,
    max_file_bytes: u64,
    given_up: AtomicBool,
}

impl Client {
    /// Fails where a URL is not one, or where TLS finds no root certificates.
    pub(super) fn new(layout: &Layout, options: &Options) -> Result<Client> {
        // The first of two calls wins and they are the same: a failure here says that it is installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(concat!("coldmark/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(options.timeout)
            .read_timeout(options.timeout)
            .timeout(options.timeout * TIMEOUTS_PER_ANSWER)
            .redirect(redirect::Policy::custom(only_to_https))
            .build()
            .context("Failed to prepare for requests")?;
        let (api, raw) = match &options.mirror {
            Some(mirror) => (mirror, mirror),
            None => (&layout.api, &layout.raw),
        };
        let (repository, branch) = (&layout.repository, &layout.branch);
        let client = Client {
            http,
            list_url: format!(
                "{}/repos/{repository}/git/trees/{branch}?recursive=1",
                api.trim_end_matches('/')
            ),
            body_url: format!("{}/{repository}/{branch}/", raw.trim_end_matches('/')),
            token: options.token.clone().filter(|_| options.mirror.is_none()),
            max_file_bytes: layout.max_file_bytes,
            given_up: AtomicBool::new(false),
        };
        for url in [&client.list_url, &client.body_url] {
            reqwest::Url::parse(url).with_context(|| format!("'{url}' is not a URL"))?;
        }
        Ok(client)
    }

    /// The answer of the trees API.
    pub(super) async fn list(&self) -> Result<Vec<u8>> {
        match self.persistently(|| self.get(&self.list_url, MAX_LIST_BYTES, self.token.as_deref())).await {
            Ok(answer) => Ok(answer),
            Err(fault) if fault.unreached => {
                bail!(
                    "Failed to reach {}; `coldmark build` still works on what is at hand, and `--from` takes the files from a copy",
                    fault.reason
                )
            }
            Err(fault) => bail!("Failed to list the files: {}", fault.reason),
        }
    }

    /// The body of `file`, which has the listed checksum.
    pub(super) async fn body(&self, file: &Listed) -> Result<Vec<u8>, Fault> {
        if self.given_up.load(Ordering::Relaxed) {
            return Err(Fault::lasting("not tried after too many failures in a row".to_owned()));
        }
        let url = format!("{}{}", self.body_url, file.path);
        let verified = || async {
            let body = self.get(&url, self.max_file_bytes, None).await?;
            let sha = blob::sha1(&body);
            if sha == file.sha {
                return Ok(body);
            }
            Err(Fault::passing(format!(
                "{url}: has the checksum {sha} and not the listed {}; if upstream is being updated, run again in some minutes",
                file.sha
            )))
        };
        self.persistently(verified).await
    }

    /// From now on no further body is asked for.
    pub(super) fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
    }

    /// Tries until there is an answer, the fault is a lasting one, or the tries are used up.
    async fn persistently<A: Future<Output = Result<Vec<u8>, Fault>>>(
        &self,
        attempt: impl FnMut() -> A,
    ) -> Result<Vec<u8>, Fault> {
        let backoff = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(Duration::from_millis(250))
            .with_max_delay(Duration::from_secs(30))
            .with_max_times(4);
        attempt.retry(backoff).when(|fault| fault.transient).adjust(Fault::wait).await
    }

    /// One request; at most `max_bytes` of the answer are taken.
    async fn get(&self, url: &str, max_bytes: u64, token: Option<&str>) -> Result<Vec<u8>, Fault> {
        let faulty = |error: reqwest::Error| Fault::of_error(url, &error);
        let too_big =
            || Fault::lasting(format!("{url}: has more than {max_bytes} bytes, the most that is accepted"));
        let mut request = self.http.get(url);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let mut answer = request.send().await.map_err(faulty)?;
        if !answer.status().is_success() {
            return Err(Fault::of_answer(url, &answer));
        }
        if answer.content_length().is_some_and(|length| length > max_bytes) {
            return Err(too_big());
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(faulty)? {
            if body.len() as u64 + chunk.len() as u64 > max_bytes {
                return Err(too_big());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

fn only_to_https(attempt: redirect::Attempt) -> redirect::Action {
    if attempt.previous().len() > MAX_REDIRECTS {
        return attempt.error(format!("more than {MAX_REDIRECTS} redirects"));
    }
    if attempt.url().scheme() != "https" {
        let reason = format!("redirects to {}, which is not https", attempt.url());
        return attempt.error(reason);
    }
    attempt.follow()
}
