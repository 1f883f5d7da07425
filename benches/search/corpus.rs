//! Many pages from few: sentences of the project's own pages, shuffled with a fixed seed.

use std::fmt::Write as _;
use std::path::Path;

use vagledare::knowledge::Page;

/// Words in a passage, at least.
const WORDS: usize = 120;
/// Passages on a page.
const SECTIONS: usize = 5;

/// The questions that the project's tests ask.
pub(crate) fn questions() -> Vec<String> {
    let lines = include_str!("../../tests/data/questions.jsonl").lines();
    let question = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).expect("a question");
        line["question"].as_str().expect("text").to_owned()
    };
    lines.map(question).collect()
}

/// Writes pages with this many passages in all.
pub(crate) fn write(folder: &Path, passages: usize) {
    std::fs::create_dir_all(folder).expect("created");
    let (titles, sentences) = material();
    let mut chance = Chance(42);
    for number in 0..passages / SECTIONS {
        let title = format!("{} {number}", chance.pick(&titles));
        let mut page = format!("+++\ntitle = {title:?}\nurl = \"https://k.example/{number}\"\n+++\n");
        for section in 0..SECTIONS {
            let _ = write!(page, "\n## {} {section}\n\n", chance.pick(&titles));
            let mut words = 0;
            while words < WORDS {
                let sentence = chance.pick(&sentences);
                words += sentence.split(' ').count();
                page.push_str(sentence);
                page.push_str(". ");
            }
            page.push('\n');
        }
        std::fs::write(folder.join(format!("page-{number}.md")), page).expect("written");
    }
}

/// Headings and sentences of the project's pages.
fn material() -> (Vec<String>, Vec<String>) {
    let (mut titles, mut sentences) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir("knowledge/pages").expect("the project's pages") {
        let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("read");
        let page = Page::read("page.md", "page", &text).expect("a good page");
        for section in page.sections {
            titles.extend(section.heading);
            let plain = section.text.replace('\n', " ");
            sentences.extend(plain.split(". ").map(str::to_owned).filter(|sentence| sentence.len() > 20));
        }
    }
    (titles, sentences)
}

/// A small linear congruential generator (Knuth's MMIX constants): the same pages every time.
struct Chance(u64);

impl Chance {
    fn pick<'a>(&mut self, from: &'a [String]) -> &'a str {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(self.0 >> 33).expect("31 bits");
        &from[at % from.len()]
    }
}
