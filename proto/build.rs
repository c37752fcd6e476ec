//! Compiles the proto files with protox, so that nobody needs `protoc`.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

fn main() -> Result<(), Box<dyn Error>> {
    let files = [
        "taskmaster/v1/activity.proto",
        "taskmaster/v1/common.proto",
        "taskmaster/v1/event.proto",
        "taskmaster/v1/fleet.proto",
        "taskmaster/v1/identity.proto",
        "taskmaster/v1/job.proto",
        "taskmaster/v1/queue.proto",
        "taskmaster/v1/schedule.proto",
        "taskmaster/v1/session.proto",
        "taskmaster/v1/system.proto",
        "taskmaster/v1/task.proto",
        "taskmaster/v1/worker.proto",
    ];
    println!("cargo:rerun-if-changed=taskmaster");
    let set = protox::compile(files, ["."])?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), set.encode_to_vec())?;
    tonic_prost_build::configure().bytes(".taskmaster.v1.OutputChunk.data").compile_fds(set)?;
    Ok(())
}
