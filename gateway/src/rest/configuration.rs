//! What the parts were told, secrets masked.

use axum::{Json, extract::State as Of};
use serde::Serialize;
use taskmaster_proto::v1::{self, system_service_client::SystemServiceClient};
use utoipa::ToSchema;

use crate::{caller::Caller, extract::Asked, problem::Problem, server::Shared, upstream::Repeat};

/// One thing that a part was told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Setting {
    /// Section and name.
    #[schema(example = "grpc.listen")]
    key: String,
    /// As text, secrets masked; empty when there is none.
    value: String,
    /// Who said so: a file, a variable, `flag` or `default`.
    #[schema(example = "default")]
    source: String,
}

/// What the parts were told. In `taskmaster up` both are the same.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Configuration {
    /// The coordinator that was asked.
    coordinator: Vec<Setting>,
    /// The gateway that answers.
    gateway: Vec<Setting>,
}

/// What the coordinator and this gateway were told, key by key, secrets masked.
#[utoipa::path(
    get,
    path = "/api/system/configuration",
    tag = "system",
    responses((status = 200, description = "All keys with what holds", body = Configuration))
)]
pub(crate) async fn configuration(
    Of(shared): Of<Shared>,
    caller: Caller,
    asked: Asked,
) -> Result<Json<Configuration>, Problem> {
    asked.end()?;
    let call = async |link| {
        let request = v1::GetConfigurationRequest {};
        SystemServiceClient::new(link).get_configuration(request).await
    };
    // The coordinator says who may see it; the gateway's own is for the same.
    let told = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    let wire = told.settings.into_iter();
    let coordinator =
        wire.map(|v1::Setting { key, value, source }| Setting { key, value, source }).collect();
    let own = shared.config.settings.iter().cloned();
    let gateway = own.map(|one| Setting { key: one.key, value: one.value, source: one.source });
    Ok(Json(Configuration { coordinator, gateway: gateway.collect() }))
}
