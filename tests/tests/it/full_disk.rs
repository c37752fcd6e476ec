//! A disk that is full: said at once, and over as soon as there is room.

use std::{fs, path::Path, process::Command, time::Duration};

use taskmaster_proto::v1::{GetHealthRequest, HealthStatus, PartHealth};
use taskmaster_tests::{Client, Cluster, Database, Proxy, Up, WITHIN, bash, noop, until, within};
use tempfile::TempDir;
use tonic::Code;

/// A small disk of its own, which goes away with this value.
struct Disk(TempDir);

impl Disk {
    /// Nothing where this user may not mount one.
    fn mount() -> Option<Self> {
        let folder = tempfile::Builder::new().prefix("tm-disk-").tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(folder.path());
        let mounted = mount.output().is_ok_and(|output| output.status.success());
        mounted.then(|| Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Leaves no room at all.
    fn fill(&self) {
        for size in [1_000_000, 10_000, 100, 1] {
            for n in 0.. {
                let file = self.path().join(format!("full-{size}-{n}"));
                if fs::write(file, vec![0; size]).is_err() {
                    break;
                }
            }
        }
    }

    fn free(&self) {
        for entry in fs::read_dir(self.path()).unwrap().flatten() {
            if entry.file_name().to_string_lossy().starts_with("full-") {
                fs::remove_file(entry.path()).unwrap();
            }
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

async fn store_health(client: &Client) -> PartHealth {
    let health = client.system().get_health(GetHealthRequest {}).await.unwrap().into_inner();
    health.parts.into_iter().find(|part| part.part == "store").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_by_health_and_is_over_when_there_is_room() {
    let Some(disk) = Disk::mount() else {
        eprintln!("skipped: no disk of its own can be mounted here");
        return;
    };
    let data = disk.path().join("data");
    let up = Up::with(1, 1).set("fleet.backend", "none").data_in(&data).without_workers().await;
    let client = up.client();
    assert_eq!(store_health(&client).await.status(), HealthStatus::Ok);
    assert!(up.readyz().await.starts_with("HTTP/1.1 200"));

    disk.fill();
    let told = until("the store is down", WITHIN, async || {
        let told = store_health(&client).await;
        (told.status() == HealthStatus::Down).then_some(told)
    })
    .await;
    assert!(told.detail.contains("not written"), "{told:?}");
    let ready = up.readyz().await;
    assert!(ready.starts_with("HTTP/1.1 503"), "{ready}");
    assert!(ready.contains("not written"), "{ready}");
    let gateway = up.rest().with_token("");
    until("the gateway is not ready", WITHIN, async || {
        (gateway.get("/readyz").await.status == 503).then_some(())
    })
    .await;
    let refused = client.try_submit(bash("x".repeat(900_000))).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    assert!(refused.message().starts_with("the store cannot write"), "{refused:?}");
    let shown = up.cli().run(&["health"]).await;
    assert_eq!(shown.code, Some(1), "{}", shown.out());
    assert!(shown.out().contains("not written"), "{}", shown.out());

    disk.free();
    until("the store is well", WITHIN, async || {
        (store_health(&client).await.status() == HealthStatus::Ok).then_some(())
    })
    .await;
    assert!(up.readyz().await.starts_with("HTTP/1.1 200"));
    until("the gateway is ready", WITHIN, async || {
        (gateway.get("/readyz").await.status == 200).then_some(())
    })
    .await;
    client.submit(noop()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_hangs_is_told_in_bounded_time() {
    let database = Database::fresh().await;
    let proxy = Proxy::to(&database.address()).await;
    let cluster = Cluster::at(&database.url_via(proxy.port()));
    let mut coordinator = cluster.coordinator("c").await;
    let client = coordinator.client();
    assert_eq!(store_health(&client).await.status(), HealthStatus::Ok);
    proxy.stall();
    let told = within("health", Duration::from_secs(15), async {
        loop {
            let told = store_health(&client).await;
            if told.status() == HealthStatus::Down {
                return told;
            }
        }
    })
    .await;
    assert!(told.detail.contains("answer"), "{told:?}");
    proxy.open();
    coordinator.is_ready().await;
    assert_eq!(store_health(&client).await.status(), HealthStatus::Ok);
}
