//! The deployment templates: YAML with tags such as `!Ref`. References resolve to the names of a test's system.

use std::{collections::BTreeMap, sync::LazyLock};

pub(crate) use local_aws::{ACCOUNT, REGION};
use local_aws::{
    ADMIN_TENANTS_ROLE, ANALYTICS_ROLE, API_KEYS_ROLE, CALL_RECORDS_ROLE, CALLS_ROLE, CUSTOMERS_ROLE, STREAM_ROLE,
    TEST_CALLS_ROLE, bucket_arn, queue_arn, table_arn,
};
use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value, json};

/// The resources of the stack have the names that `local` gives.
const STACK: &str = "front-desk";
const TABLE: &str = "front-desk";
const QUEUE: &str = "front-desk-post-call";
const DEAD_LETTER_QUEUE: &str = "front-desk-post-call-dead-letters";
const FOLLOW_UP_DEAD_LETTER_QUEUE: &str = "front-desk-follow-up-dead-letters";
const EMAIL_CONFIGURATION_SET: &str = "front-desk-notifications";
const FILES_BUCKET: &str = "front-desk-files";
const FOLLOW_UP_QUEUE: &str = "front-desk-follow-up";
const SCENARIO_QUEUE: &str = "front-desk-scenarios";
const SILENCE_QUEUE: &str = "front-desk-silences";
const SCENARIO_DEAD_LETTER_QUEUE: &str = "front-desk-scenarios-dead-letters";

static MAIN: LazyLock<Template> = LazyLock::new(|| Template::read("template.yaml"));
static DASHBOARD: LazyLock<Template> = LazyLock::new(|| Template::read("infra/dashboard.yaml"));
static ALARMS: LazyLock<Template> = LazyLock::new(|| Template::read("infra/alarms.yaml"));

/// A template with tags in their long form: `{"Ref": …}`, `{"Fn::Sub": …}`.
pub(crate) struct Template(Value);

/// A function of the template.
#[derive(Clone, Copy)]
pub(crate) struct Function {
    /// Its id in the template.
    pub(crate) id: &'static str,
    /// The name of its binary, which everything else uses.
    pub(crate) name: &'static str,
    pub(crate) properties: &'static Value,
}

impl Template {
    /// The template of the system.
    pub(crate) fn main() -> &'static Self {
        &MAIN
    }

    /// The template of its alarms.
    pub(crate) fn alarms() -> &'static Self {
        &ALARMS
    }

    /// The template of its dashboard.
    pub(crate) fn dashboard() -> &'static Self {
        &DASHBOARD
    }

    fn read(path: &str) -> Self {
        let text = super::read(path);
        let documents = Yaml::load_from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        Self(to_json(&documents[0]))
    }

    /// Resources of a type, by their ids.
    pub(crate) fn resources<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let all = self.0["Resources"].as_object().expect("resources");
        let of_kind = all.iter().filter(move |(_, resource)| resource["Type"] == kind);
        of_kind.map(|(id, resource)| (id.as_str(), &resource["Properties"]))
    }

    /// The type of each resource, by its id.
    pub(crate) fn types(&self) -> Vec<(&str, &str)> {
        let all = self.0["Resources"].as_object().expect("resources");
        all.iter().map(|(id, resource)| (id.as_str(), resource["Type"].as_str().expect("a type"))).collect()
    }

    /// A resource's properties.
    pub(crate) fn resource(&self, id: &str) -> &Value {
        let resource = self.0["Resources"].get(id).unwrap_or_else(|| panic!("no resource {id}"));
        &resource["Properties"]
    }

    /// What a resource has beside its properties: `Condition`, `DependsOn`, `Metadata`.
    pub(crate) fn attribute_of(&self, id: &str, attribute: &str) -> &Value {
        &self.0["Resources"][id][attribute]
    }

    /// The properties of every function.
    pub(crate) fn global_function_properties(&self) -> &Value {
        &self.0["Globals"]["Function"]
    }

    pub(crate) fn functions(&'static self) -> Vec<Function> {
        let functions = self.resources("AWS::Serverless::Function").map(|(id, properties)| {
            let name = self.0["Resources"][id]["Metadata"]["BuildProperties"]["Binary"].as_str();
            Function { id, name: name.unwrap_or_else(|| panic!("{id} names no binary")), properties }
        });
        functions.collect()
    }

    /// The function with this name.
    pub(crate) fn function(&'static self, name: &str) -> Function {
        let found = self.functions().into_iter().find(|function| function.name == name);
        found.unwrap_or_else(|| panic!("no function {name}"))
    }

    pub(crate) fn parameters(&self) -> &Map<String, Value> {
        self.0["Parameters"].as_object().expect("parameters")
    }
}

impl Function {
    /// The variables that the template sets for this function and for every function.
    pub(crate) fn environment(&self) -> BTreeMap<&'static str, &'static Value> {
        let of_every = &Template::main().global_function_properties()["Environment"]["Variables"];
        let own = &self.properties["Environment"]["Variables"];
        let variables = [of_every, own].into_iter().filter_map(Value::as_object).flatten();
        variables.map(|(name, value)| (name.as_str(), value)).collect()
    }

    pub(crate) fn timeout_seconds(&self) -> u64 {
        self.properties["Timeout"].as_u64().unwrap_or_else(|| panic!("{} has no time-out", self.name))
    }
}

/// A value as text, with its references resolved.
pub(crate) fn text_of(value: &Value) -> String {
    if let Some(text) = value.as_str() {
        return text.to_owned();
    }
    let function = value.as_object().filter(|fields| fields.len() == 1).and_then(|fields| fields.iter().next());
    match function {
        Some((name, argument)) if name == "Ref" => reference(argument.as_str().expect("a name")),
        Some((name, argument)) if name == "Fn::GetAtt" => attribute(argument.as_str().expect("a name")),
        Some((name, Value::String(pattern))) if name == "Fn::Sub" => substitute(pattern),
        _ => panic!("no text: {value}"),
    }
}

fn reference(name: &str) -> String {
    match name {
        "AWS::AccountId" => ACCOUNT,
        "AWS::Partition" => "aws",
        "AWS::Region" => REGION,
        "AWS::StackName" => STACK,
        "NotificationDomain" => local::system::NOTIFICATION_DOMAIN,
        "EmailConfigurationSet" => EMAIL_CONFIGURATION_SET,
        "Table" => TABLE,
        "Files" => FILES_BUCKET,
        other => other,
    }
    .to_owned()
}

fn attribute(name: &str) -> String {
    match name {
        "Table.Arn" => table_arn(TABLE),
        "PostCallQueue.Arn" => queue_arn(QUEUE),
        "PostCallDeadLetters.Arn" => queue_arn(DEAD_LETTER_QUEUE),
        "FollowUpDeadLetters.Arn" => queue_arn(FOLLOW_UP_DEAD_LETTER_QUEUE),
        "Files.Arn" => bucket_arn(FILES_BUCKET),
        "FollowUpQueue.Arn" => queue_arn(FOLLOW_UP_QUEUE),
        "SilenceQueue.Arn" => queue_arn(SILENCE_QUEUE),
        "ScenarioQueue.Arn" => queue_arn(SCENARIO_QUEUE),
        "ScenarioDeadLetters.Arn" => queue_arn(SCENARIO_DEAD_LETTER_QUEUE),
        "SigningKeys.Id" => secret_arn("signing-keys"),
        "SealingKeys.Id" => secret_arn("sealing-keys"),
        "AdminTenantsSession.Arn" => ADMIN_TENANTS_ROLE.to_owned(),
        "AnalyticsSession.Arn" => ANALYTICS_ROLE.to_owned(),
        "ApiKeysSession.Arn" => API_KEYS_ROLE.to_owned(),
        "CallRecordsSession.Arn" => CALL_RECORDS_ROLE.to_owned(),
        "TestCallsSession.Arn" => TEST_CALLS_ROLE.to_owned(),
        "CustomersSession.Arn" => CUSTOMERS_ROLE.to_owned(),
        "VoiceWebhookSession.Arn" => CALLS_ROLE.to_owned(),
        "VoiceStreamSession.Arn" => STREAM_ROLE.to_owned(),
        other => other.to_owned(),
    }
}

/// A secret that `CloudFormation` names. A secret's ARN ends in six random characters.
fn secret_arn(name: &str) -> String {
    format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{STACK}/{name}-??????")
}

fn substitute(pattern: &str) -> String {
    let (first, rest) = pattern.split_once("${").unwrap_or((pattern, ""));
    let Some((name, rest)) = rest.split_once('}') else { return first.to_owned() };
    // `${!name}` is the text `${name}`: a variable of a policy.
    if let Some(variable) = name.strip_prefix('!') {
        return format!("{first}${{{variable}}}{}", substitute(rest));
    }
    let value = if name.contains('.') { attribute(name) } else { reference(name) };
    format!("{first}{value}{}", substitute(rest))
}

fn to_json(node: &Yaml<'_>) -> Value {
    match node {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => json!(value),
        Yaml::Value(Scalar::Integer(value)) => json!(value),
        Yaml::Value(Scalar::FloatingPoint(value)) => json!(value.into_inner()),
        Yaml::Value(Scalar::String(value)) => json!(value),
        Yaml::Sequence(items) => items.iter().map(to_json).collect(),
        Yaml::Mapping(fields) => {
            let fields = fields.iter().map(|(name, value)| {
                let name = name.as_str().unwrap_or_else(|| panic!("a name that is not a string: {name:?}"));
                (name.to_owned(), to_json(value))
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Yaml::Tagged(tag, value) => {
            let name = if tag.suffix == "Ref" { "Ref".to_owned() } else { format!("Fn::{}", tag.suffix) };
            json!({name: to_json(value)})
        }
        other => panic!("unexpected YAML: {other:?}"),
    }
}
