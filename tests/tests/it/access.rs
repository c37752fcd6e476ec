//! Who may call what: the table has a row for each method, and the wire keeps to it.

use std::collections::BTreeSet;

use prost::Message as _;
use prost_types::FileDescriptorSet;
use taskmaster_domain::access::{self, Role, may_call};
use taskmaster_proto::v1;
use taskmaster_tests::{Client, Link, Up, WITHIN, bash, noop, reason, within};
use tonic::{Code, Request, Status, client::Grpc};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

/// All methods of a set of descriptors, as paths.
fn described(set: &[u8]) -> BTreeSet<String> {
    let set = FileDescriptorSet::decode(set).unwrap();
    let mut methods = BTreeSet::new();
    for file in &set.file {
        for service in &file.service {
            for method in &service.method {
                let (package, service) = (file.package(), service.name());
                methods.insert(format!("/{package}.{service}/{}", method.name()));
            }
        }
    }
    methods
}

/// What a bare call of a method answers; the request is an empty message.
async fn call(link: Link, method: &str) -> Result<(), Status> {
    let mut grpc = Grpc::new(link);
    grpc.ready().await.map_err(|cause| Status::unknown(cause.to_string()))?;
    let path = method.parse().unwrap();
    let codec = tonic_prost::ProstCodec::<(), ()>::default();
    // The head of the answer is enough: some of them stream for ever.
    grpc.server_streaming(Request::new(()), path, codec).await.map(|_| ())
}

#[test]
fn every_method_has_a_row_and_every_row_names_a_method() {
    let rows: BTreeSet<String> = access::methods().map(str::to_owned).collect();
    assert_eq!(rows.len(), access::methods().count(), "no method has two rows");
    let mut methods = described(v1::DESCRIPTORS);
    assert!(methods.len() >= 19, "{methods:?}");
    methods.append(&mut described(tonic_health::pb::FILE_DESCRIPTOR_SET));
    methods.append(&mut described(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET));
    methods.append(&mut described(tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET));
    assert_eq!(rows, methods);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_method_is_open_to_those_who_may_call_it_and_to_nobody_else() {
    let up = Up::with(1, 1).start().await;
    let (admin, join) = (up.admin_token(), up.join_token());
    let mut session =
        up.hand_made("w").with(|hello| hello.queues = vec!["own".to_owned()]).open().await;
    up.client().submit(bash("true").queue("own")).await;
    session.gets(1).await;
    let callers = [
        (Role::Anonymous, ""),
        (Role::Worker, join.as_str()),
        (Role::Admin, admin.as_str()),
        (Role::Task, session.assigned[0].task_token.as_str()),
    ];
    for method in access::methods() {
        // An empty message to a stream of words is answered by its service, not by the door.
        for (role, token) in callers {
            let client = up.client().with_token(token);
            let answer = within(method, WITHIN, call(client.link(), method)).await;
            let refused = answer.err().map(|status| status.code());
            let wanted = match role {
                _ if may_call(role, method) => None,
                Role::Anonymous => Some(Code::Unauthenticated),
                Role::Worker | Role::Admin | Role::Task => Some(Code::PermissionDenied),
            };
            let at_the_door = refused
                .filter(|code| matches!(code, Code::Unauthenticated | Code::PermissionDenied));
            assert_eq!(at_the_door, wanted, "{role:?} calls {method}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_without_a_token_that_was_given_out_is_refused_and_does_nothing() {
    let up = Up::with(1, 1).start().await;
    let client = up.client();
    let almost = up.admin_token().replace(|c: char| c.is_ascii_digit(), "a");
    for token in ["", "wrong", &almost, &up.admin_token()[1..]] {
        let refused = client.with_token(token).try_submit(noop()).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated, "{token:?}");
        assert_eq!(reason(&refused), "unauthenticated");
    }
    let refused = client.with_token(&up.join_token()).try_submit(noop()).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::PermissionDenied, "forbidden"));
    assert!(client.counts().await.iter().all(|row| row.count == 0), "a task was kept");

    let by_hand = taskmaster_tests::HandMade::new(client.url(), &up.admin_token(), "x");
    assert_eq!(by_hand.try_open().await.unwrap_err().code(), Code::PermissionDenied);
    let unknown = call(client.link(), "/taskmaster.v1.TaskService/Nothing").await.unwrap_err();
    assert_eq!(unknown.code(), Code::PermissionDenied, "what has no row is closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_open_to_everybody() {
    let up = Up::with(1, 1).start().await;
    let mut health = HealthClient::new(Client::new(up.client().url(), "").link());
    for service in ["", "taskmaster.v1.TaskService", "taskmaster.v1.SessionService"] {
        let request = HealthCheckRequest { service: service.to_owned() };
        let answer = health.check(request).await.unwrap().into_inner();
        assert_eq!(answer.status, 1, "{service:?} serves");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_files_that_only_their_owner_reads() {
    use std::os::unix::fs::PermissionsExt as _;

    let up = Up::with(1, 1).start().await;
    assert_ne!(up.admin_token(), up.join_token());
    for name in ["admin.token", "join.token"] {
        let mode = std::fs::metadata(up.data().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    for (_, pid) in up.worker_pids() {
        let line = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap();
        assert!(!line.contains(&up.join_token()), "a token is an argument");
    }
}
