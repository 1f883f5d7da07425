//! A website on loopback that a test writes page by page, and an import of it whose time stands in the test's hand.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response};
use url::Url;
use vagledare::import::{Folders, Limits, Report, Sources, World, import, user_agent};
use vagledare::moment::Moment;

/// What the site answers at one address.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

/// A request as the site saw it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
}

#[derive(Default)]
struct Shared {
    replies: Mutex<HashMap<String, Vec<Reply>>>,
    asked: Mutex<Vec<Asked>>,
}

/// The website, the folders, and the time.
pub(crate) struct Site {
    shared: Arc<Shared>,
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
    folder: tempfile::TempDir,
    now: Cell<Moment>,
    /// How long the import has waited, wait by wait.
    pub(crate) waits: RefCell<Vec<Duration>>,
    pub(crate) limits: Limits,
}

/// A reply of status 200 with HTML.
pub(crate) fn html(body: &str) -> Reply {
    Reply { status: 200, headers: vec![("content-type", "text/html; charset=utf-8".into())], body: body.into() }
}

/// A page of HTML with a heading, a paragraph and links.
pub(crate) fn page(title: &str, text: &str, links: &[&str]) -> Reply {
    let links = links.iter().map(|to| format!("<li><a href=\"{to}\">x</a></li>")).collect::<Vec<_>>().concat();
    html(&format!("<html lang=sv><nav><ul>{links}</ul></nav><main><h1>{title}</h1><p>{text}</p></main></html>"))
}

pub(crate) fn status(status: u16) -> Reply {
    Reply { status, headers: vec![], body: vec![] }
}

impl Reply {
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }
}

impl Site {
    pub(crate) fn open() -> Self {
        let shared = Arc::new(Shared::default());
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = listener.local_addr().expect("an address");
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self {
            shared,
            address,
            _runtime: runtime,
            folder: tempfile::tempdir().expect("a folder"),
            now: Cell::new(Moment::START),
            waits: RefCell::default(),
            limits: Limits {
                pages: 500,
                bytes: 1024 * 1024,
                time: Duration::from_hours(1),
                pause: Duration::from_secs(1),
            },
        }
    }

    /// Puts a reply at a path, in the place of what was there.
    pub(crate) fn put(&self, path: &str, reply: Reply) {
        self.shared.replies.lock().expect("the site").insert(path.to_owned(), vec![reply]);
    }

    /// Puts replies at a path, one after the other; the last one stays.
    pub(crate) fn put_in_turn(&self, path: &str, mut replies: Vec<Reply>) {
        replies.reverse();
        self.shared.replies.lock().expect("the site").insert(path.to_owned(), replies);
    }

    pub(crate) fn put_sitemap(&self, paths: &[&str]) {
        let urls = paths.iter().map(|path| format!("<url><loc>{}</loc></url>", self.url(path)));
        let urls = urls.collect::<Vec<_>>().concat();
        let reply = html(&format!("<urlset>{urls}</urlset>")).with("content-type", "application/xml");
        self.put("/sitemap.xml", reply);
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).expect("an address")
    }

    /// The paths that were asked for since the last time, without robots.txt.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.take_asked().into_iter().map(|asked| asked.path);
        asked.filter(|path| path != "/robots.txt").collect()
    }

    pub(crate) fn take_asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shared.asked.lock().expect("the site"))
    }

    pub(crate) fn import(&self, sources: &Sources) -> Report {
        self.import_until(sources, &|_| {})
    }

    /// Imports, and hands each address to the test before it is asked for.
    pub(crate) fn import_until(&self, sources: &Sources, tell: &dyn Fn(&str)) -> Report {
        let folders = Folders { pages: self.folder.path().join("pages"), state: self.folder.path().join("import") };
        let world = World {
            now: &|| self.now.get(),
            sleep: &|span| {
                self.waits.borrow_mut().push(span);
                self.now.set(self.now.get() + chrono::Duration::from_std(span).expect("a wait"));
            },
            // The program has a process of its own for that (`program.rs`); here a document is its text.
            read_pdf: &|bytes| String::from_utf8(bytes.to_vec()).map_err(|error| error.to_string()),
            tell: &|_, _, url| tell(url),
        };
        let agent = user_agent("https://kommun.example/kontakt");
        import(sources, &folders, self.limits, &agent, false, &world).expect("the folders can be written")
    }

    /// The sitemap as the only source.
    pub(crate) fn sitemap(&self) -> Sources {
        Sources { sitemaps: vec![self.url("/sitemap.xml")], ..Sources::default() }
    }

    /// A start address as the only source.
    pub(crate) fn start(&self, path: &str, depth: u8) -> Sources {
        Sources { starts: vec![self.url(path)], depth, ..Sources::default() }
    }

    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// What stands in a file; nothing when it is not there.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::create_dir_all(self.path("pages")).expect("a folder");
        std::fs::write(self.path(name), text).expect("written");
    }

    /// The names of the pages.
    pub(crate) fn pages(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.path("pages")).expect("the pages can be listed");
        let mut names: Vec<_> =
            files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let reply = {
        let mut replies = shared.replies.lock().expect("the site");
        let known = replies.get_mut(&path);
        known.and_then(|replies| if replies.len() > 1 { replies.pop() } else { replies.last().cloned() })
    };
    let headers = request.headers().clone();
    let mut reply = reply.unwrap_or_else(|| status(404));
    let mark = |name| reply.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    let asked_for = headers.get("if-none-match").and_then(|value| value.to_str().ok());
    if asked_for.is_some() && asked_for == mark("etag").as_deref() {
        reply = status(304);
    }
    shared.asked.lock().expect("the site").push(Asked { path, headers });
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(reply.body)).expect("a response")
}
