//! The template fits the code: routes, queue, schedule, logs and stages.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use local::schedule;
use serde_json::Value;

use crate::support::{
    policy::matches_pattern,
    read,
    template::{ACCOUNT, Function, REGION, Template, text_of},
};

/// Whether a resource belongs to the HTTP API, and not to the WebSocket API of streamed calls.
fn is_of_the_http_api((_, resource): &(&str, &Value)) -> bool {
    text_of(&resource["ApiId"]) == "Api"
}

/// A route of the API.
struct Route {
    path: &'static str,
    integration: &'static Value,
    function: Function,
}

fn routes() -> Vec<Route> {
    let routes =
        Template::main().resources("AWS::ApiGatewayV2::Route").filter(is_of_the_http_api).map(|(id, route)| {
            let key = route["RouteKey"].as_str().expect("a key");
            // The one that gets what no other route matches.
            let (method, path) = key.split_once(' ').unwrap_or(("ANY", key));
            assert_eq!(method, "ANY", "{id}: the functions decide which methods exist");
            let target = text_of(&route["Target"]);
            let integration = target.strip_prefix("integrations/").unwrap_or_else(|| panic!("{id} leads to {target}"));
            let integration = Template::main().resource(integration);
            let arn = text_of(&integration["IntegrationUri"]);
            let functions = Template::main().functions().into_iter();
            let function = functions.into_iter().find(|function| arn == format!("{}.Arn", function.id));
            Route { path, integration, function: function.unwrap_or_else(|| panic!("{id} leads to {arn}")) }
        });
    routes.collect()
}

/// The route of paths without another route.
const DEFAULT: &str = "$default";

/// How specifically a route matches a path; `None` if it does not match. A full match is more specific than one that ends in
/// `{proxy+}`; then the first segment that differs decides. Source: AWS, "Routing API requests" (HTTP APIs).
fn specificity(route: &str, path: &str) -> Option<(bool, Vec<u8>)> {
    if route == DEFAULT {
        return Some((false, Vec::new()));
    }
    let (mut wanted, mut given) = (route.split('/'), path.split('/'));
    let mut specificity = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some((true, specificity)),
            (Some(anything), Some(_)) if anything.ends_with("+}") => return Some((false, specificity)),
            (Some(place), Some(_)) if place.starts_with('{') => specificity.push(0),
            (Some(wanted), Some(given)) if wanted == given => specificity.push(1),
            _ => return None,
        }
    }
}

/// The function that a request for a path reaches.
fn function_for(path: &str) -> Option<&'static str> {
    let fitting = routes().into_iter().filter_map(|route| Some((specificity(route.path, path)?, route.function.name)));
    fitting.max().map(|(_, function)| function)
}

#[test]
fn every_path_routes_to_the_function_that_serves_it() {
    for (function, paths) in [
        ("voice-webhook", voice_webhook::paths().into_iter().map(str::to_owned).collect::<Vec<_>>()),
        ("voice-fallback", voice_fallback::PATHS.map(str::to_owned).into()),
        ("admin-tenants", admin_tenants::openapi().paths.paths.into_keys().collect()),
        (
            "api-keys",
            api_keys::openapi()
                .paths
                .paths
                .into_keys()
                .chain(["/health", "/unsubscribe/{token}"].map(str::to_owned))
                .collect(),
        ),
        (
            "call-records",
            call_records::openapi().paths.paths.into_keys().chain(["/calendar/{file}".to_owned()]).collect(),
        ),
        ("analytics", analytics::openapi().paths.paths.into_keys().collect()),
        ("test-calls", test_calls::openapi().paths.paths.into_keys().collect()),
        ("customers", customers::openapi().paths.paths.into_keys().collect()),
    ] {
        assert!(!paths.is_empty(), "{function}");
        for path in paths {
            assert_eq!(function_for(&path.replace(['{', '}'], "")), Some(function), "{path}");
        }
    }
    for screen in ["/", "/calls/CA1", "/assets/index-1.js", "/admin", "/calendar"] {
        assert_eq!(function_for(screen), Some("dashboard"), "{screen}");
    }
    assert_eq!(function_for("/admin/tenants/ten_acme/api-keys-of-others"), Some("admin-tenants"));
}

fn watched_path(path: &str) -> String {
    if path == DEFAULT { "/{*rest}".to_owned() } else { path.replace("{proxy+}", "{*rest}") }
}

#[test]
fn cargo_lambda_watch_has_the_routes_of_the_template() {
    let manifest = read("Cargo.toml");
    let (_, table) = manifest.split_once("[workspace.metadata.lambda.watch.router]\n").expect("the routes");
    let watched: BTreeSet<_> = table
        .lines()
        .take_while(|line| !line.is_empty())
        .map(|line| line.split_once(" = ").expect("a route"))
        .map(|(path, function)| (path.trim_matches('"').to_owned(), function.trim_matches('"')))
        .collect();
    let deployed: BTreeSet<_> =
        routes().into_iter().map(|route| (watched_path(route.path), route.function.name)).collect();
    assert_eq!(watched, deployed);
}

#[test]
fn api_gateway_may_invoke_every_routed_function() {
    let permissions: Vec<_> = Template::main()
        .resources("AWS::Lambda::Permission")
        .map(|(_, permission)| (text_of(&permission["FunctionName"]), text_of(&permission["SourceArn"])))
        .collect();
    for Route { path, function, .. } in routes() {
        let source = match path {
            DEFAULT => format!("arn:aws:execute-api:{REGION}:{ACCOUNT}:Api/$default/$default"),
            path => format!("arn:aws:execute-api:{REGION}:{ACCOUNT}:Api/$default/POST{path}"),
        };
        let allowed =
            permissions.iter().any(|(name, pattern)| name == function.id && matches_pattern(&source, pattern));
        assert!(allowed, "{path} to {}", function.name);
    }
    let stream = ("VoiceStream".to_owned(), format!("arn:aws:execute-api:{REGION}:{ACCOUNT}:StreamApi/live/*"));
    assert!(permissions.contains(&stream), "the WebSocket API to voice-stream");
    assert!(
        permissions.iter().all(|permission| *permission == stream || permission.1.contains(":Api/")),
        "another API may invoke a function: {permissions:?}"
    );
}

#[test]
fn function_timeout_is_within_the_integration_timeout() {
    for Route { path, integration, function } in routes() {
        assert_eq!(integration["PayloadFormatVersion"], "2.0", "{path}: the functions read version 2.0");
        // Source: AWS, "Quotas for HTTP APIs": 30 seconds at most.
        let longest = integration["TimeoutInMillis"].as_u64().unwrap_or(30_000);
        assert!(function.timeout_seconds() * 1_000 <= longest, "{path}: {}", function.name);
    }
}

#[test]
fn queue_visibility_covers_function_retries_and_has_a_dead_letter_queue() {
    let (mut queues, mut known_receives, mut lost) = (0, 0, 0);
    for function in Template::main().functions() {
        let events = function.properties["Events"].as_object().into_iter().flat_map(|events| events.values());
        for event in events.filter(|event| event["Type"] == "SQS").map(|event| &event["Properties"]) {
            let arn = event["Queue"]["Fn::GetAtt"].as_str().expect("a queue of ours");
            let queue = Template::main().resource(arn.trim_end_matches(".Arn"));
            let seconds = |value: &Value| value.as_u64().unwrap_or_default();
            // Source: AWS, "Creating and configuring an Amazon SQS event source mapping".
            let minimum = 6 * function.timeout_seconds() + seconds(&event["MaximumBatchingWindowInSeconds"]);
            assert!(seconds(&queue["VisibilityTimeout"]) >= minimum, "{arn}: {minimum} s at least");
            assert_eq!(event["FunctionResponseTypes"], serde_json::json!(["ReportBatchItemFailures"]), "{arn}");
            // A look at a silent caller is of no use after a few minutes, and then gone.
            if queue.get("RedrivePolicy").is_none() {
                assert!(seconds(&queue["MessageRetentionPeriod"]) <= 300, "{arn}: failed messages are lost");
                lost += 1;
                continue;
            }
            let dead_letters = queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"].as_str().expect("a queue");
            let dead_letters = Template::main().resource(dead_letters.trim_end_matches(".Arn"));
            assert!(
                seconds(&dead_letters["MessageRetentionPeriod"]) >= seconds(&queue["MessageRetentionPeriod"]),
                "{arn}"
            );
            let receives = queue["RedrivePolicy"]["maxReceiveCount"].as_u64().expect("a number");
            if let Some(known) = function.environment().get("MAX_RECEIVE_COUNT") {
                assert_eq!(*known, &receives.to_string(), "{arn}");
                known_receives += 1;
            }
            queues += 1;
        }
    }
    assert_eq!((queues, known_receives, lost), (3, 3, 1));
}

#[test]
fn deployed_schedule_equals_the_local_schedule() {
    let mut schedules = Vec::new();
    for function in Template::main().functions() {
        let events = function.properties["Events"].as_object().into_iter().flat_map(|events| events.values());
        for event in events.filter(|event| event["Type"] == "ScheduleV2") {
            let every = event["Properties"]["ScheduleExpression"].as_str().expect("an expression");
            // The default name is the function's id in the template, which is equal in every stack.
            assert_eq!(event["Properties"]["OmitName"], true, "{}", function.name);
            schedules.push((function.name, every, function.timeout_seconds()));
        }
    }
    let (sweep, check) = (schedule::SWEEP_EVERY.as_secs() / 60, schedule::CHECK_EVERY.as_secs() / 3600);
    let (sweep, check) = (format!("rate({sweep} minutes)"), format!("rate({check} hours)"));
    assert_eq!(schedule::DUE_EVERY.as_secs(), 60);
    schedules.sort_unstable();
    assert_eq!(
        schedules,
        [
            ("call-check", &*check, call_check::TIMEOUT.as_secs()),
            ("follow-up", "rate(1 minute)", 30),
            ("unfinished-calls", &*sweep, unfinished_calls::TIMEOUT.as_secs()),
        ]
    );
}

#[test]
fn every_function_and_the_api_have_their_own_log_group_with_retention() {
    let mut groups: Vec<_> = Template::main()
        .functions()
        .iter()
        .map(|function| {
            let group = function.properties["LoggingConfig"]["LogGroup"]["Ref"].as_str();
            group.unwrap_or_else(|| panic!("{} has no log group", function.name))
        })
        .collect();
    for (id, stage) in Template::main().resources("AWS::ApiGatewayV2::Stage") {
        let group = stage["AccessLogSettings"]["DestinationArn"]["Fn::GetAtt"].as_str();
        groups.push(group.unwrap_or_else(|| panic!("{id} has no log group")).trim_end_matches(".Arn"));
    }
    let log_groups: BTreeMap<_, _> = Template::main().resources("AWS::Logs::LogGroup").collect();
    for group in &groups {
        assert!(log_groups[group].get("RetentionInDays").is_some(), "{group} has no retention");
    }
    assert_eq!(groups.iter().collect::<BTreeSet<_>>().len(), groups.len(), "two functions share a log group");
    assert_eq!(groups.len(), log_groups.len(), "a log group has no user");
}

#[test]
fn every_route_but_the_webhooks_has_a_lower_throttle_of_its_own() {
    let stage = Template::main().resource("ApiStage");
    let default = stage["DefaultRouteSettings"]["ThrottlingRateLimit"]["Ref"].as_str().expect("a parameter");
    let default = Template::main().parameters()[default]["Default"].as_f64().expect("a number");
    let depends_on = Template::main().attribute_of("ApiStage", "DependsOn").as_array().expect("a list");
    let settings = stage["RouteSettings"].as_object().expect("settings");
    let mut known = BTreeSet::new();
    for (id, route) in Template::main().resources("AWS::ApiGatewayV2::Route").filter(is_of_the_http_api) {
        let key = route["RouteKey"].as_str().expect("a key");
        known.insert(key);
        let Some(own) = settings.get(key) else {
            assert_eq!(key, "ANY /twilio/{proxy+}", "a route without a throttle of its own");
            continue;
        };
        let limits = ["ThrottlingRateLimit", "ThrottlingBurstLimit"].map(|name| own[name].as_f64().expect("a number"));
        assert!(limits.into_iter().all(|limit| limit > 0.0 && limit < default), "{key}: {own}");
        assert!(depends_on.iter().any(|dependency| dependency == id), "the stage may exist before {key}");
    }
    assert!(settings.keys().all(|key| known.contains(key.as_str())), "API Gateway refuses settings of unknown routes");
}

#[test]
fn webhooks_reserve_concurrency_by_default_and_nothing_else_does() {
    assert!(
        Template::main().parameters()["WebhookConcurrency"]["Default"].as_u64().is_some_and(|reserved| reserved > 0)
    );
    for function in Template::main().functions() {
        let reserved = &function.properties["ReservedConcurrentExecutions"]["Fn::If"];
        let expected = match function.name {
            "voice-webhook" | "voice-stream" => {
                serde_json::json!(["Reserved", {"Ref": "WebhookConcurrency"}, {"Ref": "AWS::NoValue"}])
            }
            "voice-fallback" => serde_json::json!(["Reserved", 10, {"Ref": "AWS::NoValue"}]),
            _ => Value::Null,
        };
        assert_eq!(*reserved, expected, "{}", function.name);
    }
}

#[test]
fn web_acl_comes_with_a_distribution_that_stores_and_changes_nothing() {
    assert_eq!(Template::main().attribute_of("Edge", "Condition"), "Filtered");
    assert_eq!(Template::main().parameters()["WebAclArn"]["Default"], "");
    let config = &Template::main().resource("Edge")["DistributionConfig"];
    assert_eq!(config["WebACLId"]["Ref"], "WebAclArn");
    let behavior = &config["DefaultCacheBehavior"];
    // Source: AWS, "Use managed cache policies" and "Use managed origin request policies".
    assert_eq!(behavior["CachePolicyId"], "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "CachingDisabled");
    assert_eq!(behavior["OriginRequestPolicyId"], "b689b0a8-53d0-40ab-baf2-68738e2966ac", "AllViewerExceptHostHeader");
    assert_eq!(behavior["ViewerProtocolPolicy"], "https-only");
    for function in Template::main().functions() {
        let Some(url) = function.environment().get("PUBLIC_BASE_URL").copied() else { continue };
        let own = &url["Fn::If"][1]["Fn::If"];
        assert_eq!((&own[0], &own[1]["Fn::Sub"]), (&"Filtered".into(), &"https://${Edge.DomainName}".into()));
    }
    let acl = read("infra/web-acl.yaml");
    assert!(acl.contains("Scope: CLOUDFRONT"), "CloudFront takes no other");
}

#[test]
fn access_log_has_the_client_address_only_if_the_parameter_says_so() {
    let format = &Template::main().resource("ApiStage")["AccessLogSettings"]["Format"]["Fn::Sub"];
    let (pattern, with) = (format[0].as_str().expect("a pattern"), &format[1]["Address"]["Fn::If"]);
    assert_eq!((&with[0], &with[2]), (&Value::from("LogAddresses"), &Value::from("")));
    assert_eq!(Template::main().parameters()["AccessLogClientAddress"]["Default"], "false");
    for (address, logged) in [("", false), (with[1].as_str().expect("a field"), true)] {
        let line: Value = serde_json::from_str(&pattern.replace("${Address}", address)).expect("a JSON line");
        let mut values = line.as_object().expect("fields").values().map(|value| value.as_str().expect("a variable"));
        assert_eq!(values.any(|value| value.contains("identity") || value.contains("Ip")), logged, "{line}");
        for personal in ["path", "query", "authorizer"] {
            assert!(!pattern.contains(personal), "{personal}");
        }
    }
}

#[test]
fn every_stage_sets_its_region() {
    let config = read("samconfig.toml");
    let stages: Vec<_> = config.lines().filter_map(|line| line.strip_suffix(".deploy.parameters]")).collect();
    assert_eq!(stages, ["[dev", "[prod"]);
    for stage in stages {
        // Settings of `default` do not apply to other stages.
        let (_, section) = config.split_once(&format!("{stage}.global.parameters]\n")).expect("the section");
        assert!(section.starts_with("region = \""), "{stage}]");
    }
}

/// `cargo xtask` builds and measures the functions that it finds in `functions`.
#[test]
fn template_functions_are_the_crates_in_functions() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions");
    let crates = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").file_name());
    let crates: BTreeSet<_> = crates.map(|name| name.into_string().expect("a name")).collect();
    let template = Template::main();
    let deployed: BTreeSet<_> = template.functions().iter().map(|function| function.name.to_owned()).collect();
    assert_eq!(crates, deployed);
}

/// The type of each resource that a release has had, by its logical id. `CloudFormation` refuses another type for an id, so an update of
/// a stack would fail. Set `WRITE_FIXTURES` to add new resources.
#[test]
fn resource_never_changes_its_type() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/template_resources.json");
    let known = std::fs::read_to_string(&path).expect("the known resources");
    let mut known: BTreeMap<String, String> = serde_json::from_str(&known).expect("JSON");
    let of_template = Template::main().types();
    for (id, kind) in &of_template {
        let before = known.get(*id).map_or(*kind, String::as_str);
        assert_eq!(before, *kind, "{id} had another type: choose another logical id");
    }
    let before = known.len();
    known.extend(of_template.into_iter().map(|(id, kind)| (id.to_owned(), kind.to_owned())));
    if std::env::var_os("WRITE_FIXTURES").is_some() {
        let text = serde_json::to_string_pretty(&known).expect("JSON");
        std::fs::write(&path, text + "\n").expect("written");
        return;
    }
    assert_eq!(known.len(), before, "new resources: add them with WRITE_FIXTURES=1");
}
