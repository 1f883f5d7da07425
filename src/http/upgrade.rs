//! From a request to a socket: who may open one, and the task that serves it.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use axum::response::IntoResponse as _;

use super::socket::Socket;
use super::sockets::Place;
use super::{App, console, origin, session, socket, visitor};
use crate::bus::Side;
use crate::desk::SessionId;
use crate::desk::agent::Person;
use crate::language::Language;

/// `GET /ws/visitor`
pub(super) async fn visitor(State(app): State<App>, request: Request<Body>) -> Response<Body> {
    let address = origin::address(&app, &request);
    let (place, response) = match enter(&app, &request, Side::Visitor) {
        Ok(entered) => entered,
        Err(refused) => return refused,
    };
    let life = app.life.clone();
    // The request and the upgrade are over soon, and the task of a quiet socket lives long: they stay out of its state.
    let upgraded = Box::pin(Socket::upgraded(request, place, app.fixed.buffers));
    life.spawn_for_one(async move {
        let Some(socket) = upgraded.await else { return };
        let _open = app.metrics.socket_open("visitor");
        visitor::serve(&app, Box::new(socket), address).await;
    });
    response
}

/// `GET /ws/agent`
pub(super) async fn agent(State(app): State<App>, request: Request<Body>) -> Response<Body> {
    let (person, session) = match signed_in(&app, request.headers()).await {
        Ok(known) => known,
        Err(status) => return (status, "Sign in first.").into_response(),
    };
    let language = language(request.headers());
    let (place, response) = match enter(&app, &request, Side::Staff) {
        Ok(entered) => entered,
        Err(refused) => return refused,
    };
    let life = app.life.clone();
    let upgraded = Box::pin(Socket::upgraded(request, place, app.fixed.buffers));
    life.spawn_for_one(async move {
        let Some(socket) = upgraded.await else { return };
        let _open = app.metrics.socket_open("agent");
        console::serve(&app, socket, (person, session), language).await;
    });
    response
}

/// What both sides need: our own origin, a server that takes visitors, the right protocol, and a place.
fn enter(app: &App, request: &Request<Body>, side: Side) -> Result<(Place, Response<Body>), Response<Body>> {
    if !origin::may_open_socket(request.headers(), &app.fixed.origin) {
        return Err((StatusCode::FORBIDDEN, "A socket is opened from this server's own pages only.").into_response());
    }
    if !app.life.is_ready() {
        let later = [(header::RETRY_AFTER, app.sockets.back_after_s())];
        let why = "The server is about to stop or to start.";
        return Err((StatusCode::SERVICE_UNAVAILABLE, later, why).into_response());
    }
    let response = socket::accept(request.headers())?;
    let address = origin::address(app, request);
    match app.sockets.enter(address, side) {
        Some(place) => Ok((place, response)),
        None => Err((StatusCode::TOO_MANY_REQUESTS, "There are too many sockets open.").into_response()),
    }
}

async fn signed_in(app: &App, headers: &HeaderMap) -> Result<(Person, SessionId), StatusCode> {
    let token = session::token(headers).ok_or(StatusCode::UNAUTHORIZED)?;
    match app.desk.signed_in(token).await {
        Ok(Some(person)) => Ok((person, SessionId::of(token))),
        Ok(None) => Err(StatusCode::UNAUTHORIZED),
        Err(_) => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// The language of the agent's browser: the console has no `language` in its `hello`.
pub(super) fn language(headers: &HeaderMap) -> Language {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let first = asked.split([',', ';']).next().unwrap_or_default();
    Language::for_reader(first)
}
