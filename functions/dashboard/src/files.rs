//! The files of the build, as they are and compressed. `build.rs` writes their table.

use axum::http::{HeaderMap, header};

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The page, which is completed with the settings before it is served.
const PAGE: &str = "/index.html";

/// A file of the build.
#[derive(Debug)]
pub(crate) struct File {
    /// Its path in a URL, such as `/assets/index-D3adB33f.js`.
    pub(crate) path: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// The file of a path, except for the page.
pub(crate) fn find(path: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.path == path && path != PAGE)
}

/// The page as it was built.
pub(crate) fn page() -> &'static str {
    let page = FILES.iter().find(|file| file.path == PAGE);
    page.and_then(|page| str::from_utf8(page.plain).ok()).unwrap_or_default()
}

impl File {
    /// The content in the best encoding that the client accepts, and the encoding's name.
    pub(crate) fn encoded_for(&self, asked: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
        let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let accepts = |name: &str| {
            accepted.split(',').any(|choice| {
                let mut parts = choice.split(';').map(str::trim);
                parts.next() == Some(name) && !parts.any(|part| part == "q=0")
            })
        };
        for (name, content) in [("br", self.brotli), ("gzip", self.gzip)] {
            if let Some(content) = content.filter(|_| accepts(name)) {
                return (content, Some(name));
            }
        }
        (self.plain, None)
    }

    /// The media type, by the ending of the name.
    pub(crate) fn content_type(&self) -> &'static str {
        match self.path.rsplit('.').next() {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            Some("webm") => "video/webm",
            Some("vtt") => "text/vtt; charset=utf-8",
            Some("webmanifest") => "application/manifest+json",
            Some("txt") => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }
    }
}
