use domain::id::RecordingSid;
use twilio::{
    rest::{Credentials, RestClient},
    sid::AccountSid,
    signature::AuthToken,
};

use super::tone;
use crate::{Account, AccountCredentials, FakeTwilio};

const OURS: &str = "AC000000000000000000000000000000a1";
const OTHER: &str = "AC000000000000000000000000000000b2";
const RECORDING: &str = "RE00000000000000000000000000000001";

#[tokio::test]
async fn recording_of_the_telephone_has_its_sound_until_it_is_deleted() {
    let account = |sid| Account {
        account: AccountCredentials {
            account_sid: AccountSid::parse(sid).expect("valid"),
            auth_token: "a-token".to_owned(),
        },
        friendly_name: "A company".to_owned(),
        numbers: Vec::new(),
    };
    let fake = FakeTwilio::start(vec![account(OURS), account(OTHER)], None).await.expect("starts");
    let report = async |seconds: &str, token: &str| {
        let form = [
            ("CallSid", "CA00000000000000000000000000000001"),
            ("RecordingSid", RECORDING),
            ("RecordingDuration", seconds),
            ("RecordingSource", "StartCallRecordingTwiML"),
        ];
        let url = format!("{}/fake/Accounts/{OURS}/Recordings.json", fake.url());
        let request = platform::http_client().post(url).basic_auth(OURS, Some(token)).form(&form);
        request.send().await.expect("an answer").status().as_u16()
    };
    assert_eq!((report("9", "guessed").await, report("nine", "a-token").await), (401, 400));
    assert_eq!(fake.recordings(), []);
    // Reported twice, there is one.
    assert_eq!((report("9", "a-token").await, report("9", "a-token").await), (201, 201));
    let recording = RecordingSid::parse(RECORDING).expect("valid");
    assert_eq!(fake.recordings(), std::slice::from_ref(&recording));
    let (client, token) = (RestClient::new(platform::http_client(), fake.url()), AuthToken::new("a-token"));
    let sids = [OURS, OTHER].map(|sid| AccountSid::parse(sid).expect("valid"));
    let [ours, other] = [0, 1].map(|at: usize| Credentials { account_sid: &sids[at], auth_token: &token });
    assert_eq!(client.get_sound(&ours, &recording).await.expect("answered"), Some(tone(9)));
    assert_eq!(client.get_sound(&other, &recording).await.expect("answered"), None);
    client.delete_recording(&ours, &recording).await.expect("deleted");
    assert_eq!(client.get_sound(&ours, &recording).await.expect("answered"), None);
}
