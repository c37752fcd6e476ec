//! The REST API: each handler translates, calls once, translates back.

mod activity;
mod answer;
mod classic;
mod configuration;
mod counters;
mod docs;
mod document;
mod fleet;
mod history;
pub(crate) mod jobs;
mod json;
pub(crate) mod logs;
pub(crate) mod names;
mod queues;
pub(crate) mod session;
mod spec;
mod submit;
mod system;
pub(crate) mod task;
mod tasks;
pub(crate) mod words;
pub(crate) mod workers;

use axum::{Router, routing::get};
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    dashboard,
    layers::{no_method, no_route},
    server::Shared,
    ws,
};

/// All documented routes.
fn documented() -> OpenApiRouter<Shared> {
    OpenApiRouter::with_openapi(document::Head::openapi())
        .routes(routes!(tasks::list_tasks, submit::submit_task))
        .routes(routes!(submit::submit_tasks))
        .routes(routes!(tasks::get_task))
        .routes(routes!(tasks::list_attempts))
        .routes(routes!(tasks::cancel_task))
        .routes(routes!(tasks::retry_task))
        .routes(routes!(tasks::pause_task))
        .routes(routes!(tasks::resume_task))
        .routes(routes!(counters::add_counters))
        .routes(routes!(counters::report_progress))
        .routes(routes!(logs::get_logs))
        .routes(routes!(logs::download_logs))
        .routes(routes!(workers::list_workers))
        .routes(routes!(workers::get_worker))
        .routes(routes!(workers::drain_worker))
        .routes(routes!(workers::resume_worker))
        .routes(routes!(fleet::get_fleet))
        .routes(routes!(fleet::scale_fleet))
        .routes(routes!(fleet::kill_worker))
        .routes(routes!(classic::schedule))
        .routes(routes!(classic::status))
        .routes(routes!(classic::stats))
        .routes(routes!(history::history))
        .routes(routes!(jobs::list::list_jobs, jobs::create_job))
        .routes(routes!(jobs::list::list_upcoming))
        .routes(routes!(jobs::get_job, jobs::update_job, jobs::delete_job))
        .routes(routes!(jobs::duplicate_job))
        .routes(routes!(jobs::get_schedule, jobs::set_schedule))
        .routes(routes!(jobs::act::run_job))
        .routes(routes!(jobs::act::check_job))
        .routes(routes!(jobs::act::verify_job))
        .routes(routes!(jobs::list::list_versions))
        .routes(routes!(jobs::runs::list_job_runs))
        .routes(routes!(jobs::runs::list_fires))
        .routes(routes!(jobs::runs::list_runs))
        .routes(routes!(jobs::runs::get_run))
        .routes(routes!(jobs::preview::preview_schedule))
        .routes(routes!(queues::list_queues))
        .routes(routes!(queues::update_queue))
        .routes(routes!(system::health))
        .routes(routes!(system::system))
        .routes(routes!(configuration::configuration))
        .routes(routes!(activity::list_activity))
        .routes(session::limited(routes!(
            session::get_session,
            session::sign_in,
            session::sign_out
        )))
        .routes(routes!(system::healthz))
        .routes(routes!(system::readyz))
}

/// The OpenAPI document of the whole API, as JSON with an indentation of two.
///
/// # Errors
/// Never in practice: the document is made of plain data.
pub fn openapi() -> Result<String, serde_json::Error> {
    let (_, api) = documented().split_for_parts();
    serde_json::to_string_pretty(&document::finished(api)?)
}

/// All routes below the base path.
///
/// # Errors
/// Never in practice, as [`openapi`].
pub(crate) fn router(shared: Shared) -> Result<Router, serde_json::Error> {
    let base_path = shared.config.base_path.clone();
    let (api, document) = documented().split_for_parts();
    let pages = docs::routes(&base_path, document::finished(document)?);
    let routes = api.merge(pages).merge(ws::routes()).route("/", get(dashboard::home));
    let routes = routes.fallback(dashboard::serve).method_not_allowed_fallback(no_method);
    let routes = routes.with_state(shared.clone());
    if base_path.is_empty() {
        return Ok(routes);
    }
    let home = get(dashboard::home).with_state(shared);
    let routes = Router::new().route(&format!("{base_path}/"), home).nest(&base_path, routes);
    Ok(routes.fallback(no_route))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_openapi_document_is_up_to_date() {
        let committed = include_str!("../openapi.json");
        let fresh = openapi().unwrap();
        let advice = "`taskmaster docs openapi > gateway/openapi.json` makes it anew";
        assert!(committed.trim_end() == fresh, "gateway/openapi.json is stale: {advice}");
    }

    #[test]
    fn the_page_of_the_api_has_every_route() {
        let page = include_str!("../../docs/api.md");
        let document: serde_json::Value = serde_json::from_str(&openapi().unwrap()).unwrap();
        let goes_on = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '/');
        for path in document["paths"].as_object().unwrap().keys() {
            let told = page.split(path.as_str()).skip(1).any(|rest| !goes_on(rest));
            assert!(told, "docs/api.md does not have {path}");
        }
    }
}
