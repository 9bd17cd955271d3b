//! The template's policies, evaluated like IAM does: a request needs a statement that allows it. Knows the elements that the
//! template uses and panics at others.
//!
//! Sources: AWS, "Policy evaluation logic"; "Using IAM policy conditions for fine-grained access control" (DynamoDB);
//! "Using IAM with DynamoDB transactions"; "Authentication and access control for AWS Secrets Manager".

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::LazyLock,
};

use serde_json::Value;

use super::{
    request::StatementAccess,
    template::{Template, text_of},
};

const LEADING_KEYS: &str = "dynamodb:LeadingKeys";

static OF_THE_TEMPLATE: LazyLock<Policies> = LazyLock::new(|| {
    let functions = Template::main().functions().into_iter();
    Policies::new(functions.map(|function| (function.name, &function.properties["Policies"])))
});

/// The policies of each function.
pub(crate) struct Policies(BTreeMap<String, Vec<Statement>>);

struct Statement {
    id: String,
    actions: Vec<String>,
    resources: Vec<String>,
    /// Patterns for partition keys. `None` without a condition.
    leading_keys: Option<Vec<String>>,
}

/// An action that a policy allows on a resource, in partitions that match a pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PolicyGrant {
    pub(crate) function: String,
    pub(crate) statement: String,
    pub(crate) action: String,
    pub(crate) resource: String,
    pub(crate) leading_key: Option<String>,
}

impl fmt::Display for PolicyGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { function, statement, action, resource, leading_key } = self;
        write!(f, "{function}, {statement}: {action} on {resource}")?;
        leading_key.as_ref().map_or(Ok(()), |key| write!(f, " in partitions like {key}"))
    }
}

impl Policies {
    /// The policies of the template.
    pub(crate) fn of_the_template() -> &'static Self {
        &OF_THE_TEMPLATE
    }

    /// Functions and their `Policies`.
    pub(crate) fn new<'a>(functions: impl Iterator<Item = (&'a str, &'a Value)>) -> Self {
        let policies = functions.map(|(name, policies)| {
            let documents = policies.as_array().map(Vec::as_slice).unwrap_or_default();
            let statements = documents.iter().flat_map(|document| {
                let statements = document["Statement"].as_array();
                statements.unwrap_or_else(|| panic!("{name}: the policy is not inline: {document}"))
            });
            (name.to_owned(), statements.map(Statement::new).collect())
        });
        Self(policies.collect())
    }

    /// The grants that allow an access. `None` if it is denied.
    pub(crate) fn allow(&self, function: &str, access: &StatementAccess) -> Option<Vec<PolicyGrant>> {
        let statements = self.0.get(function)?;
        statements.iter().find_map(|statement| statement.allows(function, access))
    }

    /// Every single grant.
    pub(crate) fn grants(&self) -> BTreeSet<PolicyGrant> {
        let statements =
            self.0.iter().flat_map(|(name, statements)| statements.iter().map(move |statement| (name, statement)));
        statements.flat_map(|(function, statement)| statement.grants(function)).collect()
    }
}

impl Statement {
    fn new(statement: &Value) -> Self {
        let known = ["Sid", "Effect", "Action", "Resource", "Condition"];
        let fields = statement.as_object().expect("a statement");
        assert!(fields.keys().all(|name| known.contains(&name.as_str())), "an unknown element: {statement}");
        assert_eq!(statement["Effect"], "Allow", "only Allow is supported: {statement}");
        let leading_keys = statement.get("Condition").map(|condition| {
            // `ForAllValues` is true for a request without a partition key, such as a scan. The template allows no such
            // action.
            let keys = &condition["ForAllValues:StringLike"][LEADING_KEYS];
            assert_eq!(condition.as_object().map(serde_json::Map::len), Some(1), "an unknown condition: {condition}");
            texts(keys)
        });
        let id = statement["Sid"].as_str().unwrap_or_else(|| panic!("no Sid: {statement}")).to_owned();
        Self { id, actions: texts(&statement["Action"]), resources: texts(&statement["Resource"]), leading_keys }
    }

    /// The grants that allow an access: one for each partition key, or one.
    fn allows(&self, function: &str, access: &StatementAccess) -> Option<Vec<PolicyGrant>> {
        let action = self.actions.iter().find(|pattern| matches_pattern(&access.action, pattern))?;
        let resource = self.resources.iter().find(|pattern| matches_pattern(&access.resource, pattern))?;
        let grant = |leading_key: Option<&String>| PolicyGrant {
            function: function.to_owned(),
            statement: self.id.clone(),
            action: action.clone(),
            resource: resource.clone(),
            leading_key: leading_key.cloned(),
        };
        let Some(patterns) = &self.leading_keys else { return Some(vec![grant(None)]) };
        let pattern_for = |key: &String| patterns.iter().find(|pattern| matches_pattern(key, pattern));
        access.leading_keys.iter().map(|key| pattern_for(key).map(|pattern| grant(Some(pattern)))).collect()
    }

    fn grants(&self, function: &str) -> Vec<PolicyGrant> {
        let keys = match &self.leading_keys {
            Some(patterns) => patterns.iter().cloned().map(Some).collect(),
            None => vec![None],
        };
        let mut grants = Vec::new();
        for action in &self.actions {
            for resource in &self.resources {
                grants.extend(keys.iter().map(|leading_key| PolicyGrant {
                    function: function.to_owned(),
                    statement: self.id.clone(),
                    action: action.clone(),
                    resource: resource.clone(),
                    leading_key: leading_key.clone(),
                }));
            }
        }
        grants
    }
}

/// A string, or a list of strings.
fn texts(value: &Value) -> Vec<String> {
    let texts = value.as_array().map_or_else(|| vec![text_of(value)], |values| values.iter().map(text_of).collect());
    assert!(!texts.is_empty(), "the list is empty");
    texts
}

/// IAM's wildcards: `*` matches any text, `?` one character.
pub(crate) fn matches_pattern(text: &str, pattern: &str) -> bool {
    let Some(first) = pattern.chars().next() else { return text.is_empty() };
    let rest = &pattern[first.len_utf8()..];
    let mut characters = text.chars();
    match first {
        '*' => {
            matches_pattern(text, rest)
                || (characters.next().is_some() && matches_pattern(characters.as_str(), pattern))
        }
        '?' => characters.next().is_some() && matches_pattern(characters.as_str(), rest),
        first => characters.next() == Some(first) && matches_pattern(characters.as_str(), rest),
    }
}
