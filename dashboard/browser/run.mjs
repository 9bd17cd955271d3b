// The browser tests, against the real `local`: one system and one browser for all of them.
// `node --test-name-pattern=role browser/run.mjs` runs some of them.

import { after, afterEach, before, describe } from "node:test";
import { startBrowser, whatShows } from "./browser.mjs";
import { prepare } from "./screens.mjs";
import { startSystem } from "./system.mjs";
import { accessibilityTests } from "./tests/accessibility.mjs";
import { agentTests } from "./tests/agent.mjs";
import { auditTests } from "./tests/audit.mjs";
import { callTests } from "./tests/calls.mjs";
import { customerTests } from "./tests/customers.mjs";
import { developmentTests } from "./tests/development.mjs";
import { everyScreenTests } from "./tests/every_screen.mjs";
import { failureTests } from "./tests/failures.mjs";
import { figureTests } from "./tests/figures.mjs";
import { firstDayTests } from "./tests/first_days.mjs";
import { firstLoadTests } from "./tests/first_load.mjs";
import { guideTests } from "./tests/guide.mjs";
import { inboxTests } from "./tests/inbox.mjs";
import { keyboardTests } from "./tests/keyboard.mjs";
import { keyTests } from "./tests/keys.mjs";
import { notificationTests } from "./tests/notifications.mjs";
import { numberTests } from "./tests/numbers.mjs";
import { offlineTests } from "./tests/offline.mjs";
import { onboardingTests } from "./tests/onboarding.mjs";
import { operatorTests } from "./tests/operators.mjs";
import { ownerTaskTests } from "./tests/owner_tasks.mjs";
import { proposalTests } from "./tests/proposals.mjs";
import { recordedCallTests } from "./tests/recorded_call.mjs";
import { savedFirstTests } from "./tests/saved_first.mjs";
import { scenarioTests } from "./tests/scenarios.mjs";
import { scheduleTests } from "./tests/schedule.mjs";
import { sessionTests } from "./tests/session.mjs";
import { settingsTests } from "./tests/settings.mjs";
import { teamTests } from "./tests/team.mjs";
import { testedDraftTests } from "./tests/tested_drafts.mjs";
import { visitConflictTests } from "./tests/visit_conflicts.mjs";
import { voiceSampleTests } from "./tests/voice_samples.mjs";
import { voiceTestCallTests } from "./tests/voice_test_calls.mjs";
import { walkthroughTests } from "./tests/walkthroughs.mjs";
import { webhookTests } from "./tests/webhooks.mjs";

/** What the tests share: the system, the browser, and the calls that were rung before them. */
const bench = {};

describe("dashboard", () => {
  before(async () => {
    [bench.system, bench.browser] = await Promise.all([startSystem(), startBrowser()]);
    bench.known = await prepare(bench.system);
  });
  after(async () => {
    await bench.browser?.close();
    await bench.system?.stop();
  });
  afterEach(async (test) => {
    if (test.passed) return;
    for (const line of await whatShows(bench.browser)) test.diagnostic(line);
  });
  sessionTests(bench);
  callTests(bench);
  agentTests(bench);
  testedDraftTests(bench);
  scenarioTests(bench);
  voiceSampleTests(bench);
  voiceTestCallTests(bench);
  inboxTests(bench);
  customerTests(bench);
  figureTests(bench);
  operatorTests(bench);
  teamTests(bench);
  keyTests(bench);
  notificationTests(bench);
  settingsTests(bench);
  onboardingTests(bench);
  proposalTests(bench);
  savedFirstTests(bench);
  firstDayTests(bench);
  numberTests(bench);
  webhookTests(bench);
  auditTests(bench);
  scheduleTests(bench);
  visitConflictTests(bench);
  failureTests(bench);
  offlineTests(bench);
  ownerTaskTests(bench);
  keyboardTests(bench);
  everyScreenTests(bench);
  walkthroughTests(bench);
  guideTests(bench);
  firstLoadTests(bench);
  developmentTests(bench);
  accessibilityTests(bench);
  // Last: it leaves a call with the company that has none.
  recordedCallTests(bench);
});
