//! The text of a page, with a line for each block, and what the page says about itself.

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// The most bytes of text that are taken from a page.
const MOST_TEXT: usize = 200 * 1024;
/// The most scripts of JSON-LD, and the most bytes of each.
const MOST_SCRIPTS: usize = 20;
const MOST_SCRIPT: usize = 64 * 1024;
const MOST_LINKS: usize = 500;

/// Elements whose text is not shown.
const HIDDEN: [&str; 10] =
    ["script", "style", "noscript", "template", "svg", "iframe", "textarea", "select", "object", "title"];
/// Elements that stand within a line. All others begin and end one.
const INLINE: [&str; 27] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "em", "font", "i", "img", "ins", "kbd", "label",
    "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
];

/// What a page says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebPage {
    /// Its text: a line for each block, with tabs between the cells of a table.
    pub text: String,
    /// Its title.
    pub title: Option<String>,
    /// `og:site_name`.
    pub site_name: Option<String>,
    /// Its scripts of JSON-LD.
    pub structured: Vec<String>,
    /// The targets of its links as they are written, each with its words.
    pub links: Vec<(String, String)>,
}

/// Reads a page. Broken HTML is read as a browser reads it; what does not end goes to the end of the page.
#[must_use]
pub fn read_page(html: &str) -> WebPage {
    let mut emitter = DefaultEmitter::default();
    // Scripts and styles are no HTML.
    emitter.naively_switch_states(true);
    let mut reader = PageReader::default();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attribute = |name: &str| {
                    tag.attributes
                        .iter()
                        .find(|(key, _)| key.as_slice() == name.as_bytes())
                        .map(|(_, value)| String::from_utf8_lossy(value).into_owned())
                };
                reader.begin(&name, attribute, tag.self_closing);
            }
            Token::EndTag(tag) => reader.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
            _ => {}
        }
        if reader.page.text.len() > MOST_TEXT {
            break;
        }
    }
    reader.page.text = tidy(&reader.page.text);
    reader.page
}

#[derive(Debug, Default)]
struct PageReader {
    page: WebPage,
    /// The element whose text is hidden, and how many of its kind are open.
    hidden: Option<(String, usize)>,
    is_json: bool,
}

impl PageReader {
    fn begin(&mut self, name: &str, attribute: impl Fn(&str) -> Option<String>, is_closed: bool) {
        if let Some((hidden, depth)) = &mut self.hidden {
            if hidden == name && !is_closed {
                *depth += 1;
            }
            return;
        }
        match name {
            "meta" if attribute("property").as_deref() == Some("og:site_name") => {
                self.page.site_name = self.page.site_name.take().or_else(|| attribute("content"));
            }
            "a" if self.page.links.len() < MOST_LINKS => {
                self.page.links.extend(attribute("href").map(|target| (target, String::new())));
            }
            "td" | "th" => self.page.text.push('\t'),
            _ if HIDDEN.contains(&name) && !is_closed => {
                self.hidden = Some((name.to_owned(), 1));
                self.is_json =
                    name == "script" && attribute("type").is_some_and(|kind| kind.trim() == "application/ld+json");
                if self.is_json && self.page.structured.len() < MOST_SCRIPTS {
                    self.page.structured.push(String::new());
                }
            }
            _ if INLINE.contains(&name) => {}
            _ => self.page.text.push('\n'),
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((hidden, depth)) = &mut self.hidden {
            if hidden == name {
                *depth -= 1;
                if *depth == 0 {
                    self.hidden = None;
                    self.is_json = false;
                }
            }
            return;
        }
        if !INLINE.contains(&name) && !["td", "th"].contains(&name) {
            self.page.text.push('\n');
        }
    }

    fn text(&mut self, text: &str) {
        match &self.hidden {
            Some((hidden, _)) if hidden == "title" => self.page.title.get_or_insert_default().push_str(text),
            Some(_) if self.is_json => {
                if let Some(script) =
                    self.page.structured.last_mut().filter(|script| script.len() + text.len() <= MOST_SCRIPT)
                {
                    script.push_str(text);
                }
            }
            Some(_) => {}
            None => {
                // A line break of the source is a space.
                let words = text.replace(['\n', '\r', '\t'], " ");
                self.page.text.push_str(&words);
                if let Some((_, label)) = self.page.links.last_mut().filter(|(_, label)| label.len() < 200) {
                    label.push_str(&words);
                }
            }
        }
    }
}

/// Single spaces, no empty lines, and no space around lines.
fn tidy(text: &str) -> String {
    let line = |line: &str| {
        let cells = line.split('\t').map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "));
        cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("\t")
    };
    text.split('\n').map(line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_has_a_line_for_each_block_and_tabs_between_cells() {
        let page = read_page(
            "<!doctype html><html><head><title>Acme &amp; Sons</title><style>p{color:red}</style>\
             <meta property=og:site_name content='Acme'></head><body><h1>Hours</h1><p>Mon&ndash;Fri <b>8am</b>\n to 5pm<br>Sat closed\
             <table><tr><td>Mon<td>8-5<tr><th>Tue</th><td>9-5</td></tr></table><script>let a = '<p>no</p>';</script>\
             <script type=\"application/ld+json\">{\"a\": \"</p>\"}</script><noscript>no</noscript><svg><text>no</text></svg>\
             <a href='/contact'>Contact <i>us</i></a><!-- no --></body>",
        );
        assert_eq!(page.text, "Hours\nMon–Fri 8am to 5pm\nSat closed\nMon\t8-5\nTue\t9-5\nContact us");
        assert_eq!((page.title.as_deref(), page.site_name.as_deref()), (Some("Acme & Sons"), Some("Acme")));
        assert_eq!(page.structured, ["{\"a\": \"</p>\"}"]);
        assert_eq!(page.links, [("/contact".to_owned(), "Contact us".to_owned())]);
    }

    #[test]
    fn broken_page_is_read_to_its_end() {
        for (html, text) in [
            ("", ""),
            ("plain text", "plain text"),
            ("<p>open <div>Mon 8-5", "open\nMon 8-5"),
            ("<script>never closed <p>Mon", ""),
            ("</p></div>Mon <b>8-5</i>", "Mon 8-5"),
            ("<<p>>Mon &bogus; &#8211; &#x110000;", "<\n>Mon &bogus; – \u{fffd}"),
            ("<p a='", ""),
            ("<noscript><p>a</noscript>b<svg><svg>c</svg></svg>d", "bd"),
        ] {
            assert_eq!(read_page(html).text, text, "{html}");
        }
    }

    #[test]
    fn huge_page_is_cut() {
        let page = read_page(&format!(
            "{}<script type=application/ld+json>{}</script>",
            "<p>word".repeat(100_000),
            "1".repeat(100_000)
        ));
        assert!(page.text.len() <= MOST_TEXT + 100, "{}", page.text.len());
        assert!(page.structured.is_empty());
        let many = "<a href=x>y</a>".repeat(10_000);
        assert_eq!(read_page(&many).links.len(), MOST_LINKS);
    }
}
