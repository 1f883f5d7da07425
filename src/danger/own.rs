//! Examples that the weights were not made from: each works at once, as a pattern of its own words.

use std::collections::HashMap;

use super::example::{Example, Tells};
use super::kind::Tongue;
use super::words::words;

/// Other words that may stand between two of an example.
const BETWEEN: usize = 3;

/// Examples as patterns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// By the first word: the words after it, and what it tells of.
    by_first: HashMap<String, Vec<Pattern>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    rest: Vec<String>,
    tongue: Tongue,
    tells: Option<Tells>,
}

/// What a pattern says of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It tells of danger.
    Danger(Tells, Tongue),
    /// It is an ordinary one.
    Ordinary,
}

impl Own {
    /// Examples as patterns; those without words are none.
    #[must_use]
    pub fn new<'a>(examples: impl IntoIterator<Item = &'a Example>) -> Self {
        let mut own = Self::default();
        for example in examples {
            let mut all = words(&example.text).into_iter();
            if let Some(first) = all.next() {
                let pattern = Pattern { rest: all.collect(), tongue: example.tongue, tells: example.tells };
                own.by_first.entry(first).or_default().push(pattern);
            }
        }
        own
    }

    /// What the examples say of a message. One of danger fits where its words stand in it in their order, with at most
    /// three others between two of them; an ordinary one only where the message says nothing else. Of several the most
    /// certain danger counts, and any danger before an ordinary one.
    #[must_use]
    pub fn says_of(&self, message: &str) -> Option<Said> {
        if self.by_first.is_empty() {
            return None;
        }
        let words = words(message);
        let mut said: Option<Said> = None;
        for (at, word) in words.iter().enumerate() {
            for pattern in self.by_first.get(word).into_iter().flatten() {
                let after = &words[at + 1..];
                let is_known = |tier| matches!(said, Some(Said::Danger(before, _)) if before.tier >= tier);
                match pattern.tells {
                    Some(tells) if !is_known(tells.tier) && stands_in(&pattern.rest, after) => {
                        said = Some(Said::Danger(tells, pattern.tongue));
                    }
                    None if at == 0 && pattern.rest == after => said = said.or(Some(Said::Ordinary)),
                    _ => {}
                }
            }
        }
        said
    }
}

/// Whether words stand in a text in their order, from its beginning on.
fn stands_in(wanted: &[String], text: &[String]) -> bool {
    let mut from = 0;
    wanted.iter().all(|word| {
        let near = &text[from..text.len().min(from + BETWEEN + 1)];
        let found = near.iter().position(|other| other == word);
        from += found.map_or(0, |at| at + 1);
        found.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::{Own, Said};
    use crate::kind::{About, Kind, Tier, Tongue};
    use crate::{Example, Tells};

    fn example(text: &str, tier: Option<Tier>) -> Example {
        let tells = tier.map(|tier| Tells { tier, kind: Kind::Fire, about: About::Other });
        Example { text: text.into(), tongue: Tongue::Sv, author: "test".into(), tells }
    }

    #[test]
    fn an_example_works_as_a_pattern_of_its_own_words() {
        let own = Own::new(&[
            example("skorstenen glöder", Some(Tier::Alarm)),
            example("det pyr", Some(Tier::Concern)),
            example("majbrasan pyr och glöder", None),
        ]);
        let tier = |message: &str| match own.says_of(message) {
            Some(Said::Danger(tells, _)) => Some(tells.tier),
            _ => None,
        };
        assert_eq!(tier("Hjälp, SKORSTENEN på huset glöder nu"), Some(Tier::Alarm));
        assert_eq!(tier("det pyr, och skorstenen glöder"), Some(Tier::Alarm));
        assert_eq!(tier("vad gör man om det kanske pyr"), Some(Tier::Concern));
        assert_eq!(tier("glöder skorstenen"), None);
        assert_eq!(tier("skorstenen som sotaren såg på i går glöder"), None);
        assert_eq!(own.says_of("Majbrasan pyr och glöder!"), Some(Said::Ordinary));
        assert_eq!(own.says_of("majbrasan pyr och glöder, hjälp"), None);
        assert_eq!(Own::default().says_of("det pyr"), None);
    }
}
