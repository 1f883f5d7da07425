//! What is said of danger: the numbers that fit whoever asks and that somebody answers now, in the reader's language, with
//! the first line in the language that it was told in.

use chrono::NaiveDateTime;
use danger::{About, Kind, Tongue};

use crate::knowledge::{Number, OwnWords, Phrases, SOS, fill};
use crate::language::Language;

/// More numbers than these nobody reads who is in a hurry.
const NUMBERS: usize = 5;
/// What somebody may need at night who is not understood: care, or the social services.
const ANY: [Kind; 2] = [Kind::Life, Kind::Child];

/// What there is to tell, and to whom.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    /// Which kinds of danger, the likeliest first.
    pub kinds: &'a [Kind],
    /// Who is in danger.
    pub about: About,
    /// The language that it was told in.
    pub tongue: Tongue,
    /// The reader's language.
    pub language: Language,
    /// The time in Sweden: what is closed then is not shown.
    pub at: NaiveDateTime,
    /// The sentences and numbers.
    pub words: &'a OwnWords,
}

impl Telling<'_> {
    fn phrases(&self) -> &Phrases {
        self.words.phrases.of(self.language)
    }

    /// Whether the reader reads another language than the one that it was told in.
    fn is_foreign(&self) -> bool {
        match self.tongue {
            Tongue::Sv => self.language != Language::Sv,
            Tongue::En => self.language != Language::En,
            _ => true,
        }
    }

    /// The line in the language that it was told in, if that is not the reader's.
    fn first(&self, own: impl Fn(&Phrases) -> String, others: Option<&String>) -> Option<String> {
        if !self.is_foreign() {
            return None;
        }
        match self.tongue {
            Tongue::Sv => Some(own(&self.words.phrases.sv)),
            Tongue::En => Some(own(&self.words.phrases.en)),
            _ => others.cloned(),
        }
    }

    /// The numbers that fit, 112 first.
    fn numbers(&self) -> impl Iterator<Item = &Number> {
        self.words.referrals.numbers(self.kinds, self.about, self.at)
    }
}

/// The numbers to ring, as lines of text: 112 first.
#[must_use]
pub fn alarm_text(told: &Telling<'_>) -> String {
    let opening = |phrases: &Phrases| {
        let opening = match told.about {
            About::AsChild => &phrases.emergency_as_child,
            About::Causing => &phrases.emergency_causing,
            About::Oneself | About::Other | About::Child => &phrases.emergency,
        };
        opening.clone()
    };
    let (words, file) = (told.phrases(), &told.words.danger.file);
    let mut lines: Vec<String> = told.first(opening, file.alarm.get(&told.tongue)).into_iter().collect();
    lines.extend([opening(words), String::new()]);
    for number in told.numbers().take(NUMBERS) {
        let named = number.named(told.language);
        // The number of 1177 is its name.
        let name = Some(&named.name).filter(|name| **name != number.number).map(|name| format!(", {name}"));
        lines.push(format!("– {}{}: {}.", number.number, name.unwrap_or_default(), named.what));
    }
    lines.push(String::new());
    if told.kinds.contains(&Kind::Child) && told.about == About::Child {
        lines.push(fill(&words.emergency_child, &[("url", &file.report_child)]));
    }
    lines.extend([words.emergency_silent.clone(), words.emergency_last.clone()]);
    lines.join("\n")
}

/// Careful advice: one line, with the number that fits best.
#[must_use]
pub fn concern_text(told: &Telling<'_>) -> String {
    // What is for such a person before what is for everybody.
    let mut fitting: Vec<&Number> = told.numbers().filter(|number| number.advice).collect();
    fitting.sort_by_key(|number| number.about.is_empty());
    let (words, file) = (told.phrases(), &told.words.danger.file);
    let Some(number) = fitting.first() else {
        let lines = told.first(|phrases| phrases.concern_112.clone(), file.alarm.get(&told.tongue)).into_iter();
        return lines.chain([words.concern_112.clone()]).collect::<Vec<_>>().join("\n");
    };
    let line = |template: &str, language: Language| {
        let name = &number.named(language).name;
        let once = if *name == number.number { template.replace(", {name}", "") } else { template.to_owned() };
        fill(&once, &[("number", &number.number), ("name", name)])
    };
    let own = |phrases: &Phrases| {
        let language = if told.tongue == Tongue::En { Language::En } else { Language::Sv };
        line(&phrases.concern, language)
    };
    let others = file.concern_line.get(&told.tongue).map(|template| line(template, told.language));
    let lines = told.first(own, others.as_ref()).into_iter().chain([line(&words.concern, told.language)]);
    lines.collect::<Vec<_>>().join("\n")
}

/// Where help is to be had now, in one short line, for a reply that found nothing while nobody staffs the chat.
#[must_use]
pub fn help_now(words: &OwnWords, language: Language, at: NaiveDateTime) -> String {
    let and = if language == Language::Sv { "eller" } else { "or" };
    let numbers = words.referrals.numbers(&ANY, About::Other, at);
    // What anybody may ring about anything: no line for one kind of people.
    let named: Vec<String> = numbers
        .filter(|number| number.number == SOS || (number.advice && number.about.is_empty()))
        .take(3)
        .map(|number| {
            if number.number == number.named(language).name {
                number.number.clone()
            } else {
                format!("{} ({})", number.number, number.named(language).name)
            }
        })
        .collect();
    let list = match named.as_slice() {
        [] => return String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} {and} {last}", all.join(", ")),
    };
    fill(&words.phrases.of(language).help_now, &[("numbers", &list)])
}
