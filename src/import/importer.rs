//! From sources to pages: which addresses, in which order, and what becomes of each.

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};

use url::Url;

use super::address::{Fence, Trap, can_be_page, normal};
use super::keeper::Keeper;
use super::kind::{self, Kind};
use super::report::Told;
use super::state::State;
use super::web::{Answer, Document, Limits, Marks, Web};
use super::{Error, Report, World, extract, local, not_found, shown, sitemap};

/// What to import.
#[derive(Debug, Default, Clone)]
pub struct Sources {
    /// Sitemaps, and lists of sitemaps.
    pub sitemaps: Vec<Url>,
    /// Addresses whose links are followed.
    pub starts: Vec<Url>,
    /// How many steps they are followed.
    pub depth: u8,
    /// Addresses of single pages.
    pub list: Vec<Url>,
    /// Files on this machine, with the address that each has on the web when the file does not say it.
    pub files: Vec<(PathBuf, Option<Url>)>,
    /// Hosts that may be asked besides those of the addresses.
    pub hosts: Vec<String>,
    /// Addresses that hold one of these texts are left out.
    pub excluded: Vec<String>,
    /// Whether links to PDF documents are followed as well.
    pub pdf: bool,
}

/// Where pages are kept, and where what is known about them.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The folder of pages.
    pub pages: PathBuf,
    /// The folder of the journal, of pages that are gone, and of texts that could not take their place.
    pub state: PathBuf,
}

/// Sitemaps that are read, at most. A site of a million pages has twenty.
const SITEMAPS: usize = 200;

impl Sources {
    /// What tells one import from another, so that an interrupted one is known again.
    fn name(&self) -> String {
        let urls = |urls: &[Url]| urls.iter().map(Url::as_str).collect::<Vec<_>>().join(" ");
        let Self { depth, excluded, pdf, .. } = self;
        format!("{}|{}|{depth}|{}|{excluded:?}|{pdf}", urls(&self.sitemaps), urls(&self.starts), urls(&self.list))
    }

    fn addresses(&self) -> Vec<Url> {
        [&self.sitemaps, &self.starts, &self.list].into_iter().flatten().cloned().collect()
    }
}

/// Imports, or goes on with the import of the same sources that was interrupted.
///
/// # Errors
/// When the folders cannot be read or written. What is wrong with a single page is in the report.
pub fn import(
    sources: &Sources,
    folders: &Folders,
    limits: Limits,
    user_agent: &str,
    afresh: bool,
    world: &World<'_>,
) -> Result<Report, Error> {
    let mut state = State::open(&folders.state)?;
    let resumed = state.begin(&sources.name(), afresh)?;
    let fence = Fence::new(&sources.addresses(), &sources.hosts, &sources.excluded);
    let mut importer = Importer {
        keeper: Keeper::new(folders, state, resumed)?,
        web: Web::new(user_agent, limits, &fence, world),
        fence: &fence,
        sources,
        world,
        queue: VecDeque::new(),
        seen: HashSet::new(),
        trap: Trap::default(),
        asked: 0,
    };
    for (path, url) in &sources.files {
        importer.file(path, url.as_ref())?;
    }
    importer.gather();
    importer.work(limits.pages)?;
    Ok(importer.keeper.report)
}

struct Importer<'a> {
    keeper: Keeper,
    web: Web<'a>,
    fence: &'a Fence,
    sources: &'a Sources,
    world: &'a World<'a>,
    queue: VecDeque<(Url, u8)>,
    seen: HashSet<String>,
    trap: Trap,
    asked: usize,
}

impl Importer<'_> {
    fn gather(&mut self) {
        for url in self.sources.list.iter().cloned().map(normal) {
            self.add(url, 0);
        }
        for url in self.sources.starts.iter().cloned().map(normal) {
            self.add(url, self.sources.depth);
        }
        self.read_sitemaps();
        for (url, depth) in self.keeper.state.links() {
            if let Ok(url) = Url::parse(&url) {
                self.add(url, depth);
            }
        }
    }

    /// A page that the website has dropped is in no list any more: whatever is known has to be asked again. That is done
    /// last, because a link that leads there may want it read deeper.
    fn add_known(&mut self) {
        if self.sources.sitemaps.is_empty() && self.sources.starts.is_empty() {
            return;
        }
        let known = self.keeper.state.pages().filter(|(_, known)| !known.gone);
        let known: Vec<_> = known.filter_map(|(url, known)| Some((Url::parse(url).ok()?, known.depth))).collect();
        for (url, depth) in known {
            if self.fence.allows(&url) {
                self.add(url, depth.min(self.sources.depth));
            }
        }
    }

    fn add(&mut self, url: Url, depth: u8) -> bool {
        let is_new = self.seen.insert(url.to_string());
        if is_new {
            self.queue.push_back((url, depth));
        }
        is_new
    }

    fn read_sitemaps(&mut self) {
        let mut open: VecDeque<Url> = self.sources.sitemaps.iter().cloned().collect();
        let mut read: HashSet<Url> = HashSet::new();
        while let Some(url) = open.pop_front() {
            if read.len() >= SITEMAPS || self.web.is_over() || !read.insert(url.clone()) {
                continue;
            }
            match self.web.get(&url, &Marks::default()) {
                Answer::Document(document) => {
                    let found = sitemap::read(&document.bytes, &document.url);
                    if found == sitemap::Sitemap::default() {
                        self.keeper.report.failed.push(told(&url, "är ingen webbplatskarta, eller en tom"));
                    }
                    self.tell_foreign(&url, &found);
                    open.extend(found.sitemaps);
                    for page in found.pages.into_iter().map(normal) {
                        if self.fence.allows(&page) && can_be_page(&page) {
                            self.add(page, 0);
                        }
                    }
                }
                Answer::Unchanged => {}
                Answer::Gone(status) => {
                    self.keeper.report.failed.push(told(&url, &format!("servern svarade {status}")));
                }
                Answer::Skipped(reason) | Answer::Failed(reason) => self.keeper.report.failed.push(told(&url, &reason)),
            }
        }
    }

    /// Says which of a sitemap's addresses are on hosts that may not be asked: often all of them, because the website is
    /// `www.kommun.example` and the sitemap was asked for at `kommun.example`.
    fn tell_foreign(&mut self, url: &Url, found: &sitemap::Sitemap) {
        let hosts = self.fence.foreign(&found.pages);
        if hosts.is_empty() {
            return;
        }
        let outside = found.pages.iter().filter(|page| !self.fence.has_host(page)).count();
        let named = hosts.iter().take(3).map(String::as_str).collect::<Vec<_>>();
        let (which, how) = (named.join(", "), named.join(" --host "));
        if outside == found.pages.len() {
            let reason = format!("alla {outside} adresser i webbplatskartan är på {which}; ange --host {how}");
            self.keeper.report.failed.push(told(url, &reason));
        } else {
            let reason =
                format!("{outside} adresser i webbplatskartan är på {which}; ange --host {how} om de ska vara med");
            self.keeper.report.skipped.push(told(url, &reason));
        }
    }

    fn work(&mut self, most: usize) -> Result<(), Error> {
        let mut with_known = false;
        loop {
            let Some((url, depth)) = self.queue.pop_front() else {
                if std::mem::replace(&mut with_known, true) {
                    return self.keeper.state.end();
                }
                self.add_known();
                continue;
            };
            if self.keeper.state.is_done(url.as_str()) {
                continue;
            }
            let stopped = if self.web.is_over() {
                Some("tiden är slut")
            } else if self.asked >= most {
                Some("så många sidor som den får är hämtade")
            } else {
                None
            };
            if let Some(reason) = stopped {
                self.keeper.report.stopped = Some(reason.to_owned());
                return Ok(());
            }
            self.asked += 1;
            (self.world.tell)(self.asked, self.asked + self.queue.len(), url.as_str());
            self.page(&url, depth)?;
            self.keeper.state.finish(url.as_str())?;
        }
    }

    fn page(&mut self, url: &Url, depth: u8) -> Result<(), Error> {
        let named = self.sources.list.iter().any(|listed| normal(listed.clone()) == *url);
        let marks = self.keeper.marks(url.as_str(), depth, named)?;
        match self.web.get(url, &marks) {
            Answer::Document(document) => self.document(url, *document, depth, named),
            Answer::Unchanged => {
                self.keeper.report.unchanged += 1;
                Ok(())
            }
            Answer::Gone(status) => self.keeper.gone(url.as_str(), &format!("servern svarade {status}")),
            Answer::Skipped(reason) => {
                self.keeper.report.skipped.push(told(url, &reason));
                Ok(())
            }
            Answer::Failed(reason) => {
                self.keeper.report.failed.push(told(url, &reason));
                Ok(())
            }
        }
    }

    fn document(&mut self, asked: &Url, document: Document, depth: u8, named: bool) -> Result<(), Error> {
        let url = document.url;
        if url != *asked {
            self.keeper.moved(asked.as_str(), url.as_str())?;
            if !self.seen.insert(url.to_string()) {
                return Ok(());
            }
        }
        let declared = document.kind.as_str();
        let is_html = declared.contains("html") || declared.is_empty();
        let content = match kind::of(&document.bytes, Some(declared), is_html) {
            Kind::Pdf(bytes) => (self.world.read_pdf)(bytes).map(|text| shown::read(&text)),
            // Only its kind tells that it is a PDF, so its reader says what is wrong with it.
            _ if declared.contains("pdf") => (self.world.read_pdf)(&document.bytes).map(|text| shown::read(&text)),
            Kind::Html(text) => {
                let page = extract::read(&text, Some(&url));
                self.follow(&page.links, depth)?;
                if let Some(elsewhere) = self.own_address(&url, page.canonical) {
                    if self.add(elsewhere.clone(), depth) {
                        self.keeper.state.found(elsewhere.as_str(), depth)?;
                    }
                    return self.keeper.replaced(url.as_str(), elsewhere.as_str());
                }
                if page.noindex {
                    self.keeper.report.skipped.push(told(&url, "sidan ber att inte bli listad (noindex)"));
                    return Ok(());
                }
                for what in &page.left_out {
                    self.keeper.report.leave_out(&url, what);
                }
                Ok(page.content)
            }
            Kind::Text(text) if declared.starts_with("text/plain") => Ok(shown::read(&text)),
            Kind::Text(_) => {
                self.keeper.report.skipped.push(told(&url, &format!("är ingen sida utan {declared}")));
                return Ok(());
            }
            Kind::Refused(reason) => {
                self.keeper.report.skipped.push(told(&url, &reason));
                return Ok(());
            }
        };
        match content {
            Ok(Some(content)) if not_found::says_so(&content) => {
                self.keeper.gone(url.as_str(), "den säger det själv")?;
            }
            Ok(Some(content)) => self.keeper.keep(url.as_str(), &content, document.marks, depth, named)?,
            Ok(None) => self.keeper.report.skipped.push(told(&url, "sidan har ingen text")),
            Err(reason) => self.keeper.report.failed.push(told(&url, &reason)),
        }
        if url == *asked { Ok(()) } else { self.keeper.state.finish(url.as_str()) }
    }

    fn follow(&mut self, links: &[Url], depth: u8) -> Result<(), Error> {
        let Some(left) = depth.checked_sub(1) else { return Ok(()) };
        for link in links {
            let link = normal(link.clone());
            let is_pdf = link.path().to_ascii_lowercase().ends_with(".pdf");
            let wanted = self.fence.allows(&link) && can_be_page(&link) && (self.sources.pdf || !is_pdf);
            if wanted
                && !self.seen.contains(link.as_str())
                && self.trap.lets_through(&link)
                && self.add(link.clone(), left)
            {
                self.keeper.state.found(link.as_str(), left)?;
            }
        }
        Ok(())
    }

    /// The address that a page gives as its own, when that is another one. Some systems give every page the start page's
    /// address; that is no page's own.
    fn own_address(&self, url: &Url, canonical: Option<Url>) -> Option<Url> {
        let canonical = canonical.map(normal)?;
        let is_same = canonical.as_str().trim_end_matches('/') == url.as_str().trim_end_matches('/');
        // The same page by another scheme is this page.
        let is_scheme =
            canonical.as_str().split_once(':').map(|it| it.1) == url.as_str().split_once(':').map(|it| it.1);
        let usable = self.fence.allows(&canonical) && canonical.path() != "/" && can_be_page(&canonical);
        (usable && !is_same && !is_scheme).then_some(canonical)
    }

    fn file(&mut self, path: &Path, url: Option<&Url>) -> Result<(), Error> {
        let name = path.display().to_string();
        match local::read(path, url, self.world) {
            Ok(local::Read { content, url, left_out }) => {
                for what in &left_out {
                    self.keeper.report.leave_out(&url, what);
                }
                self.keeper.keep(normal(url).as_str(), &content, Marks::default(), 0, true)
            }
            Err(reason) => {
                self.keeper.report.failed.push(Told { url: name, reason });
                Ok(())
            }
        }
    }
}

fn told(url: &Url, reason: &str) -> Told {
    Told { url: url.to_string(), reason: reason.to_owned() }
}
