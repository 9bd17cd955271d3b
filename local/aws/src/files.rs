//! The embedded S3: objects in memory, and in a folder if there is a data directory. It accepts presigned requests alone and checks
//! their signature and its end. The type of an object follows from its name. Nothing is deleted by age.
//!
//! Source: Amazon S3 API reference; AWS, "Authenticating Requests: Using Query Parameters".

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use aws_sdk_dynamodb::config::Credentials;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header},
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use platform::aws::signature::{S3, SIGNATURE, Signer};
use url::Url;

use super::REGION;

/// The folder in the data directory.
const FOLDER: &str = "files";
/// The longest time of a presigned URL: seven days.
const LONGEST: Duration = Duration::from_hours(7 * 24);
/// The most keys of a page.
const PAGE: usize = 1_000;

/// A presigned request: who signed it, and for what.
#[derive(Debug, Clone)]
pub(super) struct Presigned {
    pub(super) access_key: String,
    pub(super) token: Option<String>,
    at: Timestamp,
    lasts: Duration,
    signature: String,
}

/// Which objects a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ObjectTarget {
    Object(String),
    List { prefix: String },
}

impl Presigned {
    /// Reads the query of a request. `None` if it is not signed for S3 there.
    pub(super) fn of(uri: &Uri) -> Option<Self> {
        let query: BTreeMap<_, _> =
            form_urlencoded::parse(uri.query()?.as_bytes()).into_owned().collect::<BTreeMap<String, String>>();
        let mut scope = query.get("X-Amz-Credential")?.split('/');
        let (access_key, _day, _region, service) = (scope.next()?, scope.next()?, scope.next()?, scope.next()?);
        let at = DateTime::strptime("%Y%m%dT%H%M%SZ", query.get("X-Amz-Date")?).ok()?;
        let at = TimeZone::UTC.to_timestamp(at).ok()?;
        let lasts = Duration::from_secs(query.get("X-Amz-Expires")?.parse().ok()?);
        (service == S3 && query.get("X-Amz-Algorithm")? == "AWS4-HMAC-SHA256").then(|| Self {
            access_key: access_key.to_owned(),
            token: query.get("X-Amz-Security-Token").cloned(),
            at,
            lasts,
            signature: query.get(SIGNATURE).cloned().unwrap_or_default(),
        })
    }

    /// Whether the signature is that of this secret, for this request.
    fn is_signed_with(&self, secret: &str, method: &Method, uri: &Uri, host: &str) -> bool {
        let Ok(mut url) = format!("http://{host}{uri}").parse::<Url>() else { return false };
        let unsigned: Vec<(String, String)> =
            url.query_pairs().into_owned().filter(|(name, _)| !name.starts_with("X-Amz-")).collect();
        url.set_query(None);
        if !unsigned.is_empty() {
            url.query_pairs_mut().extend_pairs(unsigned);
        }
        let credentials = Credentials::new(&self.access_key, secret, self.token.clone(), None, "local");
        let seconds = u64::try_from(self.at.as_second()).unwrap_or_default();
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let signer = Signer { credentials, region: REGION.to_owned(), at };
        let Ok(expected) = signer.presign(method.as_str(), &url, self.lasts) else { return false };
        expected.query_pairs().any(|(name, value)| name == SIGNATURE && *value == self.signature)
    }

    fn is_valid_at(&self, now: Timestamp) -> bool {
        let age = now.duration_since(self.at);
        let lasts = jiff::SignedDuration::try_from(self.lasts).unwrap_or_default();
        self.lasts <= LONGEST && age >= jiff::SignedDuration::from_mins(-15) && age <= lasts
    }
}

/// The bucket and the rest of a path.
pub(super) fn bucket_and_key(path: &str) -> (&str, &str) {
    let path = path.trim_start_matches('/');
    path.split_once('/').unwrap_or((path, ""))
}

/// The objects by bucket and key.
#[derive(Debug)]
pub(super) struct StoredFiles {
    objects: Mutex<BTreeMap<String, Bytes>>,
    folder: Option<PathBuf>,
}

impl StoredFiles {
    /// Loads the objects of a data directory, if there is one.
    pub(super) fn open(directory: Option<&Path>) -> io::Result<Self> {
        let folder = directory.map(|directory| directory.join(FOLDER));
        let mut objects = BTreeMap::new();
        if let Some(folder) = &folder {
            localhost::create_own_directory(folder)?;
            load(folder, folder, &mut objects)?;
        }
        Ok(Self { objects: Mutex::new(objects), folder })
    }

    pub(super) fn objects(&self) -> BTreeMap<String, Bytes> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers a presigned request. `secret` is that of its access key; `None` if no one has the key.
    pub(super) fn answer(
        &self,
        presigned: &Presigned,
        secret: Option<&str>,
        (method, uri, headers, body): (&Method, &Uri, &HeaderMap, Bytes),
    ) -> Response<Body> {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let Some(secret) = secret else { return refused(StatusCode::FORBIDDEN, "InvalidAccessKeyId") };
        if !presigned.is_signed_with(secret, method, uri, host) {
            return refused(StatusCode::FORBIDDEN, "SignatureDoesNotMatch");
        }
        if !presigned.is_valid_at(Timestamp::now()) {
            return refused(StatusCode::FORBIDDEN, "AccessDenied");
        }
        let Some(target) = target(uri) else { return refused(StatusCode::BAD_REQUEST, "InvalidURI") };
        match (method, target) {
            (&Method::PUT, ObjectTarget::Object(name)) => self.put(name, body),
            (&Method::GET | &Method::HEAD, ObjectTarget::Object(name)) => {
                let object = self.objects.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
                match object {
                    None => refused(StatusCode::NOT_FOUND, "NoSuchKey"),
                    Some(object) => content(method, uri, headers, &name, &object),
                }
            }
            (&Method::DELETE, ObjectTarget::Object(name)) => self.delete(&name),
            (&Method::GET, ObjectTarget::List { prefix }) => self.list(uri.path(), &prefix),
            _ => refused(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed"),
        }
    }

    fn put(&self, name: String, body: Bytes) -> Response<Body> {
        if let Some(folder) = &self.folder {
            let path = folder.join(&name);
            let written = path.parent().map_or(Ok(()), std::fs::create_dir_all);
            if written.and_then(|()| localhost::write_private(&path, &body)).is_err() {
                return refused(StatusCode::INTERNAL_SERVER_ERROR, "InternalError");
            }
        }
        self.objects.lock().unwrap_or_else(PoisonError::into_inner).insert(name, body);
        empty(StatusCode::OK)
    }

    fn delete(&self, name: &str) -> Response<Body> {
        if let Some(folder) = &self.folder
            && let Err(error) = std::fs::remove_file(folder.join(name))
            && error.kind() != io::ErrorKind::NotFound
        {
            return refused(StatusCode::INTERNAL_SERVER_ERROR, "InternalError");
        }
        self.objects.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        empty(StatusCode::NO_CONTENT)
    }

    fn list(&self, path: &str, prefix: &str) -> Response<Body> {
        let (bucket, _) = bucket_and_key(path);
        let beginning = format!("{bucket}/{prefix}");
        let objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = objects.iter().filter_map(|(name, object)| {
            let key = name.starts_with(&beginning).then(|| name.split_once('/'))??.1;
            Some(format!("<Contents><Key>{key}</Key><Size>{}</Size></Contents>", object.len()))
        });
        let page: String = found.by_ref().take(PAGE).collect();
        let is_cut_off = found.next().is_some();
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult \
             xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>{bucket}</Name>\
             <IsTruncated>{is_cut_off}</IsTruncated>{page}</ListBucketResult>"
        );
        let mut response = Response::new(Body::from(text));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
        response
    }
}

fn load(root: &Path, folder: &Path, objects: &mut BTreeMap<String, Bytes>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            load(root, &path, objects)?;
        } else if path.extension().is_none_or(|extension| extension != "unfinished")
            && let Ok(name) = path.strip_prefix(root)
        {
            objects.insert(name.to_string_lossy().into_owned(), std::fs::read(&path)?.into());
        }
    }
    Ok(())
}

/// What a request is for. `None` for a name that is no plain path.
fn target(uri: &Uri) -> Option<ObjectTarget> {
    let (bucket, key) = bucket_and_key(uri.path());
    let is_plain = |part: &str| {
        let plain = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
        plain && !part.is_empty() && !part.starts_with('.')
    };
    if !is_plain(bucket) {
        return None;
    }
    if key.is_empty() {
        let query = form_urlencoded::parse(uri.query()?.as_bytes()).into_owned();
        let prefix = query.into_iter().find(|(name, _)| name == "prefix").map(|(_, prefix)| prefix);
        return Some(ObjectTarget::List { prefix: prefix.unwrap_or_default() });
    }
    key.split('/').all(is_plain).then(|| ObjectTarget::Object(format!("{bucket}/{key}")))
}

/// The content of an object, or the part that the request asks for.
fn content(method: &Method, uri: &Uri, headers: &HeaderMap, name: &str, object: &Bytes) -> Response<Body> {
    let length = object.len();
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok()?.strip_prefix("bytes="));
    let part = match range.map(|range| part_of(range, length)) {
        None => None,
        Some(Some(part)) => Some(part),
        Some(None) => return refused(StatusCode::RANGE_NOT_SATISFIABLE, "InvalidRange"),
    };
    let (first, end) = part.unwrap_or((0, length));
    let sent = object.slice(first..end);
    let mut response = Response::new(if method == Method::HEAD { Body::empty() } else { Body::from(sent) });
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_LENGTH, HeaderValue::from(end - first));
    fields.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let by_name = if name.to_ascii_lowercase().ends_with(".mp3") { "audio/mpeg" } else { "application/octet-stream" };
    let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let asked: BTreeMap<String, String> = query.into_owned().collect();
    let kind = asked.get("response-content-type").map_or(by_name, String::as_str);
    for (field, value) in [
        (header::CONTENT_TYPE, Some(kind)),
        (header::CONTENT_DISPOSITION, asked.get("response-content-disposition").map(String::as_str)),
    ] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            fields.insert(field, value);
        }
    }
    if part.is_some() {
        let range = format!("bytes {first}-{}/{length}", end - 1);
        if let Ok(range) = HeaderValue::from_str(&range) {
            fields.insert(header::CONTENT_RANGE, range);
        }
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}

/// The first byte and the end of a range such as `0-99`, `100-` or `-100`. `None` if there is nothing there.
fn part_of(range: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = range.split_once('-')?;
    let (first, end) = match (first, last) {
        ("", suffix) => (length.saturating_sub(suffix.parse().ok()?), length),
        (first, "") => (first.parse().ok()?, length),
        (first, last) => (first.parse().ok()?, last.parse::<usize>().ok()?.saturating_add(1).min(length)),
    };
    (first < end).then_some((first, end))
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn refused(status: StatusCode, code: &str) -> Response<Body> {
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code></Error>");
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    response
}

#[cfg(test)]
mod tests;
