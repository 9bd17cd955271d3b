//! Everybody who asks, and what they are to be told.

use std::collections::BTreeSet;

use domain::access::{KeyScope, Role};
use serde_json::{Value, json};

use super::{
    operations::{For, Operation},
    premises::Premises,
};
use crate::support::{ACME, DESERT, Forger, Office, forger};

/// Somebody who asks.
#[derive(Debug, Clone)]
pub(crate) enum Who {
    Operator,
    /// A person of the company.
    Of(Role),
    /// A program of the company.
    Key(BTreeSet<KeyScope>),
    /// Signed in, and of no company.
    Newcomer,
    /// An owner of another company.
    OfAnother,
}

/// How a path names the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Me,
    Id,
}

/// What somebody is to be told.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Allowed,
    Refused(u16),
}

impl Who {
    /// What is right, worked out anew from what roles and scopes are given.
    pub(crate) fn may(&self, allowed: For, by: By) -> Verdict {
        let if_so = |so: bool| if so { Verdict::Allowed } else { Verdict::Refused(403) };
        match (allowed, self) {
            (For::Permission(_), Self::Operator) if by == By::Me => Verdict::Refused(404),
            (For::Permission(_), Self::Newcomer | Self::OfAnother) => Verdict::Refused(404),
            (For::Permission(permission), Self::Of(role)) => if_so(permission.is_given_to(*role)),
            (For::Permission(permission), Self::Key(scopes)) => if_so(permission.is_given_to_key(scopes)),
            (For::Permission(_) | For::Operator | For::OperatorOrNewcomer, Self::Operator) | (For::Anyone, _) => {
                Verdict::Allowed
            }
            (For::Newcomer | For::OperatorOrNewcomer, Self::Newcomer) => Verdict::Allowed,
            (For::Operator | For::Newcomer | For::OperatorOrNewcomer, _) => Verdict::Refused(403),
        }
    }
}

/// Everybody who can prove who they are.
pub(crate) struct Everybody<'a> {
    premises: &'a Premises,
    /// But for programs and whoever belongs to no company.
    people: Vec<(Who, Office)>,
    newcomer: Office,
    /// ACME's programs: for each scope one that has it alone and one that has all others, and one that has all.
    keys: Vec<(BTreeSet<KeyScope>, Office)>,
}

impl<'a> Everybody<'a> {
    pub(crate) async fn gather(premises: &'a Premises) -> Self {
        let app = &premises.app;
        let of_acme = Role::ALL.into_iter().zip(["owner", "manager", "dispatcher", "viewer"]);
        let mut people: Vec<_> = of_acme.map(|(role, word)| (Who::Of(role), app.person(ACME, word))).collect();
        people.push((Who::Operator, premises.operator.clone()));
        people.push((Who::OfAnother, app.person(DESERT, "owner")));
        let sets = KeyScope::ALL.into_iter().flat_map(|scope| [BTreeSet::from([scope]), all_but(Some(scope))]);
        let mut keys = Vec::new();
        for scopes in sets.chain([all_but(None)]) {
            let names: Vec<_> = scopes.iter().map(|scope| scope.as_str()).collect();
            let key = premises.make_key(&names).await["key"].as_str().expect("a key").to_owned();
            keys.push((scopes, Office::with(&app.system, Some(key))));
        }
        Self { premises, people, newcomer: premises.newcomer(), keys }
    }

    /// Everybody, each as they may name the company.
    pub(crate) fn for_operation(&self, operation: &Operation) -> Vec<(Who, By, Office)> {
        let mut all = self.people.clone();
        all.extend(self.keys_for(operation));
        let stays_one = !matches!(operation.allowed(), For::Newcomer | For::OperatorOrNewcomer);
        all.push((Who::Newcomer, if stays_one { self.newcomer.clone() } else { self.premises.newcomer() }));
        // Where nobody is named there is one way to ask, and an owner of another company means their own by `me`.
        let about_one = operation.path.contains("{tenant}") && operation.allowed() != For::Operator;
        let by_me = all.iter().filter(|(who, _)| about_one && !matches!(who, Who::OfAnother));
        let by_me: Vec<_> = by_me.map(|(who, office)| (who.clone(), By::Me, office.clone())).collect();
        all.into_iter().map(|(who, office)| (who, By::Id, office)).chain(by_me).collect()
    }

    /// The programs worth asking with: one with exactly the scope that is needed, one with all others.
    fn keys_for(&self, operation: &Operation) -> Vec<(Who, Office)> {
        let needed = match operation.allowed() {
            For::Permission(permission) => permission.key_scope(),
            _ => None,
        };
        let sets = needed.map(|scope| BTreeSet::from([scope])).into_iter().chain([all_but(needed)]);
        let keys = sets.map(|scopes| {
            let (_, office) = self.keys.iter().find(|(of_key, _)| *of_key == scopes).expect("made");
            (Who::Key(scopes), office.clone())
        });
        keys.collect()
    }
}

fn all_but(left_out: Option<KeyScope>) -> BTreeSet<KeyScope> {
    KeyScope::ALL.into_iter().filter(|scope| Some(*scope) != left_out).collect()
}

/// Credentials that prove nothing, each that of an owner but for one thing.
pub(crate) fn unproven(premises: &Premises) -> Vec<(&'static str, Office)> {
    let token = premises.app.person(ACME, "owner").credential.expect("a token");
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
    let now = premises.app.change().at;
    let at = |seconds: i64| json!(now.as_second() + seconds);
    let (none, symmetric) = (header_with("alg", "none".into()), header_with("alg", "HS256".into()));
    let mut changed = token.clone();
    changed.insert(token.len() / 2, 'A');
    let (signed, _) = token.rsplit_once('.').expect("a signature");
    let unproven = [
        ("no credential", None),
        ("no token", Some("not-a-token".to_owned())),
        ("a token with a letter more", Some(changed)),
        ("a token without its signature", Some(format!("{signed}."))),
        ("an expired token", Some(with("exp", at(-60)))),
        ("a token of tomorrow", Some(with("nbf", at(86_400)))),
        ("a token without an end", Some(without("exp"))),
        ("a token that needs no signature", Some(format!("{}.", forger::unsigned(&none, &claims)))),
        ("a token signed with what is public", Some(ours.sign_with_what_is_public(&symmetric, &claims))),
        ("a token signed by somebody else", Some(Forger::of_somebody_else().sign(&header, &claims))),
        ("a token of a key that is not there", Some(ours.sign(&header_with("kid", "another".into()), &claims))),
        ("a token for another client", Some(with("client_id", "another-client".into()))),
        ("a token for another audience", Some(with("aud", "another-audience".into()))),
        ("a token for no client", Some(without("client_id"))),
        ("a token of another issuer", Some(with("iss", "https://issuer.example".into()))),
        ("a token of no issuer", Some(without("iss"))),
        ("a token of nobody", Some(without("sub"))),
        ("an identity token", Some(with("token_use", "id".into()))),
        ("half an API key", Some("hv_live_half".to_owned())),
        ("an API key that was never made", Some(format!("hv_live_{}", "a".repeat(43)))),
    ];
    unproven.map(|(what, credential)| (what, Office::with(&premises.app.system, credential))).into()
}

/// A token that is made as the unproven ones are, and is right.
pub(crate) fn proven(premises: &Premises) -> Office {
    let (header, claims) = forger::read(&premises.app.person(ACME, "owner").credential.expect("a token"));
    Office::with(&premises.app.system, Some(Forger::of_the_issuer().sign(&header, &claims)))
}
