//! What the template lets each function do at AWS, judged as IAM does: nothing but what a statement allows. Understands
//! what the template uses and refuses to go on at anything else.
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
    request::Access,
    template::{Template, text_of},
};

const LEADING_KEYS: &str = "dynamodb:LeadingKeys";

static OF_THE_TEMPLATE: LazyLock<Policies> = LazyLock::new(|| {
    let functions = Template::main().functions().into_iter();
    Policies::new(functions.map(|function| (function.name, &function.properties["Policies"])))
});

/// What each function may do.
pub(crate) struct Policies(BTreeMap<String, Vec<Statement>>);

struct Statement {
    id: String,
    actions: Vec<String>,
    resources: Vec<String>,
    /// What partition keys must look like; nothing is asked of them if there is no condition.
    leading_keys: Option<Vec<String>>,
}

/// One thing that a policy allows: an action on a resource, in partitions that look like this.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Grant {
    pub(crate) function: String,
    pub(crate) statement: String,
    pub(crate) action: String,
    pub(crate) resource: String,
    pub(crate) leading_key: Option<String>,
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { function, statement, action, resource, leading_key } = self;
        write!(f, "{function}, {statement}: {action} on {resource}")?;
        leading_key.as_ref().map_or(Ok(()), |key| write!(f, " in partitions like {key}"))
    }
}

impl Policies {
    /// Those of the template.
    pub(crate) fn of_the_template() -> &'static Self {
        &OF_THE_TEMPLATE
    }

    /// Functions and their `Policies`.
    pub(crate) fn new<'a>(functions: impl Iterator<Item = (&'a str, &'a Value)>) -> Self {
        let policies = functions.map(|(name, policies)| {
            let documents = policies.as_array().map(Vec::as_slice).unwrap_or_default();
            let statements = documents.iter().flat_map(|document| {
                let statements = document["Statement"].as_array();
                statements.unwrap_or_else(|| panic!("{name}: only policies that are written out: {document}"))
            });
            (name.to_owned(), statements.map(Statement::new).collect())
        });
        Self(policies.collect())
    }

    /// By which of its grants a function may do something; nothing if it may not.
    pub(crate) fn allow(&self, function: &str, access: &Access) -> Option<Vec<Grant>> {
        let statements = self.0.get(function)?;
        statements.iter().find_map(|statement| statement.allows(function, access))
    }

    /// Everything that is allowed, one by one.
    pub(crate) fn grants(&self) -> BTreeSet<Grant> {
        let statements =
            self.0.iter().flat_map(|(name, statements)| statements.iter().map(move |statement| (name, statement)));
        statements.flat_map(|(function, statement)| statement.grants(function)).collect()
    }
}

impl Statement {
    fn new(statement: &Value) -> Self {
        let known = ["Sid", "Effect", "Action", "Resource", "Condition"];
        let fields = statement.as_object().expect("a statement");
        assert!(fields.keys().all(|name| known.contains(&name.as_str())), "what does it mean? {statement}");
        assert_eq!(statement["Effect"], "Allow", "what is not allowed is denied: {statement}");
        let leading_keys = statement.get("Condition").map(|condition| {
            // `ForAllValues` holds for a request that has no partition key at all, such as a scan. None of the actions
            // that the template allows is one.
            let keys = &condition["ForAllValues:StringLike"][LEADING_KEYS];
            assert_eq!(condition.as_object().map(serde_json::Map::len), Some(1), "what does it mean? {condition}");
            texts(keys)
        });
        let id = statement["Sid"].as_str().unwrap_or_else(|| panic!("no Sid: {statement}")).to_owned();
        Self { id, actions: texts(&statement["Action"]), resources: texts(&statement["Resource"]), leading_keys }
    }

    /// The grants that allow it: one for each partition key, or one.
    fn allows(&self, function: &str, access: &Access) -> Option<Vec<Grant>> {
        let action = self.actions.iter().find(|pattern| is_like(&access.action, pattern))?;
        let resource = self.resources.iter().find(|pattern| is_like(&access.resource, pattern))?;
        let grant = |leading_key: Option<&String>| Grant {
            function: function.to_owned(),
            statement: self.id.clone(),
            action: action.clone(),
            resource: resource.clone(),
            leading_key: leading_key.cloned(),
        };
        let Some(patterns) = &self.leading_keys else { return Some(vec![grant(None)]) };
        let pattern_for = |key: &String| patterns.iter().find(|pattern| is_like(key, pattern));
        access.leading_keys.iter().map(|key| pattern_for(key).map(|pattern| grant(Some(pattern)))).collect()
    }

    fn grants(&self, function: &str) -> Vec<Grant> {
        let keys = match &self.leading_keys {
            Some(patterns) => patterns.iter().cloned().map(Some).collect(),
            None => vec![None],
        };
        let mut grants = Vec::new();
        for action in &self.actions {
            for resource in &self.resources {
                grants.extend(keys.iter().map(|leading_key| Grant {
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

/// One text, or a list of them.
fn texts(value: &Value) -> Vec<String> {
    let texts = value.as_array().map_or_else(|| vec![text_of(value)], |values| values.iter().map(text_of).collect());
    assert!(!texts.is_empty(), "nothing is there");
    texts
}

/// IAM's wildcards: `*` stands for any text, `?` for one character.
pub(crate) fn is_like(text: &str, pattern: &str) -> bool {
    let Some(first) = pattern.chars().next() else { return text.is_empty() };
    let rest = &pattern[first.len_utf8()..];
    let mut characters = text.chars();
    match first {
        '*' => is_like(text, rest) || (characters.next().is_some() && is_like(characters.as_str(), pattern)),
        '?' => characters.next().is_some() && is_like(characters.as_str(), rest),
        first => characters.next() == Some(first) && is_like(characters.as_str(), rest),
    }
}
