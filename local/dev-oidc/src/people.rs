//! The people that the issuer knows: the demo people, and those who signed in since it started.
//!
//! Nothing proves their identity.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use aws_lc_rs::digest::{SHA256, digest};
use domain::access::{EmailAddress, EmailAddressError};

const LONGEST_NAME: usize = 100;
/// The most remembered people. The oldest are dropped first.
const MOST_SEEN: usize = 1_000;

/// A person who is offered on the sign-in page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevPerson {
    /// Their e-mail address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// A description, such as "Owner of Acme Heating & Air".
    pub describes: String,
    /// Whether they sign in as an operator of the platform, at the operators' issuer.
    pub is_operator: bool,
}

/// Why a person cannot sign in.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    /// The e-mail address is invalid.
    #[error(transparent)]
    Email(#[from] EmailAddressError),
    /// The name is too long, or not a line of text.
    #[error("not a name of at most {LONGEST_NAME} characters")]
    Name,
}

/// A signed-in person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) email: EmailAddress,
    pub(super) name: String,
}

impl Person {
    /// Their `sub`.
    pub(super) fn subject(&self) -> String {
        subject_of(self.email.as_str())
    }
}

/// The subject of an address. It is the same on every machine, so a setting can contain it.
pub(super) fn subject_of(email: &str) -> String {
    let digest = digest(&SHA256, email.trim().to_lowercase().as_bytes());
    let short = digest.as_ref().get(..16).unwrap_or_default();
    format!("dev_{}", hex::encode(short))
}

/// The people of one issuer.
pub(super) struct People {
    demo_people: Vec<DevPerson>,
    seen: Mutex<VecDeque<(String, Person)>>,
}

impl People {
    /// An issuer's people, with valid demo people.
    pub(super) fn new(demo_people: Vec<DevPerson>) -> Result<Self, PersonError> {
        let people = Self { demo_people, seen: Mutex::default() };
        for person in &people.demo_people {
            people.person(&person.email, Some(&person.name))?;
        }
        Ok(people)
    }

    /// The demo people.
    pub(super) fn demo_people(&self) -> &[DevPerson] {
        &self.demo_people
    }

    /// The person of an address. Without a name it is the known name, or the part before the `@`.
    pub(super) fn person(&self, email: &str, name: Option<&str>) -> Result<Person, PersonError> {
        let email = EmailAddress::parse(email)?;
        let given = name.map(str::trim).filter(|name| !name.is_empty());
        let name = match given {
            Some(name) if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) => {
                return Err(PersonError::Name);
            }
            Some(name) => name.to_owned(),
            None => match self.known(&subject_of(email.as_str())) {
                Some(known) => known.name,
                None => email.as_str().split('@').next().unwrap_or_default().to_owned(),
            },
        };
        Ok(Person { email, name })
    }

    /// Whether a person is an operator of the platform.
    pub(super) fn is_operator(&self, person: &Person) -> bool {
        let subject = person.subject();
        self.demo_people.iter().any(|known| known.is_operator && subject_of(&known.email) == subject)
    }

    /// Remembers a signed-in person.
    pub(super) fn remember(&self, person: &Person) {
        let subject = person.subject();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|(known, _)| *known != subject);
        if seen.len() >= MOST_SEEN {
            seen.pop_front();
        }
        seen.push_back((subject, person.clone()));
    }

    /// The person of a subject, if it is known.
    pub(super) fn known(&self, subject: &str) -> Option<Person> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, person)) = seen.iter().find(|(known, _)| known == subject) {
            return Some(person.clone());
        }
        let person = self.demo_people.iter().find(|person| subject_of(&person.email) == subject)?;
        Some(Person { email: EmailAddress::parse(&person.email).ok()?, name: person.name.trim().to_owned() })
    }
}
