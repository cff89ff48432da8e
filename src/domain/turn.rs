//! A turn: who, where, what was said, when. Every front writes its calls as this.

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::account::BankId;
use super::intent::{IntentName, Slots};
use super::locale::Locale;
use super::name::identifier;

identifier!(
    /// The platform's own id of the call or message. A second arrival never acts twice.
    plain TurnId, 256
);
identifier!(
    /// A conversation on its platform (Alexa `sessionId`).
    plain ConversationId, 256
);
identifier!(
    /// A front: `alexa`, `web`.
    plain PlatformName, 40
);
identifier!(
    /// The platform's handle for its own user.
    masked PlatformUserId, 512
);
identifier!(
    /// The platform's handle for a device.
    masked DeviceId, 512
);
identifier!(
    /// The platform's handle for a recognised person.
    masked PersonId, 512
);

/// One thing said to us.
#[derive(Debug, Clone)]
pub struct Turn {
    pub id: TurnId,
    pub bank: BankId,
    pub conversation: ConversationId,
    /// Whether the platform says that the conversation begins with this.
    pub opens: bool,
    pub speaker: Speaker,
    pub surface: Surface,
    pub said: Said,
    pub at: DateTime<Utc>,
}

/// Who speaks, as far as the platform knows.
#[derive(Debug, Clone)]
pub struct Speaker {
    pub user: PlatformUserId,
    pub device: Option<DeviceId>,
    /// A recognised person: a hint that may lower and never raise what is allowed.
    pub person: Option<PersonId>,
    /// The access token of the linked account, as the platform presents it.
    pub token: Option<SecretString>,
}

/// Where it is said, and who else may hear it.
#[derive(Debug, Clone)]
pub struct Surface {
    pub platform: PlatformName,
    pub locale: Locale,
    pub time_zone: Option<chrono_tz::Tz>,
    pub device: DeviceKind,
    /// Whether others in the room may listen.
    pub shared: bool,
    pub limits: SurfaceLimits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeviceKind {
    /// Speaks only.
    Speaker,
    /// Speaks, and shows to whoever stands before it.
    Screen,
    /// A person's own telephone or messenger.
    Phone,
    /// Another program.
    Agent,
}

/// What fits into one answer there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurfaceLimits {
    pub speech_characters: usize,
    pub card_characters: usize,
}

/// What was said, in whichever form the front has it.
#[derive(Debug, Clone)]
pub enum Said {
    /// Opened without a wish.
    Launch,
    /// The platform's own understanding named an intent.
    Intent {
        name: IntentName,
        slots: Slots,
    },
    /// Words, for the local understanding.
    Text(Utterance),
    /// Yes or no to the question before. `about` is what the platform thinks was confirmed,
    /// checked against what was read aloud.
    Answer {
        yes: bool,
        about: Option<(IntentName, Slots)>,
    },
    Ended(EndReason),
    /// The platform says that the account has been linked.
    Linked,
    /// The person removed the skill; whether the platform asks for their data to be forgotten.
    Removed {
        forget: bool,
    },
}

/// Somebody's words. Personal: `Debug` shows their length.
#[derive(Clone, PartialEq, Eq)]
pub struct Utterance(Box<str>);

/// Why a conversation is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    ByPerson,
    /// Asked and asked again, and nobody answered.
    Silence,
    /// The platform could not go on.
    Error,
}

impl Utterance {
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Utterance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Utterance({} bytes)", self.0.len())
    }
}

impl DeviceKind {
    pub const ALL: [Self; 4] = [Self::Speaker, Self::Screen, Self::Phone, Self::Agent];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Screen => "screen",
            Self::Phone => "phone",
            Self::Agent => "agent",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
