//! Reads the TwiML of an answer: its elements in order. Does not know what they mean.

use std::collections::BTreeMap;

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

/// A document.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Twiml(Vec<Element>);

#[derive(Debug, Default, PartialEq, Eq)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

impl Twiml {
    /// Parses a document. `None` if it is not well-formed or has another root.
    pub(crate) fn parse(body: &str) -> Option<Self> {
        let mut reader = Reader::from_str(body);
        let (mut elements, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => {
                    open.push(elements.len());
                    elements.push(element(&start)?);
                }
                Event::Empty(start) => elements.push(element(&start)?),
                Event::End(_) => drop(open.pop()?),
                Event::Text(text) => append(&mut elements, &open, &text),
                Event::GeneralRef(reference) => {
                    append(&mut elements, &open, resolve_predefined_entity(&reference)?);
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let is_response = open.is_empty() && elements.first().is_some_and(|root| root.name == "Response");
        is_response.then_some(Self(elements))
    }

    /// The words of all `<Say>` elements.
    pub(crate) fn said(&self) -> String {
        let said = self.0.iter().filter(|element| element.name == "Say").map(|element| element.text.as_str());
        said.collect::<Vec<_>>().join(" ")
    }

    /// The text of the first element with this name.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        Some(self.first(name)?.text.as_str())
    }

    /// An attribute of the first element with this name.
    pub(crate) fn attribute(&self, name: &str, attribute: &str) -> Option<&String> {
        self.first(name)?.attributes.get(attribute)
    }

    fn first(&self, name: &str) -> Option<&Element> {
        self.0.iter().find(|element| element.name == name)
    }
}

fn append(elements: &mut [Element], open: &[usize], text: &str) {
    if let Some(element) = open.last().and_then(|at| elements.get_mut(*at)) {
        element.text.push_str(text);
    }
}

fn element(start: &BytesStart<'_>) -> Option<Element> {
    let mut attributes = BTreeMap::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).ok()?.into_owned();
        attributes.insert(attribute.key.as_ref().to_owned(), value);
    }
    Some(Element { name: start.name().as_ref().to_owned(), attributes, text: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_is_read_with_its_escapes() {
        let body = "<?xml version=\"1.0\"?><Response><Gather action=\"/a?b=1&amp;c=2\"><Say>Heat &amp; Air</Say></Gather>\
                    <Dial><Number>+12025550143</Number></Dial></Response>";
        let twiml = Twiml::parse(body).expect("TwiML");
        assert_eq!(twiml.said(), "Heat & Air");
        assert_eq!(twiml.attribute("Gather", "action").map(String::as_str), Some("/a?b=1&c=2"));
        assert_eq!((twiml.text("Number"), twiml.text("Record")), (Some("+12025550143"), None));
    }

    #[test]
    fn other_documents_are_no_twiml() {
        for body in ["", "<html></html>", "<Response>", "<Response><Say></Response>", "{}", "busy"] {
            assert_eq!(Twiml::parse(body), None, "{body}");
        }
    }
}
