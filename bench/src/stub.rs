//! Item store for the workloads `http` and `http-tls`: puts and gets items with a constant service time.

use std::{
    collections::HashMap,
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tempfile::TempDir;

use crate::api::{Connection, reply};

/// Service time of a request: about that of a document database in the same region.
pub(crate) const SERVICE_TIME: Duration = Duration::from_millis(5);

/// Largest item, in bytes.
const MAX_ITEM: usize = 1024 * 1024;

/// Running store, over HTTP and over TLS.
pub(crate) struct Stub {
    plain_port: u16,
    tls_port: u16,
    /// Holds the CA certificate that functions must trust.
    folder: TempDir,
}

type Items = Arc<Mutex<HashMap<String, Vec<u8>>>>;

impl Stub {
    /// Starts the store on free loopback ports, with a certificate created for this run.
    pub(crate) fn start() -> Result<Stub> {
        let folder = tempfile::tempdir().context("Failed to create a folder for a certificate")?;
        let (ca_pem, config) = certificate().context("Failed to create a certificate")?;
        std::fs::write(folder.path().join("ca.pem"), ca_pem).context("Failed to write a certificate")?;
        let items = Items::default();
        let (config, shared) = (Arc::new(config), Arc::clone(&items));
        let plain_port = listen("stub", move |stream| serve(&mut Connection::new(stream), &shared))?;
        let tls_port = listen("stub-tls", move |stream| {
            let tls = ServerConnection::new(Arc::clone(&config)).map_err(io::Error::other)?;
            serve(&mut Connection::new(StreamOwned::new(tls, stream)), &items)
        })?;
        Ok(Stub { plain_port, tls_port, folder })
    }

    /// Returns the value of `STUB_URL`.
    pub(crate) fn url(&self, is_tls: bool) -> String {
        if is_tls {
            format!("https://localhost:{}", self.tls_port)
        } else {
            format!("http://127.0.0.1:{}", self.plain_port)
        }
    }

    /// Returns the value of `STUB_CA`.
    pub(crate) fn ca_path(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }
}

/// Accepts connections and handles each in its own thread. The threads end with the program.
fn listen(name: &str, handle: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static) -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("Failed to listen on loopback")?;
    let port = listener.local_addr().context("Failed to listen on loopback")?.port();
    let handle = Arc::new(handle);
    let accept = move || {
        for stream in listener.incoming().flatten() {
            let handle = Arc::clone(&handle);
            // A client may close its connection at any time.
            thread::spawn(move || stream.set_nodelay(true).and_then(|()| handle(stream)).ok());
        }
    };
    thread::Builder::new().name(name.to_owned()).spawn(accept).context("Failed to start a thread")?;
    Ok(port)
}

fn serve(connection: &mut Connection<impl Read + Write>, items: &Items) -> io::Result<()> {
    while let Some(request) = connection.request(MAX_ITEM)? {
        thread::sleep(SERVICE_TIME);
        let mut items = items.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = match request.method.as_str() {
            "PUT" => {
                items.insert(request.path, request.body);
                reply("200 OK", "application/json", "", b"{}")
            }
            "GET" => match items.get(&request.path) {
                Some(item) => reply("200 OK", "application/json", "", item),
                None => reply("404 Not Found", "application/json", "", b"{}"),
            },
            _ => reply("405 Method Not Allowed", "application/json", "", b"{}"),
        };
        drop(items);
        connection.reply(&answer)?;
    }
    Ok(())
}

/// Creates a CA. Returns its certificate in PEM, and a server configuration for `localhost` signed by it.
fn certificate() -> Result<(String, ServerConfig)> {
    let mut authority = CertificateParams::new(Vec::new())?;
    // With the same name as the server's, the certificate would look self-signed.
    authority.distinguished_name.push(DnType::CommonName, "Coldmark test authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate()?;
    let authority_certificate = authority.self_signed(&authority_key)?;
    let issuer = Issuer::new(authority, authority_key);
    let server_key = KeyPair::generate()?;
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let server = CertificateParams::new(names)?.signed_by(&server_key, &issuer)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(server_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![server.der().clone()], key)?;
    Ok((authority_certificate.pem(), config))
}
