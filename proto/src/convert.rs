//! Between the wire and the domain. Parsing says all that is wrong, field by field, and is
//! tested without a server.

mod basic;
mod job;
mod json;
mod spec;
mod view;

pub use basic::{
    attempt_ref, duration, failure_kind, task_state, timestamp, to_duration, to_timestamp, uuid,
};
pub use job::{
    fire_to_wire, job_from_wire_id, job_spec, job_spec_to_wire, job_to_wire, overrides,
    run_to_wire, schedule_to_wire, timing, verified_to_wire, version_to_wire,
};
pub use spec::{spec_from_store, spec_to_wire, task_spec};
pub use view::{
    attempt_to_wire, progress_from_wire, progress_to_wire, sample_from_wire, sample_to_wire,
    task_from_wire_id, task_to_wire, worker_to_wire,
};
