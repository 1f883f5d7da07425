//! `vagledare staff`: who may sign in. Works beside a running server, which sees it within seconds.

use std::io::{self, Read};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use chrono::{DateTime, Utc};

use super::Outcome;
use super::place::{self, Place};
use crate::access::{Role, Roles, name, password};
use crate::chance;
use crate::clock::Clock;
use crate::config::Settings;
use crate::conversation::{AgentId, Text};
use crate::store::{NewStaff, Staff, Store};

// Names are typed at every sign-in and stand in lists.
const NAME_CHARS: usize = 64;

/// Adds, disables and lists members of staff.
#[derive(Debug, clap::Args)]
pub struct StaffArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: StaffAction,
}

/// What to do with accounts.
#[derive(Debug, clap::Subcommand)]
pub enum StaffAction {
    /// Adds an account. Without --password-stdin a password is made and printed once.
    Add(AddArgs),
    /// Disables an account and ends its sessions; who is signed in is out within five seconds.
    Disable(NameArgs),
    /// Lets a disabled account sign in again, with the password that it had.
    Enable(NameArgs),
    /// Gives an account other roles in the place of those it has, and ends its sessions.
    Roles(RolesArgs),
    /// Lists the accounts.
    List(Place),
    /// Gives an account another password and ends its sessions.
    Password(PasswordArgs),
}

/// A new account.
#[derive(Debug, clap::Args)]
pub struct AddArgs {
    /// The name to sign in with.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What the person may do: agent, leader, editor or admin; may be given several times.
    #[arg(long = "role", value_name = "ROLE", required = true, value_parser = role)]
    pub roles: Vec<Role>,
    /// The name that visitors see; otherwise the name to sign in with.
    #[arg(long, value_name = "TEXT")]
    pub display: Option<String>,
    /// Reads the password from standard input.
    #[arg(long)]
    pub password_stdin: bool,
    /// Where the data are.
    #[command(flatten)]
    pub place: Place,
}

/// An account.
#[derive(Debug, clap::Args)]
pub struct NameArgs {
    /// The name to sign in with.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Where the data are.
    #[command(flatten)]
    pub place: Place,
}

/// Other roles.
#[derive(Debug, clap::Args)]
pub struct RolesArgs {
    /// The name to sign in with.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What the person may do from now on: agent, leader, editor or admin; may be given several times.
    #[arg(long = "role", value_name = "ROLE", required = true, value_parser = role)]
    pub roles: Vec<Role>,
    /// Where the data are.
    #[command(flatten)]
    pub place: Place,
}

/// Another password.
#[derive(Debug, clap::Args)]
pub struct PasswordArgs {
    /// The name to sign in with.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Reads the password from standard input; otherwise one is made and printed once.
    #[arg(long)]
    pub password_stdin: bool,
    /// Where the data are.
    #[command(flatten)]
    pub place: Place,
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| format!("there are the roles {}", Role::ALL.map(Role::as_str).join(", ")))
}

/// Runs the command on the variables of the environment.
#[must_use]
pub fn run(args: &StaffArgs, env: impl IntoIterator<Item = (String, String)>) -> Outcome {
    outcome(&args.action, env, &mut io::stdin().lock(), Clock::system().now())
}

fn outcome(
    action: &StaffAction,
    env: impl IntoIterator<Item = (String, String)>,
    input: &mut impl Read,
    now: DateTime<Utc>,
) -> Outcome {
    match carry_out(action, env, input, now) {
        Ok(text) => Outcome::well(text),
        Err(error) => Outcome::failed(format!("{error:#}\n")),
    }
}

fn carry_out(
    action: &StaffAction,
    env: impl IntoIterator<Item = (String, String)>,
    input: &mut impl Read,
    now: DateTime<Utc>,
) -> Result<String> {
    let (StaffAction::Add(AddArgs { place, .. })
    | StaffAction::Disable(NameArgs { place, .. })
    | StaffAction::Enable(NameArgs { place, .. })
    | StaffAction::Roles(RolesArgs { place, .. })
    | StaffAction::List(place)
    | StaffAction::Password(PasswordArgs { place, .. })) = action;
    let settings = place.settings(env)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        match action {
            StaffAction::Add(args) => add(args, &settings, input, now).await,
            StaffAction::Disable(args) => disable(&place::open(&settings)?, &args.name, now).await,
            StaffAction::Enable(args) => enable(&place::open(&settings)?, &args.name).await,
            StaffAction::Roles(args) => set_roles(&place::open(&settings)?, args).await,
            StaffAction::List(_) => list(&place::open(&settings)?).await,
            StaffAction::Password(args) => set_password(args, &settings, input).await,
        }
    })
}

async fn add(args: &AddArgs, settings: &Settings, input: &mut impl Read, now: DateTime<Utc>) -> Result<String> {
    let name = &*name::tidy(&args.name);
    check_name(name)?;
    let shown = Text::new(args.display.as_deref().unwrap_or(name), NAME_CHARS).context("--display")?;
    let password = Password::get(args.password_stdin, name, input)?;
    let roles: Roles = args.roles.iter().copied().collect();
    let new = NewStaff {
        id: AgentId::new(now, chance::bytes()),
        name: name.to_owned(),
        display: shown.as_str().to_owned(),
        roles,
        password: password.hash(settings)?,
        demo: false,
    };
    let data = &settings.server.data;
    std::fs::create_dir_all(data).with_context(|| format!("the data directory {} cannot be made", data.display()))?;
    place::open_or_make(settings)?.add_staff(new, now).await?;
    Ok(format!("{name} may sign in as {}.\n{}", roles.names().join(", "), password.told()))
}

async fn disable(store: &Store, name: &str, now: DateTime<Utc>) -> Result<String> {
    let staff = find(store, name).await?;
    store.disable_staff(staff.id, now).await?;
    Ok(format!("{} can no longer sign in.\n", staff.name))
}

async fn enable(store: &Store, name: &str) -> Result<String> {
    let staff = find(store, name).await?;
    store.enable_staff(staff.id).await?;
    Ok(format!("{} may sign in as {}.\n", staff.name, staff.roles.names().join(", ")))
}

async fn set_roles(store: &Store, args: &RolesArgs) -> Result<String> {
    let staff = find(store, &args.name).await?;
    let roles: Roles = args.roles.iter().copied().collect();
    store.set_roles(staff.id, roles).await?;
    let disabled = if staff.disabled_at.is_some() { ", once the account is enabled" } else { "" };
    Ok(format!("{} may sign in as {}{disabled}.\n", staff.name, roles.names().join(", ")))
}

async fn set_password(args: &PasswordArgs, settings: &Settings, input: &mut impl Read) -> Result<String> {
    let store = place::open(settings)?;
    let staff = find(&store, &args.name).await?;
    let password = Password::get(args.password_stdin, &staff.name, input)?;
    store.set_password(staff.id, password.hash(settings)?).await?;
    Ok(format!("{} has another password.\n{}", staff.name, password.told()))
}

async fn list(store: &Store) -> Result<String> {
    let staff = store.list_staff().await?;
    if staff.is_empty() {
        return Ok("There are no accounts yet.\n".to_owned());
    }
    let width = |of: fn(&Staff) -> &str| staff.iter().map(|one| of(one).chars().count()).max().unwrap_or(0);
    let (name, shown) = (width(|one| &one.name), width(|one| &one.display));
    let line = |one: &Staff| {
        let roles = one.roles.names().join(", ");
        format!("{:<name$}  {:<shown$}  {roles}{}\n", one.name, one.display, state(one))
    };
    Ok(staff.iter().map(line).collect())
}

fn state(staff: &Staff) -> String {
    let demo = if staff.demo { "  demonstration" } else { "" };
    let disabled = staff.disabled_at.map(|at| format!("  disabled {}", at.format("%Y-%m-%d")));
    format!("{demo}{}", disabled.unwrap_or_default())
}

async fn find(store: &Store, name: &str) -> Result<Staff> {
    store.staff_by_name(name.trim()).await?.ok_or_else(|| anyhow!("there is nobody named {}", name.trim()))
}

fn check_name(name: &str) -> Result<()> {
    let fits = (1..=NAME_CHARS).contains(&name.chars().count());
    ensure!(fits, "a name has 1 to {NAME_CHARS} characters");
    ensure!(!name.contains(|c: char| c.is_whitespace() || c.is_control()), "a name has no blanks");
    Ok(())
}

/// A new password, and whether the person knows it already.
struct Password {
    words: String,
    made: bool,
}

impl Password {
    /// Reads the password when the person chose one, otherwise makes one.
    fn get(from_input: bool, name: &str, input: &mut impl Read) -> Result<Self> {
        if !from_input {
            return Ok(Self { words: password::readable(&chance::bytes()), made: true });
        }
        let mut words = String::new();
        // One byte more than is taken, and a line break: enough to see that it is too long.
        let limit = u64::try_from(password::MAX_BYTES + 3)?;
        input.take(limit).read_to_string(&mut words).context("the password cannot be read from standard input")?;
        let words = words.strip_suffix('\n').unwrap_or(&words);
        let words = words.strip_suffix('\r').unwrap_or(words);
        if words.contains('\n') {
            bail!("standard input holds more than one line");
        }
        password::check(words, name)?;
        Ok(Self { words: words.to_owned(), made: false })
    }

    fn hash(&self, settings: &Settings) -> Result<String> {
        let staff = &settings.staff;
        let cost = password::Cost {
            memory_kib: staff.argon2_memory_kib,
            iterations: staff.argon2_iterations,
            parallelism: staff.argon2_parallelism,
        };
        Ok(password::hash(&self.words, &chance::bytes(), cost)?)
    }

    /// What the terminal shows of it: only a password that nobody knows yet.
    fn told(&self) -> String {
        if self.made { format!("Password, shown only now: {}\n", self.words) } else { String::new() }
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args as _, FromArgMatches as _};

    use super::*;
    use crate::store::StoreOptions;

    /// A data directory, and the commands typed there.
    struct Terminal(tempfile::TempDir);

    impl Terminal {
        fn new() -> Self {
            Self(tempfile::tempdir().expect("a directory"))
        }

        /// Types a command line, with something on standard input.
        fn types(&self, line: &str, input: &str) -> Outcome {
            let data = self.0.path().to_str().expect("a path in UTF-8");
            let words = std::iter::once("staff").chain(line.split(' ')).chain(["--data", data]);
            let args = match StaffArgs::augment_args(clap::Command::new("staff")).try_get_matches_from(words) {
                Ok(found) => StaffArgs::from_arg_matches(&found).expect("arguments"),
                Err(error) => return Outcome { text: error.to_string(), status: 2 },
            };
            let now = DateTime::from_timestamp(1_772_438_400, 0).expect("2 March 2026");
            outcome(&args.action, [], &mut input.as_bytes(), now)
        }

        fn account(&self, name: &str) -> Option<Staff> {
            let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
            let path = self.0.path().join("vagledare.sqlite");
            let store = Store::open_beside(&path, StoreOptions::default()).expect("the store");
            runtime.block_on(store.staff_by_name(name)).expect("read")
        }
    }

    fn made(outcome: &Outcome) -> &str {
        assert_eq!(outcome.status, 0, "{}", outcome.text);
        outcome.text.split("shown only now: ").nth(1).expect("a password is shown").trim_end()
    }

    #[test]
    fn an_account_is_added_with_a_password_that_is_shown_once() {
        let terminal = Terminal::new();
        let added = terminal.types("add anna --role leader --role agent --display Anna-Karin", "");
        assert!(added.text.starts_with("anna may sign in as agent, leader.\n"), "{}", added.text);
        let anna = terminal.account("anna").expect("there");
        assert_eq!(
            (anna.display.as_str(), anna.roles.names(), anna.demo),
            ("Anna-Karin", vec!["agent", "leader"], false)
        );
        assert!(password::fits(made(&added), &anna.password));
        let again = terminal.types("add Anna --role agent", "");
        assert_eq!((again.status, again.text.as_str()), (1, "there is already somebody named Anna\n"));
    }

    #[test]
    fn a_chosen_password_comes_from_standard_input_and_is_not_shown() {
        let terminal = Terminal::new();
        let added = terminal.types("add anna --role agent --password-stdin", "korrekt häst batteri\r\n");
        assert_eq!(added, Outcome::well("anna may sign in as agent.\n".to_owned()));
        assert!(password::fits("korrekt häst batteri", &terminal.account("anna").expect("there").password));
    }

    #[test]
    fn a_weak_password_is_refused_and_nothing_is_added() {
        let terminal = Terminal::new();
        for (input, told) in [
            ("kort", "a password has at least 12 characters\n"),
            ("", "a password has at least 12 characters\n"),
            ("anna-anna-anna\n", "a password is not made of the name, nor of one character again and again\n"),
            ("en lång första rad\nen till\n", "standard input holds more than one line\n"),
            (&"x y ".repeat(400), "a password has at most 1024 bytes\n"),
        ] {
            let refused = terminal.types("add anna --role agent --password-stdin", input);
            assert_eq!((refused.status, refused.text.as_str()), (1, told));
        }
        assert_eq!(terminal.account("anna"), None);
    }

    #[test]
    fn a_role_that_does_not_exist_is_told_with_those_that_do() {
        let terminal = Terminal::new();
        let refused = terminal.types("add anna --role chef", "");
        assert_eq!(refused.status, 2);
        assert!(refused.text.contains("there are the roles agent, leader, editor, admin"), "{}", refused.text);
        assert_eq!(terminal.types("add anna", "").status, 2, "without a role");
        assert_eq!(terminal.types("add  --role agent", "").text, "a name has 1 to 64 characters\n");
    }

    #[test]
    fn roles_are_changed_and_a_disabled_account_comes_back_with_its_password() {
        let terminal = Terminal::new();
        let password = made(&terminal.types("add anna --role agent", "")).to_owned();
        let changed = terminal.types("roles Anna --role leader --role editor", "");
        assert_eq!(changed, Outcome::well("anna may sign in as leader, editor.\n".to_owned()));
        assert_eq!(terminal.account("anna").expect("there").roles.names(), ["leader", "editor"]);
        terminal.types("disable anna", "");
        let changed = terminal.types("roles anna --role agent", "");
        assert!(changed.text.ends_with("as agent, once the account is enabled.\n"), "{}", changed.text);
        assert!(terminal.account("anna").expect("there").disabled_at.is_some(), "other roles do not let anybody in");
        let enabled = terminal.types("enable anna", "");
        assert_eq!(enabled, Outcome::well("anna may sign in as agent.\n".to_owned()));
        let anna = terminal.account("anna").expect("there");
        assert!(anna.disabled_at.is_none() && password::fits(&password, &anna.password));
        for unknown in ["enable erik", "roles erik --role agent"] {
            assert_eq!(terminal.types(unknown, "").text, "there is nobody named erik\n");
        }
        assert_eq!(terminal.types("roles anna", "").status, 2, "without a role");
    }

    #[test]
    fn the_list_shows_everybody_with_what_they_may() {
        let terminal = Terminal::new();
        let none = terminal.types("list", "");
        assert!(none.status == 1 && none.text.starts_with("there is no database "), "{}", none.text);
        terminal.types("add erik --role agent", "");
        terminal.types("add anna --role leader --role agent --display Anna-Karin", "");
        assert_eq!(terminal.types("disable ERIK", ""), Outcome::well("erik can no longer sign in.\n".to_owned()));
        insta::assert_snapshot!(terminal.types("list", "").text, @r"
        anna  Anna-Karin  agent, leader
        erik  erik        agent  disabled 2026-03-02
        ");
        assert_eq!(terminal.types("disable eva", "").text, "there is nobody named eva\n");
    }

    #[test]
    fn another_password_takes_the_place_of_the_old_one() {
        let terminal = Terminal::new();
        let old = terminal.types("add anna --role agent", "");
        let new = terminal.types("password anna", "");
        assert!(new.text.starts_with("anna has another password.\n"), "{}", new.text);
        let kept = terminal.account("anna").expect("there").password;
        assert!(password::fits(made(&new), &kept) && !password::fits(made(&old), &kept));
        let weak = terminal.types("password anna --password-stdin", "kort");
        assert_eq!((weak.status, weak.text.as_str()), (1, "a password has at least 12 characters\n"));
        assert_eq!(terminal.types("password eva", "").text, "there is nobody named eva\n");
    }
}
