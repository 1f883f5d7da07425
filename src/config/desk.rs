//! `[desk]`: what the service is called, and what visitors are told first.

use serde::Deserialize;

use super::fault::Faults;
use super::privacy::PrivacySettings;

/// The languages that can be offered: all that is read exists in them, in every table.
const WHOLE: [&str; 2] = ["sv", "en"];
/// Those that earlier versions offered in part. A file that names them is still sound: they are left out.
const NOT_WHOLE: [&str; 1] = ["fi"];

/// The desk as visitors meet it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskSettings {
    /// What the staffed service is called.
    pub name: String,
    /// The municipality, as it names itself.
    pub municipality: String,
    /// Telephone number.
    pub phone: String,
    /// E-mail; empty when it is not shown.
    pub email: String,
    /// Page with all ways to reach the municipality; empty when it is not shown.
    pub contact_url: String,
    /// Language tags, the first one first. Those that are offered are [offered](Self::offered).
    pub languages: Vec<String>,
    /// What a visitor reads first.
    pub welcome: InBothLanguages,
    /// How personal data is treated.
    pub personal_data: PersonalDataText,
}

/// A text in Swedish and in English.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InBothLanguages {
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

/// How personal data is treated, as shown before the first message.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalDataText {
    /// Swedish, with `{days}` and `{days_assistant}` where the retention is told.
    pub sv: String,
    /// English, likewise.
    pub en: String,
    /// Page that tells more; empty when it is not shown.
    pub url: String,
}

impl PersonalDataText {
    /// Both texts with the days that in fact hold.
    #[must_use]
    pub fn with_retention(&self, privacy: &PrivacySettings) -> InBothLanguages {
        let filled = |text: &str| {
            text.replace("{days}", &privacy.retention_days.to_string())
                .replace("{days_assistant}", &privacy.retention_days_assistant.to_string())
        };
        InBothLanguages { sv: filled(&self.sv), en: filled(&self.en) }
    }
}

impl DeskSettings {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        faults.filled("desk.name", &self.name);
        faults.filled("desk.municipality", &self.municipality);
        faults.filled("desk.phone", &self.phone);
        faults.filled("desk.welcome.sv", &self.welcome.sv);
        faults.filled("desk.welcome.en", &self.welcome.en);
        faults.filled("desk.personal_data.sv", &self.personal_data.sv);
        faults.filled("desk.personal_data.en", &self.personal_data.en);
        faults.web_page("desk.contact_url", &self.contact_url);
        faults.web_page("desk.personal_data.url", &self.personal_data.url);
        if !self.email.is_empty() && !self.email.trim_matches('@').contains('@') {
            faults.add("desk.email", format!("`{}` must be an e-mail address, or empty", self.email));
        }
        self.check_languages(faults);
    }

    fn check_languages(&self, faults: &mut Faults<'_>) {
        let known = |language: &str| WHOLE.contains(&language) || NOT_WHOLE.contains(&language);
        if let Some(unknown) = self.languages.iter().find(|language| !known(language)) {
            faults.add("desk.languages", format!("`{unknown}` must be \"sv\" or \"en\""));
        }
        if self.languages.first().is_none_or(|first| !WHOLE.contains(&first.as_str())) {
            faults.add("desk.languages", "must begin with \"sv\" or \"en\"".to_owned());
        }
    }

    /// The languages that visitors and staff may choose between.
    pub fn offered(&self) -> impl Iterator<Item = &str> {
        self.languages.iter().map(String::as_str).filter(|language| WHOLE.contains(language))
    }

    /// What the file asks for and nobody is offered.
    pub fn left_out(&self) -> impl Iterator<Item = &str> {
        self.languages.iter().map(String::as_str).filter(|language| NOT_WHOLE.contains(language))
    }
}
