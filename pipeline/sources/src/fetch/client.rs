//! HTTP requests to the hosts of a source, with retries and size limits.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use backon::{ExponentialBuilder, Retryable};
use reqwest::{header, redirect};
use schema::Layout;

use super::{Options, git_blob, request_error::RequestError, tree::ListedFile};

/// Largest list of files: half a million files have about this size.
const MAX_LIST_BYTES: u64 = 100_000_000;

/// Longest time for a whole response, in timeouts: a host that trickles bytes never hits the timeout itself.
const TIMEOUTS_PER_ANSWER: u32 = 10;

/// Most redirects: GitHub needs one, and a loop must end.
const MAX_REDIRECTS: usize = 5;

/// Client for the two hosts of a source.
pub(super) struct Client {
    http: reqwest::Client,
    list_url: String,
    body_url: String,
    archive_url: String,
    token: Option<String>,
    max_file_bytes: u64,
    has_given_up: AtomicBool,
}

impl Client {
    /// Fails if a URL is invalid, or if TLS finds no root certificates.
    pub(super) fn new(layout: &Layout, options: &Options) -> Result<Client> {
        // An error means that the same provider is already installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(concat!("coldmark/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(options.timeout)
            .read_timeout(options.timeout)
            .timeout(options.timeout * TIMEOUTS_PER_ANSWER)
            .redirect(redirect::Policy::custom(only_to_https))
            .build()
            .context("Failed to prepare for requests")?;
        let archives = layout.archives.as_ref().unwrap_or(&layout.raw);
        let (api, raw, archives) = match &options.mirror {
            Some(mirror) => (mirror, mirror, mirror),
            None => (&layout.api, &layout.raw, archives),
        };
        let (repository, revision) = (&layout.repository, layout.revision());
        let client = Client {
            http,
            list_url: format!(
                "{}/repos/{repository}/git/trees/{revision}?recursive=1",
                api.trim_end_matches('/')
            ),
            body_url: format!("{}/{repository}/{revision}/", raw.trim_end_matches('/')),
            archive_url: format!("{}/{repository}/tar.gz/{revision}", archives.trim_end_matches('/')),
            token: options.token.clone().filter(|_| options.mirror.is_none()),
            max_file_bytes: layout.max_file_bytes,
            has_given_up: AtomicBool::new(false),
        };
        for url in [&client.list_url, &client.body_url, &client.archive_url] {
            reqwest::Url::parse(url).with_context(|| format!("'{url}' is not a URL"))?;
        }
        Ok(client)
    }

    /// Fetches the response of the trees API.
    pub(super) async fn list(&self) -> Result<Vec<u8>> {
        match self.with_retries(|| self.get(&self.list_url, MAX_LIST_BYTES, self.token.as_deref())).await {
            Ok(answer) => Ok(answer),
            Err(error) if error.is_unreachable => {
                bail!(
                    "Failed to reach {}; `coldmark build` still works with local files, and `--from` takes files from a copy",
                    error.reason
                )
            }
            Err(error) => bail!("Failed to list the files: {}", error.reason),
        }
    }

    /// Fetches the archive of the whole repository, a `.tar.gz`.
    pub(super) async fn archive(&self) -> Result<Vec<u8>> {
        match self.with_retries(|| self.get(&self.archive_url, self.max_file_bytes, None)).await {
            Ok(archive) => Ok(archive),
            Err(error) => bail!("Failed to fetch the archive: {}", error.reason),
        }
    }

    /// Fetches the body of `file` and verifies its checksum.
    pub(super) async fn body(&self, file: &ListedFile) -> Result<Vec<u8>, RequestError> {
        if self.has_given_up.load(Ordering::Relaxed) {
            return Err(RequestError::permanent("not tried after too many failures in a row".to_owned()));
        }
        let url = format!("{}{}", self.body_url, file.path);
        let verified = || async {
            let body = self.get(&url, self.max_file_bytes, None).await?;
            let sha = git_blob::sha1(&body);
            if sha == file.sha {
                return Ok(body);
            }
            Err(RequestError::transient(format!(
                "{url}: has the checksum {sha} instead of the listed {}; if upstream is being updated, run again in a few minutes",
                file.sha
            )))
        };
        self.with_retries(verified).await
    }

    /// Stops fetching further bodies.
    pub(super) fn give_up(&self) {
        self.has_given_up.store(true, Ordering::Relaxed);
    }

    /// Retries until there is a response, the error is permanent, or no tries are left.
    async fn with_retries<A: Future<Output = Result<Vec<u8>, RequestError>>>(
        &self,
        attempt: impl FnMut() -> A,
    ) -> Result<Vec<u8>, RequestError> {
        let backoff = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(Duration::from_millis(250))
            .with_max_delay(Duration::from_secs(30))
            .with_max_times(4);
        attempt.retry(backoff).when(|error| error.is_transient).adjust(RequestError::delay).await
    }

    /// Sends one request and reads at most `max_bytes` of the response.
    async fn get(&self, url: &str, max_bytes: u64, token: Option<&str>) -> Result<Vec<u8>, RequestError> {
        let request_error = |error: reqwest::Error| RequestError::from_reqwest(url, &error);
        let too_big = || {
            RequestError::permanent(format!(
                "{url}: has more than {max_bytes} bytes, the largest size accepted"
            ))
        };
        let mut request = self.http.get(url);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let mut response = request.send().await.map_err(request_error)?;
        if !response.status().is_success() {
            return Err(RequestError::from_status(url, &response));
        }
        if response.content_length().is_some_and(|length| length > max_bytes) {
            return Err(too_big());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(request_error)? {
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
