//! Calling a coordinator: where it is, who we are.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use taskmaster_proto::v1::{
    fleet_service_client::FleetServiceClient, identity_service_client::IdentityServiceClient,
    job_service_client::JobServiceClient, queue_service_client::QueueServiceClient,
    system_service_client::SystemServiceClient, task_service_client::TaskServiceClient,
    worker_service_client::WorkerServiceClient,
};
use taskmaster_runtime::{Config, Secret};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};

use crate::{
    context::{Context, Flags},
    error::{Error, Result},
    host::folder::Folder,
};

/// Where a coordinator is when nothing says otherwise.
const DEFAULT: &str = "http://127.0.0.1:50051";

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);

/// Bytes of an answer: a page of tasks, each with a command of its own.
const ANSWER_BYTES: usize = 64 << 20;

/// Arguments of commands that call a coordinator.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ClientArgs {
    /// Coordinator to call, of several with commas the first that is reached (or
    /// TASKMASTER_ADDRESS, or what `up` left in its data folder)
    #[arg(long, visible_alias = "grpc", value_name = "URL")]
    pub(crate) coordinator: Option<String>,
    /// File with the token to show (or TASKMASTER_TOKEN, or the data folder's admin.token)
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
}

/// Adds the token to every call.
#[derive(Clone, Debug)]
pub(crate) struct Bearer(Option<MetadataValue<Ascii>>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(token) = &self.0 {
            request.metadata_mut().insert("authorization", token.clone());
        }
        Ok(request)
    }
}

/// A connection with a token.
pub(crate) type Link = InterceptedService<Channel, Bearer>;

/// A coordinator.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    link: Link,
}

impl Client {
    /// Connects as the arguments, the environment and the data folder say, in this order.
    pub(crate) async fn connect(args: &ClientArgs, context: &Context) -> Result<Self> {
        let config = context.load(Flags::default())?.config;
        let folder = config.data_dir.clone().map(Folder::at);
        let address = args
            .coordinator
            .clone()
            .or_else(|| context.variable("TASKMASTER_ADDRESS").map(str::to_owned))
            .or_else(|| Some(folder.as_ref()?.endpoints()?.url()))
            .unwrap_or_else(|| DEFAULT.to_owned());
        let token = token(args, context, &config, folder.as_ref())?;
        let mut refused = Error::Usage("--coordinator names no coordinator".to_owned());
        for one in address.split(',').map(str::trim).filter(|one| !one.is_empty()) {
            match Self::at(one.to_owned(), token.clone()).await {
                Ok(client) => return Ok(client),
                Err(cause) => refused = cause,
            }
        }
        Err(refused)
    }

    /// Connects to one coordinator with this token, or with none.
    pub(crate) async fn at(address: String, token: Option<Secret>) -> Result<Self> {
        let url = if address.contains("://") { address } else { format!("http://{address}") };
        if url.starts_with("https://") {
            // It would be called in clear, token included.
            let why = "coordinators speak no TLS of their own; use http:// on a private network";
            return Err(Error::Usage(format!("{url}: {why}")));
        }
        let endpoint = Endpoint::from_shared(url.clone())
            .map_err(|_| Error::Usage(format!("{url:?} is no coordinator's URL")))?
            .connect_timeout(CONNECT)
            .http2_keep_alive_interval(Duration::from_secs(20))
            .tcp_nodelay(true);
        let channel = endpoint.connect().await.map_err(|cause| unreachable(&url, &cause))?;
        let token = token.map(|token| format!("Bearer {}", token.expose()).parse()).transpose();
        let mut token: Option<MetadataValue<Ascii>> = token
            .map_err(|_| Error::failed("the token has characters that no header can carry"))?;
        if let Some(token) = &mut token {
            token.set_sensitive(true);
        }
        Ok(Self { link: InterceptedService::new(channel, Bearer(token)) })
    }

    pub(crate) fn tasks(&self) -> TaskServiceClient<Link> {
        TaskServiceClient::new(self.link.clone()).max_decoding_message_size(ANSWER_BYTES)
    }

    pub(crate) fn workers(&self) -> WorkerServiceClient<Link> {
        WorkerServiceClient::new(self.link.clone()).max_decoding_message_size(ANSWER_BYTES)
    }

    pub(crate) fn jobs(&self) -> JobServiceClient<Link> {
        JobServiceClient::new(self.link.clone()).max_decoding_message_size(ANSWER_BYTES)
    }

    pub(crate) fn queues(&self) -> QueueServiceClient<Link> {
        QueueServiceClient::new(self.link.clone()).max_decoding_message_size(ANSWER_BYTES)
    }

    pub(crate) fn fleet(&self) -> FleetServiceClient<Link> {
        FleetServiceClient::new(self.link.clone())
    }

    pub(crate) fn identity(&self) -> IdentityServiceClient<Link> {
        IdentityServiceClient::new(self.link.clone())
    }

    pub(crate) fn system(&self) -> SystemServiceClient<Link> {
        SystemServiceClient::new(self.link.clone()).max_decoding_message_size(ANSWER_BYTES)
    }
}

fn token(
    args: &ClientArgs,
    context: &Context,
    config: &Config,
    folder: Option<&Folder>,
) -> Result<Option<Secret>> {
    let read = |path: PathBuf| {
        Secret::read(&path)
            .map(Some)
            .map_err(Error::about(format!("cannot read {}", path.display())))
    };
    if let Some(path) = &args.token_file {
        return read(path.clone());
    }
    if let Some(token) = context.variable("TASKMASTER_TOKEN") {
        return Ok(Some(Secret::new(token)));
    }
    if let Some(path) = context.variable("TASKMASTER_TOKEN_FILE") {
        return read(path.into());
    }
    if let Some(token) = &config.auth.admin_token {
        return Ok(Some(token.clone()));
    }
    if let Some(path) = &config.auth.admin_token_file {
        return read(path.clone());
    }
    // Without any token the coordinator says what is missing.
    Ok(folder.and_then(|folder| Secret::read(&folder.admin_token()).ok()))
}

fn unreachable(url: &str, cause: &tonic::transport::Error) -> Error {
    let mut deepest: &dyn std::error::Error = cause;
    while let Some(inner) = deepest.source() {
        deepest = inner;
    }
    let why = deepest.to_string();
    let why = why.split(" (os error").next().unwrap_or_default().to_lowercase();
    Error::Failed(format!("no coordinator at {url}: {why}; is `taskmaster up` running?"))
}
