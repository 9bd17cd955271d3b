//! `<Connect><ConversationRelay>`, with its parameters. Languages and providers only shape the voice.

use std::collections::BTreeMap;

use relay::RelayAttributes;

use super::{Element, Link, TwimlError, link, refused};

/// A connection of the caller's speech to a WebSocket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamedConversation {
    /// The URL of the WebSocket, as written.
    pub url: String,
    /// Where the end of the session goes; without it the next verb runs.
    pub action: Option<Link>,
    /// The attributes.
    pub attributes: RelayAttributes,
    /// The `<Parameter>` elements.
    pub parameters: BTreeMap<String, String>,
}

pub(super) fn connection(element: &Element, parent: &Element) -> Result<StreamedConversation, TwimlError> {
    let relay = match element.children.as_slice() {
        [relay] if relay.name == "ConversationRelay" => relay,
        [other, ..] => return Err(refused(other, element)),
        [] => return Err(refused(element, parent)),
    };
    let Some(url) = relay.attribute("url") else { return Err(refused(relay, element)) };
    let mut parameters = BTreeMap::new();
    for child in &relay.children {
        match child.name.as_str() {
            "Parameter" => {
                let value = |name| child.attribute(name).unwrap_or_default().to_owned();
                parameters.insert(value("name"), value("value"));
            }
            "Language" | "Failover" => {}
            _ => return Err(refused(child, relay)),
        }
    }
    Ok(StreamedConversation {
        url: url.to_owned(),
        action: element.attribute("action").map(|_| link(element, "action", "method")),
        attributes: RelayAttributes::read(|name| relay.attribute(name)),
        parameters,
    })
}
