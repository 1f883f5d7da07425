//! One panic ends one request.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tracing::error;

use crate::lifecycle::survived;

/// Answers a request whose handler panicked with a 500. Everybody else notices nothing.
pub(super) async fn survive(request: Request, next: Next) -> Response {
    survived(next.run(request)).await.unwrap_or_else(|| {
        error!("a request ended in a panic");
        (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong here. Try again.").into_response()
    })
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn a_handler_that_panics_is_a_500_and_the_next_request_is_answered() {
        async fn panics() -> &'static str {
            let empty: &[&str] = &[];
            empty[std::hint::black_box(0)]
        }
        let router = Router::new().route("/panics", get(panics)).route("/well", get(|| async { "well" }));
        let router = router.layer(axum::middleware::from_fn(survive));
        let ask = |path: &str| {
            let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
            router.clone().oneshot(request)
        };
        for _ in 0..2 {
            assert_eq!(ask("/panics").await.expect("an answer").status(), StatusCode::INTERNAL_SERVER_ERROR);
            assert_eq!(ask("/well").await.expect("an answer").status(), StatusCode::OK);
        }
    }
}
