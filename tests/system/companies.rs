//! A company from its creation to its erasure, as its people and the platform's operators go about it.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn somebody_new_creates_their_company_and_is_its_owner_at_once() {
    let app = TestApp::start().await;
    let kim = app.signed_in("kim@peak.example");
    assert_eq!(kim.get("/admin/me").await.ok(200)["kind"], "newcomer");
    let body = json!({"name": "Peak Heating", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    let created = kim.post("/admin/tenants", &body).await.ok(201);
    let mine = kim.get("/admin/tenants/me").await.ok(200);
    assert_eq!(mine, created["tenant"]);
    assert_eq!(kim.get("/admin/me").await.ok(200)["role"], "owner");
    assert_eq!(kim.post("/admin/tenants", &body).await.problem(403), "forbidden");
}
