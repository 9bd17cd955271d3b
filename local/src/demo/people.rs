//! The demo companies' people and the platform's operator. They sign in at the development issuer without a password.

use dev_oidc::DevPerson;
use domain::{
    access::{EmailAddress, Role},
    id::PersonId,
};
use serde::{Deserialize, Serialize};

use super::{DemoCompany, DemoError};

/// The e-mail address of the platform's operator.
pub const OPERATOR: &str = "operator@front-desk.example";

/// A person who can sign in, as listed in the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The e-mail address to sign in with.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// The role in the company; `null` for the operator.
    pub role: Option<Role>,
}

/// The platform's operator.
#[must_use]
pub fn operator() -> Login {
    Login { email: OPERATOR.to_owned(), name: "Olu, who runs the platform".to_owned(), role: None }
}

fn first_name(role: Role) -> &'static str {
    match role {
        Role::Owner => "Dana",
        Role::Manager => "Marco",
        Role::Dispatcher => "Devi",
        Role::Viewer => "Vera",
    }
}

fn word(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Manager => "manager",
        Role::Dispatcher => "dispatcher",
        Role::Viewer => "viewer",
    }
}

impl DemoCompany {
    /// The company's short name.
    fn short_name(&self) -> &str {
        self.tenant.as_str().trim_start_matches(domain::id::TenantId::PREFIX)
    }

    /// One person for each role.
    #[must_use]
    pub fn logins(&self) -> [Login; 4] {
        Role::ALL.map(|role| Login {
            email: format!("{}@{}.example", word(role), self.short_name()),
            name: format!("{} of {}", first_name(role), self.config.company),
            role: Some(role),
        })
    }

    /// The person id and e-mail address of a role.
    pub(crate) fn person(&self, role: Role) -> Result<(PersonId, EmailAddress), DemoError> {
        let fiction = |error: Box<dyn std::error::Error + Send + Sync>| DemoError::Fiction(error);
        let id = format!("{}{}_{}", PersonId::PREFIX, self.short_name(), word(role));
        let email = format!("{}@{}.example", word(role), self.short_name());
        Ok((
            PersonId::parse(&id).map_err(|error| fiction(error.into()))?,
            EmailAddress::parse(&email).map_err(|error| fiction(error.into()))?,
        ))
    }
}

/// All people that the development issuer offers.
#[must_use]
pub fn people(companies: &[DemoCompany]) -> Vec<DevPerson> {
    let known = |login: Login, describes: String| DevPerson {
        is_operator: login.role.is_none(),
        email: login.email,
        name: login.name,
        describes,
    };
    let of_companies = companies.iter().flat_map(|company| {
        company.logins().map(|login| {
            let role = login.role.map_or("", word);
            let mut describes = format!("{role} of {}", company.config.company);
            describes[..1].make_ascii_uppercase();
            known(login, describes)
        })
    });
    of_companies.chain([known(operator(), "Operator of the platform".to_owned())]).collect()
}
