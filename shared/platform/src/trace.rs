//! The trace of the current invocation: AWS X-Ray's header, passed from a webhook through a queue to what follows.
//!
//! A header can come from any client of the API, so only its three fields of fixed form are kept: a trace has no personal data.
//! Sources: AWS, "AWS X-Ray concepts", "Tracing header"; "Using Lambda environment variables to access environment variables";
//! "Amazon SQS and AWS X-Ray".

use std::{
    collections::HashMap,
    fmt::{self, Display},
    sync::Arc,
};

/// The variable that Lambda's runtime sets for each invocation.
const VARIABLE: &str = "_X_AMZN_TRACE_ID";

/// A trace, as X-Ray passes it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceHeader {
    root: String,
    parent: Option<String>,
    sampled: Option<bool>,
}

impl TraceHeader {
    /// The attribute of a message of a queue with the trace of its sender. Source: AWS, "Amazon SQS and AWS X-Ray".
    const ATTRIBUTE: &str = "AWSTraceHeader";

    /// The trace of the sender of a message with these attributes, if it has a valid one.
    #[must_use]
    pub fn of_message(attributes: &HashMap<String, String>) -> Option<Self> {
        attributes.get(Self::ATTRIBUTE).and_then(|header| Self::parse(header))
    }

    /// Parses a header such as `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`. Other fields are
    /// left out. `None` without a valid root.
    #[must_use]
    pub fn parse(header: &str) -> Option<Self> {
        let field = |name: &str| {
            let mut fields = header.split(';').filter_map(|field| field.trim().split_once('='));
            fields.find(|(found, _)| *found == name).map(|(_, value)| value)
        };
        let root = field("Root").filter(|root| {
            let parts: Vec<_> = root.split('-').collect();
            matches!(parts[..], ["1", time, random] if is_hex(time, 8) && is_hex(random, 24))
        })?;
        let parent = field("Parent").filter(|parent| is_hex(parent, 16));
        let sampled = match field("Sampled") {
            Some("1") => Some(true),
            Some("0") => Some(false),
            _ => None,
        };
        Some(Self { root: root.to_owned(), parent: parent.map(str::to_owned), sampled })
    }

    /// The trace's id, which all parts of the trace share.
    #[must_use]
    pub fn root(&self) -> &str {
        &self.root
    }
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl Display for TraceHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Root={}", self.root)?;
        if let Some(parent) = &self.parent {
            write!(f, ";Parent={parent}")?;
        }
        match self.sampled {
            Some(sampled) => write!(f, ";Sampled={}", u8::from(sampled)),
            None => Ok(()),
        }
    }
}

/// A source of the current trace.
#[derive(Clone)]
pub struct TraceSource(Arc<dyn Fn() -> Option<TraceHeader> + Send + Sync>);

impl TraceSource {
    /// The trace of the current invocation in Lambda. A process handles one invocation at a time.
    #[must_use]
    pub fn of_invocation() -> Self {
        Self(Arc::new(|| TraceHeader::parse(&std::env::var(VARIABLE).ok()?)))
    }

    /// Always this trace, or none.
    #[must_use]
    pub fn fixed(trace: Option<TraceHeader>) -> Self {
        Self(Arc::new(move || trace.clone()))
    }

    /// The current trace.
    #[must_use]
    pub fn current(&self) -> Option<TraceHeader> {
        (self.0)()
    }
}

impl fmt::Debug for TraceSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TraceSource")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    #[test]
    fn header_round_trips() {
        for header in [HEADER, "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0", &HEADER[..40]] {
            assert_eq!(TraceHeader::parse(header).map(|trace| trace.to_string()).as_deref(), Some(header));
        }
    }

    #[test]
    fn only_fields_of_fixed_form_are_kept() {
        let kept = |header: &str| TraceHeader::parse(header).map(|trace| trace.to_string());
        let more = format!("Self=+12145550142;{HEADER};Lineage=a87bd80c:1|68fd508a:5;Name=Dana");
        assert_eq!(kept(&more).as_deref(), Some(HEADER));
        let wrong = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=+12145550142;Sampled=Dana";
        assert_eq!(kept(wrong).as_deref(), Some("Root=1-5759e988-bd862e3fe1be46a994272793"));
        for none in ["", "Dana", "Root=", "Root=1-5759e988-dana", "Root=1-5759e988-bd862e3fe1be46a994272793\"}"] {
            assert_eq!(kept(none), None, "{none}");
        }
    }
}
