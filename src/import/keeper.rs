//! What becomes of a page's file when the website's text is here: it is made, changed, left in peace or put aside.

use std::collections::HashMap;

use super::folder::{Aside, Folder};
use super::page_file::{PageFile, hash};
use super::report::{Told, Written};
use super::state::{Known, State};
use super::web::Marks;
use super::{Content, Error, Folders, Report, slug};

pub(super) struct Keeper {
    pub(super) state: State,
    pub(super) report: Report,
    folder: Folder,
    /// The pages that were there when the import began, by address.
    addresses: HashMap<String, String>,
    /// Which address each text is kept under.
    texts: HashMap<String, String>,
}

impl Keeper {
    pub(super) fn new(folders: &Folders, state: State, resumed: bool) -> Result<Self, Error> {
        let folder = Folder::new(&folders.pages, &folders.state)?;
        let addresses = folder.addresses()?;
        let live = state.pages().filter(|(_, known)| !known.gone && !known.text.is_empty());
        let texts = live.map(|(url, known)| (known.text.clone(), url.to_owned())).collect();
        Ok(Self { state, report: Report { resumed, ..Report::default() }, folder, addresses, texts })
    }

    /// The marks to ask with; none when the page has to be read whatever they say.
    pub(super) fn marks(&self, url: &str, depth: u8, named: bool) -> Result<Marks, Error> {
        let Some(known) = self.state.page(url).filter(|known| !known.gone && known.depth >= depth) else {
            return Ok(Marks::default());
        };
        if named && self.folder.read(&known.slug)?.is_none() {
            return Ok(Marks::default());
        }
        Ok(Marks { etag: known.etag.clone(), modified: known.modified.clone() })
    }

    /// Keeps a page. `named` tells that somebody asked for just this one, which also brings back a file that was deleted.
    pub(super) fn keep(
        &mut self,
        url: &str,
        content: &Content,
        marks: Marks,
        depth: u8,
        named: bool,
    ) -> Result<(), Error> {
        let text = hash(&format!("{}\n\n{}", content.title, content.body));
        if let Some(other) = self.texts.get(&text).filter(|other| *other != url) {
            let other = other.clone();
            return self.replaced(url, &other);
        }
        let before = self.state.page(url).cloned();
        let Some(mut known) = before else { return self.make(url, content, text, marks, depth) };
        let was_gone = std::mem::take(&mut known.gone);
        if was_gone {
            self.folder.bring_back(&known.slug)?;
        }
        let same = known.text == text;
        (known.etag, known.modified, known.depth) = (marks.etag, marks.modified, depth);
        let file = self.folder.read(&known.slug)?;
        match file.as_deref().map(PageFile::read) {
            None if known.text.is_empty() || named || was_gone => {
                let file = PageFile::new(content, url);
                self.write(url, &file, Known { title: content.title.clone(), ..known }, text)?;
                self.report.new.push(self.written(url, false));
            }
            None => {
                self.state.know(url, Known { text, ..known.clone() })?;
                self.leave(url, format!("{}.md har tagits bort för hand", known.slug));
            }
            Some(None) => self.leave(url, format!("{}.md går inte att läsa; rätta filen", known.slug)),
            Some(Some(mut file)) => {
                let is_ours = file.hash() == known.written || known.before.as_deref() == Some(&file.hash());
                if same {
                    if file.review(content.reviewed) {
                        self.folder.write(&known.slug, &file.to_text())?;
                    }
                    self.state.know(url, known)?;
                    self.report.unchanged += 1;
                } else if is_ours {
                    let was_confirmed = file.change(content, &known.title);
                    self.write(url, &file, Known { title: content.title.clone(), ..known }, text)?;
                    self.report.changed.push(self.written(url, was_confirmed));
                } else {
                    let fresh = PageFile::new(content, url).to_text();
                    self.folder.write_aside(Aside::Changed, &known.slug, &fresh)?;
                    let slug = known.slug.clone();
                    self.state.know(url, Known { text, ..known })?;
                    let reason = format!(
                        "{slug}.md är ändrad för hand, och webbplatsen har en ny text; den ligger i import/changed"
                    );
                    self.leave(url, reason);
                }
            }
        }
        Ok(())
    }

    /// Makes the file of a page that was not known.
    fn make(&mut self, url: &str, content: &Content, text: String, marks: Marks, depth: u8) -> Result<(), Error> {
        if let Some(own) = self.addresses.get(url.trim_end_matches('/')) {
            let reason = format!("{own}.md är skriven för hand och har samma adress");
            self.leave(url, reason);
            return Ok(());
        }
        let taken = |name: &str| self.folder.has(name) || self.state.has_slug(name);
        let slug = slug::free(&slug::slug(&content.title), taken);
        let Marks { etag, modified } = marks;
        let known = Known { slug, etag, modified, depth, title: content.title.clone(), ..Known::default() };
        self.write(url, &PageFile::new(content, url), known, text)?;
        self.report.new.push(self.written(url, false));
        Ok(())
    }

    /// Writes a file between two lines of the journal. The first says what will be in it, so that a file that was
    /// written just before the process died is known as ours; the second that it is.
    fn write(&mut self, url: &str, file: &PageFile, known: Known, text: String) -> Result<(), Error> {
        self.texts.remove(&known.text);
        let before = Some(known.written.clone()).filter(|hash| !hash.is_empty());
        let next = Known { text: String::new(), written: file.hash(), before, ..known };
        let claim = Known { etag: None, modified: None, ..next.clone() };
        self.state.know(url, claim)?;
        self.folder.write(&next.slug, &file.to_text())?;
        self.texts.insert(text.clone(), url.to_owned());
        self.state.know(url, Known { text, before: None, ..next })
    }

    /// Puts a page's file aside, because its address says that there is none; `how` is for the report.
    pub(super) fn gone(&mut self, url: &str, how: &str) -> Result<(), Error> {
        let Some(known) = self.state.page(url).filter(|known| !known.gone).cloned() else {
            self.report.failed.push(Told { url: url.to_owned(), reason: format!("sidan finns inte: {how}") });
            return Ok(());
        };
        let was_confirmed = self.is_confirmed(&known.slug)?;
        if self.folder.retire(&known.slug)? {
            self.report.gone.push(self.written(url, was_confirmed));
        }
        self.texts.remove(&known.text);
        self.state.know(url, Known { gone: true, etag: None, modified: None, ..known })
    }

    /// A page has another address from now on: its file goes with it, unless the other one has a file already.
    pub(super) fn moved(&mut self, from: &str, to: &str) -> Result<(), Error> {
        let Some(known) = self.state.page(from).filter(|_| self.state.page(to).is_none()).cloned() else {
            return self.replaced(from, to);
        };
        if let Some(mut file) = self.folder.read(&known.slug)?.as_deref().and_then(PageFile::read) {
            file.set_url(to);
            self.folder.write(&known.slug, &file.to_text())?;
        }
        self.texts.insert(known.text.clone(), to.to_owned());
        // The marks belong to the old address: the new one is read again.
        self.state.know(to, Known { etag: None, modified: None, ..known })?;
        self.state.forget(from)
    }

    /// An address is only another name of a page; a file of its own that it had is put aside.
    pub(super) fn replaced(&mut self, from: &str, by: &str) -> Result<(), Error> {
        if self.state.page(from).is_some_and(|known| !known.gone) {
            self.gone(from, "den skickar vidare")?;
        }
        self.report.skipped.push(Told { url: from.to_owned(), reason: format!("är samma sida som {by}") });
        Ok(())
    }

    fn leave(&mut self, url: &str, reason: String) {
        self.report.kept.push(Told { url: url.to_owned(), reason });
    }

    fn is_confirmed(&self, slug: &str) -> Result<bool, Error> {
        Ok(self.folder.read(slug)?.as_deref().and_then(PageFile::read).is_some_and(|file| file.is_confirmed()))
    }

    fn written(&self, url: &str, was_confirmed: bool) -> Written {
        let slug = self.state.page(url).map(|known| known.slug.as_str()).unwrap_or_default();
        Written { url: url.to_owned(), file: format!("{slug}.md"), was_confirmed }
    }
}
