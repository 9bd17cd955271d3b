//! The functions that template.yaml defines.

/// A function of the template.
#[derive(Debug, PartialEq)]
pub(crate) struct TemplateFunction<'a> {
    /// Its resource, after which SAM names a build.
    pub(crate) resource: &'a str,
    /// Its binary.
    pub(crate) binary: &'a str,
    /// Whether a schedule invokes it.
    pub(crate) is_scheduled: bool,
}

/// The functions of the template, in its order.
pub(crate) fn functions(text: &str) -> Vec<TemplateFunction<'_>> {
    let mut resource = "";
    let mut functions: Vec<TemplateFunction<'_>> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("  ").and_then(|line| line.strip_suffix(':'))
            && !name.starts_with(' ')
        {
            resource = name;
        } else if let Some(binary) = binary_of(line) {
            functions.push(TemplateFunction { resource, binary, is_scheduled: false });
        } else if line.trim() == "Type: ScheduleV2"
            && let Some(function) = functions.last_mut()
        {
            function.is_scheduled = true;
        }
    }
    functions
}

/// The binary that a line of a function's metadata names.
pub(crate) fn binary_of(line: &str) -> Option<&str> {
    let (_, binary) = line.split_once("BuildProperties: { Binary: ")?;
    Some(binary.trim_end_matches(" } }"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = include_str!("../../../template.yaml");

    #[test]
    fn functions_of_the_template_have_their_resource_binary_and_schedule() {
        let functions = functions(TEMPLATE);
        assert_eq!(functions.len(), TEMPLATE.matches("Type: AWS::Serverless::Function").count());
        let first = TemplateFunction { resource: "VoiceWebhook", binary: "voice-webhook", is_scheduled: false };
        assert_eq!(functions[0], first);
        let scheduled = functions.iter().filter(|function| function.is_scheduled).count();
        assert_eq!(scheduled, TEMPLATE.matches("Type: ScheduleV2").count(), "each has one schedule");
        let check = functions.iter().find(|function| function.binary == "call-check").expect("a function");
        assert!(check.is_scheduled);
    }
}
