//! How long a request may take: until its body has come and its answer has gone.
//!
//! Everything has to be there within `http_timeout_s`: the body, and then what is made of it. A file may take longer as
//! long as it [goes on coming](Arrival::goes_on), and so may an answer as long as it is taken: every byte buys a little
//! time, and nobody is ever further ahead than those seconds. So a stop is noticed within them, and so is a byte a second.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use bytes::{Buf as _, Bytes};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use parking_lot::Mutex;
use tokio::time::Instant;

use super::doors::Seat;
use super::wire::Refusal;
use super::{session, upgrade};

/// How long is waited for the other end.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the head of a request, and for the next one on the same connection.
    pub head: Duration,
    /// For all of a request, and for the next piece of what may take longer.
    pub request: Duration,
    /// The least that comes in a second, in bytes, of what may take longer.
    pub least: u32,
}

impl Patience {
    /// The time that so many bytes buy.
    pub(super) fn bought(&self, bytes: usize) -> Duration {
        Duration::from_secs(1).saturating_mul(u32::try_from(bytes).unwrap_or(u32::MAX)) / self.least.max(1)
    }
}

/// A request on its way in: shared by its body, whoever reads it, and whoever watches the time. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Arrival(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    patience: Patience,
    seat: Arc<Seat>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    until: Instant,
    /// Whether it may take as long as it goes on coming.
    goes_on: bool,
    is_here: bool,
}

impl Arrival {
    /// A request whose head has come just now; `is_here` when there is no body to come.
    pub(super) fn new(patience: Patience, seat: Arc<Seat>, is_here: bool) -> Self {
        let state = State { until: Instant::now() + patience.request, goes_on: false, is_here };
        let arrival = Self(Arc::new(Inner { patience, seat, state: Mutex::new(state) }));
        if is_here {
            arrival.0.seat.waits_no_more();
        }
        arrival
    }

    /// Lets the body take as long as it goes on coming.
    pub(super) fn goes_on(&self) {
        self.0.state.lock().goes_on = true;
    }

    /// When an answer that waits for something has to leave, to be there in time.
    pub(super) fn answer_by(&self) -> Instant {
        let Inner { patience, state, .. } = &*self.0;
        state.lock().until - patience.request / 10
    }

    fn came(&self, bytes: usize) {
        let Inner { patience, state, .. } = &*self.0;
        let mut state = state.lock();
        if state.goes_on {
            state.until = (state.until + patience.bought(bytes)).min(Instant::now() + patience.request);
        }
    }

    fn is_here(&self) {
        let Inner { patience, seat, state } = &*self.0;
        let mut state = state.lock();
        if !state.is_here && state.goes_on {
            // It has taken its time; what is made of it has a time of its own.
            state.until = Instant::now() + patience.request;
        }
        state.is_here = true;
        seat.waits_no_more();
    }

    /// Ends when the request has taken too long; says whether all of it had come.
    async fn late(&self) -> bool {
        loop {
            let until = self.0.state.lock().until;
            tokio::time::sleep_until(until).await;
            let state = self.0.state.lock();
            if state.until <= until {
                return state.is_here;
            }
        }
    }
}

/// A body that tells how it comes.
pub(super) struct Arriving {
    pub(super) body: Incoming,
    pub(super) arrival: Arrival,
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let Self { body, arrival } = self.get_mut();
        let polled = Pin::new(&mut *body).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                arrival.came(frame.data_ref().map_or(0, Bytes::remaining));
                if body.is_end_stream() {
                    arrival.is_here();
                }
            }
            Poll::Ready(None) => arrival.is_here(),
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Answers for whoever takes too long. The connection ends with it: what is left of the request is not waited for.
pub(super) async fn hold(request: Request, next: Next) -> Response {
    let Some(arrival) = request.extensions().get::<Arrival>().cloned() else { return next.run(request).await };
    let language = upgrade::language(request.headers());
    let had_come = tokio::select! {
        biased;
        response = next.run(request) => return response,
        had_come = arrival.late() => had_come,
    };
    let (status, code) =
        if had_come { (StatusCode::SERVICE_UNAVAILABLE, "busy") } else { (StatusCode::REQUEST_TIMEOUT, "too_slow") };
    let mut response = session::refused(status, Refusal::new(code), language);
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
