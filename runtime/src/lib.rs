//! What every role needs to run: configuration, telemetry, health, signals, drain, clock, owned
//! tasks, secrets, trace context.

pub mod clock;
pub mod config;
pub mod health;
pub mod metrics;
pub mod request_id;
pub mod secret;
pub mod shutdown;
pub mod tasks;
pub mod telemetry;
pub mod traceparent;

pub use clock::Clock;
pub use config::Config;
pub use health::{Health, Probe};
pub use request_id::RequestId;
pub use secret::Secret;
pub use tasks::Tasks;
pub use traceparent::TraceParent;
