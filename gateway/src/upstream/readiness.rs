//! Whether the coordinators are there at all, and take tasks.

use std::{pin::pin, time::Duration};

use futures::{StreamExt as _, stream::FuturesUnordered};
use taskmaster_proto::v1::task_service_server::SERVICE_NAME;
use tokio::time::{Instant, sleep, timeout};
use tonic::Status;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use super::{Peer, Upstream, is_speech};

/// How long a coordinator may take to say that it serves.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long coordinators that start together with this gateway may take until it says a word.
const START: Duration = Duration::from_secs(5);
/// How often they are asked until one answers.
const AGAIN: Duration = Duration::from_secs(1);

/// What the coordinators say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// Some one takes tasks.
    Serves,
    /// Some one is there, and none takes tasks: their store may be away.
    Answers,
    /// Nobody is there.
    Nothing,
}

impl Upstream {
    /// Whether some coordinator takes tasks. Answers within about a second.
    pub(crate) async fn is_ready(&self) -> bool {
        let said = self.ask().await;
        match said {
            Said::Serves | Said::Answers => self.pool.hears_somebody(),
            Said::Nothing => self.pool.hears_nobody(),
        }
        said == Said::Serves
    }

    /// Asks until the first coordinator answers, and says so when that takes long.
    pub(crate) async fn first_answer(self) {
        let begun = Instant::now();
        while self.ask().await == Said::Nothing {
            if begun.elapsed() >= START {
                self.pool.hears_nobody();
            }
            sleep(AGAIN).await;
        }
        self.pool.hears_somebody();
    }

    async fn ask(&self) -> Said {
        let asked: FuturesUnordered<_> = self.pool.all().into_iter().map(ask).collect();
        let mut asked = pin!(asked);
        let mut all = Said::Nothing;
        while let Some(said) = asked.next().await {
            match said {
                Said::Serves => return Said::Serves,
                Said::Answers => all = Said::Answers,
                Said::Nothing => {}
            }
        }
        all
    }
}

async fn ask(peer: Peer) -> Said {
    // The service is named: a coordinator whose store is away still answers for itself.
    let request = HealthCheckRequest { service: SERVICE_NAME.to_owned() };
    let mut client = HealthClient::new(peer.line());
    let answer = timeout(PATIENCE, client.check(request)).await;
    match answer.unwrap_or_else(|_| Err(Status::deadline_exceeded("no answer in time"))) {
        Ok(answer) if answer.get_ref().status() == ServingStatus::Serving => Said::Serves,
        Ok(_) => Said::Answers,
        Err(status) if is_speech(&status) => Said::Answers,
        Err(_) => Said::Nothing,
    }
}
