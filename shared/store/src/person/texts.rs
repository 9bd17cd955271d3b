//! The text messages from and to one person, for an export.

use domain::{booking::MessageKind, id::AppointmentId, phone::PhoneNumber};
use platform::boxed;

use crate::{
    CustomerScope, CustomerTextItem, MessageEntry, MessageItem, Page, Store, StoreError, key,
    page::{Condition, Range, rest_of_cursor},
};

/// What the cursors of this list begin with. Those of the list of a number's calls begin with a time.
const FINGERPRINT: &str = "texts";

/// Whether a cursor is one of [`Store::list_texts_from`].
#[must_use]
pub fn continues_texts(cursor: &str) -> bool {
    rest_of_cursor(cursor).is_ok_and(|place| place.starts_with(FINGERPRINT))
}

impl Store {
    /// Lists the text messages that arrived from a number, the latest first. The list of all messages is read for it, so a page may be
    /// short, or even empty, and have a next one.
    #[must_use]
    #[boxed]
    pub async fn list_texts_from(
        &self,
        customers: &CustomerScope,
        number: &PhoneNumber,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<MessageItem>, StoreError> {
        let scope = customers.tenant_scope();
        let mut condition = Condition::default().for_cursors(FINGERPRINT.to_owned());
        condition.require("#kind = :kind AND #callback = :number");
        condition.name("kind");
        condition.name("callback");
        condition.value("kind", MessageKind::Text)?;
        condition.value("number", number)?;
        let range = Range::newest_first(scope.tenant().as_str(), key::MESSAGE_ENTRY);
        let entries: Page<MessageEntry> = self.within(scope).page_matching(&range, &condition, after, limit).await?;
        let mut items = Vec::with_capacity(entries.items.len());
        // An entry has the first words only.
        for entry in entries.items {
            items.extend(self.get_message_item(scope, &entry.message).await?);
        }
        Ok(Page { items, next: entries.next })
    }

    /// Lists the texts about a visit, the earliest change first, for who reads the customer's data.
    #[must_use]
    #[boxed]
    pub async fn list_texts_about(
        &self,
        customers: &CustomerScope,
        visit: &AppointmentId,
    ) -> Result<Vec<CustomerTextItem>, StoreError> {
        self.list_customer_texts(customers.tenant_scope(), visit).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::cursor_of;

    #[test]
    fn cursor_of_calls_is_not_one_of_texts() {
        assert!(continues_texts(&cursor_of("texts#001795449600000000#msg_1")));
        for other in [cursor_of("001795449600000000#CA1"), "soon".to_owned(), String::new()] {
            assert!(!continues_texts(&other), "{other}");
        }
    }
}
