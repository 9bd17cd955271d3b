//! x
pub const MODEL: &str = "stand-in";
#[derive(Debug)]
pub struct StandIn;
impl StandIn {
    pub async fn start() -> std::io::Result<Self> {
        Ok(Self)
    }
    pub fn url(&self) -> &str {
        ""
    }
}
