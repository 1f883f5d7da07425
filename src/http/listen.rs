//! Connections: taken one by one, counted, each with a limit on how long the other end may keep us waiting.
//!
//! `axum::serve` would do, but for four things: limits on slow requests and slow readers, a number of connections that the
//! process has descriptors for, buffers of a size of our own (thousands of connections wait for most of their life), and
//! tasks on the tracker that a stop waits for.

use std::convert::Infallible;
use std::io::{self, IoSlice, Write as _};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep};
use tower::ServiceExt as _;
use tracing::warn;

use super::arrival::{Arrival, Arriving, Patience};
use super::doors::{Doors, Taken};
use crate::lifecycle::Lifecycle;

// The largest head of a request, in bytes.
const HEAD_BYTES: usize = 16 * 1024;

/// What is said at the door when nobody can go for a newcomer.
const NO_PLACE: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 10\r\ncache-control: no-store\r\n\
    connection: close\r\ncontent-length: 0\r\n\r\n";

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// Serves a router on a listener until the process stops.
pub async fn serve(listener: TcpListener, router: Router, life: Lifecycle, doors: Doors, patience: Patience) {
    let stopping = life.stopping();
    loop {
        let taken = tokio::select! {
            taken = listener.accept() => taken,
            () = stopping.cancelled() => return,
        };
        match taken {
            Ok((tcp, peer)) => match doors.enter(peer.ip()).await {
                Some(place) => {
                    let stream = Stream::new(tcp, place, patience);
                    life.spawn_for_one(connection(stream, peer.ip(), router.clone(), life.clone()));
                }
                None => turn_away(tcp),
            },
            Err(error) => {
                // No file descriptors left, or a connection that was reset before it was taken: the next may do.
                warn!(%error, "a connection could not be taken");
                doors.make_room();
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// Nobody can go: that is said if it can be said at once.
fn turn_away(tcp: TcpStream) {
    if let Ok(mut tcp) = tcp.into_std() {
        let _ = tcp.write(NO_PLACE);
    }
}

async fn connection(stream: Stream, peer: IpAddr, router: Router, life: Lifecycle) {
    // Small frames are sent as they come; waiting to fill a packet would cost 40 ms.
    let _ = stream.tcp.set_nodelay(true);
    let (patience, place) = (stream.patience, Arc::clone(&stream.place));
    let seat = Arc::clone(&place.seat);
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let (router, place) = (router.clone(), Arc::clone(&place));
        async move {
            let is_here = request.body().is_end_stream();
            let arrival = Arrival::new(patience, Arc::clone(&place.seat), is_here);
            let mut request = request.map(|body| {
                if is_here { Body::empty() } else { Body::new(Arriving { body, arrival: arrival.clone() }) }
            });
            request.extensions_mut().insert(Peer(peer));
            request.extensions_mut().insert(arrival);
            let response = router.oneshot(request).await.map_err(|never: Infallible| never)?;
            if response.status() != StatusCode::SWITCHING_PROTOCOLS {
                place.waits();
            }
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let stopping = life.stopping();
    tokio::select! {
        _ = connection.as_mut() => return,
        () = seat.asked_to_go() => return,
        () = stopping.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    // What has been asked is answered; a connection that only waits is closed.
    let _ = connection.await;
}

/// A connection that is given up when its reader takes too little of what is written.
#[derive(Debug)]
pub(super) struct Stream {
    tcp: TcpStream,
    place: Arc<Taken>,
    patience: Patience,
    /// How long the reader may still be waited for.
    left: Duration,
    /// Since when it is waited for, and the timer that ends it.
    waits: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Stream {
    fn new(tcp: TcpStream, place: Taken, patience: Patience) -> Self {
        Self { tcp, place: Arc::new(place), patience, left: patience.request, waits: None }
    }

    /// The connection and its place, for a socket, which has limits of its own.
    pub(super) fn into_parts(self) -> (TcpStream, Arc<Taken>) {
        self.place.seat.waits_no_more();
        (self.tcp, self.place)
    }

    fn written(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => {
                if let Some((since, _)) = self.waits.take() {
                    let left = self.left.saturating_sub(since.elapsed()) + self.patience.bought(bytes);
                    self.left = left.min(self.patience.request);
                }
                Poll::Ready(Ok(bytes))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                let left = self.left;
                let (_, timer) = self.waits.get_or_insert_with(|| (Instant::now(), Box::pin(tokio::time::sleep(left))));
                timer.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.tcp).poll_read(context, buffer);
        // Whoever asks has read what was answered before. Ahead of an answer the library reads one more time at most.
        if buffer.filled().len() > before && self.waits.is_none() {
            self.left = self.patience.request;
        }
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.tcp).poll_write(context, bytes);
        self.written(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.tcp).poll_write_vectored(context, pieces);
        self.written(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(context)
    }
}
