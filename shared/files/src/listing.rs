//! The answer to a request for a list of files. Source: Amazon S3 API reference, `ListObjectsV2`.

use quick_xml::{Reader, events::Event};

/// A page of a list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    /// The keys. Ours have no character that XML escapes.
    pub(crate) keys: Vec<String>,
    /// Whether there are more.
    pub(crate) is_cut_off: bool,
}

impl Listing {
    /// Parses an answer. `None` if it is no list.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let mut reader = Reader::from_str(std::str::from_utf8(text).ok()?);
        let (mut listing, mut element, mut is_list) = (Self::default(), String::new(), false);
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => {
                    start.name().as_ref().clone_into(&mut element);
                    is_list |= element == "ListBucketResult";
                }
                Event::End(_) => element.clear(),
                Event::Text(text) => match element.as_str() {
                    "Key" => listing.keys.push(text.into_inner().into_owned()),
                    "IsTruncated" => listing.is_cut_off = text.into_inner() == "true",
                    _ => {}
                },
                Event::Eof => return is_list.then_some(listing),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_of_the_reference_is_read() {
        let text = br#"<?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>files</Name><Prefix>90d/ten_acme/</Prefix>
            <KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>true</IsTruncated>
            <Contents><Key>90d/ten_acme/CA1/RE1.mp3</Key><Size>4000</Size></Contents>
            <Contents><Key>90d/ten_acme/CA1/RE2.mp3</Key><Size>4000</Size></Contents></ListBucketResult>"#;
        let keys = ["90d/ten_acme/CA1/RE1.mp3", "90d/ten_acme/CA1/RE2.mp3"].map(str::to_owned).into();
        assert_eq!(Listing::parse(text), Some(Listing { keys, is_cut_off: true }));
        for wrong in [&b""[..], b"<Error><Code>AccessDenied</Code></Error>", b"<ListBucketResult"] {
            assert_eq!(Listing::parse(wrong), None);
        }
    }
}
