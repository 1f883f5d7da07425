//! `vagledare config`: is the configuration sound, and what holds?

use std::path::{Path, PathBuf};

use super::Outcome;
use crate::config::{DEFAULT_TOML, Effective, Settings};
use crate::search::read_words;

/// Checks and shows the configuration.
#[derive(Debug, clap::Args)]
pub struct ConfigArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: ConfigAction,
}

/// What to do with the configuration.
#[derive(Debug, clap::Subcommand)]
pub enum ConfigAction {
    /// Says what is wrong with the configuration, and what would be right.
    Check(FileArg),
    /// Prints the values that hold, and where each that is not a default came from.
    Print(FileArg),
    /// Prints the default file, which explains every setting.
    Default,
}

/// Which file.
#[derive(Debug, clap::Args)]
pub struct FileArg {
    /// Configuration file, laid over the defaults.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Runs the command on the variables of the environment.
#[must_use]
pub fn run(args: &ConfigArgs, env: impl IntoIterator<Item = (String, String)>) -> Outcome {
    match &args.action {
        ConfigAction::Default => Outcome::well(DEFAULT_TOML.to_owned()),
        ConfigAction::Check(file) => loaded(file, env, |effective| {
            let settings = &effective.settings;
            if let Some(missing) = no_knowledge(settings) {
                return Outcome::failed(missing + "\n");
            }
            let (readable, numbers) = (read_by_others(settings), unchecked(&settings.knowledge.dir));
            let warnings = [readable, not_offered(settings)].into_iter().flatten().collect::<String>();
            Outcome::well(format!("The configuration is sound.\n{warnings}{numbers}"))
        }),
        ConfigAction::Print(file) => loaded(file, env, |effective| Outcome::well(effective.to_toml())),
    }
}

/// What to do when the folder of pages is not there, with the place where it was looked for.
pub(super) fn no_knowledge(settings: &Settings) -> Option<String> {
    let dir = &settings.knowledge.dir;
    (!dir.join("pages").is_dir()).then(|| {
        let looked = std::path::absolute(dir).unwrap_or_else(|_| dir.clone());
        format!(
            "knowledge.dir: there are no pages in {}. Name the folder `knowledge` that came with the program: \
            knowledge.dir in the configuration, or VAGLEDARE__KNOWLEDGE__DIR in the environment",
            looked.display()
        )
    })
}

/// A warning when a language is asked for that is not offered.
pub(super) fn not_offered(settings: &Settings) -> Option<String> {
    let left_out: Vec<&str> = settings.desk.left_out().collect();
    let offered: Vec<&str> = settings.desk.offered().collect();
    (!left_out.is_empty()).then(|| {
        let (left_out, offered) = (left_out.join(", "), offered.join(", "));
        format!("\ndesk.languages: {left_out} is left out, as not every text exists in it; {offered} is offered.\n")
    })
}

/// A warning when what visitors write would cross a network that others read.
pub(super) fn read_by_others(settings: &Settings) -> Option<String> {
    let url = settings.server.public_url.as_ref()?.as_str();
    let host = url.strip_prefix("http://")?;
    let host = host.strip_prefix('[').map_or_else(|| host.split(':').next(), |rest| rest.split(']').next())?;
    let is_here = host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    (!is_here).then(|| {
        format!(
            "\nserver.public_url is {url}: without TLS everybody on the way reads what visitors write, and the console \
            cannot sign in. Write https:// and let the reverse proxy end TLS.\n"
        )
    })
}

/// The numbers to ring that nobody at the municipality has checked, one a line; nothing when all are.
fn unchecked(knowledge: &Path) -> String {
    let (words, _) = read_words(knowledge);
    let numbers = words.referrals.all_numbers().iter().filter(|number| number.checked.is_none());
    let lines: Vec<String> =
        numbers.map(|number| format!("- {}, {} ({})\n", number.number, number.sv.name, number.source)).collect();
    if lines.is_empty() {
        return String::new();
    }
    let file = knowledge.join("referrals.toml");
    let head = format!(
        "\nNobody has checked these numbers, which are shown to people in danger. Ring or read, and write checked = {} in {}:\n",
        "YYYY-MM-DD",
        file.display()
    );
    head + &lines.concat()
}

fn loaded(
    file: &FileArg,
    env: impl IntoIterator<Item = (String, String)>,
    then: impl Fn(&Effective) -> Outcome,
) -> Outcome {
    match Effective::load(file.config.as_deref(), env) {
        Ok(effective) => then(&effective),
        Err(error) => Outcome::failed(format!("{error}\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run_on(action: ConfigAction, variables: &[(&str, &str)]) -> Outcome {
        let env = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        run(&ConfigArgs { action }, env)
    }

    #[test]
    fn a_sound_configuration_ends_with_zero_and_an_unsound_one_with_one() {
        let check = || ConfigAction::Check(FileArg { config: None });
        let sound = run_on(check(), &[]);
        assert!(sound.status == 0 && sound.text.starts_with("The configuration is sound.\n"), "{}", sound.text);
        assert!(
            sound.text.contains("- 90101, Självmordslinjen (https://"),
            "numbers that nobody has checked are listed"
        );
        let folder = tempfile::tempdir().expect("a directory for a test");
        let referrals = include_str!("../../knowledge/referrals.toml")
            .replace("\nlanguages = ", "\nchecked = 2026-11-30\nlanguages = ");
        std::fs::write(folder.path().join("referrals.toml"), referrals).expect("written");
        assert_eq!(unchecked(folder.path()), "");
        let unsound = run_on(check(), &[("VAGLEDARE__ROUTING__CAPACITY", "0")]);
        insta::assert_snapshot!(unsound.text, @"VAGLEDARE__ROUTING__CAPACITY: routing.capacity: 0 must be from 1 to 50");
        assert_eq!(unsound.status, 1);
    }

    #[test]
    fn a_folder_of_pages_that_is_not_there_is_found() {
        let empty = tempfile::tempdir().expect("a directory for a test");
        for dir in [empty.path().to_owned(), empty.path().join("nowhere")] {
            let dir = dir.to_str().expect("a path in UTF-8");
            let checked = run_on(ConfigAction::Check(FileArg { config: None }), &[("VAGLEDARE__KNOWLEDGE__DIR", dir)]);
            assert_eq!(checked.status, 1);
            assert!(
                checked.text.starts_with(&format!("knowledge.dir: there are no pages in {dir}")),
                "{}",
                checked.text
            );
            assert!(checked.text.contains("VAGLEDARE__KNOWLEDGE__DIR"), "{}", checked.text);
        }
    }

    #[test]
    fn an_address_without_tls_is_warned_of_unless_it_is_this_machine() {
        let warned = |url: &str| {
            let checked =
                run_on(ConfigAction::Check(FileArg { config: None }), &[("VAGLEDARE__SERVER__PUBLIC_URL", url)]);
            assert_eq!(checked.status, 0, "{}", checked.text);
            checked.text.contains("without TLS")
        };
        for url in
            ["http://chatt.example.se", "http://10.0.0.7:8080", "http://[2001:db8::1]", "http://localhost.example.se"]
        {
            assert!(warned(url), "{url}");
        }
        for url in ["https://chatt.example.se", "http://localhost:8080", "http://127.0.0.1", "http://[::1]:8080"] {
            assert!(!warned(url), "{url}");
        }
    }

    #[test]
    fn what_is_printed_can_be_given_back_as_a_file() {
        let dir = tempfile::tempdir().expect("a directory for a test");
        for action in [ConfigAction::Print(FileArg { config: None }), ConfigAction::Default] {
            let printed = run_on(action, &[]);
            let path = dir.path().join("printed.toml");
            std::fs::write(&path, printed.text).expect("the file is written");
            let checked = run_on(ConfigAction::Check(FileArg { config: Some(path) }), &[]);
            assert_eq!((printed.status, checked.status), (0, 0), "{}", checked.text);
        }
    }
}
