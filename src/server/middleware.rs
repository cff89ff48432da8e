//! What happens to every call: it gets an id, and its body a limit.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::{JsonConfig, PayloadConfig};
use actix_web::{Error, HttpResponse, error};
use uuid::Uuid;

use super::error::CallError;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Marks the answer with an id of ours: whoever calls may quote it, and the log has it.
pub(super) async fn request_id(
    call: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = Uuid::new_v4();
    let mut answer = next.call(call).await?;
    if answer.status().is_client_error() || answer.status().is_server_error() {
        tracing::info!(request = %id, status = answer.status().as_u16(), "answered with an error");
    }
    let mut text = Uuid::encode_buffer();
    if let Ok(value) = HeaderValue::from_str(id.hyphenated().encode_lower(&mut text)) {
        answer.headers_mut().insert(REQUEST_ID, value);
    }
    Ok(answer)
}

/// How much of a body is read; more is 413.
pub(super) fn body_limit(bytes: usize) -> PayloadConfig {
    PayloadConfig::new(bytes)
}

/// JSON of our own pages: small, and refused with a sentence.
pub(super) fn json() -> JsonConfig {
    JsonConfig::default().limit(64 * 1024).error_handler(|error, _| {
        use error::JsonPayloadError::{Overflow, OverflowKnownLength};
        let answer = if matches!(error, Overflow { .. } | OverflowKnownLength { .. }) {
            HttpResponse::PayloadTooLarge().finish()
        } else {
            error::ResponseError::error_response(&CallError::NotUnderstood(error.to_string()))
        };
        error::InternalError::from_response(error, answer).into()
    })
}
