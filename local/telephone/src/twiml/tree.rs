//! Parses XML into a tree of elements, as strictly as Twilio's parser. Knows no verb.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Deeper than any TwiML. It bounds the tree of a hostile document.
const MAX_DEPTH: usize = 16;

/// Why a text is not a well-formed document.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// The XML is broken: unclosed, mismatched, badly quoted.
    #[error("malformed XML")]
    Xml(#[from] quick_xml::Error),
    /// An attribute is broken or appears twice.
    #[error("malformed attribute")]
    Attribute(#[from] quick_xml::events::attributes::AttrError),
    /// A well-formedness rule that the reader itself does not check.
    #[error("{0}")]
    Rule(&'static str),
}

/// One element: its name, attributes, own text and child elements, in document order.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// Names are case-sensitive: `Action` is not `action`.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The element's own text, its white space collapsed, since source indentation is not spoken.
    pub(super) fn text(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn open(tag: &BytesStart<'_>) -> Result<Self, TreeError> {
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute?;
            if attribute.value.contains('<') {
                return Err(TreeError::Rule("`<` in an attribute value"));
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0)?.into_owned();
            legal(&value)?;
            attributes.push((attribute.key.as_ref().to_owned(), value));
        }
        Ok(Self { name: tag.name().as_ref().to_owned(), attributes, text: String::new(), children: Vec::new() })
    }
}

/// Reads the one root element of a document.
pub(super) fn read(xml: &str) -> Result<Element, TreeError> {
    legal(xml)?;
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_comments = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    loop {
        match reader.read_event()? {
            Event::Start(_) | Event::Empty(_) if root.is_some() => {
                return Err(TreeError::Rule("a second root element"));
            }
            Event::Start(_) if open.len() >= MAX_DEPTH => return Err(TreeError::Rule("elements nested too deeply")),
            Event::Start(tag) => open.push(Element::open(&tag)?),
            Event::Empty(tag) => close(Element::open(&tag)?, &mut open, &mut root),
            Event::End(_) => match open.pop() {
                Some(element) => close(element, &mut open, &mut root),
                None => return Err(TreeError::Rule("an end tag without its start")),
            },
            Event::Text(text) => append(&text.xml10_content(), &mut open)?,
            Event::CData(text) => append(&text.xml10_content(), &mut open)?,
            Event::GeneralRef(reference) => match reference.resolve_char_ref()? {
                Some(character) => append(character.encode_utf8(&mut [0; 4]), &mut open)?,
                None => match resolve_predefined_entity(&reference) {
                    Some(text) => append(text, &mut open)?,
                    None => return Err(TreeError::Rule("an entity that XML does not define")),
                },
            },
            // The classic way to break TwiML: a blank line before the declaration.
            Event::Decl(_) if !xml.trim_start_matches('\u{feff}').starts_with("<?xml") => {
                return Err(TreeError::Rule("something before the XML declaration"));
            }
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof if !open.is_empty() => return Err(TreeError::Rule("an element is never closed")),
            Event::Eof => return root.ok_or(TreeError::Rule("no element at all")),
        }
    }
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *root = Some(element),
    }
}

fn append(text: &str, open: &mut [Element]) -> Result<(), TreeError> {
    legal(text)?;
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim_matches('\u{feff}').trim().is_empty() => {}
        None => return Err(TreeError::Rule("text outside the root element")),
    }
    Ok(())
}

/// XML 1.0 allows no control characters but tab and line ends, not even escaped.
fn legal(text: &str) -> Result<(), TreeError> {
    let illegal = |c: char| (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.contains(illegal) { Err(TreeError::Rule("a character that XML does not allow")) } else { Ok(()) }
}
