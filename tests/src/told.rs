//! What a refusal says.

use tonic::Status;
use tonic_types::StatusExt as _;

/// A call's answer or refusal.
pub type Told<T> = Result<T, Status>;

/// The fields that a refusal names, in its order.
pub fn fields(status: &Status) -> Vec<String> {
    let details = status.get_error_details();
    let violations = details.bad_request().map(|bad| bad.field_violations.clone());
    violations.unwrap_or_default().into_iter().map(|violation| violation.field).collect()
}

/// The slug of a refusal.
pub fn reason(status: &Status) -> String {
    let details = status.get_error_details();
    details.error_info().map(|info| info.reason.clone()).unwrap_or_default()
}
