//! `vagledare widget`: what a website pastes to have the chat, and what it and this server have to allow.

use std::path::PathBuf;

use serde_json::json;

use super::Outcome;
use crate::config::{Settings, WebOrigin};
use crate::web::{BEFORE, Loader};

/// Prints the script tags ready to paste, the lines of a Content-Security-Policy, and who may show the chat.
#[derive(Debug, clap::Args)]
pub struct WidgetArgs {
    /// Configuration file, laid over the defaults.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Prints JSON for programs instead of text for people.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command on the variables of the environment.
#[must_use]
pub fn run(args: &WidgetArgs, env: impl IntoIterator<Item = (String, String)>) -> Outcome {
    let settings = match Settings::load(args.config.as_deref(), env) {
        Ok(settings) => settings,
        Err(error) => return Outcome::failed(format!("{error}\n")),
    };
    let paste = Paste::new(&settings);
    Outcome::well(if args.json { paste.as_json() } else { paste.as_text() })
}

/// What there is to paste.
struct Paste<'a> {
    host: String,
    loader: Loader,
    sites: Vec<&'a str>,
    is_public: bool,
}

impl<'a> Paste<'a> {
    fn new(settings: &'a Settings) -> Self {
        let server = &settings.server;
        Self {
            host: server.public_origin().as_str().to_owned(),
            loader: Loader::with(&settings.of_loader()),
            sites: server.embed_origins.iter().map(WebOrigin::as_str).collect(),
            is_public: server.public_url.is_some(),
        }
    }

    fn tag(&self) -> String {
        format!("<script src=\"{}/widget.js\" async></script>", self.host)
    }

    fn pinned_tag(&self) -> String {
        let (host, path, integrity) = (&self.host, self.loader.path(), self.loader.integrity());
        format!("<script src=\"{host}{path}\" integrity=\"{integrity}\" crossorigin=\"anonymous\" async></script>")
    }

    fn as_text(&self) -> String {
        let (host, tag, pinned) = (&self.host, self.tag(), self.pinned_tag());
        let sites = match self.sites.as_slice() {
            [] => "server.embed_origins is empty: no website may show the chat yet. Name each of them, with its scheme:\n\n  \
                   embed_origins = [\"https://www.example.se\"]\n"
                .to_owned(),
            sites => format!("server.embed_origins lets these websites show the chat:\n\n  {}\n", sites.join("\n  ")),
        };
        let unset = "server.public_url is empty: the address below is the one that the server listens on.\n\n";
        format!(
            "{}One line in every page; the script is always the newest:\n\n  {tag}\n\n\
             Or this script and no other. It is served until {} newer versions have come after it; run this command \
             again after each upgrade:\n\n  {pinned}\n\n\
             A website with a Content-Security-Policy adds this host to two of its lines. It needs nothing else, and \
             nothing inline:\n\n  script-src {host}\n  frame-src {host}\n\n{sites}",
            if self.is_public { "" } else { unset },
            BEFORE
        )
    }

    fn as_json(&self) -> String {
        let value = json!({
            "tag": self.tag(),
            "pinned_tag": self.pinned_tag(),
            "src": format!("{}{}", self.host, self.loader.path()),
            "version": self.loader.version(),
            "integrity": self.loader.integrity(),
            "content_security_policy": { "script-src": self.host, "frame-src": self.host },
            "embed_origins": self.sites,
        });
        format!("{value}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widget(json: bool, env: &[(&str, &str)]) -> String {
        let env = env.iter().map(|(name, value)| (format!("VAGLEDARE__SERVER__{name}"), (*value).to_owned()));
        let outcome = run(&WidgetArgs { config: None, json }, env);
        assert_eq!(outcome.status, 0, "{}", outcome.text);
        outcome.text
    }

    #[test]
    fn it_prints_what_to_paste_and_what_to_allow() {
        let env = [("PUBLIC_URL", "https://chatt.example.se"), ("EMBED_ORIGINS", "[\"https://www.example.se\"]")];
        let text = widget(false, &env);
        let named = [("VAGLEDARE__SERVER__PUBLIC_URL".to_owned(), "https://chatt.example.se".to_owned())];
        let settings = Settings::load(None, named).expect("the settings are sound");
        let loader = Loader::with(&settings.of_loader());
        assert!(loader.body().contains("'https://chatt.example.se'"), "it knows where it is from");
        for line in [
            "  <script src=\"https://chatt.example.se/widget.js\" async></script>\n".to_owned(),
            format!(
                "  <script src=\"https://chatt.example.se/widget-{}.js\" integrity=\"{}\" crossorigin=\"anonymous\" \
                 async></script>\n",
                loader.version(),
                loader.integrity()
            ),
            "  script-src https://chatt.example.se\n  frame-src https://chatt.example.se\n".to_owned(),
            "these websites show the chat:\n\n  https://www.example.se\n".to_owned(),
        ] {
            assert!(text.contains(&line), "{line}\nis not in\n{text}");
        }
        let value: serde_json::Value = serde_json::from_str(&widget(true, &env)).expect("JSON");
        assert_eq!(value["integrity"], loader.integrity());
        assert_eq!(value["src"], format!("https://chatt.example.se{}", loader.path()));
        assert_eq!(value["embed_origins"], json!(["https://www.example.se"]));
    }

    #[test]
    fn it_says_what_is_not_configured_yet() {
        let text = widget(false, &[]);
        assert!(
            text.starts_with("server.public_url is empty") && text.contains("server.embed_origins is empty"),
            "{text}"
        );
    }
}
