//! A headless Chromium that tells what a page asked for and complained about.

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use fantoccini::{
    Client, ClientBuilder,
    wd::{Capabilities, WebDriverCompatibleCommand},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// A viewport.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    pub(crate) name: &'static str,
    pub(crate) width: u32,
    pub(crate) scheme: &'static str,
}

/// One browser window.
pub(crate) struct Browser(Client);

impl Browser {
    /// Opens a window through the driver at `driver`.
    pub(crate) async fn open(driver: &str) -> Result<Browser> {
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
        ];
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".to_owned(), json!({ "args": arguments }));
        capabilities
            .insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL", "performance": "ALL" }));
        let client =
            ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(driver).await;
        Ok(Browser(client.context("Failed to open a browser window")?))
    }

    /// Takes on the size and the colour scheme of `view`.
    pub(crate) async fn look_with(&self, view: View) -> Result<()> {
        let size =
            json!({ "width": view.width, "height": 900, "deviceScaleFactor": 1, "mobile": view.width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        let scheme = json!({ "features": [{ "name": "prefers-color-scheme", "value": view.scheme }] });
        self.devtools("Emulation.setEmulatedMedia", scheme).await?;
        Ok(())
    }

    /// Takes on media features, or the medium by the name `media`, and gives back all others.
    pub(crate) async fn emulate(&self, wanted: &[(&str, &str)]) -> Result<()> {
        let medium = wanted.iter().find(|(name, _)| *name == "media").map_or("", |(_, value)| value);
        let features = wanted.iter().filter(|(name, _)| *name != "media");
        let features: Vec<_> =
            features.map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": medium, "features": features })).await?;
        Ok(())
    }

    /// The page as a PDF.
    pub(crate) async fn print(&self) -> Result<Vec<u8>> {
        self.document("Page.printToPDF", json!({ "preferCSSPageSize": true })).await
    }

    /// Takes a screenshot of the window, as PNG.
    pub(crate) async fn window(&self) -> Result<Vec<u8>> {
        self.document("Page.captureScreenshot", json!({ "format": "png" })).await
    }

    /// Opens `url` and waits until it has loaded.
    pub(crate) async fn visit(&self, url: &str) -> Result<()> {
        self.0.goto(url).await.with_context(|| format!("Failed to open {url}"))
    }

    /// Evaluates an expression in the page.
    pub(crate) async fn evaluate(&self, expression: &str) -> Result<Value> {
        Ok(self.0.execute(&format!("return {expression}"), Vec::new()).await?)
    }

    /// Evaluates a promise in the page: `script` ends by calling `done` with the result.
    pub(crate) async fn run(&self, script: &str) -> Result<Value> {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        Ok(self.0.execute_async(&script, Vec::new()).await?)
    }

    /// Waits until an expression is true in the page.
    pub(crate) async fn wait_until(&self, expression: &str) -> Result<()> {
        let script = format!("const ask = () => {expression} ? done(true) : setTimeout(ask, 20); ask();");
        self.run(&script).await.with_context(|| format!("{expression} never came true"))?;
        Ok(())
    }

    /// Presses keys, one after the other, on whatever has the focus.
    pub(crate) async fn press(&self, keys: &str) -> Result<()> {
        Ok(self.0.active_element().await?.send_keys(keys).await?)
    }

    /// Goes back by one address.
    pub(crate) async fn back(&self) -> Result<()> {
        Ok(self.0.back().await?)
    }

    /// Allows or forbids scripts from now on.
    pub(crate) async fn allow_scripts(&self, is_allowed: bool) -> Result<()> {
        self.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": !is_allowed })).await?;
        Ok(())
    }

    /// Fails every request to an address of this pattern from now on, and no other.
    pub(crate) async fn block(&self, patterns: &[&str]) -> Result<()> {
        self.devtools("Network.enable", json!({})).await?;
        self.devtools("Network.setBlockedURLs", json!({ "urls": patterns })).await?;
        Ok(())
    }

    /// Makes the processor so many times slower.
    pub(crate) async fn slow_down(&self, times: u32) -> Result<()> {
        self.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": times })).await?;
        Ok(())
    }

    /// The text of the page as it came.
    pub(crate) async fn source(&self) -> Result<String> {
        Ok(self.0.source().await?)
    }

    /// Returns console errors and failed requests since the last call.
    pub(crate) async fn complaints(&self) -> Result<Vec<String>> {
        let mut complaints = Vec::new();
        for entry in self.log("browser").await? {
            complaints.push(format!("console: {} {}", entry["level"], entry["message"]));
        }
        for entry in self.log("performance").await? {
            let message: Value = serde_json::from_str(entry["message"].as_str().unwrap_or("null"))?;
            complaints.extend(failed_request(&message["message"]));
        }
        Ok(complaints)
    }

    /// The whole page as PNG.
    pub(crate) async fn screenshot(&self) -> Result<Vec<u8>> {
        let whole = json!({ "format": "png", "captureBeyondViewport": true });
        self.document("Page.captureScreenshot", whole).await
    }

    /// Returns the text that a button within `place` would save as a file.
    pub(crate) async fn taken(&self, place: &str, label: &str) -> Result<String> {
        let script = format!(
            "const make = URL.createObjectURL; \
             URL.createObjectURL = (blob) => {{ blob.text().then(done); return make(blob); }}; \
             [...document.querySelectorAll('{place} button')].find((it) => it.textContent.includes('{label}')).click();"
        );
        Ok(self.run(&script).await?.as_str().unwrap_or_default().to_owned())
    }

    pub(crate) async fn close(self) -> Result<()> {
        Ok(self.0.close().await?)
    }

    /// The file that a command makes.
    async fn document(&self, command: &str, parameters: Value) -> Result<Vec<u8>> {
        let made = self.devtools(command, parameters).await?;
        Ok(BASE64_STANDARD.decode(made["data"].as_str().context("A document has data")?)?)
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        let body = json!({ "cmd": command, "params": parameters });
        let answer = self.0.issue_cmd(Extension { path: "goog/cdp/execute", body }).await;
        answer.with_context(|| format!("Failed to run {command}"))
    }

    async fn log(&self, kind: &str) -> Result<Vec<Value>> {
        let log = self.0.issue_cmd(Extension { path: "se/log", body: json!({ "type": kind }) }).await?;
        Ok(log.as_array().cloned().unwrap_or_default())
    }
}

/// Describes a failed request; `None` for any other event.
fn failed_request(event: &Value) -> Option<String> {
    let parameters = &event["params"];
    match event["method"].as_str()? {
        "Network.loadingFailed" => Some(format!("request failed: {}", parameters["errorText"])),
        "Network.responseReceived" => {
            let status = parameters["response"]["status"].as_u64()?;
            (status >= 400).then(|| format!("{status} for {}", parameters["response"]["url"]))
        }
        "Network.requestWillBeSent" => {
            let url = parameters["request"]["url"].as_str()?;
            let is_own = ["http://127.0.0.1:", "file://", "data:"].iter().any(|own| url.starts_with(own));
            (!is_own).then(|| format!("third-party request to {url}"))
        }
        _ => None,
    }
}

/// A command of ChromeDriver's beyond the standard.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base_url: &url::Url, session_id: Option<&str>) -> Result<url::Url, url::ParseError> {
        base_url.join(&format!("session/{}/{}", session_id.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
