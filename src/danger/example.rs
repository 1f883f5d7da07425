//! Example texts, as the files of `knowledge/danger` hold them: what people write who are in danger, and who are not.

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::kind::{About, Kind, Tier, Tongue};

/// A text, and what it tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The words.
    pub text: String,
    /// In which language.
    pub tongue: Tongue,
    /// The voice that wrote it.
    pub author: String,
    /// What it tells of; none for an ordinary text.
    pub tells: Option<Tells>,
}

/// What an example tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tells {
    /// How certain it is.
    pub tier: Tier,
    /// Which kind fits best.
    pub kind: Kind,
    /// Who is in danger.
    pub about: About,
}

/// Why a file of examples cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The byte of the file that it is about.
    pub at: usize,
    /// What is wrong, in Swedish, for the editor.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    author: String,
    #[serde(default)]
    examples: Vec<toml::Spanned<Group>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    language: Tongue,
    kind: WrittenKind,
    tier: WrittenTier,
    about: Option<About>,
    texts: Vec<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(untagged)]
enum WrittenKind {
    Of(Kind),
    Not(Ordinary),
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Ordinary {
    None,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum WrittenTier {
    Certain,
    Possible,
    None,
}

/// Reads a file of examples.
///
/// # Errors
/// When it is not as `knowledge/danger/README.md` says.
pub fn read(text: &str) -> Result<Vec<Example>, Fault> {
    let toml_fault = |error: toml::de::Error| Fault {
        at: error.span().map_or(0, |span| span.start),
        what: error.message().to_owned(),
    };
    let Written { author, examples } = toml::from_str(text).map_err(toml_fault)?;
    let mut read = Vec::new();
    for group in examples {
        let at = group.span().start;
        let Group { language, kind, tier, about, texts } = group.into_inner();
        let fault = |what: &str| Fault { at, what: what.to_owned() };
        let tells = match (tier, kind) {
            (WrittenTier::None, WrittenKind::Not(_)) => None,
            (WrittenTier::None, WrittenKind::Of(_)) => {
                return Err(fault("tier = \"none\" hör ihop med kind = \"none\""));
            }
            (_, WrittenKind::Not(_)) => return Err(fault("skriv vilken fara det är: kind = \"life\" till exempel")),
            (tier, WrittenKind::Of(kind)) => Some(Tells {
                tier: if tier == WrittenTier::Certain { Tier::Alarm } else { Tier::Concern },
                kind,
                about: about.ok_or_else(|| fault("skriv vem som är i fara: about = \"other\" till exempel"))?,
            }),
        };
        read.extend(texts.into_iter().map(|text| Example { text, tongue: language, author: author.clone(), tells }));
    }
    Ok(read)
}

impl Example {
    /// What tells this example from all others: a hash of everything in it but its author.
    #[must_use]
    pub fn id(&self) -> u32 {
        let hash = self.hash();
        u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]])
    }

    fn hash(&self) -> [u8; 32] {
        let tells = self.tells.map_or_else(
            || "none".to_owned(),
            |Tells { tier, kind, about }| format!("{tier:?} {} {}", kind.tag(), about.tag()),
        );
        Sha256::new_with_prefix(tells)
            .chain_update([0])
            .chain_update(self.tongue.tag())
            .chain_update(&self.text)
            .finalize()
            .into()
    }
}

/// A hash over examples, whatever their order: weights name the one that they were made from.
#[must_use]
pub fn hash_of(examples: &[Example]) -> [u8; 32] {
    let mut hashes: Vec<[u8; 32]> = examples.iter().map(Example::hash).collect();
    hashes.sort_unstable();
    Sha256::digest(hashes.concat()).into()
}

#[cfg(test)]
mod tests {
    use super::{Tells, hash_of, read};
    use crate::kind::{About, Kind, Tier};

    const FILE: &str = r#"
        author = "test"
        [[examples]]
        language = "sv"
        kind = "fire"
        tier = "possible"
        about = "other"
        texts = ["det luktar bränt", "rök i trappen?"]
        [[examples]]
        language = "en"
        kind = "none"
        tier = "none"
        texts = ["when is the fire drill"]
    "#;

    #[test]
    fn a_file_is_read_as_it_is_written() {
        let examples = read(FILE).expect("a good file");
        let told = Some(Tells { tier: Tier::Concern, kind: Kind::Fire, about: About::Other });
        assert_eq!(examples.iter().map(|it| it.tells).collect::<Vec<_>>(), [told, told, None]);
        let mut turned = examples.clone();
        turned.reverse();
        assert_eq!(hash_of(&examples), hash_of(&turned));
        turned[0].text.push('!');
        assert_ne!(hash_of(&examples), hash_of(&turned));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (good, bad, what) in [
            ("kind = \"fire\"", "kind = \"fier\"", "kind"),
            ("about = \"other\"", "", "about"),
            ("kind = \"none\"", "kind = \"life\"", "none"),
            ("language = \"en\"", "language = \"xx\"", "xx"),
        ] {
            let fault = read(&FILE.replacen(good, bad, 1)).expect_err(bad);
            assert!(fault.at > 0 && !fault.what.is_empty(), "{bad}: {fault:?} {what}");
        }
    }
}
