//! What the kinds of a tenant's items have to do with a person who called.

/// What happens to an item of a kind if it names one of the person's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldKind {
    /// A part of a call: the call is erased with everything that came of it.
    Call,
    /// A visit: it gives its place back.
    Visit,
    /// A message or an emergency, with its list entry.
    Report,
    /// How a call was counted: the numbers stay, and the caller goes.
    Usage,
    /// The item is about the person and nothing else.
    Own,
    /// That the person replied STOP: the wish outlives the number, as a hash of it.
    OptOut,
    /// The item is the company's own and stays, such as a number that its configuration blocks.
    Company,
}

/// What an item with this sort key has to do with a person. `None` for a kind that this release does not know: it stays, and the report
/// of an erasure names it.
#[must_use]
pub fn held_kind(sort: &str) -> Option<HeldKind> {
    Some(match sort.split('#').next().unwrap_or_default() {
        "call" | "live" | "recording" | "summary" => HeldKind::Call,
        "appointment" => HeldKind::Visit,
        "message" | "emergency" => HeldKind::Report,
        "usage" => HeldKind::Usage,
        "customer" | "customer_note" | "page" | "ended" | "by_caller" | "by_mark" | "visit" | "msg_at" | "emg_at"
        | "test_call" | "scenario" | "latest_text" | "text_consent" | "text_back" | "wrong_details" => HeldKind::Own,
        "opt_out" => HeldKind::OptOut,
        "tenant" | "config" | "credentials" | "account_sweep" | "retention" | "lease" | "person" | "mailbox"
        | "notifications" | "no_email" | "undelivered" | "notified" | "api_key" | "calendar" | "audit" | "requests"
        | "answer" | "capacity" | "pages" | "due" | "arrivals" | "spend" | "webhook" | "delivery" | "no_contact"
        | "erasing" | "scenario_run" | "scenario_result" | "texted" | "texts" | "paged" | "export" | "test_at"
        | "import" | "import_index" => HeldKind::Company,
        _ => return None,
    })
}
