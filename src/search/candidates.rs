//! The passages that may answer a question, and what tells how well each fits.

use std::collections::HashSet;

use crate::knowledge::{PASSAGE, PageInfo, Query, Sought};
use crate::language;

/// Passages whose features are looked at. Beyond them hardly any passage answers: measured, 93 in 100 of those that do are
/// among the first sixty of 129 pages.
pub(super) const MOST: usize = 60;
/// What the shares weigh by which candidates are chosen. Who comes first among them the learned weights say.
const BY_PAGE: f32 = 0.5;
const BY_PLACE: f32 = 0.5;
const BY_NEARNESS: f32 = 14.0;
/// A question of an editor counts as far as it is more like the one asked than this, which texts of any kind are; and no more
/// from so much on. A page without such questions then loses little beside one that has sixty.
const UNLIKE: f32 = 0.15;
const LIKE_IT: f32 = 0.55;
/// Nearness differs by a tenth or so: this makes it a feature of the size of the others.
const NEARNESS: f32 = 10.0;
/// Names of places are no shorter, in letters: shorter ones stand in too many words.
const SHORTEST_PLACE: usize = 4;

/// A passage that may answer a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its number in the catalogue.
    pub(super) number: usize,
    /// How well it fits, in the order of [`PASSAGE`].
    pub features: [f32; PASSAGE.len()],
}

/// The passages that may answer a question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Candidates {
    /// The words that were looked for, and what each is worth.
    pub sought: Sought,
    /// How near in meaning the nearest passage is; none without a model.
    pub nearest: Option<f32>,
    /// They, in no order.
    pub candidates: Vec<Candidate>,
}

/// What is known of every passage before any text is read: by the passage's number, or by its page's.
pub(super) struct Known<'a> {
    pub(super) page_of: &'a [u32],
    /// BM25 of passages.
    pub(super) words: Vec<f32>,
    /// BM25 of pages.
    pub(super) page_words: Vec<f32>,
    /// The share of the question's words that a passage holds.
    pub(super) cover: Vec<f32>,
    /// How like the question the best of a passage's own questions is, from 0 to 1.
    pub(super) question: Vec<f32>,
    /// By page: 1 where it is of the place that the question names, -1 where it is of another, 0 where none is named.
    pub(super) place: Vec<f32>,
    /// By passage: how near in meaning; there only with a model.
    pub(super) nearness: Option<Vec<f32>>,
}

/// What is read of a candidate.
pub(super) struct Written<'a> {
    pub(super) page: &'a PageInfo,
    pub(super) title_cover: f32,
    pub(super) heading_cover: f32,
    pub(super) heading: &'a str,
    /// Read only when the question names a year.
    pub(super) text: Option<&'a str>,
}

impl Known<'_> {
    /// How near in meaning the nearest passage is; none where nothing has been read.
    pub(super) fn nearest(&self) -> Option<f32> {
        self.nearness.as_deref().map(most).filter(|nearest| *nearest > f32::MIN_POSITIVE)
    }

    /// The numbers of the passages that may answer, in no order.
    pub(super) fn candidates(&self) -> Vec<usize> {
        let (words, pages) = (most(&self.words), most(&self.page_words));
        let nearest = self.nearness.as_deref().map(most);
        let score = |number: usize| {
            let page = self.page_of[number] as usize;
            let by_words = self.words[number] / words + BY_PAGE * self.page_words[page] / pages;
            let by_meaning = nearest.zip(self.nearness.as_ref()).map_or(0.0, |(nearest, near)| {
                if near[number] > 0.0 { BY_NEARNESS * (near[number] - nearest) + 1.0 } else { 0.0 }
            });
            by_words + BY_PLACE * self.place[page] + by_meaning
        };
        // A passage that shares nothing with the question in words, and whose meaning nobody has read, is no candidate.
        let fits = |number: &usize| {
            self.page_words[self.page_of[*number] as usize] > 0.0
                || self.question[*number] > 0.0
                || self.nearness.as_ref().is_some_and(|nearness| nearness[*number] > 0.0)
        };
        let mut numbers: Vec<(usize, f32)> =
            (0..self.page_of.len()).filter(fits).map(|number| (number, score(number))).collect();
        let better = |one: &(usize, f32), other: &(usize, f32)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0));
        if numbers.len() > MOST {
            numbers.select_nth_unstable_by(MOST, better);
            numbers.truncate(MOST);
        }
        numbers.into_iter().map(|(number, _)| number).collect()
    }

    /// The features of candidates, in their order.
    pub(super) fn features(
        &self,
        query: &Query,
        years: &HashSet<&str>,
        found: &[(usize, Written<'_>)],
    ) -> Vec<Candidate> {
        let (words, pages) = (most(&self.words), most(&self.page_words));
        let near = |number: usize| self.nearness.as_ref().map(|nearness| nearness[number]).filter(|near| *near > 0.0);
        let read: Vec<f32> = found.iter().filter_map(|(number, _)| near(*number)).collect();
        // What nobody has read yet is taken for as near as the others are: it gains and loses nothing.
        let (nearest, unread) = (most(&read), mean(&read));
        let nearness = |number: usize| if read.is_empty() { 0.0 } else { near(number).unwrap_or(unread) - nearest };
        let page_nearness = |page: u32| {
            let of_page = found.iter().filter(|(number, _)| self.page_of[*number] == page);
            of_page.map(|(number, _)| nearness(*number)).fold(f32::MIN, f32::max)
        };
        let candidate = |(number, written): &(usize, Written<'_>)| {
            let page = self.page_of[*number];
            let other_language = query.language.is_some_and(|wanted| wanted != written.page.language);
            let features = [
                self.words[*number] / words,
                self.page_words[page as usize] / pages,
                self.cover[*number],
                written.title_cover,
                written.heading_cover,
                self.place[page as usize],
                year(years, written),
                if other_language { -1.0 } else { 0.0 },
                ((self.question[*number] - UNLIKE) / (LIKE_IT - UNLIKE)).clamp(0.0, 1.0),
                NEARNESS * nearness(*number),
                NEARNESS * page_nearness(page),
            ];
            Candidate { number: *number, features }
        };
        found.iter().map(candidate).collect()
    }
}

/// By page, whether it is of the place that a question names, as the names of websites tell places apart.
pub(super) fn places<'a>(pages: impl Iterator<Item = &'a PageInfo>, asked: &str) -> Vec<f32> {
    let folded = language::fold(asked);
    let is_named = |place: &str| place.len() >= SHORTEST_PLACE && folded.split(' ').any(|word| word.starts_with(place));
    let named: Vec<bool> = pages.map(|page| is_named(place(&page.url))).collect();
    let any = named.iter().any(|named| *named);
    named
        .into_iter()
        .map(|named| {
            if !any {
                0.0
            } else if named {
                1.0
            } else {
                -1.0
            }
        })
        .collect()
}

/// The name of a website: `linkoping` of `https://www.linkoping.se/bygga`.
fn place(url: &str) -> &str {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.strip_prefix("www.").unwrap_or(host);
    host.split(['.', '/', ':']).next().unwrap_or_default()
}

/// The years that a text names.
pub(super) fn years(text: &str) -> HashSet<&str> {
    let number = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_year = |word: &&str| word.starts_with("19") || word.starts_with("20");
    text.split(|character: char| !character.is_ascii_alphanumeric()).filter(number).filter(is_year).collect()
}

/// Whether a passage is of the year that is asked for: 1 where its title, heading or address says so, -1 where they say
/// another, something where its text names it.
fn year(asked: &HashSet<&str>, written: &Written<'_>) -> f32 {
    if asked.is_empty() {
        return 0.0;
    }
    let told = [&*written.page.title, written.heading, &*written.page.url].map(years);
    let mut told = told.iter().flatten().peekable();
    if told.peek().is_some() {
        return if told.any(|year| asked.contains(year)) { 1.0 } else { -1.0 };
    }
    let names_it = written.text.is_some_and(|text| !years(text).is_disjoint(asked));
    if names_it { 0.5 } else { 0.0 }
}

/// The most of some scores, or nearly nothing: they are divided by it.
fn most(scores: &[f32]) -> f32 {
    scores.iter().copied().fold(f32::MIN_POSITIVE, f32::max)
}

#[expect(clippy::cast_precision_loss, reason = "a count of sixty")]
fn mean(scores: &[f32]) -> f32 {
    scores.iter().sum::<f32>() / (scores.len() as f32).max(1.0)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Known, MOST, Written, place, year, years};
    use crate::knowledge::{Page, PageInfo};

    fn page(title: &str, url: &str) -> PageInfo {
        let text = format!("+++\ntitle = \"{title}\"\nurl = \"{url}\"\n+++\nText.\n");
        Page::read("a.md", "a", &text).expect("a page").info
    }

    #[test]
    fn a_website_is_named_after_its_place() {
        assert_eq!(place("https://www.linkoping.se/bygga/lov"), "linkoping");
        assert_eq!(place("http://bostad.kommun.example:8080/"), "bostad");
        assert_eq!(place("linkoping"), "linkoping");
        let pages = [page("A", "https://www.granviken.example/"), page("B", "https://www.alvsala.example/")];
        assert_eq!(super::places(pages.iter(), "Simhallen i Granviken?"), [1.0, -1.0]);
        assert_eq!(super::places(pages.iter(), "Simhallen?"), [0.0, 0.0]);
    }

    #[test]
    fn a_year_is_four_digits_that_stand_alone() {
        assert_eq!(years("taxa 2025-26, 1998 och 120255 eller 3025"), HashSet::from(["2025", "1998"]));
        let fits = |asked: &str, title: &str, text: &str| {
            let page = page(title, "https://k.example/");
            let written = Written { page: &page, title_cover: 0.0, heading_cover: 0.0, heading: "", text: Some(text) };
            format!("{:.1}", year(&years(asked), &written))
        };
        assert_eq!(fits("taxa 2026", "Taxa 2026", ""), "1.0");
        assert_eq!(fits("taxa 2026", "Taxa 2025", "från 2026"), "-1.0");
        assert_eq!(fits("taxa 2026", "Taxa", "från 2026"), "0.5");
        assert_eq!(fits("taxa", "Taxa 2025", ""), "0.0");
    }

    #[test]
    fn the_best_are_candidates_and_what_shares_nothing_is_none() {
        let count = 200;
        let page_of = vec![0; count];
        let words: Vec<f32> = (0..200_u8).map(|number| if number < 100 { f32::from(number) } else { 0.0 }).collect();
        let known = |nearness: Option<Vec<f32>>| Known {
            page_of: &page_of,
            words: words.clone(),
            page_words: vec![1.0],
            cover: vec![0.0; count],
            question: vec![0.0; count],
            place: vec![0.0],
            nearness,
        };
        let mut found = known(None).candidates();
        found.sort_unstable();
        assert_eq!(found, (100 - MOST..100).collect::<Vec<_>>());
        let mut near = vec![0.5; count];
        near[150] = 0.9;
        assert!(known(Some(near)).candidates().contains(&150), "what means the same in other words");
    }
}
