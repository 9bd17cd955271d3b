//! The differences between the templates and what the emulated account gets, each with its reason. Everything else is
//! deployed as it is.

use crate::{Failure, template::binary_of};

/// One change to the template's text.
struct TemplateDifference {
    reason: &'static str,
    from: &'static str,
    to: String,
}

/// Where the template's functions find the services of this machine.
pub(crate) struct Endpoints<'a> {
    pub(crate) aws: &'a str,
    pub(crate) twilio: &'a str,
}

fn differences(endpoints: &Endpoints<'_>) -> [TemplateDifference; 12] {
    let Endpoints { aws, twilio } = endpoints;
    [
        TemplateDifference {
            reason: "The emulator serves a user pool's keys under its own address; tokens carry AWS's real issuer.",
            from: "!Sub ${UserPool.ProviderURL}/.well-known/jwks.json",
            to: format!("!Sub {aws}/${{UserPool}}/.well-known/jwks.json"),
        },
        TemplateDifference {
            reason: "The emulator serves a user pool's sign-in pages and userinfo under its own address.",
            from: "!Sub https://${UserPoolDomain}.auth.${AWS::Region}.amazoncognito.com/oauth2/userInfo",
            to: format!("{aws}/oauth2/userInfo"),
        },
        TemplateDifference {
            reason: "The emulator does not know the attribute ProviderURL.",
            from: "!GetAtt UserPool.ProviderURL",
            to: "!Sub https://cognito-idp.${AWS::Region}.amazonaws.com/${UserPool}".to_owned(),
        },
        TemplateDifference {
            reason: "The same for the operators' pool.",
            from: "!Sub ${OperatorPool.ProviderURL}/.well-known/jwks.json",
            to: format!("!Sub {aws}/${{OperatorPool}}/.well-known/jwks.json"),
        },
        TemplateDifference {
            reason: "The same for the operators' pool.",
            from: "!GetAtt OperatorPool.ProviderURL",
            to: "!Sub https://cognito-idp.${AWS::Region}.amazonaws.com/${OperatorPool}".to_owned(),
        },
        TemplateDifference {
            reason: "The public address is on the loopback interface, which has no certificate.",
            from: "AllowedPattern: ^(https://[^/?#]+)?$",
            to: "AllowedPattern: ^(https?://[^/?#]+)?$".to_owned(),
        },
        TemplateDifference {
            reason: "The emulator does not know the variables of policies.",
            from: "${!aws:PrincipalTag/tenant}",
            to: "ten_*".to_owned(),
        },
        TemplateDifference {
            reason: "The emulator asks for an action of its own for a batch of messages. In AWS, sqs:SendMessage allows both.",
            from: "Action: [sqs:SendMessage]",
            to: "Action: [sqs:SendMessage, sqs:SendMessageBatch]".to_owned(),
        },
        TemplateDifference {
            reason: "The bucket refuses requests without TLS, and the loopback interface has no certificate.",
            from: r#"{ Bool: { "aws:SecureTransport": "false" } }"#,
            to: r#"{ StringEquals: { "aws:SecureTransport": "neither" } }"#.to_owned(),
        },
        TemplateDifference {
            reason: "The emulator compares no identity with the policy of an e-mail.",
            from: "!Sub arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${NotificationDomain}",
            to: r#""*""#.to_owned(),
        },
        TemplateDifference {
            reason: "The emulator does not know the sender's address as a condition.",
            from: r#"Condition: { StringEquals: { "ses:FromAddress": !Sub "notifications@${NotificationDomain}" } }"#,
            to: String::new(),
        },
        TemplateDifference {
            reason: "AWS, Twilio and the receiver of webhooks are on this machine. OpenAI's address is a parameter of the template.",
            from: "        RUST_LOG: info\n",
            to: format!(
                "        RUST_LOG: info\n        AWS_ENDPOINT_URL: {aws}\n        TWILIO_API_URL: {twilio}\n        \
                 WEBHOOKS_TO_LOOPBACK: \"true\"\n"
            ),
        },
    ]
}

/// The template for the emulated account, with each function's code at `code/<function>`.
pub(crate) fn template(text: &str, endpoints: &Endpoints<'_>) -> Result<String, Failure> {
    let mut text = text.to_owned();
    for TemplateDifference { reason, from, to } in differences(endpoints) {
        if !text.contains(from) {
            return Err(format!(
                "template.yaml no longer contains {from:?}; the emulated stack replaces it because: {reason}"
            )
            .into());
        }
        text = text.replace(from, &to);
    }
    let mut lines = Vec::new();
    let mut code = None;
    for line in text.lines() {
        lines.push(line.to_owned());
        if let Some(binary) = binary_of(line) {
            code = Some(binary.to_owned());
        } else if line == "    Properties:"
            && let Some(code) = code.take()
        {
            lines.push(format!("      CodeUri: code/{code}"));
        }
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

/// The alarms for the emulated account. The difference: alarms on metric math are left out, because the emulator rejects them.
pub(crate) fn alarms(text: &str) -> Result<String, Failure> {
    let is_on_metric_math = |resource: &&str| resource.contains("\n      Metrics:");
    let kept: Vec<_> = text.split("\n\n").filter(|resource| !is_on_metric_math(resource)).collect();
    if kept.len() == text.split("\n\n").count() {
        return Err("infra/alarms.yaml no longer has an alarm on metric math; remove this difference".into());
    }
    Ok(kept.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = include_str!("../../../template.yaml");
    const ALARMS: &str = include_str!("../../../infra/alarms.yaml");
    const ENDPOINTS: Endpoints<'_> = Endpoints { aws: "http://127.0.0.1:1", twilio: "http://127.0.0.1:2" };

    #[test]
    fn template_with_every_difference_gives_each_function_its_code() {
        let text = template(TEMPLATE, &ENDPOINTS).expect("every difference applies");
        assert!(!text.contains("ProviderURL"));
        let functions = TEMPLATE.matches("Type: AWS::Serverless::Function").count();
        assert_eq!(text.matches("CodeUri: code/").count(), functions);
    }

    #[test]
    fn template_that_lacks_a_difference_is_refused() {
        assert!(template("Resources: {}", &ENDPOINTS).is_err());
    }

    #[test]
    fn alarms_on_metric_math_are_left_out() {
        let kept = alarms(ALARMS).expect("some are left out");
        let count = |text: &str| text.matches("Type: AWS::CloudWatch::Alarm").count();
        assert_eq!(count(&kept), count(ALARMS) - ALARMS.matches("\n      Metrics:").count());
        assert!(kept.contains("Outputs:") && count(&kept) > 0);
    }
}
