//! What the coordinator says of itself by the health service of gRPC: whether it takes tasks, which
//! it cannot while its store cannot be written.

use std::time::Duration;

use taskmaster_proto::v1::{
    session_service_server::SessionServiceServer, task_service_server::TaskServiceServer,
};
use taskmaster_runtime::Probe;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tonic_health::{ServingStatus, server::HealthReporter};

use crate::grpc;

/// How often the store is looked at.
const LOOK: Duration = Duration::from_secs(2);

/// All is well: it has just registered at its store.
pub(crate) async fn begin(health: &HealthReporter) {
    health.set_serving::<TaskServiceServer<grpc::Tasks>>().await;
    health.set_serving::<SessionServiceServer<grpc::OpenSessions>>().await;
}

/// Keeps `health` up to date until `stop`, after which nothing serves.
pub(crate) async fn keep(health: HealthReporter, probe: Probe, stop: CancellationToken) {
    let mut tick = interval(LOOK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told = true;
    let mut look = async || {
        tick.tick().await;
        probe.look().await.is_ok()
    };
    while let Some(well) = stop.run_until_cancelled(look()).await {
        if well != told {
            let status = if well { ServingStatus::Serving } else { ServingStatus::NotServing };
            tell(&health, status).await;
            told = well;
        }
    }
    tell(&health, ServingStatus::NotServing).await;
    health.set_not_serving::<SessionServiceServer<grpc::OpenSessions>>().await;
}

/// Workers stay: what they report is taken as soon as the store is back.
async fn tell(health: &HealthReporter, status: ServingStatus) {
    let service = taskmaster_proto::v1::task_service_server::SERVICE_NAME;
    health.set_service_status(service, status).await;
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    use taskmaster_runtime::Tasks;
    use tonic_health::{pb::health_server::Health as _, server::HealthService};

    use super::*;

    async fn status(service: &HealthService) -> i32 {
        let name = taskmaster_proto::v1::task_service_server::SERVICE_NAME;
        let request = tonic_health::pb::HealthCheckRequest { service: name.to_owned() };
        service.check(tonic::Request::new(request)).await.unwrap().into_inner().status
    }

    #[tokio::test(start_paused = true)]
    async fn tasks_are_served_while_the_store_can_be_written() {
        let (serving, not_serving) = (1, 2);
        let reporter = HealthReporter::new();
        let service = HealthService::from_health_reporter(reporter.clone());
        begin(&reporter).await;
        assert_eq!(status(&service).await, serving);
        let full = Arc::new(AtomicBool::new(false));
        let seen = full.clone();
        let probe = Probe::new(move || {
            let full = seen.load(Ordering::Relaxed);
            async move { if full { Err("it is full".to_owned()) } else { Ok(()) } }
        });
        let tasks = Tasks::default();
        tasks.spawn("health", keep(reporter, probe, tasks.stop().clone()));
        for (is_full, expected) in [(true, not_serving), (false, serving), (true, not_serving)] {
            full.store(is_full, Ordering::Relaxed);
            tokio::time::timeout(LOOK * 4, async {
                while status(&service).await != expected {
                    tokio::time::sleep(LOOK / 2).await;
                }
            })
            .await
            .expect("it is told");
        }
    }
}
