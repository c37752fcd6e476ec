//! Makes the fleet have its wanted size, and carries out kills.
//!
//! One keeper for each way of running workers. All are reconcilers: each pass reads what is
//! wanted and looks at what is there, a pure `plan` decides, and the actions are carried out
//! plainly. A pass that breaks off anywhere is made good by the next one, in this process or its
//! successor. Without the store nothing is decided, so that its outage ends no worker.

mod desk;
mod docker;
mod kubernetes;
mod process;

pub(crate) use desk::Desk;
pub(crate) use docker::{DockerKeeper, Fault as DockerFault};
pub(crate) use kubernetes::{Fault as KubernetesFault, KubernetesKeeper};
pub(crate) use process::ProcessKeeper;
pub use process::left_running;

/// The duty's word, whoever keeps the fleet.
pub(crate) const NAME: &str = "fleet";
