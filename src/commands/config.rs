//! `vagledare config`: is the configuration sound, and what holds?

use std::path::PathBuf;

use super::Outcome;
use crate::config::{DEFAULT_TOML, Effective};

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
        ConfigAction::Check(file) => loaded(file, env, |_| "The configuration is sound.\n".to_owned()),
        ConfigAction::Print(file) => loaded(file, env, Effective::to_toml),
    }
}

fn loaded(
    file: &FileArg,
    env: impl IntoIterator<Item = (String, String)>,
    then: impl Fn(&Effective) -> String,
) -> Outcome {
    match Effective::load(file.config.as_deref(), env) {
        Ok(effective) => Outcome::well(then(&effective)),
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
        assert_eq!(run_on(check(), &[]), Outcome::well("The configuration is sound.\n".to_owned()));
        let unsound = run_on(check(), &[("VAGLEDARE__ROUTING__CAPACITY", "0")]);
        insta::assert_snapshot!(unsound.text, @"VAGLEDARE__ROUTING__CAPACITY: routing.capacity: 0 must be from 1 to 50");
        assert_eq!(unsound.status, 1);
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
