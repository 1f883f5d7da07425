//! Connections: taken one by one, each with a limit on how long its head may take.
//!
//! `axum::serve` would do, but for three things: a limit on slow requests, buffers of a size of our own (thousands of
//! connections wait for most of their life), and tasks on the tracker that a stop waits for.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;
use tracing::warn;

use crate::lifecycle::Lifecycle;

// The largest head of a request, in bytes.
const HEAD_BYTES: usize = 16 * 1024;

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// Serves a router on a listener until the process stops. `head` is how long a request's head may take.
pub async fn serve(listener: TcpListener, router: Router, life: Lifecycle, head: Duration) {
    let stopping = life.stopping();
    loop {
        let taken = tokio::select! {
            taken = listener.accept() => taken,
            () = stopping.cancelled() => return,
        };
        match taken {
            Ok((stream, peer)) => life.spawn_for_one(connection(stream, peer, router.clone(), life.clone(), head)),
            Err(error) => {
                // No file descriptors left, or a connection that was reset before it was taken: the next may do.
                warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, router: Router, life: Lifecycle, head: Duration) {
    // Small frames are sent as they come; waiting to fill a packet would cost 40 ms.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let router = router.clone();
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer.ip()));
            router.oneshot(request).await.map_err(|never: Infallible| never)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let stopping = life.stopping();
    tokio::select! {
        _ = connection.as_mut() => return,
        () = stopping.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    // What has been asked is answered; a connection that only waits is closed.
    let _ = connection.await;
}
