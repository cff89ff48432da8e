//! Our errors as HTTP: the only such place. What is said to a customer is not decided here; a call
//! that gets one of these was not a customer's.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use crate::contracts::platform::PlatformError;

/// Why a call is answered with less than a reply.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error("no such bank or front here")]
    NoSuchDoor,
    #[error("the call was refused")]
    Platform(#[from] PlatformError),
    #[error("more turns in one call than are answered")]
    TooManyTurns,
    #[error("nobody of that name is here")]
    NoSuchCustomer,
    #[error("nothing of that name is waiting")]
    NotWaiting,
    #[error("the request says something that nobody here understands: {0}")]
    NotUnderstood(String),
    /// The sandbox bank's only: what its servers agree on is out of reach.
    #[error("the sandbox bank is away; what was asked may have happened")]
    BankAway(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the simulator cannot sign its calls")]
    NoSimulator(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl CallError {
    pub(super) fn away(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::BankAway(error.into())
    }

    /// The name used in metrics and in the answer.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoSuchDoor => "no_such_door",
            Self::Platform(PlatformError::NotVerified { .. }) => "not_verified",
            Self::Platform(PlatformError::Malformed { .. }) => "malformed",
            Self::Platform(PlatformError::Unwritable { .. }) => "unwritable",
            Self::TooManyTurns => "too_many_turns",
            Self::NoSuchCustomer => "no_such_customer",
            Self::NotWaiting => "not_waiting",
            Self::NotUnderstood(_) => "not_understood",
            Self::BankAway(_) => "bank_away",
            Self::NoSimulator(_) => "no_simulator",
        }
    }

    /// A sentence for whoever made the call. It repeats nothing of what the call said.
    fn told(&self) -> String {
        match self {
            Self::Platform(PlatformError::NotVerified { .. }) => {
                "The call does not verify.".to_owned()
            }
            Self::Platform(PlatformError::Malformed { what }) => {
                format!("The body does not fit the contract: {what}.")
            }
            Self::Platform(PlatformError::Unwritable { .. }) => {
                "The answer could not be written.".to_owned()
            }
            Self::NoSuchDoor
            | Self::TooManyTurns
            | Self::NoSuchCustomer
            | Self::NotWaiting
            | Self::NotUnderstood(_)
            | Self::BankAway(_)
            | Self::NoSimulator(_) => self.to_string(),
        }
    }
}

impl ResponseError for CallError {
    fn status_code(&self) -> StatusCode {
        match self {
            // Alexa's clause asks for 400; the check that failed is in the log, not in the answer.
            Self::Platform(PlatformError::NotVerified { .. } | PlatformError::Malformed { .. })
            | Self::NotUnderstood(_) => StatusCode::BAD_REQUEST,
            Self::NoSuchDoor | Self::NoSuchCustomer => StatusCode::NOT_FOUND,
            Self::NotWaiting => StatusCode::CONFLICT,
            Self::BankAway(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooManyTurns => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Platform(PlatformError::Unwritable { .. }) | Self::NoSimulator(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    fn error_response(&self) -> HttpResponse {
        let body = serde_json::json!({ "error": self.name(), "message": self.told() });
        HttpResponse::build(self.status_code()).json(body)
    }
}
