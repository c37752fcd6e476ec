//! Why a pass of a duty failed.

use std::{io, path::PathBuf};

/// Why a pass of a duty failed. The next one tries again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The store did not do what it was asked.
    #[error(transparent)]
    Store(#[from] taskmaster_store::Error),
    /// Kubernetes did not do what it was asked.
    #[error(transparent)]
    Kubernetes(#[from] crate::fleet::KubernetesFault),
    /// The Docker engine did not do what it was asked.
    #[error(transparent)]
    Docker(#[from] crate::fleet::DockerFault),
    /// The fleet's folder cannot be used.
    #[error("cannot use {}: {cause}", path.display())]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// Another process keeps the fleet of the same folder.
    #[error("another scheduler keeps the workers in {}", .0.display())]
    Kept(PathBuf),
}

/// How a pass went.
pub(crate) type Result<T> = std::result::Result<T, Error>;
