//! The morning list over HTTP: it changes slowly, and is read when somebody opens it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use crate::conversation::{Contact, ConversationId, Page};
use crate::desk::DeskError;
use crate::desk::morning::LeftMessage;
use crate::http::wire::Moment;
use crate::http::{App, session};

#[derive(Debug, Serialize)]
struct Items {
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Item {
    conversation: ConversationId,
    at: Moment,
    age_office_minutes: i64,
    language: &'static str,
    urgent: bool,
    concern: bool,
    text: String,
    danger_text: Option<String>,
    contact: Contact,
    page: Option<Page>,
    taken_by: Option<Arc<str>>,
}

impl Item {
    fn of(left: LeftMessage) -> Self {
        let LeftMessage { conversation, text, danger_text, contact, since, age, taken_by } = left;
        Self {
            conversation: conversation.id,
            at: Moment(since),
            age_office_minutes: age.num_minutes(),
            language: conversation.language.tag(),
            urgent: conversation.urgent,
            concern: conversation.danger.is_some(),
            text: text.as_str().to_owned(),
            danger_text: danger_text.map(|text| text.as_str().to_owned()),
            contact,
            page: conversation.page.as_deref().cloned(),
            taken_by,
        }
    }
}

/// `GET /api/morning`
pub(in crate::http) async fn morning(State(app): State<App>, headers: HeaderMap) -> Response {
    let person = match session::person(&app, &headers).await {
        Ok(person) => person,
        Err(refused) => return refused,
    };
    match app.desk.morning_list(person.roles).await {
        Ok(left) => Json(Items { items: left.into_iter().map(Item::of).collect() }).into_response(),
        Err(error) => session::failed(&app, &headers, &error),
    }
}

/// `POST /api/morning/{conversation}/take`
pub(in crate::http) async fn take(
    State(app): State<App>,
    Path(conversation): Path<String>,
    headers: HeaderMap,
) -> Response {
    let person = match session::person(&app, &headers).await {
        Ok(person) => person,
        Err(refused) => return refused,
    };
    let taken = match ConversationId::parse(&conversation) {
        Some(id) => app.desk.take_message(&person, id).await,
        None => Err(DeskError::NotFound),
    };
    match taken {
        Ok(_) => Json(serde_json::json!({})).into_response(),
        Err(error) => session::failed(&app, &headers, &error),
    }
}
