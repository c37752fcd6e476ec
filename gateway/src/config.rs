//! What a gateway must be told.

use std::net::SocketAddr;

use taskmaster_runtime::config::Setting;

/// The kind of task that `POST /api/schedule` makes when it names none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScheduleKind {
    /// The command is run.
    #[default]
    Shell,
    /// Nothing is run; the task goes through its states at a believable pace.
    Simulate,
}

/// What a gateway must be told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address that it listens on; port 0 picks a free one.
    pub listen: SocketAddr,
    /// Prefix of all its paths, such as `/taskmaster`; empty for none.
    pub base_path: String,
    /// Origins of other sites whose pages may call; `*` alone is all of them.
    pub allowed_origins: Vec<String>,
    /// URL under which browsers reach it, when it is known.
    pub public_url: Option<String>,
    /// Coordinators to begin with. The others that live are found through them.
    pub coordinators: Vec<String>,
    /// What `POST /api/schedule` makes.
    pub schedule_kind: ScheduleKind,
    /// All that its role was told, for people to look at.
    pub settings: Vec<Setting>,
}
