//! A notification as a letter: a subject, a headline and lines, and its form as an e-mail.

use std::fmt::Write as _;

use super::html::{escaped, percent_encoded};
use crate::{
    phone::PhoneNumber,
    text::{Text, visible},
};

/// The most characters of a subject.
const LONGEST_SUBJECT: usize = 150;
const STYLE: &str = "font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a";

/// An e-mail, without addresses. The subject is one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// The subject.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
}

/// The most characters of a text message: two segments of the 7-bit alphabet, or five of UCS-2. Source: Twilio, "Segments".
const LONGEST_TEXT: usize = 306;

/// What a line says.
#[derive(Debug)]
pub(super) enum Value {
    Words(String),
    /// A number to call.
    Phone(PhoneNumber),
    /// An address, to be found on a map.
    Place(String),
    /// Words that lead to a page.
    Link(String, String),
}

/// A letter.
#[derive(Debug)]
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) headline: String,
    pub(super) lines: Vec<(&'static str, Value)>,
    /// Why the reader gets it, and how to change that.
    pub(super) footer: String,
}

impl Value {
    /// What is shown, and the address of the link.
    fn parts(&self) -> (String, Option<String>) {
        match self {
            Self::Words(words) => (words.clone(), None),
            Self::Phone(number) => (written(number), Some(format!("tel:{number}"))),
            Self::Link(words, url) => (words.clone(), Some(url.clone())),
            Self::Place(place) => (
                place.clone(),
                Some(format!("https://www.google.com/maps/search/?api=1&query={}", percent_encoded(place))),
            ),
        }
    }
}

/// `(214) 555-0142` in North America, E.164 elsewhere.
pub(super) fn written(number: &PhoneNumber) -> String {
    match number.as_str().strip_prefix("+1") {
        Some(digits) if digits.len() == 10 => format!("({}) {}-{}", &digits[..3], &digits[3..6], &digits[6..]),
        _ => number.to_string(),
    }
}

/// Without line breaks, control characters and invisible ones.
fn one_line(text: &str) -> String {
    Text::<LONGEST_SUBJECT>::cut(&visible(text)).map(String::from).unwrap_or_default()
}

impl Letter {
    pub(super) fn to_email(&self) -> Email {
        Email { subject: one_line(&self.subject), text: self.to_text(), html: self.to_html() }
    }

    /// The letter as a text message: the subject, and as many lines as fit. Typographic quotes and dashes would make it a message of
    /// another alphabet, of which a segment holds half as much.
    pub(super) fn to_text_message(&self) -> String {
        let mut message = one_line(&self.subject);
        for (label, value) in &self.lines {
            let (shown, _) = value.parts();
            let line = format!("\n{label}: {shown}");
            if message.chars().count() + line.chars().count() > LONGEST_TEXT {
                break;
            }
            message.push_str(&line);
        }
        let plain = |letter| match letter {
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201c}' | '\u{201d}' => '"',
            '\u{2013}' | '\u{2014}' => '-',
            other => other,
        };
        message.chars().map(plain).collect()
    }

    fn to_text(&self) -> String {
        let mut text = format!("{}\n\n", self.headline);
        for (label, value) in &self.lines {
            let (shown, link) = value.parts();
            let _ = writeln!(text, "{label}: {shown}");
            if let Some(link) = link {
                let _ = writeln!(text, "  {link}");
            }
        }
        let _ = write!(text, "\n--\n{}\n", self.footer);
        text
    }

    fn to_html(&self) -> String {
        let title = escaped(&one_line(&self.subject));
        let mut html = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
             <body style=\"{STYLE}\">\n<h1 style=\"font-size:20px\">{}</h1>\n<table role=\"presentation\">\n",
            escaped(&self.headline)
        );
        for (label, value) in &self.lines {
            let (shown, link) = value.parts();
            let shown = escaped(&shown);
            let shown = match link {
                Some(link) => format!("<a href=\"{}\">{shown}</a>", escaped(&link)),
                None => shown,
            };
            let _ = writeln!(
                html,
                "<tr><th align=\"left\" valign=\"top\" style=\"padding-right:16px\">{}</th><td>{shown}</td></tr>",
                escaped(label)
            );
        }
        let _ = write!(
            html,
            "</table>\n<p style=\"font-size:13px;color:#555\">{}</p>\n</body></html>\n",
            escaped(&self.footer)
        );
        html
    }
}
