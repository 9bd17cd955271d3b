//! The list of companies, and its search by status, name and number.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{ACME, ApiClient, ApiResponse, DESERT, TestApp};

async fn create(operator: &ApiClient, name: &str) -> String {
    let body = json!({"name": name, "time_zone": "America/Denver", "owner": {"email": "owner@company.example"}});
    let created = operator.post("/admin/tenants", &body).await.ok(201);
    created["tenant"]["tenant_id"].as_str().expect("an id").to_owned()
}

/// Percent-encodes a query value.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// All pages of a list.
async fn pages(client: &ApiClient, query: &str) -> Vec<Vec<Value>> {
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(&format!("/admin/tenants?{query}{cursor}")).await.ok(200);
        pages.push(page["items"].as_array().expect("a list").clone());
        let Some(next) = page["next_cursor"].as_str() else { return pages };
        cursor = format!("&cursor={next}");
        assert!(pages.len() < 100, "the list does not end");
    }
}

async fn names_found(client: &ApiClient, search: &str) -> Vec<String> {
    let found = pages(client, &format!("search={}", encoded(search))).await.concat();
    found.iter().map(|company| company["name"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn every_tenant_is_listed_once_at_any_page_size() {
    let app = TestApp::start().await;
    let operator = app.operator();
    let names: Vec<String> = (0..30).map(|i| format!("Company {}", i * 7 % 30)).collect();
    let created = futures_util::future::join_all(names.iter().map(|name| create(&operator, name))).await;
    for tenant in &created[..4] {
        operator.delete(&format!("/admin/tenants/{tenant}")).await.ok(200);
    }
    let id = |company: &Value| company["tenant_id"].as_str().expect("an id").to_owned();
    for limit in [1, 4, 7, 28, 32, 100] {
        let pages = pages(&operator, &format!("limit={limit}")).await;
        assert!(pages.iter().all(|page| page.len() <= limit), "{limit}");
        let all = pages.concat();
        let ids: BTreeSet<String> = all.iter().map(id).collect();
        assert_eq!((all.len(), ids.len()), (32, 32), "{limit}: an entry is missing or repeated");
        let place =
            |company: &Value| ["active", "trial", "inactive"].iter().position(|each| company["status"] == *each);
        let order: Vec<_> = all.iter().map(|company| (place(company), company["name"].to_string())).collect();
        assert!(order.is_sorted_by_key(|(place, name)| (*place, name.to_lowercase())), "{order:?}");
    }
    for (status, count) in [("active", 2), ("trial", 26), ("inactive", 4)] {
        let listed = pages(&operator, &format!("status={status}&limit=3")).await.concat();
        assert_eq!(listed.len(), count);
        assert!(listed.iter().all(|company| company["status"] == status));
    }
    assert_eq!(pages(&operator, "search=company&limit=6").await.concat().len(), 30);
    assert_eq!(pages(&operator, "search=company&status=inactive&limit=3").await.concat().len(), 4);
    let inactive = operator.get("/admin/tenants?status=inactive&limit=1").await.ok(200);
    let next = inactive["next_cursor"].as_str().expect("more");
    for wrong in ["cursor=nonsense", "cursor=bmFtZQ", "cursor=", "cursor=%00", &format!("status=active&cursor={next}")]
    {
        assert_eq!(operator.get(&format!("/admin/tenants?{wrong}")).await.problem(400), "malformed", "{wrong}");
    }
    for limit in ["0", "101", "-1", "1.5", "", "99999999999999999999"] {
        let response = operator.get(&format!("/admin/tenants?limit={limit}")).await;
        assert_eq!(response.problem(400), "malformed", "{limit}");
    }
    assert_eq!(operator.get("/admin/tenants?status=asleep").await.problem(400), "malformed");
}

#[tokio::test]
async fn tenant_created_between_pages_repeats_no_entry() {
    let app = TestApp::start().await;
    let operator = app.operator();
    let first = operator.get("/admin/tenants?limit=1").await.ok(200);
    assert_eq!(first["items"][0]["name"], "Acme Heating & Air");
    create(&operator, "Aardvark Heating").await;
    let next = first["next_cursor"].as_str().expect("more");
    let second = operator.get(&format!("/admin/tenants?limit=1&cursor={next}")).await.ok(200);
    assert_eq!(second["items"][0]["name"], "Desert Comfort");
}

#[tokio::test]
async fn search_finds_a_tenant_by_any_word_of_its_name() {
    let app = TestApp::start().await;
    let operator = app.operator();
    let name = "Peña e Hijos Calefacción & Aire";
    create(&operator, name).await;
    create(&operator, "O\u{2019}Brien\u{2019}s A/C").await;
    for search in [
        "peña",
        "PENA",
        "Peña e hijos",
        "hijos",
        "calefacción",
        "CALEFACCION",
        "calef",
        "calefaccion aire",
        "Calefacción & Aire",
        "  aire ",
        // A letter and a combining accent, as macOS types them.
        "pen\u{303}a",
        "calefaccio\u{301}n",
    ] {
        assert_eq!(names_found(&operator, search).await, [name], "{search:?}");
    }
    assert_eq!(names_found(&operator, "obriens").await.len(), 1);
    assert_eq!(names_found(&operator, "o'brien").await.len(), 1);
    for search in ["faccion", "hijos aire", "peñas", "x", "暖房"] {
        assert!(names_found(&operator, search).await.is_empty(), "{search:?}");
    }
    assert_eq!(names_found(&operator, "heating").await, ["Acme Heating & Air"]);
}

#[tokio::test]
async fn search_lists_a_tenant_once_if_its_name_repeats_a_word() {
    let app = TestApp::start().await;
    let operator = app.operator();
    create(&operator, "Cool Cool Cool").await;
    create(&operator, "Cool Air Cooling").await;
    for limit in [1, 2, 3, 25] {
        let mut found: Vec<_> = pages(&operator, &format!("search=cool&limit={limit}")).await.concat();
        found.sort_by_key(|company| company["name"].to_string());
        let names: Vec<_> = found.iter().map(|company| company["name"].as_str().expect("a name")).collect();
        assert_eq!(names, ["Cool Air Cooling", "Cool Cool Cool"], "{limit}");
    }
}

#[tokio::test]
async fn search_finds_a_tenant_by_number_in_any_format() {
    let app = TestApp::start().await;
    let operator = app.operator();
    for search in ["+12145550100", "(214) 555-0100", "214.555.0100", "1 214 555 0100", "2145550100", " +1 214-555-0100"]
    {
        assert_eq!(names_found(&operator, search).await, ["Acme Heating & Air"], "{search:?}");
    }
    assert!(names_found(&operator, "214 555 0199").await.is_empty());
    let id = &app.tenant(DESERT).tenant_id;
    operator.delete(&format!("/admin/tenants/{id}")).await.ok(200);
    assert_eq!(
        names_found(&operator, "602 555 0100").await,
        ["Desert Comfort"],
        "an inactive company is not found by number"
    );
    let query = "/admin/tenants?status=active&search=6025550100";
    assert_eq!(operator.get(query).await.ok(200)["items"], json!([]));
}

#[tokio::test]
async fn search_finds_a_renamed_tenant_by_its_new_name_only() {
    let app = TestApp::start().await;
    let (operator, owner) = (app.operator(), app.person(ACME, "owner"));
    let version = owner.get("/admin/tenants/me").await.ok(200)["version"].as_u64().expect("a version");
    let patch = json!({"name": "Zenith Air"});
    owner.patch_at(version, "/admin/tenants/me", &patch).await.ok(200);
    for (search, found) in [("acme", 0), ("heating", 0), ("zenith", 1), ("air", 1)] {
        assert_eq!(names_found(&operator, search).await.len(), found, "{search}");
    }
    let listed = pages(&operator, "limit=1").await.concat();
    let names: Vec<_> = listed.iter().map(|company| company["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["Desert Comfort", "Zenith Air"]);
    assert_eq!(names_found(&operator, "2145550100").await, ["Zenith Air"]);
}

#[tokio::test]
async fn tenant_list_is_for_operators_only() {
    let app = TestApp::start().await;
    let asked = ApiResponse::of(app.person(ACME, "owner").request(Method::GET, "/admin/tenants?search=desert")).await;
    assert_eq!(asked.problem(403), "forbidden");
}

#[tokio::test]
async fn search_finds_names_that_look_alike() {
    let app = TestApp::start().await;
    let operator = app.operator();
    // A Cyrillic А, full-width letters, and a name with characters that show nothing.
    for name in ["\u{410}pex Plumbing", "\u{ff21}\u{ff50}\u{ff45}\u{ff58} Cooling", "A\u{200b}p\u{202e}ex Air"] {
        create(&operator, name).await;
    }
    create(&operator, "Apex Heating").await;
    for search in ["apex", "\u{410}\u{420}\u{415}\u{425}", "a\u{440}ex"] {
        let found: BTreeSet<_> = names_found(&operator, search).await.into_iter().collect();
        let expected = ["Apex Air", "Apex Heating", "\u{410}pex Plumbing", "\u{ff21}\u{ff50}\u{ff45}\u{ff58} Cooling"];
        assert_eq!(found, expected.map(str::to_owned).into(), "{search}");
    }
    assert_eq!(names_found(&operator, "plumbing").await, ["\u{410}pex Plumbing"]);
}
