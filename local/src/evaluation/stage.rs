//! A system for one scenario: its clock, the company's configuration, and what is on file before the call.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use domain::{
    booking::{Appointment, BookedBy, BookingRequest, CallerIdentity, Origin},
    id::{AppointmentId, CallSid},
    phone::PhoneNumber,
    slot::SlotId,
    tenant::TenantConfig,
    text::Text,
};
use evaluations::{
    outcome::CallEnding,
    report::CallWay,
    scenario::{Scenario, VisitOnFile},
};
use jiff::{SignedDuration, Timestamp};
use local_aws::Storage;
use platform::{clock::Clock, config::ModelConfig};
use secrecy::ExposeSecret as _;
use store::{Actor, Booking, ChangeContext, CustomerScope, DraftPlace, Store, TenantScope};
use telephone::{
    call::{Call, CallProgress},
    call_setup::CallSetup,
    party::Party,
    transcript::Ending,
};
use twilio::signature::AuthToken;

use super::RunError;
use crate::{
    demo::{self, DemoCompany},
    system::{Aws, Model, System, SystemOptions},
};

/// The call limits of the functions. A scenario is one call, so none of them matters.
const MOST_VISITS: u32 = 1000;

/// A running system, and the company that is called.
pub(super) struct Stage {
    system: System,
    clock: SimulatedTime,
    way: CallWay,
    company: usize,
    pub(super) store: Store,
    pub(super) scope: TenantScope,
    pub(super) customers: CustomerScope,
    pub(super) config: TenantConfig,
    pub(super) on_file: Vec<Appointment>,
    pub(super) from: Option<PhoneNumber>,
    pub(super) began_at: Timestamp,
}

impl Stage {
    /// Starts the system of a scenario with this model. The company's calls go this way.
    pub(super) async fn set((scenario, way): (&Scenario, CallWay), model: ModelConfig) -> Result<Self, RunError> {
        let companies = demo::companies()?;
        let is_called = |company: &DemoCompany| company.tenant.as_str().ends_with(scenario.company());
        let company = companies.iter().position(is_called);
        let company =
            company.ok_or_else(|| format!("company: there is no demonstration company {:?}", scenario.company()))?;
        let config = configured(&companies[company].config, (scenario, way))?;
        let began_at = scenario.at(&config.time_zone)?;
        let clock = SimulatedTime::beginning_at(began_at);
        let options = SystemOptions {
            model: Model::Server {
                api_key: model_key().expose_secret().to_owned(),
                named_keys: [].into(),
                config: model,
            },
            aws: Aws::Embedded(Storage::InMemoryAt(clock.to_clock())),
            clock: clock.to_clock(),
            ..SystemOptions::in_memory()
        };
        let system = Box::pin(System::start(options)).await?;
        let store = system.store();
        let route = store.get_number_route(&companies[company].number).await?.ok_or("the company has no number")?;
        let (scope, customers) = (route.scope(), route.customers());
        let from = scenario.from().cloned();
        let on_file = Vec::new();
        let mut stage = Self { system, clock, way, company, store, scope, customers, config, on_file, from, began_at };
        if stage.config != companies[company].config {
            Box::pin(stage.publish()).await?;
        }
        Box::pin(stage.fill(scenario)).await?;
        Ok(stage)
    }

    /// Lets new calls use the scenario's configuration.
    async fn publish(&self) -> Result<(), RunError> {
        let change =
            ChangeContext { actor: Actor { name: "operator:evaluation".to_owned(), address: None }, at: self.began_at };
        let tenant = self.store.get_tenant(&self.scope).await?.ok_or("the company is gone")?;
        let draft = self.store.save_draft(&self.scope, DraftPlace::of(&tenant), &self.config, &change).await?;
        self.store.publish(&self.scope, &draft.info, None, &change).await?;
        Ok(())
    }

    async fn fill(&mut self, scenario: &Scenario) -> Result<(), RunError> {
        for visit in scenario.on_file().visits() {
            let booked = self.book(visit, Some(&visit.number)).await?;
            self.on_file.push(booked);
        }
        for (slot, count) in scenario.on_file().taken() {
            for _ in 0..*count {
                let other = VisitOnFile {
                    slot: slot.clone(),
                    job_type: self.config.job_types[0].id.clone(),
                    number: PhoneNumber::parse("+12145550190")?,
                    name: Text::parse("Another Customer")?,
                    street: Text::parse("1 Other Street")?,
                    zip: domain::tenant::Zip::parse("75201")?,
                };
                let booked = self.book(&other, None).await?;
                self.on_file.push(booked);
            }
        }
        Ok(())
    }

    async fn book(&self, visit: &VisitOnFile, customer: Option<&PhoneNumber>) -> Result<Appointment, RunError> {
        let call = CallSid::parse(&format!("CA{:032x}", self.on_file.len() + 1))?;
        let booked_by = BookedBy { number: Some(visit.number.clone()), identity: CallerIdentity::Attested };
        let request = BookingRequest {
            slot: self.slot(&visit.slot)?,
            job_type: visit.job_type.clone(),
            name: visit.name.clone(),
            callback: visit.number.clone(),
            street: visit.street.clone(),
            city: None,
            zip: visit.zip.clone(),
            problem: Text::parse("Booked before the call")?,
            access_notes: None,
            answers: Vec::new(),
        };
        let id = AppointmentId::of_call(&call, 0);
        let origin = Origin::Call { call, booked_by: Some(booked_by) };
        let appointment = Appointment::booked(id, origin, request, self.began_at - SignedDuration::from_hours(24));
        match self.store.book(&self.scope, &appointment, MOST_VISITS, customer).await? {
            Booking::Booked(appointment) => Ok(appointment),
            Booking::Full => Err(format!("on_file: {} is full", visit.slot).into()),
        }
    }

    fn slot(&self, id: &SlotId) -> Result<domain::slot::Slot, RunError> {
        Ok(self.config.arrival_windows.slot(id).ok_or_else(|| format!("on_file: the company has no window {id}"))?)
    }

    /// Moves the clock on.
    pub(super) fn clock(&self) -> SimulatedTime {
        self.clock.clone()
    }

    /// Makes the call of a scenario.
    pub(super) async fn call<P: Party>(
        &self,
        scenario: &Scenario,
        caller: &mut P,
    ) -> Result<(CallEnding, Call), RunError> {
        let manifest = &self.system.manifest;
        let tenant = &manifest.tenants[self.company];
        let from = self.from.as_ref().map_or("anonymous", PhoneNumber::as_str);
        let token = AuthToken::new(tenant.twilio_auth_token.as_str());
        let setup = CallSetup::new(from, tenant.number.as_str(), &tenant.twilio_account_sid, token, &tenant.voice_url)?
            .with_attestation(scenario.attestation().name().parse()?)
            .with_ids_from(first_id(scenario.name()))
            .with_fallback(&tenant.fallback_url)?
            .with_status_callback(&tenant.status_url)?
            .with_fake_api(&manifest.twilio_api_url)?;
        let clock = self.clock();
        let setup = match self.way {
            CallWay::Gather => setup,
            CallWay::Stream => setup.with_time_passed(move |time| clock.pass(time)),
        };
        let mut call = Call::place(setup)?;
        loop {
            if let CallProgress::Over(ending) = call.run(caller).await {
                let ending = match ending {
                    Ending::Agent => CallEnding::Agent,
                    Ending::Caller => CallEnding::Caller,
                    Ending::Dropped => CallEnding::Dropped,
                };
                return Ok((ending, call));
            }
        }
    }

    /// The ids of the visits on file.
    pub(super) fn ids_on_file(&self) -> HashSet<&AppointmentId> {
        self.on_file.iter().map(|appointment| &appointment.id).collect()
    }
}

/// The key that the system sends to the gateway, which sends its own to a server.
fn model_key() -> secrecy::SecretString {
    "evaluation".to_owned().into()
}

/// The time of a system, which moves with its call. In milliseconds.
#[derive(Debug, Clone)]
pub(super) struct SimulatedTime(Arc<AtomicI64>);

impl SimulatedTime {
    fn beginning_at(instant: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(instant.as_millisecond())))
    }

    fn to_clock(&self) -> Clock {
        let time = Arc::clone(&self.0);
        Clock::from_fn(move || Timestamp::from_millisecond(time.load(Ordering::Relaxed)).unwrap_or_default())
    }

    /// Lets time pass.
    pub(super) fn pass(&self, time: Duration) {
        self.0.fetch_add(i64::try_from(time.as_millis()).unwrap_or(i64::MAX), Ordering::Relaxed);
    }
}

/// A call has the same ids in every run, so that recorded turns can name a visit that it booked.
///
/// The hash is FNV-1a, which stays the same in every release.
fn first_id(name: &str) -> u128 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    u128::from(hash)
}

fn configured(config: &TenantConfig, (scenario, way): (&Scenario, CallWay)) -> Result<TenantConfig, RunError> {
    let mut value = serde_json::to_value(config)?;
    json_patch::merge(&mut value, &serde_json::Value::Object(scenario.configuration().clone()));
    value["streaming"] = (way == CallWay::Stream).into();
    serde_json::from_value(value).map_err(|error| format!("configuration: {error}").into())
}
