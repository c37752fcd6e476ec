use http::{Method, StatusCode};
use taskmaster_domain::{TaskSpec, TaskState, WorkerId};
use taskmaster_store::{Fleet as _, Sessions as _, View as _, Welcome};

use super::{
    testing::{FakeApi, FakePod, Mishap},
    *,
};
use crate::{Metrics, testing::Town};

const P1: &str = "worker-5d9f8c7b6d-p1";
const P2: &str = "worker-5d9f8c7b6d-p2";
const P3: &str = "worker-5d9f8c7b6d-p3";

/// A store, a cluster and who keeps the one as the other says.
struct Kept {
    town: Town,
    api: FakeApi,
    keeper: KubernetesKeeper,
}

fn fleet() -> KubernetesFleet {
    KubernetesFleet { namespace: None, deployment: "worker".to_owned() }
}

fn keeper(town: &Town, api: &FakeApi) -> KubernetesKeeper {
    let (store, clock) = (town.store.clone(), town.clock.clone());
    let desk = Desk::new(
        KubernetesKeeper::BACKEND,
        taskmaster_domain::worker::Rhythm::default(),
        store,
        clock,
        Metrics::default(),
    );
    let cluster = Some(Cluster::new(api.client(), &fleet()));
    KubernetesKeeper { cluster, ..KubernetesKeeper::new(fleet(), desk) }
}

impl Kept {
    /// A fleet of so many that was looked at once.
    async fn new(replicas: u32) -> Self {
        let (town, api) = (Town::new().await, FakeApi::with(replicas));
        let keeper = keeper(&town, &api);
        let mut kept = Self { town, api, keeper };
        kept.pass().await;
        kept
    }

    async fn pass(&mut self) -> Duration {
        self.keeper.pass().await.unwrap()
    }

    async fn state(&self) -> FleetState {
        self.town.store.fleet().await.unwrap()
    }

    async fn kill(&self, name: &str, worker: Option<WorkerId>, replace: bool) -> OrderId {
        let now = self.town.clock.now();
        self.town.store.order_kill(name, worker, replace, now).await.unwrap()
    }

    async fn answer(&self, order: OrderId) -> KillResult {
        self.town.store.kill_result(order).await.unwrap()
    }

    /// A worker that has a task.
    async fn busy(&self, name: &str, pod: &str) -> (Welcome, taskmaster_domain::TaskId) {
        let welcome = self.town.hello(name, pod).await;
        let task = self.town.submit(self.town.clock.now(), TaskSpec::default()).await;
        assert_eq!(self.town.assign(&welcome).await.len(), 1);
        (welcome, task)
    }
}

fn done(pod: &str, requeued: u32) -> KillResult {
    KillResult::Done { container: pod.to_owned(), requeued }
}

#[tokio::test]
async fn the_first_wanted_size_is_what_the_deployment_says() {
    let kept = Kept::new(4).await;
    let state = kept.state().await;
    assert_eq!((state.backend.as_str(), state.wanted, state.present), ("kubernetes", 4, 4));
    assert!(state.settled && state.last_error.is_empty());
    assert!(kept.api.changes().is_empty());
}

#[tokio::test]
async fn the_deployment_follows_the_wanted_size() {
    let mut kept = Kept::new(2).await;
    kept.town.store.set_wanted(5).await.unwrap();
    kept.pass().await;
    assert_eq!(kept.api.changes(), ["scale 5"]);
    kept.pass().await;
    let state = kept.state().await;
    assert_eq!((state.wanted, state.present, state.settled), (5, 5, true));
    assert!(kept.api.changes().is_empty());
}

#[tokio::test]
async fn a_size_that_kubectl_sets_is_adopted_and_the_api_has_the_last_word() {
    let mut kept = Kept::new(2).await;
    kept.api.set_replicas(6);
    kept.pass().await;
    assert_eq!(kept.state().await.wanted, 6);
    kept.town.store.set_wanted(3).await.unwrap();
    kept.api.set_replicas(7);
    kept.pass().await;
    assert_eq!(kept.api.state().replicas, 3);
    assert_eq!(kept.state().await.wanted, 3);
}

#[tokio::test]
async fn a_smaller_fleet_loses_who_is_idle() {
    let mut kept = Kept::new(3).await;
    kept.busy("worker-1", P3).await;
    kept.town.hello("worker-2", P2).await;
    kept.town.store.set_wanted(1).await.unwrap();
    kept.pass().await;
    assert_eq!(kept.api.pods().0, [P3]);
    let mut ranks = kept.api.changes();
    assert_eq!(ranks.pop().unwrap(), "scale 1");
    assert_eq!(ranks, [format!("rank {P2} -100"), format!("rank {P1} -100")]);
}

#[tokio::test]
async fn a_kill_takes_this_pod_and_its_place_and_gives_its_tasks_back_when_it_is_gone() {
    let mut kept = Kept::new(3).await;
    let (welcome, task) = kept.busy("worker-7", P1).await;
    let order = kept.kill("worker-7", Some(welcome.worker), false).await;
    kept.pass().await;
    assert!(kept.town.is_draining(welcome.worker).await);
    assert_eq!(
        kept.api.changes(),
        [format!("rank {P1} -1000"), "scale 2".to_owned(), format!("delete {P1} 2"),]
    );
    kept.pass().await;
    assert_eq!(kept.answer(order).await, KillResult::Open, "its process may still run");
    assert_eq!(kept.town.state(task).await, TaskState::Assigned);
    assert!(kept.api.changes().is_empty());
    assert_eq!(kept.state().await.wanted, 3);

    kept.api.reap();
    kept.pass().await;
    assert_eq!(kept.answer(order).await, done(P1, 1));
    assert_eq!(kept.town.state(task).await, TaskState::Queued);
    kept.pass().await;
    assert_eq!(kept.state().await.wanted, 2);
    let two = [P2, P3].map(str::to_owned).to_vec();
    assert_eq!(kept.api.pods(), (two, Vec::new()));
    assert!(kept.api.changes().is_empty());
}

#[tokio::test]
async fn a_pod_that_is_killed_by_its_own_name_may_be_replaced() {
    let mut kept = Kept::new(2).await;
    let order = kept.kill(P2, None, true).await;
    kept.pass().await;
    assert_eq!(kept.api.changes(), [format!("delete {P2} 2")]);
    kept.api.reap();
    kept.pass().await;
    assert_eq!(kept.answer(order).await, done(P2, 0));
    kept.pass().await;
    let state = kept.state().await;
    assert_eq!((state.wanted, state.present, state.settled), (2, 2, true));
    assert_eq!(kept.api.pods().0, [P1, P3]);
}

#[tokio::test]
async fn a_scheduler_that_dies_in_the_middle_of_a_kill_is_followed_by_one_that_ends_it() {
    let mut kept = Kept::new(3).await;
    let (welcome, task) = kept.busy("worker-7", P2).await;
    let order = kept.kill("worker-7", Some(welcome.worker), false).await;
    // It gets as far as noting the kill: the Deployment does not listen.
    let refused = StatusCode::INTERNAL_SERVER_ERROR;
    kept.api.state().mishap = Some(Mishap::Refused(Method::PATCH, "scale", refused, "no"));
    kept.keeper.pass().await.unwrap_err();
    assert_eq!(kept.api.state().replicas, 3);

    kept.api.state().mishap = None;
    kept.keeper = KubernetesKeeper { holder: kept.keeper.holder, ..keeper(&kept.town, &kept.api) };
    kept.pass().await;
    assert_eq!(kept.api.state().replicas, 2);
    kept.api.reap();
    kept.pass().await;
    assert_eq!(kept.answer(order).await, done(P2, 1));
    assert_eq!(kept.town.state(task).await, TaskState::Queued);
    kept.pass().await;
    assert_eq!(kept.state().await.wanted, 2);
    assert_eq!(kept.api.pods().0, [P1, P3]);
}

#[tokio::test]
async fn two_kills_of_one_pod_take_one_place_whoever_ends_them() {
    let mut kept = Kept::new(3).await;
    let orders = [kept.kill(P2, None, false).await, kept.kill(P2, None, false).await];
    kept.pass().await;
    kept.keeper = KubernetesKeeper { holder: kept.keeper.holder, ..keeper(&kept.town, &kept.api) };
    kept.pass().await;
    assert_eq!(kept.api.state().replicas, 2);
    kept.api.reap();
    kept.pass().await;
    kept.pass().await;
    for order in orders {
        assert_eq!(kept.answer(order).await, done(P2, 0));
    }
    assert_eq!((kept.state().await.wanted, kept.api.state().replicas), (2, 2));
}

#[tokio::test]
async fn a_pod_that_was_going_anyway_gives_up_no_place_whoever_ends_its_kill() {
    let mut kept = Kept::new(3).await;
    kept.api.set_replicas(2);
    kept.pass().await;
    let order = kept.kill(P3, None, false).await;
    kept.pass().await;
    assert_eq!(kept.api.changes(), [format!("delete {P3} 2")], "it is not to drain any more");
    kept.keeper = KubernetesKeeper { holder: kept.keeper.holder, ..keeper(&kept.town, &kept.api) };
    kept.pass().await;
    kept.api.reap();
    kept.pass().await;
    assert_eq!(kept.answer(order).await, done(P3, 0));
    kept.pass().await;
    assert_eq!((kept.state().await.wanted, kept.api.state().replicas), (2, 2));
}

#[tokio::test]
async fn pods_of_others_are_never_touched_whatever_their_labels_say() {
    let mut kept = Kept::new(1).await;
    let stranger = |name, owner, of| FakePod::stranger(name, owner, of);
    kept.api.state().pods.extend([
        stranger("bare", "Job", "worker-5d9f8c7b6d"),
        stranger("other", "ReplicaSet", "another-5d9f8c7b6d"),
    ]);
    let elsewhere = kept.town.hello("gpu-box", "gpu-box.example").await;
    let bare = kept.town.hello("worker-9", "bare").await;
    let orders = [
        kept.kill("gpu-box", Some(elsewhere.worker), false).await,
        kept.kill("worker-9", Some(bare.worker), true).await,
        kept.kill("other", None, false).await,
    ];
    let unknown = kept.kill("no-such-pod", None, false).await;
    let odd = kept.kill("a=b,c", None, false).await;
    kept.pass().await;
    for order in orders {
        assert_eq!(kept.answer(order).await, KillResult::NotOurs);
    }
    assert_eq!(kept.answer(unknown).await, KillResult::Unknown);
    assert_eq!(kept.answer(odd).await, KillResult::Unknown);
    assert!(kept.api.changes().is_empty());
    assert!(!kept.town.is_draining(bare.worker).await);
    assert_eq!(kept.state().await.present, 1);
}

#[tokio::test]
async fn a_name_that_another_pod_took_meanwhile_keeps_its_tasks() {
    let mut kept = Kept::new(2).await;
    let (welcome, _) = kept.busy("worker-1", P1).await;
    let order = kept.kill("worker-1", Some(welcome.worker), true).await;
    kept.pass().await;
    let now = kept.town.clock.now();
    let store = &kept.town.store;
    let worker = store.worker("worker-1").await.unwrap().unwrap();
    let cause = taskmaster_domain::worker::ReleaseCause::Killed;
    store.release_worker(worker.id, worker.incarnation, cause, now).await.unwrap();
    let next = kept.town.hello("worker-1", P3).await;
    let taken = kept.town.assign(&next).await;
    assert_eq!(taken.len(), 1);
    kept.api.reap();
    kept.pass().await;
    assert_eq!(kept.answer(order).await, done(P1, 1));
    assert_eq!(kept.town.state(taken[0].of.task).await, TaskState::Assigned);
}

#[tokio::test]
async fn a_change_of_somebody_else_between_look_and_change_is_seen_first() {
    let mut kept = Kept::new(2).await;
    let order = kept.kill(P1, None, false).await;
    kept.api.state().mishap = Some(Mishap::Race(2));
    kept.pass().await;
    assert!(!kept.api.changes().iter().any(|change| change.starts_with("scale")));
    kept.api.state().mishap = None;
    kept.pass().await;
    kept.api.reap();
    kept.pass().await;
    assert_eq!(kept.answer(order).await, done(P1, 0));
    assert_eq!(kept.api.state().replicas, 1);
}

#[tokio::test(start_paused = true)]
async fn a_pod_whose_node_is_gone_is_forgotten_after_a_while() {
    let mut kept = Kept::new(2).await;
    let order = kept.kill(P1, None, true).await;
    kept.pass().await;
    kept.api.changes();
    tokio::time::advance(OVERDUE).await;
    kept.pass().await;
    assert_eq!(kept.api.changes(), [format!("delete {P1} 0")]);
    kept.pass().await;
    assert_eq!(kept.answer(order).await, done(P1, 0));
}

#[tokio::test]
async fn what_is_wrong_is_told_in_words_until_it_is_right_again() {
    let mut kept = Kept::new(2).await;
    let cases = [
        (Method::GET, "scale", StatusCode::FORBIDDEN, "may not read the scale of the Deployment"),
        (Method::GET, "scale", StatusCode::NOT_FOUND, "there is no Deployment worker"),
        (Method::GET, "pods", StatusCode::FORBIDDEN, "may not list the pods"),
        (Method::GET, "pods", StatusCode::UNAUTHORIZED, "does not know the scheduler's service"),
        (Method::GET, "pods", StatusCode::INTERNAL_SERVER_ERROR, "refused to list the pods"),
    ];
    for (method, path, status, sentence) in cases {
        kept.api.state().mishap = Some(Mishap::Refused(method, path, status, "so it says"));
        kept.keeper.pass().await.unwrap_err();
        let state = kept.state().await;
        assert!(state.last_error.contains(sentence), "{}", state.last_error);
        assert_eq!((state.wanted, state.present), (2, 2), "nothing is taken for gone");
    }
    kept.api.state().mishap = None;
    kept.pass().await;
    assert_eq!(kept.state().await.last_error, "");
}

#[tokio::test(start_paused = true)]
async fn an_api_that_is_silent_is_given_up_after_a_while() {
    let mut kept = Kept::new(2).await;
    kept.api.state().mishap = Some(Mishap::Silence);
    let pass = tokio::time::timeout(Duration::from_secs(11), kept.keeper.pass());
    pass.await.unwrap().unwrap_err();
    let state = kept.state().await;
    assert!(state.last_error.contains("did not answer within 10s"), "{}", state.last_error);
}

#[tokio::test]
async fn a_pod_that_does_not_start_is_told_of() {
    let mut kept = Kept::new(2).await;
    kept.api.state().pods[1].waiting = Some(("ImagePullBackOff", "no such image"));
    kept.pass().await;
    let state = kept.state().await;
    let sentence = format!("the pod {P2} does not run: ImagePullBackOff: no such image");
    assert_eq!((state.last_error, state.present), (sentence, 1));
    kept.api.state().pods[1].waiting = Some(("ContainerCreating", ""));
    kept.pass().await;
    assert_eq!(kept.state().await.last_error, "");
}

#[tokio::test]
async fn of_two_schedulers_one_keeps_the_fleet() {
    let mut kept = Kept::new(2).await;
    let mut other = keeper(&kept.town, &kept.api);
    kept.town.store.set_wanted(4).await.unwrap();
    other.pass().await.unwrap();
    assert!(kept.api.changes().is_empty());
    kept.pass().await;
    assert_eq!(kept.api.changes(), ["scale 4"]);
}

#[tokio::test]
async fn an_outage_of_the_store_ends_no_pod() {
    use taskmaster_store::Admin as _;
    let mut kept = Kept::new(2).await;
    kept.town.store.close().await;
    kept.keeper.pass().await.unwrap_err();
    assert!(kept.api.changes().is_empty());
    assert_eq!(kept.api.pods().0.len(), 2);
}
