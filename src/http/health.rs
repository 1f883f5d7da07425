//! For whoever watches the process: is it alive, does it take visitors, what has it counted.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::App;
use crate::telemetry::Metrics;

/// The process is alive.
pub(super) async fn healthz() -> &'static str {
    "ok"
}

/// The server takes visitors: it has started, is not stopping, and its store can keep what they write.
pub(super) async fn readyz(State(app): State<App>) -> Response {
    if app.life.is_ready() && app.desk.is_healthy() {
        "ready".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready").into_response()
    }
}

/// The listener for metrics: no other address, and no sign-in.
pub fn metrics_router(metrics: Metrics) -> Router {
    let show = |State(metrics): State<Metrics>| async move {
        ([(header::CONTENT_TYPE, Metrics::CONTENT_TYPE), (header::CACHE_CONTROL, "no-store")], metrics.render())
    };
    Router::new().route("/metrics", get(show)).with_state(metrics)
}
