//! The days after the launch: the set-up e-mail, and the list that people tick.

use domain::{id::PersonId, notification::NotificationEvent};
use local_aws::SentEmail;
use messages::{FollowUpJob, JobKind};
use serde_json::json;

use super::{configuration::publish, notifications::deliver, number_claims::logged, tenants::sign_up};
use crate::support::{ACME, ApiClient, TestApp, TwilioAccount};

const SUBJECT: &str = "Your agent is set up: what to do next";
const ROLL_BACK: &str = "/admin/tenants/me/configuration/roll-back";
const FIRST_DAYS: &str = "/admin/tenants/me/first-days";

/// The jobs that notify of the account, in the list of due jobs.
async fn account_jobs(app: &TestApp) -> Vec<FollowUpJob> {
    let jobs = app.due_jobs().await;
    let jobs = jobs.iter().map(|job| FollowUpJob::from_body(job).expect("a job"));
    jobs.filter(|job| matches!(job.kind, JobKind::NotifyOfAccount { .. })).collect()
}

/// Does the jobs that notify of the account, each twice, then returns the e-mails, of which there are as many as expected.
async fn emails(app: &TestApp, count: usize) -> Vec<SentEmail> {
    let follow_up = app.other_process([]).follow_up;
    for job in account_jobs(app).await {
        for _ in 0..2 {
            assert!(deliver(&follow_up, &job.to_body().expect("JSON")).await);
        }
    }
    app.wait_for_emails(count).await
}

async fn publish_greeting(client: &ApiClient, greeting: &str) {
    publish(client, &json!({"greeting": greeting})).await;
}

#[tokio::test]
async fn first_publication_of_a_new_company_sends_the_set_up_e_mail_once() {
    let app = TestApp::start().await;
    let (kim, _) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    assert_eq!(account_jobs(&app).await.len(), 0, "a company that is founded is not launched");
    let (spare, number) = (TwilioAccount::spare(&app), "+12145550110");
    kim.put("/admin/tenants/me/credentials/twilio", &spare.credentials()).await.ok(200);
    kim.post("/admin/tenants/me/numbers", &json!({"phone_number": number})).await.ok(201);

    publish_greeting(&kim, "Peak Heating, good day.").await;

    let emails = emails(&app, 1).await;
    assert_eq!((emails[0].subject.as_str(), &emails[0].to), (SUBJECT, &vec!["kim@peak.example".to_owned()]));
    let base = &app.system.manifest.base_url;
    for path in ["/first-days", "/calls", "/team?invite=true", "/today"] {
        assert!(emails[0].text.contains(&format!("  {base}{path}\n")), "{path}: {}", emails[0].text);
    }
    assert!(emails[0].text.contains("(214) 555-0110"), "{}", emails[0].text);
    assert!(!emails[0].text.contains("nsubscribe"), "as other notices of the account");

    let jobs = account_jobs(&app).await;
    let JobKind::NotifyOfAccount { entry, at } = jobs[0].kind.clone() else { panic!("{jobs:?}") };
    let person = kim.get("/admin/me").await.ok(200)["person_id"].as_str().expect("an id").to_owned();
    let event = NotificationEvent::AccountChanged { entry, at };
    let kind = JobKind::Notify { person: PersonId::parse(&person).expect("an id"), event };
    let again = FollowUpJob { kind, ..jobs[0].clone() }.to_body().expect("JSON");
    assert!(deliver(&app.other_process([]).follow_up, &again).await);
    assert_eq!(app.outbox().await.len(), 1, "a job that is delivered again sends nothing");
}

#[tokio::test]
async fn company_is_launched_once_across_publications_and_roll_backs() {
    let app = TestApp::start().await;
    let (kim, _) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    for greeting in ["Peak Heating, good day.", "Peak Heating, hello."] {
        publish_greeting(&kim, greeting).await;
    }
    for version in [1, 2] {
        kim.post(ROLL_BACK, &json!({"version": version})).await.ok(200);
    }
    publish_greeting(&kim, "Peak Heating, once more.").await;
    assert_eq!((account_jobs(&app).await.len(), logged(&kim, "tenant.launched").await.len()), (1, 1));
    let emails = emails(&app, 1).await;
    assert!(emails.len() == 1 && emails[0].text.contains("/numbers\n"), "without a number: {emails:#?}");
}

#[tokio::test]
async fn demonstration_company_gets_no_set_up_e_mail() {
    let app = TestApp::start().await;
    publish_greeting(&app.person(ACME, "owner"), "Acme, good day.").await;
    assert_eq!(account_jobs(&app).await.len(), 0);
}

#[tokio::test]
async fn ticks_are_kept_with_the_company_and_a_second_device_sees_them() {
    let app = TestApp::start().await;
    let (owner, manager) = (app.person(ACME, "owner"), app.person(ACME, "manager"));
    let company = owner.get("/admin/tenants/me").await.ok(200);
    let nothing = json!({"ticked": [], "left_out": [], "hidden": false});
    assert_eq!(company["first_days"], nothing);
    let version = company["version"].as_u64().expect("a version");

    let ticked = owner.patch_at(version, FIRST_DAYS, &json!({"ticked": ["forward"]})).await.ok(200);
    assert_eq!(ticked["version"], version + 1);
    let seen = manager.get("/admin/tenants/me").await.ok(200);
    assert_eq!(seen["first_days"], json!({"ticked": ["forward"], "left_out": [], "hidden": false}));

    let stale = manager.patch_at(version, FIRST_DAYS, &json!({"hidden": true})).await;
    assert_eq!(stale.problem(412).as_str(), "version-mismatch");
    let hidden = json!({"left_out": ["texts", "invite"], "hidden": true});
    let both = manager.patch_at(version + 1, FIRST_DAYS, &hidden).await.ok(200);
    assert_eq!(both["first_days"], json!({"ticked": ["forward"], "left_out": ["invite", "texts"], "hidden": true}));

    let wrong = owner.patch_at(version + 2, FIRST_DAYS, &json!({"ticked": ["dance"]})).await;
    assert_eq!(wrong.problem(422).as_str(), "invalid");
    let entries = logged(&owner, "tenant.first_days").await;
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[1]["after"]["ticked"], json!(["forward"]));
}
