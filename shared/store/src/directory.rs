//! The list of tenants: by name, by any word of the name, by number, by status.
//!
//! Each tenant has one entry for its whole name and one for each word of it, in the partition of its status. A name with
//! letters that look like others has entries for the words that it looks like too. Listing and searching read only what
//! they show, for any number of tenants.

use std::collections::BTreeMap;

use domain::{id::TenantId, phone::PhoneNumber};
use icu_normalizer::ComposingNormalizerBorrowed;
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};
use unicode_security::skeleton;

use super::{
    Page, Store, StoreError, TenantItem, TenantStatus,
    form::Versioned,
    key::{self, BY_NAME, BY_WORD, Key},
    page::{Range, cursor_of, rest_of_cursor},
};

/// A tenant in the list, and the sort key of its entry.
#[derive(Deserialize)]
struct DirectoryEntry {
    sk: String,
    #[serde(flatten)]
    tenant: TenantSummary,
}

impl DirectoryEntry {
    /// Whether this is the tenant's first entry with this prefix. A name that repeats a word has several.
    fn is_the_first(&self, prefix: &str) -> bool {
        let keys = sort_keys(&self.tenant.name, &self.tenant.tenant);
        !keys.iter().any(|key| key.starts_with(prefix) && *key < self.sk)
    }
}

/// The number of words of a name that have an entry. Later words have none.
const MOST_WORDS: usize = 8;

/// The list entry of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantSummary {
    /// Its id.
    pub tenant: TenantId,
    /// Its name.
    pub name: String,
    /// Whether its calls are answered.
    pub status: TenantStatus,
    /// Whether the tenant is in test mode.
    pub test_mode: bool,
    /// Its connected numbers.
    pub numbers: Vec<PhoneNumber>,
    /// When it was created.
    pub created_at: Timestamp,
}

impl From<&TenantItem> for TenantSummary {
    fn from(tenant: &TenantItem) -> Self {
        Self {
            tenant: tenant.tenant.clone(),
            name: tenant.profile.name.to_string(),
            status: tenant.status,
            test_mode: tenant.test_mode,
            numbers: tenant.numbers.iter().cloned().collect(),
            created_at: tenant.created_at,
        }
    }
}

/// A tenant's list entries, by key.
pub(super) fn index_entries(tenant: &TenantItem) -> BTreeMap<Key, TenantSummary> {
    let keys = sort_keys(&tenant.profile.name, &tenant.tenant);
    keys.into_iter().map(|sort| (Key::in_list(tenant.status, sort), TenantSummary::from(tenant))).collect()
}

/// The sort keys of a tenant's entries: the whole name, and the rest of the name from each word on.
fn sort_keys(name: &str, tenant: &TenantId) -> Vec<String> {
    let (folded, look) = (fold(name), look_of(name));
    let mut keys = by_words(&folded, tenant);
    if look != folded {
        let others: Vec<_> = by_words(&look, tenant).into_iter().filter(|key| !keys.contains(key)).collect();
        keys.extend(others);
    }
    keys.push(key::by_name(&folded, tenant));
    keys
}

fn by_words(folded: &str, tenant: &TenantId) -> Vec<String> {
    let words: Vec<&str> = folded.split(' ').collect();
    (0..words.len().min(MOST_WORDS)).map(|first| key::by_word(&words[first..].join(" "), tenant)).collect()
}

/// The folded name that a name looks like: with a Cyrillic А, `Аcme` becomes `acme`. Source: Unicode Technical Standard 39,
/// confusable characters. Letters and digits that look alike within ASCII stay as they are.
fn look_of(name: &str) -> String {
    if name.is_ascii() {
        return fold(name);
    }
    let mut look = String::with_capacity(name.len());
    for c in ComposingNormalizerBorrowed::new_nfkc().normalize(name).chars() {
        match unaccented(c) {
            plain if plain.is_ascii() => look.push(plain),
            c => look.push_str(&ascii_look_of(c).unwrap_or_else(|| c.to_string())),
        }
    }
    fold(&look)
}

/// The ASCII letter that a letter looks like, in either case.
fn ascii_look_of(c: char) -> Option<String> {
    [c.to_string(), c.to_uppercase().collect()].into_iter().find_map(|c| {
        let look: String = skeleton(&c).filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
        // UTS 39 writes `m` as `rn`.
        (look.is_ascii() && !look.is_empty()).then(|| look.replace("rn", "m"))
    })
}

/// A folded name, for sorting and searching: lower case, ASCII letters and digits, one space between words. Names
/// without ASCII letters sort first. A change of this function requires new entries for all tenants.
pub(super) fn fold(name: &str) -> String {
    // An apostrophe does not separate words: `Dana's` becomes `danas`. Neither does a combining accent, which some
    // keyboards produce.
    let parts_no_word = |c: &char| matches!(c, '\'' | '’' | '\u{300}'..='\u{36f}');
    let plain: String =
        name.chars().filter(|c| !parts_no_word(c)).map(|c| unaccented(c).to_ascii_lowercase()).collect();
    plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn unaccented(c: char) -> char {
    match c {
        'À'..='Å' | 'à'..='å' => 'a',
        'È'..='Ë' | 'è'..='ë' => 'e',
        'Ì'..='Ï' | 'ì'..='ï' => 'i',
        'Ò'..='Ö' | 'ò'..='ö' => 'o',
        'Ù'..='Ü' | 'ù'..='ü' => 'u',
        'Ñ' | 'ñ' => 'n',
        'Ç' | 'ç' => 'c',
        c => c,
    }
}

impl Versioned for DirectoryEntry {}
impl Versioned for TenantSummary {}

impl Store {
    /// Lists tenants by name, active ones first. `status` limits the list to one status, `search` to names with a word
    /// at which the search text begins.
    #[must_use]
    #[boxed]
    pub async fn list_tenants(
        &self,
        status: Option<TenantStatus>,
        search: Option<&str>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<TenantSummary>, StoreError> {
        let search = search.map(str::trim).filter(|search| !search.is_empty());
        let folded = search.map(look_of);
        if folded.as_ref().is_some_and(String::is_empty) {
            // A search text without a searchable letter matches no name.
            return Ok(Page { items: Vec::new(), next: None });
        }
        let prefix = match &folded {
            Some(words) => format!("{BY_WORD}{words}"),
            None => BY_NAME.to_owned(),
        };
        let statuses: Vec<TenantStatus> = status.map_or_else(|| TenantStatus::ALL.to_vec(), |status| vec![status]);
        // A cursor contains the status, then the place in the list of that status.
        let (skipped, mut place) = match after.map(rest_of_cursor).transpose()? {
            Some(after) => {
                let (status, place) = after.split_once('/').ok_or(StoreError::Cursor)?;
                let at = statuses.iter().position(|each| each.as_str() == status).ok_or(StoreError::Cursor)?;
                (at, Some(cursor_of(place)).filter(|_| !place.is_empty()))
            }
            None => (0, None),
        };
        let mut found = Page { items: Vec::new(), next: None };
        for (at, status) in statuses.iter().enumerate().skip(skipped) {
            let partition = key::tenants(*status);
            let wanted = limit - found.items.len();
            let page: Page<DirectoryEntry> =
                self.page(&Range::in_order(&partition, &prefix), place.take().as_deref(), wanted).await?;
            found.items.extend(
                page.items.into_iter().filter(|placed| placed.is_the_first(&prefix)).map(|placed| placed.tenant),
            );
            let next_status = statuses.get(at + 1).filter(|_| found.items.len() >= limit);
            found.next = match (page.next.as_deref().map(rest_of_cursor).transpose()?, next_status) {
                (Some(place), _) => Some(cursor_of(&format!("{}/{place}", status.as_str()))),
                (None, Some(next)) => Some(cursor_of(&format!("{}/", next.as_str()))),
                (None, None) => None,
            };
            if found.next.is_some() {
                break;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_is_folded_to_lower_case_words_without_accents() {
        assert_eq!(fold("Acme Heating & Air"), "acme heating air");
        assert_eq!(fold("  Calefacción Ñandú, S.A. "), "calefaccion nandu s a");
        assert_eq!(fold("Dana's AC"), "danas ac");
        assert_eq!(fold("Pen\u{303}a"), "pena");
        assert_eq!(fold("暖房"), "");
    }

    #[test]
    fn name_with_letters_that_look_alike_has_the_words_it_looks_like() {
        for (name, look) in [
            ("\u{410}cme Heating", "acme heating"),
            ("\u{410}\u{421}\u{41c}\u{415} Air", "acme air"),
            ("\u{430}\u{441}\u{43c}\u{435}", "acme"),
            ("\u{ff21}\u{ff43}\u{ff4d}\u{ff45}", "acme"),
            ("\u{1d400}cme", "acme"),
            ("\u{391}cme", "acme"),
            ("\u{c1}cme", "acme"),
            ("Acme", "acme"),
            ("Summit Heating", "summit heating"),
        ] {
            assert_eq!(look_of(name), look, "{}", name.escape_unicode());
        }
    }

    #[test]
    fn ordinary_name_has_one_entry_for_each_word() {
        let tenant = TenantId::try_from("ten_acme".to_owned()).expect("an id");
        let expected = ["word#acme heating air", "word#heating air", "word#air", "name#acme heating air"];
        assert_eq!(sort_keys("Acme Heating & Air", &tenant), expected.map(|key| format!("{key}#ten_acme")));
        let expected = ["word#cme air", "word#air", "word#acme air", "name#cme air"];
        assert_eq!(sort_keys("\u{410}cme Air", &tenant), expected.map(|key| format!("{key}#ten_acme")));
    }
}
