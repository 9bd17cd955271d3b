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

use local_aws::RequestAccess;
use serde_json::Value;

use super::template::{Template, text_of};

const LEADING_KEYS: &str = "dynamodb:LeadingKeys";
const FROM_ADDRESS: &str = "ses:FromAddress";
const ENCLOSING_OPERATION: &str = "dynamodb:EnclosingOperation";
/// The variable of a policy that is the tenant of the session.
const TENANT_VARIABLE: &str = "${aws:PrincipalTag/tenant}";

static OF_THE_TEMPLATE: LazyLock<Policies> = LazyLock::new(|| {
    let template = Template::main();
    let functions = template.functions().into_iter();
    let mut policies = Policies::new(functions.map(|function| (function.name, &function.properties["Policies"])));
    // A policy of its own has one function's role; SAM names the role after the function.
    for (_, policy) in template.resources("AWS::IAM::Policy") {
        let role = text_of(&policy["Roles"][0]);
        let function = template.functions().into_iter().find(|function| format!("{}Role", function.id) == role);
        let name = function.unwrap_or_else(|| panic!("{role} is of no function")).name;
        policies.add(name, &policy["PolicyDocument"]);
    }
    for role in SessionRole::all() {
        for policy in role.properties["Policies"].as_array().expect("policies") {
            policies.add(role.id, &policy["PolicyDocument"]);
        }
    }
    policies
});

/// The policies of each function, and of each role that a function assumes for a tenant.
pub(crate) struct Policies(BTreeMap<String, Vec<Statement>>);

/// The sender of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PolicyPrincipal {
    /// A function, or the id of a role of the template.
    pub(crate) name: String,
    /// The tenant in the tag of a role's session.
    pub(crate) tenant: Option<String>,
}

impl PolicyPrincipal {
    pub(crate) fn function(name: &str) -> Self {
        Self { name: name.to_owned(), tenant: None }
    }
}

/// A role of the template that a function assumes for a tenant.
pub(crate) struct SessionRole {
    pub(crate) id: &'static str,
    pub(crate) properties: &'static Value,
}

impl SessionRole {
    pub(crate) fn all() -> Vec<Self> {
        Template::main().resources("AWS::IAM::Role").map(|(id, properties)| Self { id, properties }).collect()
    }

    /// The role with this ARN.
    pub(crate) fn find(arn: &str) -> Option<Self> {
        Self::all().into_iter().find(|role| role.arn() == arn)
    }

    pub(crate) fn arn(&self) -> String {
        text_of(&serde_json::json!({"Fn::GetAtt": format!("{}.Arn", self.id)}))
    }

    /// Whether its trust policy lets a function begin a session with these tags.
    pub(crate) fn trusts(&self, function: &str, tags: &BTreeMap<String, String>) -> bool {
        let statements = self.properties["AssumeRolePolicyDocument"]["Statement"].as_array().expect("statements");
        let [statement] = &statements[..] else { panic!("one statement is supported: {}", self.id) };
        let trusted = text_of(&statement["Principal"]["AWS"]);
        let trusted = Template::main().functions().into_iter().find(|of| format!("{}Role.Arn", of.id) == trusted);
        let condition = &statement["Condition"];
        assert_eq!(condition.as_object().map(serde_json::Map::len), Some(2), "an unknown condition: {condition}");
        let known = texts(&condition["ForAllValues:StringEquals"]["aws:TagKeys"]);
        let pattern = text_of(&condition["StringLike"]["aws:RequestTag/tenant"]);
        assert_eq!(texts(&statement["Action"]), ["sts:AssumeRole", "sts:TagSession"]);
        trusted.is_some_and(|trusted| trusted.name == function)
            && tags.keys().all(|tag| known.contains(tag))
            && tags.get("tenant").is_some_and(|tenant| matches_pattern(tenant, &pattern))
    }
}

struct Statement {
    id: String,
    actions: Vec<String>,
    resources: Vec<String>,
    /// Patterns for partition keys. `None` without a condition.
    leading_keys: Option<Vec<String>>,
    /// The operation that must enclose the action, if there is such a condition.
    enclosing_operation: Option<String>,
    /// The sender's address of an e-mail, if there is such a condition.
    from_address: Option<String>,
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
            (name.to_owned(), documents.iter().flat_map(|document| statements_of(name, document)).collect())
        });
        Self(policies.collect())
    }

    fn add(&mut self, name: &str, document: &Value) {
        self.0.entry(name.to_owned()).or_default().extend(statements_of(name, document));
    }

    /// The grants that allow an access. `None` if it is denied.
    pub(crate) fn allow(&self, principal: &PolicyPrincipal, access: &RequestAccess) -> Option<Vec<PolicyGrant>> {
        let statements = self.0.get(&principal.name)?;
        statements.iter().find_map(|statement| statement.allows(principal, access))
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
        let (mut leading_keys, mut enclosing_operation, mut from_address) = (None, None, None);
        for (operator, condition) in statement.get("Condition").and_then(Value::as_object).into_iter().flatten() {
            assert_eq!(condition.as_object().map(serde_json::Map::len), Some(1), "an unknown condition: {condition}");
            match operator.as_str() {
                // True for a request without a partition key, such as a scan. The template allows no such action.
                "ForAllValues:StringLike" => leading_keys = Some(texts(&condition[LEADING_KEYS])),
                "ForAnyValue:StringEquals" => enclosing_operation = texts(&condition[ENCLOSING_OPERATION]).pop(),
                "StringEquals" => from_address = texts(&condition[FROM_ADDRESS]).pop(),
                _ => panic!("an unknown condition: {operator}"),
            }
        }
        let id = statement["Sid"].as_str().unwrap_or_else(|| panic!("no Sid: {statement}")).to_owned();
        Self {
            id,
            actions: texts(&statement["Action"]),
            resources: texts(&statement["Resource"]),
            leading_keys,
            enclosing_operation,
            from_address,
        }
    }

    /// The grants that allow an access: one for each partition key, or one.
    fn allows(&self, principal: &PolicyPrincipal, access: &RequestAccess) -> Option<Vec<PolicyGrant>> {
        let matches = |text: &str, pattern: &str| match (pattern.contains(TENANT_VARIABLE), &principal.tenant) {
            (true, Some(tenant)) => matches_pattern(text, &pattern.replace(TENANT_VARIABLE, tenant)),
            // A variable without a value matches nothing.
            (true, None) => false,
            (false, _) => matches_pattern(text, pattern),
        };
        if self.enclosing_operation.is_some() && self.enclosing_operation.as_deref() != access.enclosing_operation {
            return None;
        }
        if self.from_address.is_some() && self.from_address != access.from_address {
            return None;
        }
        let action = self.actions.iter().find(|pattern| matches(&access.action, pattern))?;
        let resource = self.resources.iter().find(|pattern| matches(&access.resource, pattern))?;
        let grant = |leading_key: Option<&String>| PolicyGrant {
            function: principal.name.clone(),
            statement: self.id.clone(),
            action: action.clone(),
            resource: resource.clone(),
            leading_key: leading_key.cloned(),
        };
        let Some(patterns) = &self.leading_keys else { return Some(vec![grant(None)]) };
        let pattern_for = |key: &String| patterns.iter().find(|pattern| matches(key, pattern));
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

fn statements_of(name: &str, document: &Value) -> Vec<Statement> {
    let statements = document["Statement"].as_array();
    let statements = statements.unwrap_or_else(|| panic!("{name}: the policy is not inline: {document}"));
    statements.iter().map(Statement::new).collect()
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
