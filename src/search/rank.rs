//! The order of pages, and of the passages of each.

/// What each further passage of a page adds to the page's score, as a share of its own: a page that speaks of a matter
/// in several places is rather about it than one that mentions it once. Measured; 0.05 to 0.15 do nearly the same.
const FURTHER: f32 = 0.1;
/// A section with at least this share of the lead's score comes before the lead: the lead is short and says in general
/// what the section says in full. Measured; 0.4 to 0.6 do nearly the same.
const BEFORE_LEAD: f32 = 0.5;

/// A passage that the index found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scored {
    /// Its number in the catalogue.
    pub(super) number: usize,
    /// Its page's number.
    pub(super) page: u32,
    /// Whether it is the lead of its page.
    pub(super) is_lead: bool,
    /// How well it fits.
    pub(super) score: f32,
    /// How well its text fits: what tells it from the other passages of its page.
    pub(super) within: f32,
}

/// Puts passages, best first, in the order to show them: page by page, the best page first.
pub(super) fn rank(found: Vec<Scored>) -> Vec<Scored> {
    let mut pages: Vec<Vec<Scored>> = Vec::new();
    for scored in found {
        match pages.iter_mut().find(|page| page[0].page == scored.page) {
            Some(page) => page.push(scored),
            None => pages.push(vec![scored]),
        }
    }
    pages.sort_by(|one, other| page_score(other).total_cmp(&page_score(one)));
    for page in &mut pages {
        page.sort_by(|one, other| other.within.total_cmp(&one.within));
        put_section_before_lead(page);
    }
    pages.concat()
}

fn page_score(passages: &[Scored]) -> f32 {
    let further: f32 = passages.iter().skip(1).map(|passage| passage.score).sum();
    passages[0].score + FURTHER * further
}

fn put_section_before_lead(passages: &mut [Scored]) {
    if let [lead, section, ..] = passages
        && lead.is_lead
        && section.within >= lead.within * BEFORE_LEAD
    {
        passages.swap(0, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::{Scored, rank};

    fn order(found: &[(usize, u32, bool, f32)]) -> Vec<usize> {
        let scored =
            found.iter().map(|&(number, page, is_lead, score)| Scored { number, page, is_lead, score, within: score });
        rank(scored.collect()).iter().map(|scored| scored.number).collect()
    }

    #[test]
    fn a_page_that_speaks_of_it_in_several_places_comes_first() {
        let found = [(1, 1, false, 10.0), (2, 2, false, 9.8), (3, 2, false, 9.0), (4, 1, false, 1.0)];
        assert_eq!(order(&found), [2, 3, 1, 4]);
    }

    #[test]
    fn a_section_comes_before_its_lead_unless_far_behind() {
        assert_eq!(order(&[(1, 1, true, 10.0), (2, 1, false, 8.0)]), [2, 1]);
        assert_eq!(order(&[(1, 1, true, 10.0), (2, 1, false, 4.0)]), [1, 2]);
        assert_eq!(order(&[]), [0_usize; 0]);
    }
}
