//! The settings of the process.
//!
//! `config/default.toml` explains every setting and is compiled in as the defaults. A file and environment
//! variables named `VAGLEDARE__SECTION__KEY` lay their values over it, one at a time, so that each fault is
//! told with the file and line, or the variable, that it came from. All faults are told at once.

mod address;
mod desk;
mod effective;
mod fault;
mod files;
mod knowledge;
mod layer;
mod limits;
mod look;
mod meaning;
mod privacy;
mod routing;
mod server;
mod staff;
mod store;
mod suggest;
mod widget;

use std::path::Path;

use serde::Deserialize;

pub use address::{BadAddress, Network, WebOrigin};
pub use desk::{DeskSettings, InBothLanguages, PersonalDataText};
pub use effective::Effective;
pub use fault::{ConfigError, Fault, Source};
pub use files::FileSettings;
pub use knowledge::KnowledgeSettings;
pub use limits::LimitSettings;
pub use look::{LogoError, LookSettings};
pub use meaning::MeaningSettings;
pub use privacy::PrivacySettings;
pub use routing::{RoutingMode, RoutingSettings};
pub use server::{LogFormat, LogLevel, ServerSettings};
pub use staff::StaffSettings;
pub use store::{StoreKind, StoreSettings};
pub use widget::WidgetSettings;

use crate::hours::{HoursSettings, Schedule};
use fault::Faults;

/// The defaults, and the documentation of every setting.
pub const DEFAULT_TOML: &str = include_str!("../../config/default.toml");

/// All settings, checked.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Addresses, origins, the data directory, logs.
    pub server: ServerSettings,
    /// What the service is called and what visitors are told first.
    pub desk: DeskSettings,
    /// How the chat leaves a computer that others use.
    pub widget: WidgetSettings,
    /// Colours and logo.
    pub look: LookSettings,
    /// What visitors and agents may send each other.
    pub files: FileSettings,
    /// When the desk is staffed.
    pub hours: HoursSettings,
    /// Who gets whom, and how long everybody waits.
    pub routing: RoutingSettings,
    /// Bounds on everything that comes from outside.
    pub limits: LimitSettings,
    /// The database.
    pub store: StoreSettings,
    /// The pages and how sure an answer must be.
    pub knowledge: KnowledgeSettings,
    /// The model that reads what texts mean.
    pub meaning: MeaningSettings,
    /// How long conversations live.
    pub privacy: PrivacySettings,
    /// Passwords and sessions.
    pub staff: StaffSettings,
}

impl Settings {
    /// The defaults, with the file and then the environment laid over them. Of `env` only names that begin
    /// with `VAGLEDARE__` are read.
    ///
    /// # Errors
    /// Everything that is wrong, each with where it stands and what would be right.
    pub fn load(file: Option<&Path>, env: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        Effective::load(file, env).map(|effective| effective.settings)
    }

    /// What the script on the website is given by name: the colours of its button, our own origin where it is set, and as
    /// JSON where else somebody answers, which it shows when the chat does not come.
    #[must_use]
    pub fn of_loader(&self) -> Vec<(&'static str, String)> {
        let contact = serde_json::json!({ "phone": self.desk.phone, "email": self.desk.email });
        let host = self.server.public_url.as_ref().map(|url| ("host", url.as_str().to_owned()));
        let given = host.into_iter().chain([("contact", contact.to_string())]);
        self.look.of_button().into_iter().chain(given).collect()
    }

    /// The hours, compiled.
    ///
    /// # Errors
    /// Never after [`Settings::load`], which has compiled them once; only for settings made by hand.
    pub fn schedule(&self) -> Result<Schedule, crate::hours::ScheduleError> {
        Schedule::compile(&self.hours)
    }

    fn check(&self, faults: &mut Faults<'_>) {
        self.server.check(faults);
        self.desk.check(faults);
        self.widget.check(faults);
        self.look.check(faults);
        self.files.check(faults);
        if let Err(error) = Schedule::compile(&self.hours) {
            faults.add(&format!("hours.{}", error.key()), error.to_string());
        }
        self.routing.check(faults);
        self.limits.check(faults);
        self.store.check(faults);
        self.knowledge.check(faults);
        self.meaning.check(faults);
        self.privacy.check(faults);
        self.staff.check(faults);
    }
}

#[cfg(test)]
mod tests;
