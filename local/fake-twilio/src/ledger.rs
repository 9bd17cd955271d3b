//! What the fake stores: the accounts' numbers, on disk if it has a directory, and the messages, calls and recordings of this
//! run, in memory.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use domain::phone::PhoneNumber;
use jiff::{Timestamp, tz::TimeZone};
use twilio::sid::AccountSid;

use super::{
    Account, IssuedKey, PurchaseFault, TextMessage, TwimlApplication, calls::StoredCall, messages::StoredMessage,
    messaging_services::MessagingService, problem::TwilioError, recordings::Recording, settings::NumberSettings,
};
use localhost::random_hex;

const FILE: &str = "fake-twilio.json";
/// The name of the file in data directories of earlier versions.
const OLD_FILE: &str = "twilio-stand-in.json";

/// A number and its settings.
pub(super) struct Held {
    pub(super) sid: String,
    pub(super) number: PhoneNumber,
    pub(super) settings: NumberSettings,
}

/// An account and its numbers.
pub(super) struct AccountState {
    pub(super) who: Account,
    /// The token that a promotion makes the primary one.
    pub(super) secondary_token: Option<String>,
    pub(super) since: Timestamp,
    pub(super) numbers: Vec<Held>,
    pub(super) keys: Vec<IssuedKey>,
    pub(super) applications: Vec<TwimlApplication>,
    /// Whether its requests are refused as too many.
    pub(super) is_rate_limited: bool,
    /// What becomes of its purchases; they succeed without one.
    pub(super) purchase_fault: Option<PurchaseFault>,
}

impl AccountState {
    pub(super) fn sid(&self) -> &AccountSid {
        &self.who.account.account_sid
    }

    /// The path of the account, without a trailing slash.
    pub(super) fn path(&self) -> String {
        format!("/2010-04-01/Accounts/{}", self.sid())
    }

    pub(super) fn holds(&self, number: &PhoneNumber) -> bool {
        self.numbers.iter().any(|held| &held.number == number)
    }
}

/// Everything the fake stores.
pub(super) struct Ledger {
    pub(super) accounts: Vec<AccountState>,
    pub(super) messages: Vec<StoredMessage>,
    /// The numbers that texts do not reach, each with the error code.
    pub(super) failing_texts: BTreeMap<String, u32>,
    /// The messaging services by id.
    pub(super) messaging_services: BTreeMap<String, MessagingService>,
    pub(super) calls: Vec<StoredCall>,
    pub(super) recordings: Vec<Recording>,
    /// The pauses of recordings and their ends: each call and the new status, in order.
    pub(super) recording_changes: Vec<(String, &'static str)>,
    file: Option<PathBuf>,
}

impl Ledger {
    /// A ledger of these accounts, with the number settings stored in the directory.
    pub(super) fn open(accounts: Vec<Account>, directory: Option<&Path>) -> io::Result<Self> {
        if let Some(directory) = directory {
            rename_old_file(directory)?;
        }
        let file = directory.map(|directory| directory.join(FILE));
        let mut kept = match &file {
            Some(file) => read(file)?,
            None => BTreeMap::new(),
        };
        let now = Timestamp::now();
        let accounts = accounts.into_iter().map(|who| {
            let numbers = who.numbers.iter().map(|number| {
                let sid = number_sid(&who.account.account_sid, number);
                let settings = kept.remove(&sid).unwrap_or_else(|| NumberSettings::new(formatted(number), now));
                Held { sid, number: number.clone(), settings }
            });
            AccountState {
                secondary_token: None,
                since: now,
                numbers: numbers.collect(),
                keys: Vec::new(),
                applications: Vec::new(),
                is_rate_limited: false,
                purchase_fault: None,
                who,
            }
        });
        let mut accounts: Vec<AccountState> = accounts.collect();
        restore_bought(&mut accounts, kept);
        Ok(Self {
            accounts,
            messages: Vec::new(),
            failing_texts: BTreeMap::new(),
            messaging_services: BTreeMap::new(),
            calls: Vec::new(),
            recordings: Vec::new(),
            recording_changes: Vec::new(),
            file,
        })
    }

    /// Whether any account holds a number.
    pub(super) fn is_held(&self, number: &PhoneNumber) -> bool {
        self.accounts.iter().any(|account| account.holds(number))
    }

    /// Adds a number to an account, if the file can be written. Returns its place.
    pub(super) fn add_number(
        &mut self,
        account: usize,
        number: PhoneNumber,
        settings: NumberSettings,
    ) -> Result<usize, TwilioError> {
        let holder = &mut self.accounts[account];
        let sid = number_sid(holder.sid(), &number);
        holder.numbers.push(Held { sid, number, settings });
        let at = holder.numbers.len() - 1;
        self.write().inspect_err(|_| drop(self.accounts[account].numbers.pop()))?;
        Ok(at)
    }

    /// Changes the settings of a number, if the file can be written.
    pub(super) fn change(&mut self, account: usize, at: usize, settings: NumberSettings) -> Result<(), TwilioError> {
        let before = std::mem::replace(&mut self.accounts[account].numbers[at].settings, settings);
        self.write().inspect_err(|_| self.accounts[account].numbers[at].settings = before)
    }

    /// Writes the numbers to the file.
    pub(super) fn write(&self) -> Result<(), TwilioError> {
        self.keep().map_err(|error| {
            tracing::warn!(%error, "fake Twilio: the numbers cannot be written");
            TwilioError::INTERNAL
        })
    }

    fn keep(&self) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let numbers = self.accounts.iter().flat_map(|account| &account.numbers);
        let kept: BTreeMap<&str, &NumberSettings> =
            numbers.map(|number| (number.sid.as_str(), &number.settings)).collect();
        localhost::write_private(file, &serde_json::to_vec_pretty(&kept)?)
    }

    pub(super) fn limit_rate(&mut self, account: &AccountSid, limited: bool) {
        for known in self.accounts.iter_mut().filter(|known| known.sid() == account) {
            known.is_rate_limited = limited;
        }
    }

    pub(super) fn fail_purchases(&mut self, account: &AccountSid, fault: Option<PurchaseFault>) {
        for known in self.accounts.iter_mut().filter(|known| known.sid() == account) {
            known.purchase_fault = fault;
        }
    }

    /// The account of a call.
    pub(super) fn account_of_call(&self, sid: &str) -> Option<usize> {
        self.calls.iter().find(|call| call.sid == sid).map(|call| call.account)
    }

    /// The messages received so far, in order.
    pub(super) fn sent(&self) -> Vec<TextMessage> {
        self.messages.iter().map(|message| message.text.clone()).collect()
    }
}

/// Gives the file of an earlier version its new name. A file with the new name wins.
fn rename_old_file(directory: &Path) -> io::Result<()> {
    let (old, new) = (directory.join(OLD_FILE), directory.join(FILE));
    if new.try_exists()? || !old.try_exists()? {
        return Ok(());
    }
    std::fs::rename(old, new)
}

fn read(file: &Path) -> io::Result<BTreeMap<String, NumberSettings>> {
    match std::fs::read(file) {
        Ok(text) => serde_json::from_slice(&text).map_err(|error| {
            let words = format!("{FILE} in the data directory is damaged; delete it ({error})");
            io::Error::new(io::ErrorKind::InvalidData, words)
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(error),
    }
}

/// Gives the accounts the numbers that they bought in an earlier run. Their ids name the account and the number.
fn restore_bought(accounts: &mut [AccountState], kept: BTreeMap<String, NumberSettings>) {
    for (sid, settings) in kept {
        let Some((owner, digits)) = sid.split_at_checked(19) else { continue };
        let Ok(number) = PhoneNumber::parse(&format!("+{}", digits.trim_start_matches('0'))) else { continue };
        let is_held = accounts.iter().any(|account| account.holds(&number));
        let account = accounts.iter_mut().find(|account| account.sid().as_str()[2..19] == owner[2..]);
        if let Some(account) = account.filter(|_| !is_held) {
            account.numbers.push(Held { sid, number, settings });
        }
    }
}

/// The same number of the same account always has the same id: ids stored elsewhere stay valid.
fn number_sid(account: &AccountSid, number: &PhoneNumber) -> String {
    format!("PN{}{:0>15}", &account.as_str()[2..19], &number.as_str()[1..])
}

/// A random id. A counter would repeat ids, because it starts again with each run.
pub(super) fn new_sid(prefix: &str) -> Result<String, TwilioError> {
    random_hex::<16>().map(|digits| format!("{prefix}{digits}")).map_err(|_| TwilioError::INTERNAL)
}

/// A number as Twilio shows it: `(214) 555-0110` in North America, E.164 elsewhere.
pub(super) fn formatted(number: &PhoneNumber) -> String {
    match number.as_str().strip_prefix("+1") {
        Some(n) if n.len() == 10 => format!("({}) {}-{}", &n[..3], &n[3..6], &n[6..]),
        _ => number.to_string(),
    }
}

/// An instant as Twilio writes it: `Thu, 30 Jul 2015 23:19:04 +0000`.
pub(super) fn date(instant: Timestamp) -> String {
    jiff::fmt::rfc2822::to_string(&instant.to_zoned_datetime(TimeZone::UTC)).unwrap_or_default()
}
