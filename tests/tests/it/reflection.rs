//! A client that has no proto files: it asks for them, and hands a task in.

use std::collections::{BTreeSet, VecDeque};

use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, ReflectMessage as _};
use prost_types::{FileDescriptorProto, FileDescriptorSet};
use taskmaster_tests::{Client, Link, RawCodec, Up, WITHIN, within};
use tokio_stream::iter;
use tonic::{Request, client::Grpc};

/// Asks one version of reflection for all that it knows.
macro_rules! asker {
    ($name:ident, $version:ident) => {
        async fn $name(client: &Client) -> (BTreeSet<String>, DescriptorPool) {
            use tonic_reflection::pb::$version::{
                ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
                server_reflection_request::MessageRequest as Ask,
                server_reflection_response::MessageResponse as Told,
            };

            let mut reflection = ServerReflectionClient::new(client.link());
            let mut ask = async |ask: Ask| {
                let request =
                    ServerReflectionRequest { host: String::new(), message_request: Some(ask) };
                let stream = reflection.server_reflection_info(iter([request])).await.unwrap();
                stream.into_inner().message().await.unwrap().unwrap().message_response.unwrap()
            };
            let Told::ListServicesResponse(list) = ask(Ask::ListServices(String::new())).await
            else {
                panic!("no list of services")
            };
            let services: BTreeSet<String> = list.service.into_iter().map(|s| s.name).collect();
            let mut files = Vec::new();
            let mut missing: VecDeque<Ask> =
                services.iter().cloned().map(Ask::FileContainingSymbol).collect();
            while let Some(next) = missing.pop_front() {
                let Told::FileDescriptorResponse(told) = ask(next).await else { panic!("no file") };
                take(&mut files, told.file_descriptor_proto, |name| {
                    missing.push_back(Ask::FileByFilename(name));
                });
            }
            (services, pool(files))
        }
    };
}
asker!(by_v1, v1);
asker!(by_v1alpha, v1alpha);

/// Keeps new files and asks for what they import.
fn take(files: &mut Vec<FileDescriptorProto>, told: Vec<Vec<u8>>, mut ask: impl FnMut(String)) {
    for bytes in told {
        let file = FileDescriptorProto::decode(bytes.as_slice()).unwrap();
        if files.iter().all(|known| known.name() != file.name()) {
            file.dependency.iter().cloned().for_each(&mut ask);
            files.push(file);
        }
    }
}

fn pool(files: Vec<FileDescriptorProto>) -> DescriptorPool {
    DescriptorPool::from_file_descriptor_set(FileDescriptorSet { file: files }).unwrap()
}

/// Calls a method with a message written as JSON, and gives the answer.
async fn call(link: Link, pool: &DescriptorPool, method: &str, json: &str) -> DynamicMessage {
    let (service, name) = method.split_once('/').unwrap();
    let service = pool.get_service_by_name(service).unwrap();
    let described = service.methods().find(|known| known.name() == name).unwrap();
    let message = |of: MessageDescriptor, json: &str| {
        DynamicMessage::deserialize(of, &mut serde_json::Deserializer::from_str(json)).unwrap()
    };
    let request = message(described.input(), json).encode_to_vec();
    let mut grpc = Grpc::new(link);
    grpc.ready().await.unwrap();
    let path = format!("/{method}").parse().unwrap();
    let answer = grpc.server_streaming(Request::new(request), path, RawCodec).await.unwrap();
    let bytes = answer.into_inner().message().await.unwrap().unwrap();
    DynamicMessage::decode(described.output(), bytes.as_slice()).unwrap()
}

/// The text at a path of fields.
fn at(message: &DynamicMessage, path: &[&str]) -> String {
    let (first, rest) = path.split_first().unwrap();
    let value = message.get_field_by_name(first).unwrap();
    if rest.is_empty() {
        let json = serde_json::to_value(message).unwrap();
        let name = message.descriptor().get_field_by_name(first).unwrap();
        return match &json[name.json_name()] {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
    }
    at(value.as_message().unwrap(), rest)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_without_proto_files_hands_a_task_in_and_reads_what_became_of_it() {
    let up = Up::with(1, 2).start().await;
    let client = up.client();
    for (services, pool) in [by_v1(&client).await, by_v1alpha(&client).await] {
        for name in ["Task", "Worker", "Fleet", "System", "Session"] {
            let name = format!("taskmaster.v1.{name}Service");
            assert!(services.contains(&name), "{name} is not among {services:?}");
        }
        assert!(services.contains("grpc.health.v1.Health"));

        let submit = r#"{"task":{"shell":{"command":"echo out; echo err >&2; printf '\\377\\n'; exit 3"},
            "env":{"A":"b"},"retry":{"maxAttempts":1},"timeout":"10s","metadata":{"k":[1,null]}}}"#;
        let answer =
            call(client.link(), &pool, "taskmaster.v1.TaskService/SubmitTask", submit).await;
        let id = at(&answer, &["task", "id"]);
        let asked = format!("{{\"taskId\":\"{id}\",\"follow\":true}}");
        let read = "taskmaster.v1.TaskService/ReadOutput";
        let output = within("its output", WITHIN, call(client.link(), &pool, read, &asked)).await;
        let output = serde_json::to_string(&output).unwrap();
        // Bytes are base64 in JSON: "out" or "err", whichever was read first.
        assert!(output.contains("b3V0") || output.contains("ZXJy"), "{output}");
        client.ended(&id, WITHIN).await;

        let asked = format!("{{\"taskId\":\"{id}\"}}");
        let get = "taskmaster.v1.TaskService/GetTask";
        let task = call(client.link(), &pool, get, &asked).await;
        assert_eq!(at(&task, &["task", "state"]), "TASK_STATE_FAILED");
        assert_eq!(at(&task, &["task", "exit_code"]), "3");
        assert_eq!(at(&task, &["task", "failure", "kind"]), "FAILURE_KIND_EXIT_CODE");
        let whole = client.output(&id).await;
        assert_eq!(whole.bytes(taskmaster_proto::v1::OutputStream::Stdout), b"out\n\xff\n");
    }
}
