//! What is tried of each function of the template. A function without a trial fails the program before it builds anything.

use crate::{Failure, company::AdminApi, stack::Stack, template::TemplateFunction};

pub(crate) mod call_record;
pub(crate) mod email;
mod export;
pub(crate) mod hooks;
mod pages;
mod reads;
mod schedules;
mod twilio_requests;

use reads::Lists;
pub(crate) use twilio_requests::TwilioSide;

/// What tries a function. Its schedule, if it has one, is tried besides.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Trial {
    /// Other steps of the program need it: without it, no call is answered, counted, or followed by anything.
    Steps,
    /// The event of its schedule.
    Schedule,
    /// A stranger's handshake, which it refuses. The emulator has no sockets.
    Handshake,
    /// Its lists are read.
    Reads(&'static Lists),
    /// The company's export is fetched, then its lists are read.
    Export(&'static Lists),
    /// A test call is begun and read.
    TestCall(&'static Lists),
    /// Twilio's request when the webhook has failed.
    Fallback,
    /// A screen and its files.
    Pages,
}

/// The trial of each function, by its binary.
const TRIALS: [(&str, Trial); 15] = [
    ("voice-webhook", Trial::Steps),
    ("voice-fallback", Trial::Fallback),
    ("voice-stream", Trial::Handshake),
    ("dashboard", Trial::Pages),
    ("admin-tenants", Trial::Reads(&reads::ADMIN_TENANTS)),
    ("api-keys", Trial::Reads(&reads::API_KEYS)),
    ("usage-aggregator", Trial::Steps),
    ("follow-up", Trial::Steps),
    ("scenario-runs", Trial::Steps),
    ("unfinished-calls", Trial::Schedule),
    ("call-check", Trial::Schedule),
    ("call-records", Trial::Reads(&reads::CALL_RECORDS)),
    ("test-calls", Trial::TestCall(&reads::TEST_CALLS)),
    ("customers", Trial::Export(&reads::CUSTOMERS)),
    ("analytics", Trial::Reads(&reads::ANALYTICS)),
];

fn trial_of(binary: &str) -> Option<Trial> {
    TRIALS.into_iter().find_map(|(name, trial)| (name == binary).then_some(trial))
}

/// Fails with a sentence that names a function or a schedule of the template without a trial, or a trial without its function.
pub(crate) fn require_each(functions: &[TemplateFunction<'_>]) -> Result<(), Failure> {
    for TemplateFunction { binary, is_scheduled, .. } in functions {
        if trial_of(binary).is_none() {
            return Err(format!(
                "the function {binary} of template.yaml is not tried; add it to TRIALS in {}",
                file!()
            )
            .into());
        }
        if *is_scheduled && schedules::event_of(binary).is_none() {
            return Err(format!("the schedule of {binary} is not tried; add its event to trials/schedules.rs").into());
        }
    }
    match TRIALS.iter().find(|(name, _)| functions.iter().all(|function| function.binary != *name)) {
        Some((name, _)) => {
            Err(format!("template.yaml has no function {name}; remove its trial from {}", file!()).into())
        }
        None => Ok(()),
    }
}

/// Invokes each function that has no HTTP route once with a sample event, such as that of its schedule; returns how many there are.
pub(crate) async fn schedules(stack: &Stack<'_>, functions: &[TemplateFunction<'_>]) -> Result<usize, Failure> {
    let mut invoked = 0;
    let is_invoked = |function: &&TemplateFunction<'_>| {
        function.is_scheduled || matches!(trial_of(function.binary), Some(Trial::Handshake))
    };
    for function in functions.iter().filter(is_invoked) {
        schedules::invoke(stack, function).await?;
        invoked += 1;
    }
    Ok(invoked)
}

/// Sends the requests of each function's trial through the HTTP API; returns how many functions there are.
pub(crate) async fn requests(
    functions: &[TemplateFunction<'_>],
    (owner, operator): (&AdminApi<'_>, &AdminApi<'_>),
    twilio: &TwilioSide<'_>,
) -> Result<usize, Failure> {
    let mut tried = 0;
    for TemplateFunction { binary, .. } in functions {
        let result = match trial_of(binary) {
            Some(Trial::Reads(lists)) => reads::read((owner, operator), lists).await,
            Some(Trial::Export(lists)) => match export::fetch(owner).await {
                Ok(()) => reads::read((owner, operator), lists).await,
                failed => failed,
            },
            Some(Trial::TestCall(lists)) => match reads::test_call(owner).await {
                Ok(()) => reads::read((owner, operator), lists).await,
                failed => failed,
            },
            Some(Trial::Fallback) => twilio.try_requests().await,
            Some(Trial::Pages) => pages::load(owner.base_url).await,
            Some(Trial::Steps | Trial::Schedule | Trial::Handshake) | None => continue,
        };
        result.map_err(|error| format!("{binary}: {error}"))?;
        tried += 1;
    }
    Ok(tried)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::functions;

    const TEMPLATE: &str = include_str!("../../../template.yaml");

    #[test]
    fn each_function_and_schedule_of_the_template_is_tried() {
        require_each(&functions(TEMPLATE)).expect("each is tried");
    }

    #[test]
    fn function_or_schedule_without_trial_and_trial_without_function_are_named() {
        let mut functions = functions(TEMPLATE);
        functions.push(TemplateFunction { resource: "NewFunction", binary: "new-function", is_scheduled: false });
        let error = require_each(&functions).expect_err("it is not tried").to_string();
        assert!(error.contains("the function new-function of template.yaml is not tried"), "{error}");
        functions.pop();
        functions[0].is_scheduled = true;
        let error = require_each(&functions).expect_err("its schedule is not tried").to_string();
        assert!(error.contains("the schedule of voice-webhook is not tried"), "{error}");
        functions.remove(0);
        let error = require_each(&functions).expect_err("the function is gone").to_string();
        assert!(error.contains("no function voice-webhook"), "{error}");
    }
}
