use serde_json::json;
use taskmaster_domain::{TaskSpec, TaskState};

use super::testing::Port;
use super::*;

fn workers(numbers: impl IntoIterator<Item = u32>) -> Vec<String> {
    numbers.into_iter().map(|number| format!("shop_worker_{number}")).collect()
}

fn done(container: &str, requeued: u32) -> KillResult {
    KillResult::Done { container: container.to_owned(), requeued }
}

#[tokio::test(start_paused = true)]
async fn what_compose_started_is_what_is_wanted() {
    let mut port = Port::with(3).await;
    port.pass(20).await;
    let state = port.state().await;
    assert_eq!((state.backend.as_str(), state.wanted, state.present), ("docker", 3, 3));
    assert_eq!((port.names(), state.last_error.as_str()), (workers(1..=3), ""));
}

#[tokio::test(start_paused = true)]
async fn a_size_asked_for_is_made_and_what_compose_makes_of_it_then_stays() {
    let mut port = Port::with(2).await;
    port.pass(5).await;
    port.scale(5).await;
    port.pass(20).await;
    assert_eq!(port.names(), workers(1..=5));
    assert_eq!((port.state().await.present, port.state().await.wanted), (5, 5));
    for number in 3..=5 {
        port.engine.world().take(&format!("shop_worker_{number}"));
    }
    port.pass(20).await;
    assert_eq!((port.names(), port.state().await.wanted), (workers(1..=2), 2));
    port.engine.world().compose("shop_worker_3", "shop", 3);
    port.pass(20).await;
    assert_eq!((port.names(), port.state().await.wanted), (workers(1..=3), 3));
}

#[tokio::test(start_paused = true)]
async fn a_new_scheduler_changes_nothing() {
    let mut port = Port::with(2).await;
    port.pass(5).await;
    port.scale(4).await;
    port.pass(20).await;
    port.restart();
    port.pass(20).await;
    assert_eq!((port.names(), port.state().await.wanted), (workers(1..=4), 4));
    // What others did while no scheduler looked counts as well.
    port.engine.world().take("shop_worker_2");
    port.restart();
    port.pass(20).await;
    assert_eq!((port.names(), port.state().await.wanted), (workers([1, 3, 4]), 3));
}

#[tokio::test(start_paused = true)]
async fn a_smaller_fleet_lets_its_highest_numbers_finish_what_they_have() {
    let mut port = Port::with(3).await;
    port.pass(5).await;
    let welcome = port.hello("worker-9", "shop_worker_3").await;
    port.town.submit(port.town.clock.now(), TaskSpec::default()).await;
    let claimed = port.town.assign(&welcome).await;
    port.scale(1).await;
    port.pass(10).await;
    assert_eq!(port.names(), workers([1, 3]), "the idle one is gone, the other works");
    assert!(port.town.is_draining(welcome.worker).await);
    assert_eq!(port.engine.world().sent, ["SIGTERM shop_worker_2"]);
    assert_eq!(claimed.len(), 1);
    port.pass(40).await;
    assert_eq!(port.engine.world().sent[1..], ["SIGQUIT shop_worker_3"], "it took too long");
    assert_eq!((port.names(), port.state().await.wanted), (workers([1]), 1));
}

#[tokio::test(start_paused = true)]
async fn a_kill_stops_the_container_and_gives_its_tasks_back() {
    let mut port = Port::with(2).await;
    port.pass(5).await;
    let welcome = port.hello("worker-7", "shop_worker_2").await;
    let task = port.town.submit(port.town.clock.now(), TaskSpec::default()).await;
    port.town.assign(&welcome).await;
    let order = port.order_kill("worker-7", false).await;
    port.pass(2).await;
    assert_eq!(port.answer(order).await, done("shop_worker_2", 1));
    assert_eq!(port.town.state(task).await, TaskState::Queued);
    assert_eq!(port.engine.world().sent, ["SIGQUIT shop_worker_2"]);
    port.pass(20).await;
    assert_eq!((port.names(), port.state().await.wanted), (workers([1]), 1));
}

#[tokio::test(start_paused = true)]
async fn a_container_is_killed_by_its_name_with_either_sign_and_replaced_under_its_number() {
    let mut port = Port::with(3).await;
    port.pass(5).await;
    port.engine.world().deaf = true;
    let before = port.engine.world().id("shop_worker_2");
    let order = port.order_kill("shop-worker-2", true).await;
    port.pass(12).await;
    assert_eq!(port.answer(order).await, done("shop_worker_2", 0));
    let sent = port.engine.world().sent.clone();
    assert_eq!(sent, ["SIGQUIT shop_worker_2", "SIGKILL shop_worker_2"]);
    port.pass(20).await;
    assert_eq!((port.names(), port.state().await.wanted), (workers(1..=3), 3));
    assert_ne!(port.engine.world().id("shop_worker_2"), before);
}

#[tokio::test(start_paused = true)]
async fn the_last_worker_may_be_killed_and_come_back() {
    let mut port = Port::with(1).await;
    port.pass(5).await;
    let order = port.order_kill("shop_worker_1", true).await;
    port.pass(20).await;
    assert_eq!(port.answer(order).await, done("shop_worker_1", 0));
    assert_eq!(port.names(), workers([1]));
    let order = port.order_kill("shop_worker_1", false).await;
    port.pass(20).await;
    assert_eq!(port.answer(order).await, done("shop_worker_1", 0));
    assert_eq!((port.names(), port.state().await.wanted), (workers([]), 0));
    port.scale(2).await;
    port.pass(20).await;
    assert_eq!(port.names(), workers([1, 2]), "its template is remembered");
}

#[tokio::test(start_paused = true)]
async fn a_kill_that_was_begun_is_finished_by_the_next_scheduler() {
    let mut port = Port::with(2).await;
    port.pass(5).await;
    port.engine.world().deaf = true;
    let order = port.order_kill("shop_worker_2", false).await;
    port.pass(1).await;
    port.restart();
    port.engine.world().take("shop_worker_2");
    port.pass(20).await;
    assert_eq!(port.answer(order).await, done("shop_worker_2", 0));
    assert_eq!((port.names(), port.state().await.wanted), (workers([1]), 1));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_of_this_fleet_is_left_alone() {
    let mut port = Port::with(1).await;
    port.engine.world().compose("other_worker_1", "other", 1);
    let lookalike = port.engine.world().compose("shop_worker_2", "shop", 2);
    port.engine.world().containers.get_mut(&lookalike).unwrap().labels.clear();
    port.pass(5).await;
    port.town.hello("gpu-box", "elsewhere").await;
    for name in ["other_worker_1", "other-worker-1", "shop_worker_2", "gpu-box"] {
        let order = port.order_kill(name, false).await;
        port.pass(1).await;
        assert_eq!(port.answer(order).await, KillResult::NotOurs, "{name}");
    }
    for name in ["nobody", "../info", "shop_worker_9"] {
        let order = port.order_kill(name, false).await;
        port.pass(1).await;
        assert_eq!(port.answer(order).await, KillResult::Unknown, "{name}");
    }
    assert_eq!(port.engine.world().sent, [""; 0]);
    assert_eq!(port.state().await.wanted, 1);
    port.scale(2).await;
    port.pass(20).await;
    let names = ["other_worker_1", "shop_worker_1", "shop_worker_2", "shop_worker_3"];
    assert_eq!(port.names(), names, "a name that somebody has is passed over");
    assert!(port.engine.world().containers[&lookalike].labels.is_empty());
}

#[tokio::test(start_paused = true)]
async fn labels_are_read_again_before_a_container_is_changed() {
    let port = Port::with(1).await;
    let id = port.engine.world().id("shop_worker_1");
    let label = engine::label::PROJECT.to_owned();
    port.engine.world().containers.get_mut(&id).unwrap().labels.insert(label, "other".to_owned());
    let yard = &port.keeper.yard;
    for refused in [yard.remove(&id).await, yard.push(&id, "SIGKILL").await, yard.start(&id).await]
    {
        assert!(matches!(refused, Err(Fault::Unfit(_))), "{refused:?}");
    }
    assert_eq!(port.names(), workers([1]));
}

#[tokio::test(start_paused = true)]
async fn a_project_that_is_taken_down_stays_down() {
    let mut port = Port::with(2).await;
    port.pass(5).await;
    // A size that cannot be reached yet: nothing else would hold the fleet back from creating.
    let id = port.engine.world().id("shop_worker_1");
    port.engine.world().containers.get_mut(&id).unwrap().host = json!({"Privileged": true});
    port.scale(4).await;
    port.pass(5).await;
    port.engine.world().containers.get_mut(&id).unwrap().host = json!({});
    for name in workers(1..=2) {
        port.engine.world().take(&name);
        port.pass(1).await;
    }
    port.pass(120).await;
    assert_eq!(port.names(), workers([]));
    let said = port.state().await.last_error;
    assert_eq!(said, "no container of service worker to clone from: start one with Compose");
    for number in 1..=2 {
        port.engine.world().compose(&format!("shop_worker_{number}"), "shop", number);
    }
    port.pass(90).await;
    assert_eq!((port.names(), port.state().await.last_error), (workers(1..=4), String::new()));
}

#[tokio::test(start_paused = true)]
async fn a_template_that_reaches_out_is_refused_in_words() {
    let mut port = Port::with(1).await;
    port.pass(5).await;
    let id = port.engine.world().id("shop_worker_1");
    let mount = json!([{"Type": "volume", "Name": "other_data", "Destination": "/d", "RW": false}]);
    port.engine.world().containers.get_mut(&id).unwrap().mounts = mount;
    port.engine.world().volumes.insert("other_data".to_owned(), "other".to_owned());
    port.scale(2).await;
    port.pass(30).await;
    let state = port.state().await;
    assert_eq!((port.names(), state.wanted), (workers([1]), 2));
    assert!(state.last_error.contains("other_data, which is not of its project"), "{state:?}");
    port.engine.world().volumes.insert("other_data".to_owned(), "shop".to_owned());
    port.pass(120).await;
    assert_eq!((port.names(), port.state().await.last_error), (workers(1..=2), String::new()));
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_is_away_is_told_of_and_changes_nothing() {
    let mut port = Port::with(3).await;
    port.engine.world().away = true;
    port.pass(5).await;
    let state = port.state().await;
    assert_eq!(state.last_error, "cannot reach the Docker engine: nobody answers");
    port.engine.world().away = false;
    port.pass(20).await;
    let state = port.state().await;
    assert_eq!((state.wanted, state.present, state.last_error.as_str()), (3, 3, ""));
    port.engine.world().away = true;
    port.scale(4).await;
    port.pass(20).await;
    port.engine.world().away = false;
    port.pass(20).await;
    assert_eq!(port.names(), workers(1..=4));
}

#[tokio::test(start_paused = true)]
async fn a_container_that_ended_is_the_engines_to_start_unless_it_never_will() {
    let mut port = Port::with(2).await;
    port.pass(5).await;
    let ids = ["shop_worker_1", "shop_worker_2"].map(|name| port.engine.world().id(name));
    for id in &ids {
        port.engine.world().containers.get_mut(id).unwrap().state = State::Ended;
    }
    port.engine.world().containers.get_mut(&ids[1]).unwrap().policy = "no".to_owned();
    port.pass(20).await;
    assert_eq!((port.state().await.present, port.state().await.wanted), (0, 2));
    port.pass(20).await;
    let state = |id: &String| port.engine.world().containers[id].state;
    assert_eq!(ids.each_ref().map(state), [State::Ended, State::Running]);
}

#[tokio::test(start_paused = true)]
async fn the_project_is_that_of_the_schedulers_own_container() {
    let mut port = Port::with(1).await;
    port.keeper.yard.project.clear();
    port.pass(2).await;
    let said = port.state().await.last_error;
    assert!(said.contains("set fleet.docker.project"), "{said}");
    let own = port.engine.world().compose("shop_scheduler_1", "shop", 1);
    let label = engine::label::SERVICE.to_owned();
    let own_labels = |port: &Port, service: &str| {
        let mut world = port.engine.world();
        let labels = &mut world.containers.get_mut(&own).unwrap().labels;
        labels.insert(label.clone(), service.to_owned());
    };
    port.keeper.host = own[..12].to_owned();
    port.pass(5).await;
    let said = port.state().await.last_error;
    assert_eq!(said, "service worker is the scheduler's own: set fleet.docker.service");
    own_labels(&port, "scheduler");
    port.pass(10).await;
    assert_eq!((port.state().await.wanted, port.state().await.last_error), (1, String::new()));
}
