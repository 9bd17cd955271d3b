//! The keys of files. Only this module formats one.
//!
//! | file | key |
//! |---|---|
//! | a recording that is kept for 90 days | `90d/ten_…/CA…/RE….mp3` |
//! | a part of an export, kept until its links have ended | `2d/ten_…/exp_…/0001.zip` |
//!
//! The first part is the class: the bucket has a rule for each that deletes its files after so many days. The company comes next,
//! so that the session of a company reaches the company's files only.

use std::fmt;

use domain::{
    id::{CallSid, ExportId, RecordingSid, TenantId},
    retention::RecordingRetention,
};

/// The class of exports.
const EXPORTS: &str = "2d/";

/// The key of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileKey(String);

impl FileKey {
    /// A recording that is kept for so long.
    #[must_use]
    pub fn recording(
        retention: RecordingRetention,
        tenant: &TenantId,
        call: &CallSid,
        recording: &RecordingSid,
    ) -> Self {
        Self(format!("{}{call}/{recording}.mp3", below(retention, tenant)))
    }

    /// A recording in each class where it can be.
    #[must_use]
    pub fn recording_in_every_class(
        tenant: &TenantId,
        call: &CallSid,
        recording: &RecordingSid,
    ) -> [Self; RecordingRetention::ALL.len()] {
        RecordingRetention::ALL.map(|retention| Self::recording(retention, tenant, call, recording))
    }

    /// A part of an export of everything that a company owns, from 1.
    #[must_use]
    pub fn export(tenant: &TenantId, export: &ExportId, part: u32) -> Self {
        Self(format!("{}{part:04}.zip", export_of(tenant, export)))
    }

    /// A key that the bucket listed.
    pub(crate) fn listed(key: String) -> Self {
        Self(key)
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The type of the file's content.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        if self.0.starts_with(EXPORTS) { "application/zip" } else { "audio/mpeg" }
    }
}

impl fmt::Display for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the keys of a company's files begin with, one for each class.
pub(crate) fn prefixes_of(tenant: &TenantId) -> Vec<String> {
    RecordingRetention::ALL.into_iter().map(|retention| below(retention, tenant)).chain([exports_of(tenant)]).collect()
}

/// What the keys of the archives of a company's exports begin with.
pub(crate) fn exports_of(tenant: &TenantId) -> String {
    format!("{EXPORTS}{tenant}/")
}

/// What the keys of the archives of one export begin with.
pub(crate) fn export_of(tenant: &TenantId, export: &ExportId) -> String {
    format!("{}{export}/", exports_of(tenant))
}

fn below(retention: RecordingRetention, tenant: &TenantId) -> String {
    format!("{}d/{tenant}/", retention.days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_has_the_class_the_company_and_the_call() {
        let tenant = TenantId::parse("ten_acme").expect("an id");
        let call = CallSid::parse("CA1").expect("an id");
        let recording = RecordingSid::parse("RE1").expect("an id");
        let key = FileKey::recording(RecordingRetention::Days90, &tenant, &call, &recording);
        assert_eq!((key.as_str(), key.content_type()), ("90d/ten_acme/CA1/RE1.mp3", "audio/mpeg"));
        let every = FileKey::recording_in_every_class(&tenant, &call, &recording);
        assert!(every.contains(&key));
        let export = FileKey::export(&tenant, &ExportId::parse("exp_1").expect("an id"), 1);
        assert_eq!((export.as_str(), export.content_type()), ("2d/ten_acme/exp_1/0001.zip", "application/zip"));
        let every: Vec<FileKey> = every.into_iter().chain([export]).collect();
        let prefixes = prefixes_of(&tenant);
        assert!(every.iter().all(|key| prefixes.iter().any(|prefix| key.as_str().starts_with(prefix))));
        assert!(
            !prefixes_of(&TenantId::parse("ten_acm").expect("an id"))
                .iter()
                .any(|other| { every.iter().any(|key| key.as_str().starts_with(other)) })
        );
    }
}
