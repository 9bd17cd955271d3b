//! The call of a scenario: planned from the version of the configuration, the company's own scenario, or a past call.

use domain::{
    id::{CallSid, ScenarioId},
    scenario::{CallerAct, CallerScript, ExpectedCall, PlannedCall, standard},
};
use store::{DraftPlace, RunPurpose, ScenarioRunItem, StoreError, TenantItem, TenantScope};

use crate::ScenarioRuns;

/// Why a call is not made, as the result of its scenario says it.
type NotPlanned = &'static str;

/// The scenario, the version or the call is gone.
const REMOVED: NotPlanned = "removed";
/// The draft was replaced since the run began.
const REPLACED: NotPlanned = "replaced";

impl ScenarioRuns {
    /// The call of a scenario.
    pub(crate) async fn planned(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
        run: &ScenarioRunItem,
        nth: u32,
    ) -> Result<Result<PlannedCall, NotPlanned>, StoreError> {
        let Some(scenario) = run.scenarios.get(nth as usize) else { return Ok(Err(REMOVED)) };
        let now_at = DraftPlace::of(tenant).revision_of(run.version);
        if now_at.is_some_and(|revision| revision != run.revision) {
            return Ok(Err(REPLACED));
        }
        let Some(config) = self.store.get_config(scope, run.version).await? else { return Ok(Err(REMOVED)) };
        if let RunPurpose::Replay(call) = &run.purpose {
            return Ok(self.replayed(scope, call).await?.ok_or(REMOVED));
        }
        let planned = match ScenarioId::parse(&scenario.key) {
            Ok(id) => {
                let own = self.store.get_scenario(scope, &id).await?;
                own.map(|own| own.scenario.planned(run.begun.at, &config.time_zone))
            }
            Err(_) => standard(&config, run.begun.at).into_iter().find(|planned| planned.key == scenario.key),
        };
        Ok(planned.ok_or(REMOVED))
    }

    /// The caller's turns of a past call, at the time of that call.
    async fn replayed(&self, scope: &TenantScope, call: &CallSid) -> Result<Option<PlannedCall>, StoreError> {
        let Some(record) = self.store.get_call(scope, call).await? else { return Ok(None) };
        let conversation = record.conversation;
        let acts: Vec<CallerAct> = CallerAct::of_history(conversation.history()).collect();
        Ok(Some(PlannedCall {
            key: call.to_string(),
            title: String::new(),
            at: conversation.started_at(),
            from: conversation.caller().number().cloned(),
            caller: CallerScript::Acts(acts),
            expected: ExpectedCall::default(),
            found: Vec::new(),
        }))
    }
}
