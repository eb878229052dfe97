//! `coldmark serve` while inputs change.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use support::{check, command, small_project};

/// A running `coldmark serve`, ended with the test.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(project: &Path, arguments: &[&str]) -> Serving {
        let arguments = [&["serve", "--port", "0"], arguments].concat();
        let mut child =
            command(project, &arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let address = url.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Serving { child, address }
    }

    /// The status and the rest of an answer.
    fn get(&self, path: &str) -> (u16, String) {
        let mut connection = TcpStream::connect(&self.address).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
    }

    /// Waits until the page at `path` has `part`.
    #[track_caller]
    fn comes_to_have(&self, path: &str, part: &str) {
        for _ in 0..200 {
            if self.get(path).1.contains(part) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("{path} does not come to have '{part}'");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn serve_rebuilds_on_changes_and_survives_mistakes() {
    let project = small_project();
    check(project.path(), &["summarize"], 0);
    let serving = Serving::start(project.path(), &[]);
    let (status, home) = serving.get("/");
    assert_eq!(status, 200);
    assert!(home.contains("livereload"), "open pages reload by themselves");
    let edit = |file: &str, from: &str, to: &str| {
        let path = project.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no '{from}'");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    edit("content/glossary.md", "## Sample", "## Specimen");
    serving.comes_to_have("/glossary/", "Specimen");
    edit("templates/base.html", "Skip to the content", "Skip to the words");
    serving.comes_to_have("/", "Skip to the words");
    edit("data/runtimes.toml", "name = \"Rust on AL2023\"", "name = \"Oxide\"");
    serving.comes_to_have("/runtimes/", "Oxide");

    edit("templates/base.html", "{{ title }}", "{{ no_such_thing }}");
    thread::sleep(Duration::from_millis(800));
    assert_eq!(serving.get("/").0, 200, "the old site stands");
    edit("templates/base.html", "{{ no_such_thing }}", "{{ title }}");
    edit("content/glossary.md", "## Specimen", "## Sample");
    serving.comes_to_have("/glossary/", "id=\"sample\"");
    let (_, site) = serving.get("/index.html");
    assert!(
        site.contains("livereload")
            && !fs::read_to_string(project.path().join("site/index.html")).unwrap().contains("livereload")
    );
}

#[test]
fn serve_without_watching_serves_the_built_site() {
    let project = small_project();
    check(project.path(), &[], 0);
    let serving = Serving::start(project.path(), &["--plain"]);
    let (status, page) = serving.get("/runtimes/rust-al2023/");
    assert_eq!(status, 200);
    assert!(!page.contains("livereload"));
    let (status, page) = serving.get("/no/such/page/");
    assert_eq!(status, 404);
    assert!(page.contains("There is no such page"));
    assert_eq!(serving.get("/../data/runtimes.toml").0, 404, "nothing outside the site is served");
}

#[test]
fn a_port_in_use_is_explained() {
    let project = small_project();
    check(project.path(), &[], 0);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (_, said) = check(project.path(), &["serve", "--plain", "--port", &port], 2);
    assert!(said.contains(&format!("127.0.0.1:{port}; choose another with --port")), "{said}");
}
