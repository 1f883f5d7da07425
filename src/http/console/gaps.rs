//! Content gaps over HTTP: questions without an answer, for editors and leaders. What a visitor wrote goes in bodies and
//! never in an address, which a proxy would log.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};

use crate::conversation::ReplyKind;
use crate::desk::DeskError;
use crate::desk::agent::Person;
use crate::desk::gaps::{GapList, KnownPage, Tried};
use crate::gaps::{Gap, Handled, PageRef, Period, Sample};
use crate::http::wire::{Moment, Refusal};
use crate::http::{App, session};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Since {
    #[serde(default)]
    since: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Like {
    #[serde(default)]
    like: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Handle {
    questions: Vec<i64>,
    page: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Questions {
    questions: Vec<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Try {
    question: String,
}

#[derive(Debug, Serialize)]
struct Items<'a> {
    items: Vec<Item<'a>>,
    /// Whether the oldest questions are left out.
    cut: bool,
}

#[derive(Debug, Serialize)]
struct Item<'a> {
    name: &'a str,
    questions: &'a [i64],
    /// Visitors: whoever asks the same again counts once.
    count: usize,
    abstentions: usize,
    not_helped: usize,
    first: Moment,
    last: Moment,
    samples: Vec<SampleShown<'a>>,
    languages: Vec<&'static str>,
    page: Option<PageShown<'a>>,
    handled: Option<HandledShown<'a>>,
    /// Questions since it was handled; 0 when it is handled, or open for the first time.
    since_handled: usize,
    put_aside: Option<PutAsideShown>,
}

#[derive(Debug, Serialize)]
struct SampleShown<'a> {
    text: &'a str,
    count: usize,
}

#[derive(Debug, Serialize)]
struct PageShown<'a> {
    title: &'a str,
    url: &'a str,
}

#[derive(Debug, Serialize)]
struct HandledShown<'a> {
    at: Moment,
    page: PageShown<'a>,
}

#[derive(Debug, Serialize)]
struct PutAsideShown {
    at: Moment,
    /// Other visitors who have asked since; with one of them it is not put aside any more.
    since: usize,
}

#[derive(Debug, Serialize)]
struct TriedShown {
    reply: ReplyKind,
    text: String,
    page: Option<KnownShown>,
    near: Vec<KnownShown>,
}

#[derive(Debug, Serialize)]
struct KnownShown {
    slug: String,
    title: String,
    url: String,
}

impl<'a> Item<'a> {
    fn of(gap: &'a Gap) -> Self {
        let (handled, since_handled) = gap.standing.handled().unzip();
        Self {
            name: &gap.name,
            questions: &gap.questions,
            count: gap.count(),
            abstentions: gap.abstentions,
            not_helped: gap.not_helped,
            first: Moment(gap.first),
            last: Moment(gap.last),
            samples: gap.samples.iter().map(|Sample { text, count }| SampleShown { text, count: *count }).collect(),
            languages: gap.languages.iter().map(|language| language.tag()).collect(),
            page: gap.page.as_ref().map(PageShown::of),
            handled: handled.map(|Handled { at, page }| HandledShown { at: Moment(*at), page: PageShown::of(page) }),
            since_handled: since_handled.unwrap_or_default(),
            put_aside: gap.standing.put_aside().map(|(at, since)| PutAsideShown { at: Moment(at), since }),
        }
    }
}

impl<'a> PageShown<'a> {
    fn of(page: &'a PageRef) -> Self {
        Self { title: &page.title, url: &page.url }
    }
}

impl From<KnownPage> for KnownShown {
    fn from(KnownPage { slug, title, url }: KnownPage) -> Self {
        Self { slug, title, url }
    }
}

/// `GET /api/gaps?since=30d`
pub(in crate::http) async fn list(State(app): State<App>, headers: HeaderMap, query: Query<Since>) -> Response {
    let person = match session::person(&app, &headers).await {
        Ok(person) => person,
        Err(refused) => return refused,
    };
    let Ok(period) = query.since.as_deref().map_or_else(|| Ok(Period::default()), str::parse) else {
        return unreadable(&headers);
    };
    match app.desk.gaps(person.roles, period).await {
        Ok(GapList { gaps, cut }) => Json(Items { items: gaps.iter().map(Item::of).collect(), cut }).into_response(),
        Err(error) => session::failed(&app, &headers, &error),
    }
}

/// `POST /api/gaps/handle`
pub(in crate::http) async fn handle(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let (person, Handle { questions, page }) = match asked(&app, &headers, &body).await {
        Ok(asked) => asked,
        Err(refused) => return refused,
    };
    done(&app, &headers, app.desk.handle_gap(&person, questions, &page).await)
}

/// `POST /api/gaps/reopen`
pub(in crate::http) async fn reopen(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let (person, Questions { questions }) = match asked(&app, &headers, &body).await {
        Ok(asked) => asked,
        Err(refused) => return refused,
    };
    done(&app, &headers, app.desk.reopen_gap(person.roles, questions).await)
}

/// `POST /api/gaps/put_aside`
pub(in crate::http) async fn put_aside(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let (person, Questions { questions }) = match asked(&app, &headers, &body).await {
        Ok(asked) => asked,
        Err(refused) => return refused,
    };
    done(&app, &headers, app.desk.put_gap_aside(&person, questions).await)
}

/// `POST /api/gaps/bring_back`
pub(in crate::http) async fn bring_back(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let (person, Questions { questions }) = match asked(&app, &headers, &body).await {
        Ok(asked) => asked,
        Err(refused) => return refused,
    };
    done(&app, &headers, app.desk.bring_gap_back(person.roles, questions).await)
}

/// `POST /api/gaps/try`
pub(in crate::http) async fn try_question(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let (person, Try { question }) = match asked(&app, &headers, &body).await {
        Ok(asked) => asked,
        Err(refused) => return refused,
    };
    match app.desk.try_question(person.roles, &question) {
        Ok(Tried { reply, text, page, near }) => {
            let near = near.into_iter().map(KnownShown::from).collect();
            Json(TriedShown { reply, text, page: page.map(KnownShown::from), near }).into_response()
        }
        Err(error) => session::failed(&app, &headers, &error),
    }
}

/// `GET /api/pages?like=…`
pub(in crate::http) async fn pages(State(app): State<App>, headers: HeaderMap, query: Query<Like>) -> Response {
    let person = match session::person(&app, &headers).await {
        Ok(person) => person,
        Err(refused) => return refused,
    };
    match app.desk.find_pages(person.roles, &query.like) {
        Ok(pages) => {
            let items: Vec<KnownShown> = pages.into_iter().map(KnownShown::from).collect();
            Json(serde_json::json!({ "items": items })).into_response()
        }
        Err(error) => session::failed(&app, &headers, &error),
    }
}

/// Who asks, and for what.
async fn asked<T: serde::de::DeserializeOwned>(
    app: &App,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<(Person, T), Response> {
    let person = session::person(app, headers).await?;
    let asked = serde_json::from_slice(body).map_err(|_| unreadable(headers))?;
    Ok((person, asked))
}

fn unreadable(headers: &HeaderMap) -> Response {
    session::refusal(headers, StatusCode::BAD_REQUEST, Refusal::new("bad_frame"))
}

fn done(app: &App, headers: &HeaderMap, outcome: Result<(), DeskError>) -> Response {
    match outcome {
        Ok(()) => Json(serde_json::json!({})).into_response(),
        Err(error) => session::failed(app, headers, &error),
    }
}
