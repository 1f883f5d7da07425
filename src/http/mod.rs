//! The edge: HTTP and WebSockets to and from the desk. Handlers translate; they decide nothing.
//!
//! - [`routes`] what the router is made of · [`listen`] connections · [`doors`] how many · [`per_address`] how many each
//!   address has · [`arrival`] how long a request may take · [`socket`], [`sockets`] one WebSocket, all of them ·
//!   [`wire`] the shapes of both sides
//! - [`line`] what a session needs of a socket · [`polling`] the same over plain HTTP
//! - [`visitor`], [`console`] the two sides · [`session`] cookies and signing in · [`receipt`] coming back ·
//!   [`files`] what is sent · [`origin`] who may ask from where
//! - [`assets`] pages, scripts and styles · [`faults`] what is said where there is none · [`look`] the municipality's colours and logo · [`health`] for whoever
//!   watches the process

mod arrival;
mod assets;
mod console;
mod doors;
mod faults;
mod files;
mod health;
mod line;
mod listen;
mod look;
mod origin;
mod panics;
mod per_address;
mod polling;
mod receipt;
mod routes;
mod session;
mod socket;
mod sockets;
mod upgrade;
mod visitor;
mod wire;

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;

use self::routes::{Routes, get, post};
use crate::config::Settings;
use crate::desk::Desk;
use crate::lifecycle::Lifecycle;
use crate::telemetry::Metrics;

pub use arrival::Patience;
pub use assets::Pages;
pub use doors::Doors;
pub use health::metrics_router;
pub use listen::serve;
pub use look::Look;
pub use polling::Polls;
pub use socket::Buffers;
pub use sockets::{SocketLimits, Sockets};

/// What every handler can reach. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The desk.
    pub desk: Desk,
    /// The life of the process.
    pub life: Lifecycle,
    /// Every open socket, and every poll's place among them.
    pub sockets: Sockets,
    /// What is counted.
    pub metrics: Metrics,
    /// What does not change while the process lives.
    pub fixed: Arc<Fixed>,
}

/// What does not change while the process lives.
pub struct Fixed {
    /// The configuration.
    pub settings: Settings,
    /// The only origin that a socket and a change are taken from.
    pub origin: String,
    /// The sizes of a socket's buffers.
    pub buffers: Buffers,
    /// Every open poll: kept here, as each socket holds an [`App`] of its own.
    pub polls: Polls,
    /// The pages as they are sent, with their headers.
    pub pages: assets::Pages,
    /// The municipality's colours and logo.
    pub look: Look,
    /// As many files as may be on their way here at once.
    pub uploads: tokio::sync::Semaphore,
}

/// Every address of the server.
pub fn router(app: App) -> Router {
    let body_limit = app.fixed.settings.limits.http_body_bytes;
    routes()
        .into_router()
        .layer(RequestBodyLimitLayer::new(body_limit))
        // After the limit above: files have their own.
        .merge(files::routes().into_router())
        .layer(axum::middleware::from_fn(arrival::hold))
        .layer(axum::middleware::from_fn(panics::survive))
        .layer(axum::middleware::from_fn_with_state(app.clone(), faults::in_words))
        .layer(axum::middleware::from_fn_with_state(app.clone(), origin::guard))
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// Every method and address that the [`router`] is made of.
#[must_use]
pub fn addresses() -> Vec<(Method, &'static str)> {
    routes().into_list().into_iter().chain(files::routes().into_list()).collect()
}

/// The types of the frames that visitors may send, and those that agents may.
#[must_use]
pub fn frames() -> [&'static [&'static str]; 2] {
    [&visitor::TYPES, &console::TYPES]
}

fn routes() -> Routes {
    Routes::default()
        .route("/", get(assets::front))
        .route("/widget", get(assets::widget))
        .route("/kvitto", get(assets::receipt))
        .route("/console", get(assets::console))
        .route("/widget.js", get(assets::loader))
        .route("/widget-{file}", get(assets::loader_of_version))
        .route("/look-{file}", get(look::style))
        .route("/logo-{file}", get(look::logo))
        .route("/assets/{version}/{*path}", get(assets::asset))
        .route("/asyncapi.json", get(assets::asyncapi))
        .route("/ws/visitor", get(upgrade::visitor))
        .route("/ws/agent", get(upgrade::agent))
        .route("/poll/visitor", post(polling::open).delete(polling::close))
        .route("/poll/visitor/send", post(polling::send))
        .route("/poll/visitor/next", post(polling::next))
        .route("/api/session", get(session::show).post(session::sign_in).delete(session::sign_out))
        .route("/api/receipt", post(receipt::give))
        .route("/api/receipt/read", post(receipt::read))
        .route("/api/receipt/text", post(receipt::as_text))
        .route("/api/receipt/pdf", post(receipt::as_pdf))
        .route("/api/receipt/erase", post(receipt::erase))
        .route("/api/morning", get(console::rest::morning))
        .route("/api/morning/{conversation}/take", post(console::rest::take))
        .route("/api/gaps", get(console::gaps::list))
        .route("/api/gaps/handle", post(console::gaps::handle))
        .route("/api/gaps/reopen", post(console::gaps::reopen))
        .route("/api/gaps/put_aside", post(console::gaps::put_aside))
        .route("/api/gaps/bring_back", post(console::gaps::bring_back))
        .route("/api/gaps/try", post(console::gaps::try_question))
        .route("/api/pages", get(console::gaps::pages))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
}
