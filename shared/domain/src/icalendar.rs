//! iCalendar: the text of a calendar of visits, as Google, Apple and Outlook read it.
//!
//! Owns the format (RFC 5545; RFC 7986 for the name and the refresh interval). Does not know what an event is about.
//! Times are in UTC, so that no time zone has to be described.

use jiff::{Timestamp, tz::TimeZone};

/// The most octets of a line, without its line break (RFC 5545, 3.1).
const LONGEST_LINE: usize = 75;

/// A calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IcsCalendar {
    /// The name that the reader shows.
    pub name: String,
    /// The events.
    pub events: Vec<IcsEvent>,
}

/// An event. The same `uid` with a higher `sequence` replaces the event that the reader has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IcsEvent {
    /// Identifies the event for ever.
    pub uid: String,
    /// When it last changed. The same event is always written in the same way.
    pub changed_at: Timestamp,
    /// Counts its changes, from 0.
    pub sequence: u64,
    /// Its first instant.
    pub starts: Timestamp,
    /// The instant after it.
    pub ends: Timestamp,
    /// Whether it was cancelled.
    pub is_cancelled: bool,
    /// Its title.
    pub summary: String,
    /// Its address.
    pub location: String,
    /// What else is to be known, in lines.
    pub description: String,
}

impl IcsCalendar {
    /// The calendar as a file: `text/calendar` in UTF-8.
    ///
    /// ```
    /// use domain::icalendar::IcsCalendar;
    ///
    /// let text = IcsCalendar { name: "Acme, Inc.".to_owned(), events: Vec::new() }.to_text();
    /// assert!(text.starts_with("BEGIN:VCALENDAR\r\n"));
    /// assert!(text.contains("NAME:Acme\\, Inc.\r\n"));
    /// ```
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut file = IcsFile::default();
        file.line("BEGIN", "VCALENDAR");
        file.line("VERSION", "2.0");
        file.line("PRODID", "-//Front desk//Visits//EN");
        file.line("METHOD", "PUBLISH");
        file.text("NAME", &self.name);
        file.text("X-WR-CALNAME", &self.name);
        file.line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
        file.line("X-PUBLISHED-TTL", "PT1H");
        for event in &self.events {
            event.write_to(&mut file);
        }
        file.line("END", "VCALENDAR");
        file.0
    }
}

impl IcsEvent {
    fn write_to(&self, file: &mut IcsFile) {
        file.line("BEGIN", "VEVENT");
        file.text("UID", &self.uid);
        file.line("DTSTAMP", &utc(self.changed_at));
        file.line("LAST-MODIFIED", &utc(self.changed_at));
        file.line("SEQUENCE", &self.sequence.to_string());
        file.line("DTSTART", &utc(self.starts));
        file.line("DTEND", &utc(self.ends));
        file.line("STATUS", if self.is_cancelled { "CANCELLED" } else { "CONFIRMED" });
        file.text("SUMMARY", &self.summary);
        file.text("LOCATION", &self.location);
        file.text("DESCRIPTION", &self.description);
        file.line("END", "VEVENT");
    }
}

fn utc(at: Timestamp) -> String {
    TimeZone::UTC.to_datetime(at).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A file under construction.
#[derive(Default)]
struct IcsFile(String);

impl IcsFile {
    /// A property whose value needs no escapes.
    fn line(&mut self, name: &str, value: &str) {
        let mut room = LONGEST_LINE;
        for character in name.chars().chain([':']).chain(value.chars()) {
            if character.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LONGEST_LINE - 1;
            }
            self.0.push(character);
            room -= character.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A property of free text. Characters that would end the line or the value are escaped; other control characters are left out.
    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for character in value.replace("\r\n", "\n").chars() {
            match character {
                '\\' | ';' | ',' => {
                    escaped.push('\\');
                    escaped.push(character);
                }
                '\n' | '\r' => escaped.push_str("\\n"),
                '\t' => escaped.push(' '),
                other if other.is_control() => {}
                other => escaped.push(other),
            }
        }
        self.line(name, &escaped);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(summary: &str) -> IcsEvent {
        IcsEvent {
            uid: "apt_1@front-desk".to_owned(),
            changed_at: "2026-11-23T15:05:30Z".parse().expect("an instant"),
            sequence: 2,
            starts: "2026-11-24T14:00:00Z".parse().expect("an instant"),
            ends: "2026-11-24T18:00:00Z".parse().expect("an instant"),
            is_cancelled: false,
            summary: summary.to_owned(),
            location: "12 Oak Street, 75201".to_owned(),
            description: "Repair\n+12145550142".to_owned(),
        }
    }

    fn of(event: IcsEvent) -> String {
        IcsCalendar { name: "Acme; Heating".to_owned(), events: vec![event] }.to_text()
    }

    /// The properties of a file: unfolded lines.
    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn calendar_is_written_line_by_line() {
        insta::assert_snapshot!(of(event("Repair: José Peña")).replace("\r\n", "\n"), @r"
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Front desk//Visits//EN
        METHOD:PUBLISH
        NAME:Acme\; Heating
        X-WR-CALNAME:Acme\; Heating
        REFRESH-INTERVAL;VALUE=DURATION:PT1H
        X-PUBLISHED-TTL:PT1H
        BEGIN:VEVENT
        UID:apt_1@front-desk
        DTSTAMP:20261123T150530Z
        LAST-MODIFIED:20261123T150530Z
        SEQUENCE:2
        DTSTART:20261124T140000Z
        DTEND:20261124T180000Z
        STATUS:CONFIRMED
        SUMMARY:Repair: José Peña
        LOCATION:12 Oak Street\, 75201
        DESCRIPTION:Repair\n+12145550142
        END:VEVENT
        END:VCALENDAR
        ");
    }

    proptest! {
        #[test]
        fn hostile_text_stays_within_its_property(text in any::<String>()) {
            let file = of(event(&text));
            prop_assert!(file.split("\r\n").all(|line| line.len() <= LONGEST_LINE), "a line is too long");
            let lines = unfolded(&file);
            prop_assert_eq!(lines.iter().filter(|line| line.as_str() == "BEGIN:VEVENT").count(), 1);
            prop_assert_eq!(lines.len(), of(event("")).replace("\r\n ", "").matches("\r\n").count());
            prop_assert!(!file.replace("\r\n", "").chars().any(char::is_control));
        }

        #[test]
        fn text_is_read_back(text in "[a-zA-Z0-9 ,;\\\\é漢😀\n]{0,200}") {
            let lines = unfolded(&of(event(&text)));
            let value = lines.iter().find_map(|line| line.strip_prefix("SUMMARY:")).expect("a title");
            let (mut read, mut characters) = (String::new(), value.chars());
            while let Some(character) = characters.next() {
                read.push(match character {
                    '\\' => match characters.next().expect("an escaped character") {
                        'n' => '\n',
                        other => other,
                    },
                    other => other,
                });
            }
            prop_assert_eq!(read, text);
        }
    }
}
