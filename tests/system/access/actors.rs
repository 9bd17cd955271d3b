//! Everyone who calls the APIs, and the outcome that each of them must get.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    fixtures::Fixtures,
    matrix::{ROLES, SCOPES},
    operations::{Audience, Operation},
};
use crate::support::{ACME, ApiClient, DESERT, Forger, forger};

/// Who sends a request.
#[derive(Debug, Clone)]
pub(crate) enum ActorKind {
    Operator,
    /// A person of the company, by their role.
    Person(&'static str),
    /// An API key of the company, by its scopes.
    Key(BTreeSet<&'static str>),
    /// Signed in, without a company.
    Newcomer,
    /// An owner of another company.
    OtherOwner,
}

/// How a path names the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TenantName {
    Me,
    Id,
}

/// The outcome that a request must have.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Success,
    Denied(u16),
}

impl ActorKind {
    /// The outcome of an operation for this actor, by the table in `matrix.rs`.
    pub(crate) fn expected(&self, audience: Audience, name: TenantName) -> Expected {
        let success_if = |allowed: bool| if allowed { Expected::Success } else { Expected::Denied(403) };
        match (audience, self) {
            (Audience::Permission(_) | Audience::Person, Self::Operator) if name == TenantName::Me => {
                Expected::Denied(404)
            }
            (Audience::Permission(_) | Audience::Person, Self::Newcomer | Self::OtherOwner) => Expected::Denied(404),
            (Audience::Permission(grant), Self::Person(role)) => success_if(grant.includes_role(role)),
            (Audience::Permission(grant), Self::Key(scopes)) => success_if(grant.includes_key(scopes)),
            (Audience::Permission(_) | Audience::Operator | Audience::OperatorOrNewcomer, Self::Operator)
            | (Audience::Newcomer | Audience::OperatorOrNewcomer, Self::Newcomer)
            | (Audience::Person, Self::Person(_))
            | (Audience::Anyone, _) => Expected::Success,
            (Audience::Operator | Audience::Newcomer | Audience::OperatorOrNewcomer | Audience::Person, _) => {
                Expected::Denied(403)
            }
        }
    }
}

/// A client for every kind of authenticated actor.
pub(crate) struct Actors<'a> {
    fixtures: &'a Fixtures,
    /// Operators and people of both companies.
    people: Vec<(ActorKind, ApiClient)>,
    newcomer: ApiClient,
    /// ACME's API keys: for each scope, one that has only this scope and one that has all others; and one that has all.
    keys: Vec<(BTreeSet<&'static str>, ApiClient)>,
}

impl<'a> Actors<'a> {
    pub(crate) async fn create(fixtures: &'a Fixtures) -> Self {
        let app = &fixtures.app;
        let mut people: Vec<_> = ROLES.map(|role| (ActorKind::Person(role), app.person(ACME, role))).into();
        people.push((ActorKind::Operator, fixtures.operator.clone()));
        people.push((ActorKind::OtherOwner, app.person(DESERT, "owner")));
        let sets = SCOPES.into_iter().flat_map(|scope| [BTreeSet::from([scope]), all_except(Some(scope))]);
        let mut keys = Vec::new();
        for scopes in sets.chain([all_except(None)]) {
            let names: Vec<_> = scopes.iter().copied().collect();
            let key = fixtures.make_key(&names).await["key"].as_str().expect("a key").to_owned();
            keys.push((scopes, ApiClient::with(&app.system, Some(key))));
        }
        Self { fixtures, people, newcomer: fixtures.newcomer(), keys }
    }

    /// Every actor, with every way in which the actor can name the company.
    pub(crate) fn for_operation(&self, operation: &Operation) -> Vec<(ActorKind, TenantName, ApiClient)> {
        let mut all = self.people.clone();
        all.extend(self.keys_for(operation));
        let stays_newcomer = !matches!(operation.audience(), Audience::Newcomer | Audience::OperatorOrNewcomer);
        let newcomer = if stays_newcomer { self.newcomer.clone() } else { self.fixtures.newcomer() };
        all.push((ActorKind::Newcomer, newcomer));
        // A path without a company has one form. For an owner of another company, `me` is that other company.
        let names_tenant = operation.path.contains("{tenant}") && operation.audience() != Audience::Operator;
        let by_me = all.iter().filter(|(kind, _)| names_tenant && !matches!(kind, ActorKind::OtherOwner));
        let by_me: Vec<_> = by_me.map(|(kind, client)| (kind.clone(), TenantName::Me, client.clone())).collect();
        all.into_iter().map(|(kind, client)| (kind, TenantName::Id, client)).chain(by_me).collect()
    }

    /// Two keys: one with exactly the scope that the operation needs, one with all other scopes.
    fn keys_for(&self, operation: &Operation) -> Vec<(ActorKind, ApiClient)> {
        let needed = match operation.audience() {
            Audience::Permission(grant) => grant.scope,
            _ => None,
        };
        let sets = needed.map(|scope| BTreeSet::from([scope])).into_iter().chain([all_except(needed)]);
        let keys = sets.map(|scopes| {
            let (_, client) = self.keys.iter().find(|(of_key, _)| *of_key == scopes).expect("a key with these scopes");
            (ActorKind::Key(scopes), client.clone())
        });
        keys.collect()
    }
}

fn all_except(excluded: Option<&str>) -> BTreeSet<&'static str> {
    SCOPES.into_iter().filter(|scope| Some(*scope) != excluded).collect()
}

/// Credentials that authenticate no one. Each is an owner's credential with one defect.
pub(crate) fn invalid_credentials(fixtures: &Fixtures) -> Vec<(&'static str, ApiClient)> {
    let token = fixtures.app.person(ACME, "owner").credential.expect("a token");
    let (header, claims) = forger::read(&token);
    let ours = Forger::of_the_issuer();
    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        ours.sign(&header, &claims)
    };
    let without = |name: &str| {
        let mut claims = claims.clone();
        claims.as_object_mut().expect("claims").remove(name);
        ours.sign(&header, &claims)
    };
    let header_with = |name: &str, value: Value| {
        let mut header = header.clone();
        header[name] = value;
        header
    };
    let now = fixtures.app.change().at;
    let at = |seconds: i64| json!(now.as_second() + seconds);
    let (none, symmetric) = (header_with("alg", "none".into()), header_with("alg", "HS256".into()));
    let mut changed = token.clone();
    changed.insert(token.len() / 2, 'A');
    let (signed, _) = token.rsplit_once('.').expect("a signature");
    let invalid_credentials = [
        ("no credential", None),
        ("no token", Some("not-a-token".to_owned())),
        ("a token with an extra letter", Some(changed)),
        ("a token without its signature", Some(format!("{signed}."))),
        ("an expired token", Some(with("exp", at(-60)))),
        ("a token that is not valid yet", Some(with("nbf", at(86_400)))),
        ("a token without an expiry", Some(without("exp"))),
        ("a token with algorithm none", Some(format!("{}.", forger::unsigned(&none, &claims)))),
        ("a token signed with the public key as the secret", Some(ours.sign_with_public_key(&symmetric, &claims))),
        ("a token signed with another key", Some(Forger::of_another_issuer().sign(&header, &claims))),
        ("a token with an unknown key id", Some(ours.sign(&header_with("kid", "another".into()), &claims))),
        ("a token for another client", Some(with("client_id", "another-client".into()))),
        ("a token for another audience", Some(with("aud", "another-audience".into()))),
        ("a token without a client", Some(without("client_id"))),
        ("a token from another issuer", Some(with("iss", "https://issuer.example".into()))),
        ("a token without an issuer", Some(without("iss"))),
        ("a token without a subject", Some(without("sub"))),
        ("an identity token", Some(with("token_use", "id".into()))),
        ("half an API key", Some("hv_live_half".to_owned())),
        ("an API key that does not exist", Some(format!("hv_live_{}", "a".repeat(43)))),
    ];
    invalid_credentials.map(|(defect, credential)| (defect, ApiClient::with(&fixtures.app.system, credential))).into()
}

/// A token made like the invalid ones, without a defect.
pub(crate) fn valid_credential(fixtures: &Fixtures) -> ApiClient {
    let (header, claims) = forger::read(&fixtures.app.person(ACME, "owner").credential.expect("a token"));
    ApiClient::with(&fixtures.app.system, Some(Forger::of_the_issuer().sign(&header, &claims)))
}
