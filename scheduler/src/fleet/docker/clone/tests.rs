use serde_json::{Value, json};

use super::*;

const VOLUME_ID: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// What an engine tells of a worker's container.
fn worker() -> Value {
    json!({
        "Id": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "Name": "/shop_worker_2",
        "Image": "sha256:feed",
        "Config": {
            "Hostname": "0123456789ab",
            "User": "1000:1000",
            "Env": ["TASKMASTER_WORKER__SLOTS=2", "PATH=/bin"],
            "Cmd": ["worker"],
            "Entrypoint": ["/taskmaster"],
            "Image": "shop_worker",
            "Labels": {
                "com.docker.compose.project": "shop",
                "com.docker.compose.service": "worker",
                "com.docker.compose.container-number": "2",
                "com.docker.compose.config-hash": "beef",
                "com.docker.compose.oneoff": "False",
                "com.docker.compose.replace": "old"
            },
            "StopSignal": "SIGTERM",
            "StopTimeout": 40,
            "Healthcheck": {"Test": ["CMD", "/taskmaster", "health"], "Retries": 3}
        },
        "HostConfig": {
            "Binds": ["shop_join:/run/join:ro"],
            "NetworkMode": "shop_default",
            "RestartPolicy": {"Name": "unless-stopped", "MaximumRetryCount": 0},
            "CapDrop": ["ALL"],
            "SecurityOpt": ["no-new-privileges:true"],
            "ReadonlyRootfs": true,
            "Tmpfs": {"/tmp": "size=64m"},
            "Memory": 268_435_456,
            "NanoCpus": 500_000_000,
            "Init": true,
            "IpcMode": "private",
            "LogConfig": {"Type": "json-file", "Config": {"max-size": "10m"}},
            "MaskedPaths": ["/proc/kcore"]
        },
        "Mounts": [
            {"Type": "volume", "Name": "shop_join", "Destination": "/run/join", "RW": false},
            {"Type": "tmpfs", "Destination": "/tmp", "RW": true}
        ],
        "NetworkSettings": {"Networks": {
            "shop_default": {
                "Aliases": ["worker", "0123456789ab"], "IPAddress": "172.18.0.4",
                "IPAMConfig": {"IPv4Address": "172.18.0.4"}, "NetworkID": "n1"
            },
            "backend": {"Aliases": ["worker", "0123456789ab"], "NetworkID": "n2"}
        }}
    })
}

fn template(seen: Value) -> Template {
    Template::of("shop", serde_json::from_value(seen).unwrap()).unwrap()
}

#[test]
fn a_clone_is_its_template_under_another_number() {
    let template = template(worker());
    assert_eq!(template.too_much(), None);
    assert_eq!(template.volumes(), ["shop_join"]);
    let clone = template.clone_as(5).unwrap();
    assert_eq!(clone.name, "shop_worker_5");
    let body = serde_json::to_value(&clone.body).unwrap();
    let labels = &body["Labels"];
    assert_eq!(labels[label::NUMBER], "5");
    assert_eq!(labels["com.docker.compose.config-hash"], "beef", "Compose takes it for current");
    assert_eq!(labels[label::REPLACE], Value::Null);
    assert_eq!(body["Hostname"], Value::Null, "the engine gives it its own");
    assert_eq!(body["Image"], "sha256:feed");
    let seen = worker();
    for key in ["User", "Env", "Cmd", "Entrypoint", "StopSignal", "StopTimeout", "Healthcheck"] {
        assert_eq!(body[key], seen["Config"][key], "{key}");
    }
    for key in [
        "Binds",
        "NetworkMode",
        "RestartPolicy",
        "CapDrop",
        "SecurityOpt",
        "ReadonlyRootfs",
        "Tmpfs",
        "Memory",
        "NanoCpus",
        "Init",
        "IpcMode",
        "LogConfig",
    ] {
        assert_eq!(body["HostConfig"][key], seen["HostConfig"][key], "{key}");
    }
    let first = &body["NetworkingConfig"]["EndpointsConfig"];
    assert_eq!(first, &json!({"shop_default": {"Aliases": ["worker"]}}));
    let (name, settings) = &clone.networks[0];
    assert_eq!((name.as_str(), clone.networks.len()), ("backend", 1));
    assert_eq!(settings.aliases.as_deref(), Some(&["worker".to_owned()][..]));
}

#[test]
fn a_hostname_that_somebody_chose_is_kept() {
    let mut seen = worker();
    seen["Config"]["Hostname"] = "box".into();
    let clone = template(seen).clone_as(1).unwrap();
    assert_eq!(clone.body.hostname.as_deref(), Some("box"));
}

#[test]
fn a_container_with_a_fixed_name_is_alone_of_its_kind() {
    let mut seen = worker();
    seen["Name"] = "/the-worker".into();
    let refused = template(seen).clone_as(3).unwrap_err().to_string();
    assert!(refused.contains("the-worker has a fixed name"), "{refused}");
}

#[test]
fn what_reaches_out_of_the_container_is_never_cloned() {
    let host = |key: &str, value: Value| {
        let mut seen = worker();
        seen["HostConfig"][key] = value;
        seen
    };
    let mount = |mount: Value| {
        let mut seen = worker();
        seen["Mounts"] = json!([mount]);
        seen
    };
    let cases = [
        (host("Privileged", true.into()), "is privileged"),
        (host("CapAdd", json!(["SYS_ADMIN"])), "has added capabilities"),
        (host("Devices", json!([{"PathOnHost": "/dev/kvm"}])), "has devices"),
        (host("DeviceRequests", json!([{"Count": -1}])), "has devices"),
        (host("DeviceCgroupRules", json!(["c 1:3 mr"])), "has devices"),
        (host("NetworkMode", "host".into()), "uses the network of the host"),
        (host("NetworkMode", "container:abc".into()), "or of another container"),
        (host("PidMode", "host".into()), "sees the processes of the host"),
        (host("IpcMode", "host".into()), "shares memory with the host"),
        (host("UTSMode", "host".into()), "has the host's name"),
        (host("UsernsMode", "host".into()), "has the host's users"),
        (host("VolumesFrom", json!(["abc"])), "has the volumes of another container"),
        (host("SecurityOpt", json!(["seccomp=unconfined"])), "has its confinement switched off"),
        (host("SecurityOpt", json!(["label=disable"])), "has its confinement switched off"),
        (host("MaskedPaths", json!([])), "has its confinement switched off"),
        (
            mount(json!({"Type": "bind", "Source": "/", "Destination": "/host", "RW": false})),
            "has a folder of the host at /host",
        ),
        (
            mount(json!({"Type": "volume", "Name": "v", "Destination": "/data", "RW": true})),
            "may write to the volume at /data",
        ),
        (mount(json!({"Type": "npipe", "Destination": "/x"})), "that is no volume"),
    ];
    for (seen, why) in cases {
        let said = template(seen).too_much().unwrap_or_default();
        assert!(said.contains(why), "{said:?} has no {why:?}");
    }
}

#[test]
fn a_folder_that_the_image_declares_is_a_new_one_in_each_clone() {
    let mut seen = worker();
    seen["Config"]["Volumes"] = json!({"/cache": {}});
    seen["HostConfig"]["Binds"] = json!(["shop_join:/run/join:ro", format!("{VOLUME_ID}:/cache")]);
    seen["Mounts"] =
        json!([{"Type": "volume", "Name": VOLUME_ID, "Destination": "/cache", "RW": true}]);
    let template = template(seen);
    assert_eq!(template.too_much(), None);
    assert_eq!(template.volumes(), [""; 0]);
    let host = template.clone_as(3).unwrap().body.host_config.unwrap();
    assert_eq!(host.binds.unwrap(), ["shop_join:/run/join:ro"]);
}
